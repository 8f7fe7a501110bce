"""Make the model that the checker ships with, from labelled rows: read each as the checker does, then fit."""

from __future__ import annotations

import hashlib
import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..checking.everyday import FEW_WORDS, Sentence, sentences_of
from ..checking.features import masked_words, may_ask, says_who_speaks, structure
from ..checking.model_file import packed as packed_file
from ..checking.net import as_plain
from ..checking.routes import read_routes
from ..checking.rules import broken_rules
from ..checking.training.copies import copy_of, spoken
from ..checking.training.everyday import HALVES, half_of, learn_everyday, leave_out
from ..checking.training.fit import NET_SCALE, Example, Material
from ..checking.training.naming import fit_names
from ..checking.training.net import packed
from ..checking.training.rows import Row
from ..checking.training.thresholds import calibrate, probabilities_of, thresholds
from ..knowledge.load import Knowledge
from ..records import Understanding
from ..understanding.conversation import Conversation
from ..understanding.understand import understand

PREFIXES = (3, 6, 12)  # turns of a call after which it is also a row: an alarm must come early
COPIED = frozenset({"corpus", "knowledge"})
HARMLESS = frozenset({"mendeley", "multidogo", "banking77"})
LONGEST_AROUND = 160  # characters
MOST_AROUND = 8  # harmless messages put around one row
TELL_EVERY = 2_000


def train(
    rows: Sequence[Row],
    knowledge: Knowledge,
    tell: Callable[[str], None],
    *,
    harmless: Sequence[str] = (),
    processes: int = 1,
) -> dict[str, Any]:
    """The model of these rows, as the JSON of a model file. The same rows and knowledge give the same model.

    ``harmless``: everyday sentences, which are put around rows of both classes, so that they speak for neither.
    """
    examples, everyday = read_examples(rows, knowledge, tell, harmless=harmless, processes=processes)
    return fit_model(examples, knowledge, tell, everyday=everyday, processes=processes)


def fit_model(
    examples: Sequence[Example],
    knowledge: Knowledge,
    tell: Callable[[str], None],
    *,
    everyday: Mapping[str, Any] | None = None,
    processes: int = 1,
) -> dict[str, Any]:
    """The same from what :func:`read_examples` gives."""
    tell(f"fitting {len(examples):,} examples")
    weights, unseen = Material(examples).fit_all(tell, processes=processes)
    net = weights.net
    slope, intercept = calibrate(examples, unseen)
    limits = thresholds(examples, probabilities_of(unseen, slope, intercept))
    given: dict[str, Any] = {
        "id": "",
        "trained_on": dict(
            sorted(Counter(example.row.source for example in examples if example.view == "whole").items())
        ),
        "knowledge": knowledge.version,
        "bias": weights.bias,
        "slope": slope,
        "intercept": intercept,
        "thresholds": limits,
        "structure": weights.structure,
        "grams": "\n".join(weights.grams),
        "weights": list(weights.grams.values()),
        "net": as_plain(
            packed(net.rows),
            step=round(net.step * NET_SCALE * 1000.0, 5),
            bounds=net.bounds,
            outs=net.outs,
        ),
        "asks": {"start": weights.asks.start, "weights": [int(weights.asks.weights[at]) for at in weights.columns]},
        "everyday": everyday,
        "names": json.dumps(fit_names(examples), ensure_ascii=False, separators=(",", ":"), sort_keys=True),
    }
    given["id"] = hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:12]
    return given


