"""Which scam a text tells of: one weight for each scam and feature, learned from rows that name theirs.

It names and decides nothing, and only where no entry holds: what holds names itself.
"""

from __future__ import annotations

import base64
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from tocsin.checking.features import CALLEE
from tocsin.checking.model import naming_features
from tocsin.checking.training.fit import Example
from tocsin.checking.training.net import as_small, packed

FEWEST = 3  # examples that a feature must stand in
STRENGTH = 0.3
KEPT = 24_000  # features, those that say most
CLIPPED = 0.0001  # share of their weights that would be more than the highest level
NAMED = ("whole", "copy", "padded", "spoken")
EXAMPLE_COUNTS = 3.0  # what an entry's own example counts beside a row of the corpus: it must be named right
OFTEN = 0.25  # power of how often a feature stands, by which it is kept


def fit_names(examples: Sequence[Example]) -> dict[str, Any]:
    """What ``model._Names`` reads: of the features that say most their weights for every scam."""
    mine = [each for each in examples if each.row.is_scam and each.row.scam_id is not None and each.view in NAMED]
    held = [
        naming_features(example.structure, [word for word in example.words if not word.startswith(CALLEE)])
        for example in mine
    ]
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
    counts = [EXAMPLE_COUNTS if each.row.source == "knowledge" else 1.0 for each in mine]
    support = LinearSVC(C=STRENGTH, random_state=1)
    support.fit(normalize(matrix), [str(each.row.scam_id) for each in mine], sample_weight=counts)
    weights = support.coef_ * rarity
    often = np.array([counted[name] for name in names])
    kept = np.sort(np.argsort(-np.linalg.norm(weights, axis=0) * often**OFTEN, kind="stable")[:KEPT])
    weights = weights[:, kept]
    rows, step = as_small(weights.T, clipped=CLIPPED)
    return {
        "scams": [str(scam) for scam in support.classes_],
        "start": [round(float(start), 4) for start in support.intercept_],
        "features": "\n".join(names[at] for at in kept),
        "rows": base64.b64encode(packed(rows)).decode("ascii"),
        "step": round(step, 6),
    }
