"""Is the checker right? Across sources it has not seen, on genuine messages that look official, early in a call, by name.

    make bench-check                     everything; needs ../shared/data and the extra `train`
    python benchmarks/checking/bench_check.py --practice   the corpus' training half in place of the measuring half:
                                         for development, and no claim (the model and the knowledge have seen it)

``--half measuring-4`` and so on measures on an older measuring half in place of the newest, which has been measured least often;
``--half all`` on all of them together. This program alone opens ``corpus/measuring*``, and prints figures, never a text. Every figure is of one source;
the peer (TF-IDF of words and pairs with logistic regression, trained on the same rows) is in the same run.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core, and the same sums every time

import numpy as np
import yaml

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE.parent), str(ROOT / "corpus")]
import look  # noqa: E402
from check import HALVES, auroc  # noqa: E402

from tocsin.actions.calling import start_call  # noqa: E402
from tocsin.actions.checking import check_text  # noqa: E402
from tocsin.actions.training import read_examples  # noqa: E402
from tocsin.checking.check import is_unsure  # noqa: E402
from tocsin.checking.model import shipped_model  # noqa: E402
from tocsin.checking.training.fit import Material  # noqa: E402
from tocsin.checking.training.public_data import banking77, public_rows  # noqa: E402
from tocsin.checking.training.rows import Row, corpus_rows, harmless_of, knowledge_rows  # noqa: E402
from tocsin.checking.training.side_by_side import side_by_side  # noqa: E402
from tocsin.knowledge.load import Knowledge, load_knowledge  # noqa: E402
from tocsin.records import Verdict  # noqa: E402

ON = date(2026, 11, 24)
MEASURING = tuple(half for half in HALVES if half != "training")
SEED = 20261124
ALARMS = frozenset({"scam", "suspicious"})
MOST_DISGUISED = 300
# name → channel, texts; every scam source beside genuine sources of its channel
MEASURED: dict[str, tuple[str, Callable[[], Iterable[str]]]] = {
    "vigilis real scam calls": ("call", lambda: _texts(look.vigilis("scam"))),
    "inf2008 scam": ("call", lambda: _texts(look.inf2008("scam"))),
    "inf2008 genuine": ("call", lambda: _texts(look.inf2008("non_scam"))),
    "sgd": ("none", lambda: _texts(look.sgd())),
    "spamhunter uk": ("sms", lambda: _texts(look.spamhunter_uk())),
    "phishing_pot": ("email", lambda: _texts(look.phishing())),
}
# scam source, genuine source, which training source is left out of model and thresholds
PAIRS = (
    ("vigilis real scam calls", "inf2008 genuine", None),
    ("vigilis real scam calls", "bothbosu", "bothbosu"),
    ("inf2008 scam", "inf2008 genuine", None),
    ("inf2008 scam", "sgd", None),
    ("robocalls", "inf2008 genuine", "robocalls"),
    ("bothbosu", "bothbosu", "bothbosu"),
    ("mendeley", "mendeley", "mendeley"),
    ("spamhunter uk", "mendeley", "mendeley"),
    ("phishing_pot", "spamassassin", "spamassassin"),
    ("phishing_pot", "ftc", "ftc"),
    ("inf2008 scam", "multidogo", "multidogo"),
    ("mendeley", "banking77", "banking77"),
)


def _texts(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [text[:8_000] for _, text in pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practice", action="store_true", help="use the corpus' training half, and claim nothing")
    parser.add_argument(
        "--half", choices=(*MEASURING, "all"), default=MEASURING[-1], help="which measuring half of the corpus"
    )
    parser.add_argument("--only", nargs="*", default=[], help="across, shipped, official, early, named, disguised")
    given = parser.parse_args()
    wanted = set(given.only) or {"across", "shipped", "official", "early", "named", "disguised"}
    knowledge = load_knowledge()
    half = "training" if given.practice else given.half
    print(f"knowledge {knowledge.version}, model {shipped_model().id}, seed {SEED}, corpus half: {half}")
    if given.practice:
        print("PRACTICE: the model has seen these rows of the corpus. No claim.")
    rows = [row for each in (MEASURING if half == "all" else (half,)) for row in corpus_rows(ROOT / "corpus" / each)]
    training = [*knowledge_rows(knowledge), *corpus_rows(ROOT / "corpus" / "training"), *public_rows(look.DATA)]
    if "across" in wanted:
        across(training, knowledge)
    if "shipped" in wanted:
        shipped(knowledge)
    if "official" in wanted:
        official(rows, training, knowledge)
    if "early" in wanted:
        early([row for row in rows if row.turns], knowledge)
    if "named" in wanted:
        named(rows, knowledge)
    if "disguised" in wanted:
        disguised([row for row in rows if row.is_scam and not row.turns], knowledge)


# --- across sources ---------------------------------------------------------------------------------


def across(training: Sequence[Row], knowledge: Knowledge) -> None:
    """Recall of one source's scams at 1 % and 5 % false alarms on a genuine source, from a model that has seen neither."""
    measured = {
        name: [Row(name, name, False, text, None if channel == "none" else channel) for text in texts()]
        for name, (channel, texts) in MEASURED.items()
    }
    everything = [*training, *(row for rows in measured.values() for row in rows)]
    examples, _ = read_examples(
        everything,
        knowledge,
        lambda said: print(f"  {said}", file=sys.stderr),
        harmless=harmless_of(ROOT / "corpus" / "training"),
        processes=os.cpu_count() or 1,
    )
    material = Material(examples)
    names = material.sources
    whole = np.array([example.view == "whole" for example in examples])
    warns = np.array([example.genre == "warning" for example in examples])  # the product gives these one low score
    ours: dict[str, np.ndarray[Any, Any]] = {}
    peers: dict[str, np.ndarray[Any, Any]] = {}
    numbers = {id(row): at for at, row in enumerate(everything)}
    print("\nAcross sources: recall at 1 % and 5 % false alarms, AUROC; model trained without either source")
    print(
        f"{'scams of':26}{'genuine of':18}{'n':>6}{'n':>6}  {'ours @1%':>9}{'@5%':>7}{'AUROC':>7}  {'peer @1%':>9}{'@5%':>7}{'AUROC':>7}"
    )
    keys = [" ".join(sorted({left_out or scams, scams} - MEASURED.keys())) for scams, _, left_out in PAIRS]

    def scores_without(key: str) -> tuple[str, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The key; what ours says of every whole example, and the peer of every row, trained without the sources of the key."""
        left_out = key.split()
        allowed = np.array([name not in MEASURED and name not in left_out for name in names])
        shown = np.flatnonzero(whole)
        sums = np.zeros(len(examples))
        sums[shown] = material.sums(material.fit(np.flatnonzero(allowed)), shown)
        kept = [row for row in training if row.source not in left_out]
        return key, np.where(warns, sums.min(), sums), peer_scores(kept, [row.text for row in everything])

    wanted = list(dict.fromkeys(keys))
    for number, (key, own, peer) in enumerate(side_by_side(scores_without, wanted, os.cpu_count() or 1), start=1):
        ours[key], peers[key] = own, peer
        print(f"  fitted {number} of {len(wanted)}", file=sys.stderr)
    for key, (scams, genuine, _) in zip(keys, PAIRS, strict=True):
        sides = []
        for name, label in ((scams, True), (genuine, False)):
            mine = np.flatnonzero(
                whole & (names == name) & (material.labels == label if name not in MEASURED else True)
            )
            sides.append((ours[key][mine], peers[key][[numbers[id(examples[at].row)] for at in mine]]))
        cells = []
        for which in (0, 1):
            scam, good = sides[0][which], sides[1][which]
            both = [(float(score), True) for score in scam] + [(float(score), False) for score in good]
            cells.append(f"{recall_at(scam, good, 0.01):9.3f}{recall_at(scam, good, 0.05):7.3f}{auroc(both):7.3f}")
        print(f"{scams:26}{genuine:18}{len(sides[0][0]):6}{len(sides[1][0]):6}  {cells[0]}  {cells[1]}")


def peer_scores(rows: Sequence[Row], texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """What TF-IDF over words and pairs with logistic regression says, both classes weighing the same."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    peer = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(C=10, max_iter=1000, class_weight="balanced", random_state=SEED),
    )
    peer.fit([row.text for row in rows], [row.is_scam for row in rows])
    scores: np.ndarray[Any, Any] = peer.decision_function(texts)
    return scores