def write_model(given: dict[str, Any], path: Path) -> None:
    """Write a model file whole or not at all; packed where its name ends in ``.gz``."""
    waiting = path.with_suffix(".new")
    if path.suffix == ".gz":
        waiting.write_bytes(packed_file(given))
    else:
        waiting.write_text(json.dumps(given, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    waiting.replace(path)


def read_examples(
    rows: Sequence[Row],
    knowledge: Knowledge,
    tell: Callable[[str], None],
    *,
    harmless: Sequence[str] = (),
    processes: int = 1,
) -> tuple[list[Example], Mapping[str, Any] | None]:
    """Every row as the checker reads it, with its copies, by several processes where asked, in the same order; and what was learnt of
    everyday sentences (checking/everyday.py), which are left out of them. None where there are no such sentences."""
    examples = _read_all(rows, knowledge, tell, harmless=harmless, processes=processes)
    learned = learn_everyday([_sentences(text, knowledge) for text in harmless], examples)
    return (examples, None) if learned is None else (leave_out(examples, learned), learned[0])


def _sentences(text: str, knowledge: Knowledge) -> list[Sequence[str]]:
    """The masked words of each sentence."""
    read = understand(text, knowledge, deep=False)
    said, places = masked_words(read, knowledge, routes=())
    return [said[first:end] for first, end, _ in sentences_of(read, places)]


def _read_all(
    rows: Sequence[Row],
    knowledge: Knowledge,
    tell: Callable[[str], None],
    *,
    harmless: Sequence[str],
    processes: int,
) -> list[Example]:
    examples: list[Example] = []
    sent = [row.text for row in rows if not row.is_scam and row.source in HARMLESS and len(row.text) <= LONGEST_AROUND]
    around = [[sent, harmless[half]] for half in HALVES]
    if processes > 1:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(processes, initializer=_take, initargs=(knowledge, around)) as pool:
            for number, (row, read) in enumerate(zip(rows, pool.map(_read, rows, chunksize=50), strict=True), start=1):
                examples += [replace(example, row=row) for example in read]  # one row, not a copy for each
                if number % TELL_EVERY == 0 or number == len(rows):
                    tell(f"read {number:,} of {len(rows):,} rows")
        return examples
    for number, row in enumerate(rows, start=1):
        examples += examples_of(row, knowledge, around)
        if number % TELL_EVERY == 0 or number == len(rows):
            tell(f"read {number:,} of {len(rows):,} rows")
    return examples


_taken: list[tuple[Knowledge, Sequence[Sequence[Sequence[str]]]]] = []


def _take(knowledge: Knowledge, around: Sequence[Sequence[Sequence[str]]]) -> None:
    """What a process of its own needs to read rows."""
    _taken[:] = [(knowledge, around)]


def _read(row: Row) -> list[Example]:
    knowledge, around = _taken[0]
    return list(examples_of(row, knowledge, around))


def examples_of(row: Row, knowledge: Knowledge, around: Sequence[Sequence[Sequence[str]]] = ()) -> Iterable[Example]:
    """The row as given, an altered copy, and what else the checker may be shown of it.

    ``around``: for each half of the rows (``half_of``) kinds of harmless texts; some of one kind are put before and after it: they say
    nothing of it.
    """
    chance = random.Random(zlib.crc32(row.text.encode()))
    if row.turns:
        conversation = Conversation(knowledge)
        heard: Understanding | None = None
        turns: list[Sequence[str]] = []
        harm: int | None = None
        for number, (speaker, said) in enumerate(row.turns, start=1):
            # Counted now: what a conversation gives holds the same words, more of them with every turn.
            read = (0, 0) if heard is None else (len(heard.words), len(heard.mentions))
            heard = conversation.hear(speaker, said)
            if speaker != "callee":
                turns.append(_turn(heard, knowledge, read))
                if number - 1 == row.harm_turn:
                    harm = len(turns) - 1
            if number in PREFIXES and number < len(row.turns):
                yield _example(row, f"first{number}", heard, knowledge, "call", turns=turns, harm=harm)
            elif speaker != "callee" and row.source == "corpus":
                yield _example(row, f"turn{number}", heard, knowledge, "call", turns=turns, harm=harm)
        if heard is not None:
            yield _example(row, "whole", heard, knowledge, "call", turns=turns, harm=harm)
        yield _example(row, "text", understand(row.text, knowledge, deep=False), knowledge, None)
        flat = copy_of(" ".join(said for _, said in row.turns), chance)
        yield _example(row, "flat", understand(flat, knowledge, channel="call", deep=False), knowledge, "call")
        return
    as_given = understand(row.text, knowledge, channel=row.channel, deep=False)
    whole = _example(row, "whole", as_given, knowledge, row.channel)
    yield whole
    channel = None if chance.random() < 0.5 else row.channel
    copy = understand(copy_of(row.text, chance), knowledge, channel=channel, deep=False)
    yield _example(row, "copy", copy, knowledge, channel)
    kinds = [each for each in around[half_of(row)] if len(each) >= MOST_AROUND] if around else []
    if row.source in COPIED and kinds:
        chosen = chance.sample(chance.choice(kinds), chance.randrange(2, MOST_AROUND + 1))
        first = chance.randrange(len(chosen) + 1)
        padded = " ".join([*chosen[:first], row.text, *chosen[first:]])
        yield _example(row, "padded", understand(padded, knowledge, channel=channel, deep=False), knowledge, channel)
    if row.source in COPIED:
        heard_so = understand(spoken(row.text, chance), knowledge, channel=channel, deep=False)
        yield _example(row, "spoken", heard_so, knowledge, channel)
    if row.source in COPIED and row.channel is not None:
        yield _example(row, "nochannel", understand(row.text, knowledge, deep=False), knowledge, None)


def _turn(heard: Understanding, knowledge: Knowledge, read: tuple[int, int]) -> Sequence[str]:
    """The masked words that a turn of the other side brought (as ``checking.call.Call`` weighs them); ``read``: how many
    words and mentions there were before it."""
    if read[0] == len(heard.words):
        return []
    routes = read_routes(heard.mentions, heard.claimed, knowledge)
    words, _ = masked_words(heard, knowledge, routes=routes, since=read[0], since_mention=read[1])
    return words


def _example(
    row: Row,
    view: str,
    understanding: Understanding,
    knowledge: Knowledge,
    channel: str | None,
    *,
    turns: Sequence[Sequence[str]] = (),
    harm: int | None = None,
) -> Example:
    """``turns``, ``harm``: of a call heard turn by turn, what was said so far, and which of it asks for what does harm."""
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    rules = broken_rules(understanding, knowledge, channel=channel)
    said, places = masked_words(understanding, knowledge, routes=routes)
    sentences: Sequence[Sentence] = ()
    if len(said) > FEW_WORDS and not turns and not says_who_speaks(understanding):
        sentences = sentences_of(understanding, places)
    talk = not turns and may_ask(understanding, channel)
    words = said + masked_words(understanding, knowledge, routes=routes, callee=True)[0]
    return Example(
        row=row,
        view=view,
        structure=structure(understanding, knowledge, routes=routes, rules=rules, channel=channel),
        words=words,
        genre=understanding.genre,
        channel=channel,
        hard=understanding.scam is not None or any(rule.verified for rule in rules),
        held=understanding.scam is not None,
        near={match.scam: match.strength + match.held for match in understanding.matches},
        turns=(said,) if talk else tuple(turns),
        harm=harm,
        sentences=sentences,
    )
