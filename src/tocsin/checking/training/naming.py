"""Which scam a text tells of: one weight for each scam and feature, learned from rows that name theirs.

It names and decides nothing, and only where no entry holds: what holds names itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from tocsin.checking.model import naming_features
from tocsin.checking.training.fit import Example

FEWEST = 3  # examples that a feature must stand in
STRENGTH = 0.3
KEPT_EACH = 500  # features kept for each scam
NAMED = ("whole", "copy")
ANY = ""  # the feature that every text has


def fit_names(examples: Sequence[Example]) -> dict[str, dict[str, int]]:
    """Feature → {scam: weight in hundredths}, the heaviest features of each scam."""
    mine = [each for each in examples if each.row.is_scam and each.row.scam_id is not None and each.view in NAMED]
    held = [naming_features(example.structure, example.words) for example in mine]
    counted = Counter(name for features in held for name in features)
    names = sorted(name for name, count in counted.items() if count >= FEWEST)
    if not names or len({example.row.scam_id for example in mine}) < 3:
        return {}
    numbers = {name: at for at, name in enumerate(names)}
    rarity = np.array([1.0 + math.log(len(mine) / counted[name]) for name in names])
    columns, ends = [], [0]
    for features in held:
        columns += sorted(numbers[name] for name in features if name in numbers)
        ends.append(len(columns))
    matrix: Any = sparse.csr_matrix((rarity[columns], columns, ends), shape=(len(mine), len(names)))
    support = LinearSVC(C=STRENGTH, random_state=1).fit(normalize(matrix), [str(each.row.scam_id) for each in mine])
    learned: dict[str, dict[str, int]] = {}
    for scam, row, start in zip(support.classes_, support.coef_ * rarity, support.intercept_, strict=True):
        learned.setdefault(ANY, {})[str(scam)] = round(float(start) * 100)
        for at in np.argsort(-np.abs(row), kind="stable")[:KEPT_EACH]:
            weight = round(float(row[at]) * 100)
            if weight:
                learned.setdefault(names[at], {})[str(scam)] = weight
    return learned