def recall_at(scams: Sequence[float], genuine: Sequence[float], false_alarms: float) -> float:
    """The share of scams above the score that only this share of the genuine ones lies above."""
    threshold = np.sort(np.asarray(genuine))[::-1][int(false_alarms * len(genuine))]
    return float((np.asarray(scams) > threshold).mean())


# --- at the shipped thresholds ----------------------------------------------------------------------


def shipped(knowledge: Knowledge) -> None:
    """The share of each source flagged, and called a scam, by the product as it ships."""
    print("\nAs shipped: share flagged and share called scam (* its rows or part of them trained the model)")
    trained = {"sms_mendeley", "calls_ncsu", "calls_bothbosu", "benign_banking77", "benign_multidogo", "email_spamassassin",
               "warnings_ftc", "reports_cfpb"}  # fmt: skip
    for name, texts in look.SOURCES.items():
        if name.startswith(("advisories", "calls_vigilis films")):
            continue
        levels = Counter(verdict(text, channel, knowledge).level for channel, text in texts())
        show_levels(name + (" *" if name.split()[0] in trained or name.startswith("calls_ncsu") else ""), levels)
    everything = list(banking77(look.DATA, random.Random(SEED), most=20_000))
    scores = [verdict(row.text, "", knowledge).level for row in everything]
    show_levels(f"benign_banking77 all {len(everything):,} *", Counter(scores))


