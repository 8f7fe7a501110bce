"""Check the corpus: schema, split, near-duplicates, templates, give-aways, counts, and numbers and hosts out of range.

    python corpus/check.py            prints every figure; exit status 1 when a check fails

Standard library only, so that anybody who takes the corpus can run it. ``docs/corpus.md`` says what each check is for.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
HALVES = ("training", "measuring", "measuring-2", "measuring-3", "measuring-4", "measuring-5", "measuring-6")
KINDS = ("messages", "calls", "accounts")
HARMLESS = "harmless.txt"
CHANNELS = frozenset({"sms", "email", "letter", "social", "web", "call", "leaflet", "poster"})
STAGES = frozenset({"approached", "engaged", "shared_details", "gave_access", "paid"})
LEAST = {("messages", "scam"): 1500, ("messages", "genuine"): 1500, ("calls", ""): 200, ("accounts", ""): 400}
HIGHEST_AUROC = 0.65  # of any one give-away, within a channel
LEAST_FOR_AUROC = 100  # rows a side: below that one word's figure is noise
HIGHEST_ALIKE = 0.55  # shared word 3-grams (Jaccard) across the halves
MOST_OF_A_SKELETON = 3
MOST_OF_AN_OPENING = 0.01  # of the rows of a channel

Row = Mapping[str, Any]


@dataclass
class Findings:
    """What is wrong, and every figure on the way."""

    wrong: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def rows_of(half: str, kind: str) -> Iterator[dict[str, Any]]:
    """The rows of one half and kind, in the order of the files."""
    for path in sorted((FOLDER / half / kind).glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                yield {
                    **json.loads(line),
                    "_where": f"{half}/{kind}/{path.name}:{number}",
                    "_half": half,
                    "_kind": kind,
                }


def text_of(row: Row) -> str:
    """What is read or heard, as one text."""
    return row["text"] if "text" in row else "\n".join(turn["text"] for turn in row["turns"])


def check() -> Findings:
    """Run every check."""
    found = Findings()
    labels = json.loads((FOLDER / "labels.json").read_text(encoding="utf-8"))
    rows = [row for half in HALVES for kind in KINDS for row in rows_of(half, kind)]
    _schema(rows, labels, found)
    _counts(rows, found)
    _split(rows, found)
    _alike_across(rows, found)
    _templates(rows, found)
    _give_aways(rows, labels, found)
    _numbers_and_hosts(rows, labels, found)
    _harmless(found)
    return found


# --- schema and counts -----------------------------------------------------------------------------


def _schema(rows: list[dict[str, Any]], labels: Mapping[str, Any], found: Findings) -> None:
    seen: set[str] = set()
    for row in rows:
        for fault in _faults(row, labels):
            found.wrong.append(f"{row['_where']}: {fault}")
        if row["id"] in seen:
            found.wrong.append(f"{row['_where']}: the id {row['id']} stands twice")
        seen.add(row["id"])
    found.figures.append(f"rows                {len(rows)}")


def _faults(row: Row, labels: Mapping[str, Any]) -> Iterator[str]:
    scam = row.get("label") == "scam"
    if row.get("label") not in {"scam", "genuine"}:
        yield f"label is {row.get('label')!r}"
    if row.get("situation") not in labels["situations"]:
        yield f"no situation {row.get('situation')!r}"
    if (row.get("scam") in labels["scams"]) != scam:
        yield f"scam is {row.get('scam')!r} in a {row.get('label')} row"
    if unknown := set(row.get("tactics", ())) - set(labels["tactics"]):
        yield f"no tactics {sorted(unknown)}"
    if not scam and row.get("tactics"):
        yield "a genuine row has tactics"
    if row.get("first") not in labels["first"]:
        yield f"no first action {row.get('first')!r}"
    if row["_kind"] == "calls":
        turns = row.get("turns", [])
        speakers = {turn.get("speaker") for turn in turns}
        if not turns or not speakers <= {"caller", "callee"}:
            yield f"speakers are {sorted(map(str, speakers))}"
        harm = row.get("harm_turn")
        if (harm is not None) != scam or (harm is not None and not 0 <= harm < len(turns)):
            yield f"harm_turn is {harm!r} of {len(turns)} turns"
        if row.get("form") == "two-party" and not 8 <= len(turns) <= 45:
            yield f"a two-party call has {len(turns)} turns"
    elif not str(row.get("text", "")).strip():
        yield "no text"
    if row["_kind"] == "messages" and row.get("channel") not in CHANNELS:
        yield f"channel is {row.get('channel')!r}"
    if row["_kind"] == "accounts":
        if (row.get("stage") in STAGES) != scam:
            yield f"stage is {row.get('stage')!r} in a {row.get('label')} account"
        if not isinstance(row.get("on_call"), bool):
            yield "on_call is missing"


def _counts(rows: list[dict[str, Any]], found: Findings) -> None:
    table: Counter[tuple[str, str, str]] = Counter(
        (row["_kind"], row.get("channel", "-"), row["label"]) for row in rows
    )
    for (kind, channel, label), count in sorted(table.items()):
        found.figures.append(f"count               {kind:9} {channel:8} {label:8} {count:5}")
    for (kind, label), least in LEAST.items():
        count = sum(row["_kind"] == kind and (not label or row["label"] == label) for row in rows)
        if count < least:
            found.wrong.append(f"{count} {label} {kind}, fewer than {least}")
    for half in HALVES:
        found.figures.append(f"half                {half:10} {sum(row['_half'] == half for row in rows):5}")


def _split(rows: list[dict[str, Any]], found: Findings) -> None:
    where: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        where[row["situation"]].add(row["_half"])
    both = sorted(situation for situation, halves in where.items() if len(halves) > 1)
    if both:
        found.wrong.append(f"situations in both halves: {', '.join(both)}")
    found.figures.append(
        f"situations          {len(where)}, none in both halves" if not both else f"situations          {len(where)}"
    )


# --- copies and templates ------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-zà-ÿ']+|\d+", text.lower())


def _grams(text: str, size: int) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def _alike_across(rows: list[dict[str, Any]], found: Findings) -> None:
    grams = [_grams(text_of(row), 3) for row in rows]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, own in enumerate(grams):
        for gram in own:
            holders[gram].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indexes in holders.values():
        if 1 < len(indexes) <= 60:  # what stands in more is a common phrase, not a copy
            for at, one in enumerate(indexes):
                for other in indexes[at + 1 :]:
                    if rows[one]["_half"] != rows[other]["_half"]:
                        shared[one, other] += 1
    highest = 0.0
    for (one, other), count in shared.items():
        alike = count / (len(grams[one]) + len(grams[other]) - count)
        highest = max(highest, alike)
        if alike > HIGHEST_ALIKE:
            found.wrong.append(
                f"{rows[one]['_where']} and {rows[other]['_where']} are {alike:.2f} alike across the halves"
            )
    found.figures.append(f"most alike across   {highest:.2f} (3-gram Jaccard; at most {HIGHEST_ALIKE})")


def skeleton_of(text: str) -> str:
    """A text with what a template would fill in taken out: numbers, names, links, amounts."""
    text = re.sub(r"\S+\.example\S*|https?://\S+|\S+@\S+", " ~link ", text)
    text = re.sub(r"[£€$]?\d[\d,.:/ -]*", " ~n ", text)
    text = re.sub(r"(?<=[a-z,;:] )[A-Z][\w'’-]+", " ~name ", text)
    return " ".join(re.findall(r"~\w+|[a-z']+", text.lower()))


def _templates(rows: list[dict[str, Any]], found: Findings) -> None:
    skeletons: dict[str, list[str]] = defaultdict(list)
    openings: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    for row in rows:
        text = text_of(row)
        skeletons[skeleton_of(text)].append(row["_where"])
        channel = row.get("channel", row["_kind"])
        opening = tuple(words_of(text)[:6])
        if len(opening) == 6:
            openings[channel][opening] += 1
        sizes[channel] += 1
    most = max((len(where) for where in skeletons.values()), default=0)
    for skeleton, where in skeletons.items():
        if len(where) > MOST_OF_A_SKELETON:
            found.wrong.append(f"{len(where)} rows share a skeleton ({skeleton[:60]}…): {', '.join(where[:4])}")
    found.figures.append(f"most of a skeleton  {most} (at most {MOST_OF_A_SKELETON})")
    for channel, counted in sorted(openings.items()):
        opening, count = counted.most_common(1)[0]
        found.figures.append(f"most of an opening  {channel:8} {count:4} of {sizes[channel]:4}  {' '.join(opening)}")
        if count > max(4, MOST_OF_AN_OPENING * sizes[channel]):
            found.wrong.append(f"{count} {channel} rows begin “{' '.join(opening)}”")


# --- give-aways ------------------------------------------------------------------------------------------


def auroc(scores: Iterable[tuple[float, bool]]) -> float:
    """The chance that a scam row scores above a genuine one (ties count half): Mann–Whitney."""
    ordered = sorted(scores)
    rank_sum = positives = at = 0
    ranks = 0.0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        mean_rank = (at + 1 + end) / 2
        ranks += mean_rank * sum(is_scam for _, is_scam in ordered[at:end])
        at = end
    positives = sum(is_scam for _, is_scam in ordered)
    rank_sum = len(ordered) - positives
    if not positives or not rank_sum:
        return 0.5
    return (ranks - positives * (positives + 1) / 2) / (positives * rank_sum)


FEATURES = {
    "length": lambda text: float(len(text)),
    "a link": lambda text: float(bool(re.search(r"\.example|https?://|www\.|\.gov\.uk|\.nhs\.uk", text.lower()))),
    "a £ sign": lambda text: float("£" in text),
    "a phone number": lambda text: float(bool(re.search(r"\d[\d ()+-]{8,}\d", text))),
    "an exclamation mark": lambda text: float("!" in text),
    "capitals": lambda text: sum(character.isupper() for character in text) / max(1, len(text)),
    "digits": lambda text: sum(character.isdigit() for character in text) / max(1, len(text)),
    "non-ASCII letters": lambda text: sum(ord(character) > 127 for character in text) / max(1, len(text)),
}


def _give_aways(rows: list[dict[str, Any]], labels: Mapping[str, Any], found: Findings) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["channel"] if row["_kind"] == "messages" else row["_kind"]].append(row)
    for group, members in sorted(groups.items()):
        scams = sum(row["label"] == "scam" for row in members)
        judged = min(scams, len(members) - scams) >= LEAST_FOR_AUROC
        features = dict(FEATURES)
        features["an organisation's name"] = lambda text: float(any(name in text.lower() for name in labels["names"]))
        for name, feature in features.items():
            value = auroc((feature(text_of(row)), row["label"] == "scam") for row in members)
            _judge(found, group, name, value, judged)
        word, value = _worst_word(members)
        _judge(found, group, f"the word “{word}”", value, judged)


def _worst_word(rows: list[dict[str, Any]]) -> tuple[str, float]:
    holds: dict[str, Counter[str]] = {"scam": Counter(), "genuine": Counter()}
    sizes = Counter(row["label"] for row in rows)
    for row in rows:
        holds[row["label"]].update(set(words_of(text_of(row))))
    if not (sizes["scam"] and sizes["genuine"]):
        return "", 0.5
    worst, value = "", 0.5
    for word in holds["scam"].keys() | holds["genuine"].keys():
        gap = holds["scam"][word] / sizes["scam"] - holds["genuine"][word] / sizes["genuine"]
        if abs(gap) / 2 > abs(value - 0.5):
            worst, value = word, 0.5 + gap / 2
    return worst, value


def _judge(found: Findings, group: str, name: str, value: float, judged: bool) -> None:
    either_way = max(value, 1 - value)
    note = "" if judged else "  (too few rows to judge)"
    found.figures.append(f"give-away           {group:9} {name:26} {either_way:.3f}{note}")
    if judged and either_way >= HIGHEST_AUROC:
        found.wrong.append(f"in {group}, {name} alone reaches AUROC {either_way:.3f}")


# --- numbers and hosts ---------------------------------------------------------------------------------------

# Ofcom's ranges for drama: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
DRAMA = re.compile(
    r"07700900\d{3}|01632960\d{3}|011[345678]4960\d{3}|01[23456]14960\d{3}|02079460\d{3}|01914980\d{3}|02920180\d{3}"
    r"|0289649[6]\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}"
)
_PHONE = re.compile(r"(?<![\d£.-])(?:\+44 ?(?:\(0\) ?)?|0044 ?|0)\d(?:[ \-()]{0,2}\d){8,10}(?!\d)")
_HOST = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+(?:example|uk|com|org|net|info|co|io|ly|app|wales|scot))(?![\w-])",
    re.IGNORECASE,
)


def _numbers_and_hosts(rows: list[dict[str, Any]], labels: Mapping[str, Any], found: Findings) -> None:
    numbers = hosts = 0
    for row in rows:
        text = text_of(row)
        for match in _PHONE.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            national = (
                "0" + re.sub(r"^(?:0044|44)0?", "", digits)
                if not digits.startswith("0") or digits.startswith("0044")
                else digits
            )
            numbers += 1
            if not DRAMA.fullmatch(national) and national not in labels["public_numbers"]:
                found.wrong.append(f"{row['_where']}: the number {match.group()} is outside the drama ranges")
        for match in _HOST.finditer(text):
            host = match.group(1).lower()
            hosts += 1
            if not host.endswith(".example") and not any(
                host == known or host.endswith(f".{known}") for known in labels["public_hosts"]
            ):
                found.wrong.append(f"{row['_where']}: the host {host} is neither .example nor a public body's")
    found.figures.append(f"numbers, hosts      {numbers} phone numbers and {hosts} hosts looked at")


# --- everyday sentences ----------------------------------------------------------------------------------------


def _harmless(found: Findings) -> None:
    """The sentences that training puts around rows lead nowhere, and none stands twice."""
    lines = (FOLDER / "training" / HARMLESS).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or _PHONE.search(line) or _HOST.search(line):
            found.wrong.append(f"training/{HARMLESS}:{number}: nothing is said, or it leads somewhere")
    if len(set(lines)) < len(lines):
        found.wrong.append(f"training/{HARMLESS}: {len(lines) - len(set(lines))} lines stand there before")
    found.figures.append(f"harmless sentences  {len(lines)}")


def main() -> int:
    found = check()
    print("\n".join(found.figures))
    for fault in found.wrong:
        print(f"WRONG {fault}", file=sys.stderr)
    print(f"{len(found.wrong)} wrong" if found.wrong else "The corpus is in order.")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
