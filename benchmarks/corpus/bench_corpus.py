"""How hard is the corpus? Simple baselines, trained on its training half and scored on its measuring half, by channel.

    make bench-corpus      (or: python benchmarks/corpus/bench_corpus.py; needs the extra `train`)

Printed as AUROC by kind and channel, with 95 % bootstrap intervals over situations: one word, length, naive Bayes, TF-IDF with
logistic regression, and the same TF-IDF model trained on the public data of ``TOCSIN_DATA`` (by default ../shared/data) instead.
A corpus on which one word reaches 0.75 or TF-IDF 0.97 is too easy to measure anything.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "corpus"))
from check import auroc, rows_of, text_of, words_of  # noqa: E402

DATA = Path(os.environ.get("TOCSIN_DATA", ROOT.parent / "shared" / "data"))
SEED = 20261124
Scorer = Callable[[Sequence[str]], Sequence[float]]
csv.field_size_limit(10_000_000)


def load(half: str) -> list[tuple[str, str, str, bool]]:
    """(group, situation, text, is scam) of every row of one half."""
    rows = []
    for kind in ("messages", "calls", "accounts"):
        for row in rows_of(half, kind):
            group = row["channel"] if kind == "messages" else kind
            rows.append((group, row["situation"], text_of(row), row["label"] == "scam"))
    return rows


def best_word(texts: Sequence[str], labels: Sequence[bool]) -> Scorer:
    """The one word whose presence tells most on the training half."""
    holds: dict[bool, dict[str, int]] = {True: defaultdict(int), False: defaultdict(int)}
    for text, label in zip(texts, labels, strict=True):
        for word in set(words_of(text)):
            holds[label][word] += 1
    scams, genuine = max(1, sum(labels)), max(1, len(labels) - sum(labels))
    gaps = {
        word: holds[True][word] / scams - holds[False][word] / genuine
        for word in holds[True].keys() | holds[False].keys()
    }
    word = max(gaps, key=lambda one: abs(gaps[one]))
    sign = 1.0 if gaps[word] > 0 else -1.0
    return lambda given: [sign * (word in set(words_of(text))) for text in given]


def naive_bayes(texts: Sequence[str], labels: Sequence[bool]) -> Scorer:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(CountVectorizer(binary=True, min_df=2), MultinomialNB())
    model.fit(texts, labels)
    return lambda given: list(model.predict_proba(given)[:, 1])


def tf_idf(texts: Sequence[str], labels: Sequence[bool]) -> Scorer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    model = make_pipeline(vectors, LogisticRegression(C=10, max_iter=2000, random_state=SEED))
    model.fit(texts, labels)
    return lambda given: list(model.predict_proba(given)[:, 1])


def public_data() -> Iterator[tuple[str, bool]]:
    """Texts of ``TOCSIN_DATA`` that may train what ships, as (text, is scam)."""
    for row in _csv("sms_mendeley_5971/Dataset_5971.csv"):
        label = next((str(value).lower() for key, value in row.items() if key and key.lower() == "label"), "")
        text = next((str(value) for key, value in row.items() if key and key.lower() == "text"), "")
        if label in {"ham", "smishing"} and text:
            yield text, label == "smishing"
    for name in ("multi_agent_conversation_train.csv", "single-agent-scam-dialogue_train.csv"):
        for row in _csv(f"calls_bothbosu_synthetic/{name}"):
            label = next((row[key] for key in row if key and "label" in key.lower()), "")
            text = next((row[key] for key in row if key and "dialog" in key.lower()), "")
            if text:
                yield text, str(label).strip() in {"1", "scam", "True"}
    for row in _csv("calls_ncsu_robocalls/english_unique.csv"):
        text = max((str(value) for value in row.values() if value), key=len, default="")
        if text:
            yield text, True
    for row in _csv("benign_banking77/train.csv"):
        if row.get("text"):
            yield row["text"], False
    path = DATA / "email_spamassassin" / "spamassassin_600.jsonl"
    if path.is_file():
        for line in path.open(encoding="utf-8", errors="replace"):
            row = json.loads(line)
            text = max((str(value) for value in row.values()), key=len)
            if "ham" in json.dumps({key: value for key, value in row.items() if len(str(value)) < 40}).lower():
                yield text[:5000], False


def _csv(name: str) -> Iterator[dict[str, Any]]:
    path = DATA / name
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            yield from csv.DictReader(file)


def interval(rows: Sequence[tuple[str, float, bool]]) -> tuple[float, float]:
    """95 % bootstrap interval of the AUROC, drawing situations, not rows."""
    chance = random.Random(SEED)
    by_situation: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for situation, score, label in rows:
        by_situation[situation].append((score, label))
    names = list(by_situation)
    values = sorted(
        auroc([pair for name in chance.choices(names, k=len(names)) for pair in by_situation[name]]) for _ in range(200)
    )
    return values[4], values[195]


def main() -> None:
    training, measuring = load("training"), load("measuring")
    texts, labels = [row[2] for row in training], [row[3] for row in training]
    scorers: dict[str, Scorer] = {
        "one word": best_word(texts, labels),
        "length": lambda given: [float(len(text)) for text in given],
        "naive Bayes": naive_bayes(texts, labels),
        "TF-IDF + LR": tf_idf(texts, labels),
    }
    public = list(public_data())
    if public:
        scorers["TF-IDF, public data"] = tf_idf([text for text, _ in public], [label for _, label in public])
    print(
        f"trained on {len(training)} rows, measured on {len(measuring)}; public data: {len(public)} texts; seed {SEED}\n"
    )
    groups = sorted({row[0] for row in measuring}, key=lambda group: -sum(row[0] == group for row in measuring))
    print(f"{'AUROC':22}" + "".join(f"{group:>22}" for group in groups))
    print(f"{'rows (scam/genuine)':22}" + "".join(f"{_count(measuring, group):>22}" for group in groups))
    for name, scorer in scorers.items():
        cells = []
        for group in groups:
            rows = [row for row in measuring if row[0] == group]
            scored = list(
                zip((row[1] for row in rows), scorer([row[2] for row in rows]), (row[3] for row in rows), strict=True)
            )
            low, high = interval(scored)
            cells.append(f"{auroc((score, label) for _, score, label in scored):.3f} ({low:.2f}–{high:.2f})")
        print(f"{name:22}" + "".join(f"{cell:>22}" for cell in cells))


def _count(rows: Sequence[tuple[str, str, str, bool]], group: str) -> str:
    scams = sum(row[0] == group and row[3] for row in rows)
    return f"{scams}/{sum(row[0] == group for row in rows) - scams}"


if __name__ == "__main__":
    main()