def verdict(text: str, channel: str | None, knowledge: Knowledge) -> Verdict:
    return check_text(text, knowledge, on=ON, channel=channel or None)


def show_levels(name: str, levels: Counter[str]) -> None:
    count = max(1, sum(levels.values()))
    flagged = (levels["scam"] + levels["suspicious"]) / count
    print(f"{name:34}{count:7,}  flagged {flagged:.4f}  called scam {levels['scam'] / count:.4f}")


# --- official, but genuine --------------------------------------------------------------------------


def official(rows: Sequence[Row], training: Sequence[Row], knowledge: Knowledge) -> None:
    """Genuine messages and the scams that copy them: levels by channel, AUROC beside the peer's, and hard pairs; messages and
    calls once more as one long text, as people paste them, without how they came."""
    peer = peer_scores(training, [row.text for row in rows])
    answers = [of_row(row, knowledge) for row in rows]
    pasted = [verdict(row.text, None, knowledge) for row in rows]
    print("\nOfficial but genuine: the corpus")
    print(
        f"{'':18}{'scams':>7}{'flagged':>9}{'as scam':>9}{'genuine':>9}{'flagged':>9}{'as scam':>9}{'AUROC':>8}{'peer':>8}"
    )
    groups: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.kind != "account":
            groups[f"{row.kind}s pasted"].append(at)
        groups[row.kind if row.kind != "message" else str(row.channel)].append(at)
        groups["messages" if row.kind == "message" else f"{row.kind}s"].append(at)
        groups["all"].append(at)
    for name, mine in groups.items():
        if name in ("call", "account") and f"{name}s" in groups and name != "call":
            continue
        cells = []
        given = pasted if name.endswith("pasted") else answers
        for label in (True, False):
            of = [given[at].level for at in mine if rows[at].is_scam == label]
            flagged = sum(level in ALARMS for level in of) / max(1, len(of))
            cells.append(f"{len(of):7}{flagged:9.3f}{of.count('scam') / max(1, len(of)):9.3f}")
        own = auroc([(given[at].score, rows[at].is_scam) for at in mine])
        theirs = auroc([(float(peer[at]), rows[at].is_scam) for at in mine])
        print(f"{name:18}{cells[0]}  {cells[1]}{own:8.3f}{theirs:8.3f}")
    pairs: dict[tuple[str, str], dict[bool, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, row in enumerate(rows):
        if row.pair:
            pairs[row.kind, row.pair][row.is_scam].append(at)
    whole = [pair for pair in pairs.values() if pair[True] and pair[False]]
    own_right = sum(
        max(answers[at].score for at in pair[True]) > max(answers[at].score for at in pair[False]) for pair in whole
    )
    peer_right = sum(max(peer[at] for at in pair[True]) > max(peer[at] for at in pair[False]) for pair in whole)
    print(
        f"hard pairs with the scam scored higher: {own_right / len(whole):.3f} of {len(whole)}; peer {peer_right / len(whole):.3f}"
    )
    cannot_tell(rows, answers, pasted)
    edges = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01)
    print("calibration, score → share that are scams: " + ", ".join(
        f"{low:.1f}–{min(high, 1):.1f} → {np.mean(of):.2f} ({len(of)})"
        for low, high in itertools.pairwise(edges)
        if (of := [row.is_scam for row, answer in zip(rows, answers, strict=True) if low <= answer.score < high])
    ))  # fmt: skip


def cannot_tell(rows: Sequence[Row], answers: Sequence[Verdict], pasted: Sequence[Verdict]) -> None:
    """Of how many scams and genuine texts the answer is “We cannot tell”; messages also as pasted, without their channel."""
    told = [(f"{row.kind}s", row.is_scam, answer) for row, answer in zip(rows, answers, strict=True)]
    told += [
        ("messages pasted", row.is_scam, answer)
        for row, answer in zip(rows, pasted, strict=True)
        if row.kind == "message"
    ]
    shares = []
    for name in sorted({name for name, _, _ in told}):
        of = [
            np.mean(
                [
                    is_unsure(answer.level, answer.score)
                    for kind, is_scam, answer in told
                    if (kind, is_scam) == (name, side)
                ]
            )
            for side in (True, False)
        ]
        shares.append(f"{name} {of[0]:.3f} and {of[1]:.3f}")
    print("“we cannot tell” of scams and of genuine texts: " + "; ".join(shares))


def of_row(row: Row, knowledge: Knowledge) -> Verdict:
    if row.turns:
        call = start_call(knowledge, on=ON)
        for speaker, said in row.turns:
            call.hear(speaker, said)
        return call.verdict()
    return verdict(row.text, row.channel, knowledge)


# --- early ------------------------------------------------------------------------------------------


def early(calls: Sequence[Row], knowledge: Knowledge) -> None:
    """Whether the alarm comes before or at the turn of harm, and how often in a genuine call."""
    in_time, alarmed, warning, scams, genuine, ever = 0, 0, [], 0, 0, 0
    for row in calls:
        call = start_call(knowledge, on=ON)
        for speaker, said in row.turns:
            call.hear(speaker, said)
        at = call.alarm_turn
        if row.is_scam:
            scams += 1
            harm = len(row.turns) - 1 if row.harm_turn is None else row.harm_turn
            ever += at is not None
            if at is not None and at <= harm:
                in_time += 1
                warning.append(harm - at)
        else:
            genuine += 1
            alarmed += at is not None
    print("\nEarly: calls of the corpus, turn by turn")
    print(f"scam calls {scams}: alarm before or at the turn of harm {in_time / max(1, scams):.3f}, at any turn {ever / max(1, scams):.3f}; "
          f"median warning {median(warning) if warning else 0} turns")  # fmt: skip
    print(f"genuine calls {genuine}: alarmed {alarmed / max(1, genuine):.3f}")


# --- named ------------------------------------------------------------------------------------------


def named(rows: Sequence[Row], knowledge: Knowledge) -> None:
    """Whether the entry named is the right one: of all scams, and of those that alarm."""
    mapping = yaml.safe_load((HERE.parent / "inf2008_mapping.yaml").read_text(encoding="utf-8"))
    print("\nNamed: the top entry right, of all scams (and of those that alarm)")
    by_kind: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for row in rows:
        if row.is_scam:
            answer = of_row(row, knowledge)
            by_kind[f"corpus {row.kind}s"].append((answer.level in ALARMS, answer.scam == row.scam_id))
    for row in look.rows("calls_inf2008_gemini/scam_call_logs.csv"):
        wanted = mapping[row["type"]]
        if wanted != "none":
            answer = verdict(row["dialogue"], "call", knowledge)
            by_kind["inf2008"].append((answer.level in ALARMS, answer.scam == wanted))
    for name, found in by_kind.items():
        right = sum(correct for _, correct in found)
        alarming = [correct for alarm, correct in found if alarm]
        print(
            f"{name:18}{right / len(found):.3f} of {len(found)} ({np.mean(alarming) if alarming else 0:.3f} of {len(alarming)})"
        )


# --- disguised --------------------------------------------------------------------------------------


def disguised(scams: Sequence[Row], knowledge: Knowledge) -> None:
    """By how much each disguise lowers the recall."""
    from disguises import DISGUISES

    chosen = random.Random(SEED).sample(list(scams), min(MOST_DISGUISED, len(scams)))
    plain = np.mean([verdict(row.text, row.channel, knowledge).level in ALARMS for row in chosen])
    print(f"\nDisguised: {len(chosen)} scams of the corpus, recall without disguise {plain:.3f}")
    for name, disguise in DISGUISES.items():
        flagged = [
            verdict(disguise(row.text, random.Random(f"{SEED}{at}")), row.channel, knowledge).level in ALARMS
            for at, row in enumerate(chosen)
        ]
        print(f"{name:28}{np.mean(flagged):.3f}  {np.mean(flagged) - plain:+.3f}")


if __name__ == "__main__":
    main()
