"""``tocsin call``: follow a call as it goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ..actions.calling import start_call, words_not_by_caller
from ..actions.checking import with_care
from ..checking.explain import call_as_dict
from ..errors import InputError
from ..knowledge.load import Knowledge, load_knowledge
from ..reports.vulnerability import care_for
from ..settings import NATIONS, read_settings
from .lines import answer_lines, each_line, write_line

SPEAKERS = {"caller": "caller", "them": "caller", "callee": "callee", "me": "callee"}


@click.command()
@click.argument("paths", nargs=-1, metavar="[FILE]…")
@click.option(
    "--jsonl",
    "as_lines",
    is_flag=True,
    help='Read {"id", "turns": [{"speaker", "text"}]} a line, and answer a line each.',
)
@click.option("--audio", type=click.Path(path_type=Path), help="Listen to this WAV file instead of reading lines.")
@click.option("--microphone", is_flag=True, help="Listen to the microphone.")
@click.option("--model", type=click.Path(path_type=Path), help="The folder of the speech recogniser's model.")
@click.option("--recogniser", help="vosk, sherpa-onnx or faster-whisper; without it the first that is installed.")
@click.option("--nation", type=click.Choice(NATIONS), help="Whose contact routes to give.")
def call(
    paths: Sequence[str],
    as_lines: bool,
    audio: Path | None,
    microphone: bool,
    model: Path | None,
    recogniser: str | None,
    nation: str | None,
) -> int:
    """Follow a call as it goes on: type "caller: …" and "me: …" lines as they are said.

    Signs are shown as they come; the alarm rings once, with what to say now. Nothing is kept. With --audio or
    --microphone a speech recogniser on this machine does the typing; it and its model are yours to choose.

    Exit status: 0 no alarm; 1 an alarm; 2 an error.
    """
    settings = read_settings()
    knowledge = load_knowledge(settings.knowledge_folder)
    nation = nation or settings.desk.nation
    if as_lines:
        alarmed = failed = False
        answer = _answerer(knowledge, nation)
        for result in answer_lines(each_line(paths), known=frozenset({"id", "turns"}), answer=answer):
            failed = failed or "error" in result
            alarmed = alarmed or result.get("alarm_turn") is not None
            write_line(result)
        return 2 if failed else int(alarmed)

    listening = start_call(knowledge, nation=nation)
    if audio is not None or microphone:
        turns = _spoken(audio, model, recogniser)
    else:
        turns = (_turn(line) for line in _lines(paths))
    if audio is None and not microphone and sys.stdin.isatty():
        click.echo(
            "Type what is said, a line each: “caller: …” or “me: …”. Press Ctrl-D when the call is over.", err=True
        )
    cared = False
    for speaker, text in turns:
        if not cared and speaker != "caller" and (care := care_for(text)):
            cared = True
            click.echo("\n" + "\n".join(care) + "\n")
        heard = listening.hear(speaker, text)
        for evidence in heard.evidence:
            words = " … ".join(f"“{span.text}”" for span in evidence.spans)
            click.echo(f"   • {evidence.why}" + (f"  {words}" if words else ""))
        if heard.alarm:
            click.echo(f"\a\n*** {heard.alarm}\n")
    verdict = listening.verdict()
    click.echo(verdict.answer)
    return int(listening.alarm_turn is not None)


def _answerer(knowledge: Knowledge, nation: str) -> Any:
    def answer(given: Mapping[str, Any]) -> dict[str, Any]:
        turns = given.get("turns")
        if not isinstance(turns, list) or not all(
            isinstance(turn, dict) and isinstance(turn.get("text"), str) for turn in turns
        ):
            raise InputError(
                "“turns” is not a list of turns.", fix='Give [{"speaker": "caller", "text": "…"}, …].', code="bad-line"
            )
        listening = start_call(knowledge, nation=nation)
        said: list[tuple[str, str]] = []
        for turn in turns:
            speaker = turn.get("speaker", "unknown")
            said.append((speaker if speaker in {"caller", "callee"} else "unknown", turn["text"]))
            listening.hear(*said[-1])
        return with_care(call_as_dict(listening, id=given.get("id")), words_not_by_caller(said))

    return answer


def _spoken(audio: Path | None, model: Path | None, recogniser: str | None) -> Iterator[tuple[str, str]]:
    """What is heard, shown as it comes: a recogniser does not know who speaks."""
    from ..sources.speech import open_recogniser
    from ..sources.speech.audio import microphone, read_audio

    if model is None:
        raise InputError(
            "Listening needs a speech recogniser's model.", fix="Give its folder: --model FOLDER (see docs/calls.md)."
        )
    listener = open_recogniser(recogniser, model)
    for said in listener.listen(microphone() if audio is None else read_audio(audio)):
        minutes, seconds = divmod(int(said.start_seconds), 60)
        click.echo(f"{minutes:2}:{seconds:02}  {said.text}")
        yield "unknown", said.text


def _lines(paths: Sequence[str]) -> Any:
    if not paths and sys.stdin.isatty():
        return (line for line in sys.stdin if line.strip())
    return (_plain(line) for line in each_line(paths))


def _plain(line: bytes) -> str:
    if b"\0" in line:
        raise InputError("This is not text.", fix="Give lines such as “caller: …” and “me: …”.", code="not-text")
    return line.decode("utf-8-sig", errors="replace")


def _turn(line: str) -> tuple[str, str]:
    speaker, colon, text = line.partition(":")
    known = SPEAKERS.get(speaker.strip().lower()) if colon else None
    return (known, text.strip()) if known else ("unknown", line.strip())
