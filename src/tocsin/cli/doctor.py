"""``tocsin doctor``: what is wrong with this installation."""

from __future__ import annotations

import json

import click

from ..actions.doctor import examine
from ..settings import read_settings

MARKS = {"well": "✓", "note": "•", "ill": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(as_json: bool) -> int:
    """Look at this installation and say what is wrong with it, and what to do.

    Exit status: 0 all is well; 1 something is not.
    """
    findings = examine(read_settings)
    if as_json:
        click.echo(
            json.dumps(
                [{"about": f.about, "state": f.state, "said": f.said, "fix": f.fix} for f in findings],
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        for finding in findings:
            click.echo(
                f"{MARKS[finding.state]} {finding.about}: {finding.said}"
                + (f"\n    {finding.fix}" if finding.fix else "")
            )
    return int(any(finding.state == "ill" for finding in findings))
