"""Are plain, short accounts recognised, as people type them first? Figures, never a claim: some misses were seen on the way.

    python benchmarks/checking/bench_plain.py [--misses]

``plain_accounts.txt``: two of each scam and forty genuine, written before knowledge was widened for them.
``plain_accounts_later.txt``: of a third of the scams, written after it. A line: scam or ``genuine``, channel or ``None``, text.
A text that has become an example of an entry since is left out: the model has learnt it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from tocsin.actions.checking import check_text
from tocsin.knowledge.load import load_knowledge


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="show each text that came out wrong")
    misses = parser.parse_args().misses
    knowledge = load_knowledge()
    learnt = {
        each.text.rstrip(".") for scam in knowledge.scams.values() for each in (*scam.examples, *scam.near_misses)
    }
    for name in ("plain_accounts.txt", "plain_accounts_later.txt"):
        counted: Counter[str] = Counter()
        for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
            wanted, channel, text = line.split("|", 2)
            if text.rstrip(".") in learnt:
                counted["left out"] += 1
                continue
            verdict = check_text(text, knowledge, on=date(2026, 11, 30), channel=None if channel == "None" else channel)
            side, flagged = "genuine" if wanted == "genuine" else "scams", verdict.level in ("scam", "suspicious")
            counted[side] += 1
            counted[f"{side} flagged"] += flagged
            counted["named"] += verdict.scam == wanted
            if misses and flagged != (side == "scams"):
                print(f"{wanted:32}{verdict.level:12}{verdict.score:.2f}  {text}")
        print(
            f"{name:28}scams flagged {counted['scams flagged'] / counted['scams']:.3f} of {counted['scams']}, "
            f"named rightly {counted['named'] / counted['scams']:.3f}; "
            f"genuine flagged {counted['genuine flagged']} of {counted['genuine']}; left out {counted['left out']}"
        )


if __name__ == "__main__":
    main()
