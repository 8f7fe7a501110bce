"""Reports by place and day → surges. Stands alone as a library: arrays and small frozen records in, records out.

- :func:`find_surges`, :func:`examine`: what is rising where, over all scams and places, at a number of false alarms a year;
  :func:`after`: the same once one report more is in, in milliseconds.
- :func:`permutation_scan`: Kulldorff's space–time permutation scan, over :func:`circles`.
- :func:`farrington_flexible`, :func:`pooled_alarms`: Noufaily's count model for weekly series, and two weeks together.
- :func:`ears`: EARS C1, C2 and C3 for short histories.
- :func:`share_reported_by`: reporting delay. :func:`follow`: a surge's history over days.

Needs NumPy (the extra ``surges``).
"""

from __future__ import annotations

try:
    import numpy  # noqa: F401 - said here once, in a sentence, rather than in the middle of a look
except ModuleNotFoundError as error:
    from ..errors import InputError

    raise InputError("Looking for surges needs NumPy.", fix="Install it: pip install 'tocsin[surges]'.") from error

from .delay import share_reported_by
from .detect import Examination, Finding, PlaceCount, after, examine, find_surges
from .ears import EarsBounds, ears
from .farrington import FarringtonBounds, FarringtonSettings, farrington_flexible
from .history import History, follow, state_of
from .look import Look
from .pooling import PooledAlarms, pooled_alarms
from .scan import Scan, permutation_scan
from .sightings import Sighting, Tally
from .tails import ExceedanceRate, Gumbel
from .zones import Zones, circles

__all__ = [
    "EarsBounds",
    "Examination",
    "ExceedanceRate",
    "FarringtonBounds",
    "FarringtonSettings",
    "Finding",
    "Gumbel",
    "History",
    "Look",
    "PlaceCount",
    "PooledAlarms",
    "Scan",
    "Sighting",
    "Tally",
    "Zones",
    "after",
    "circles",
    "ears",
    "examine",
    "farrington_flexible",
    "find_surges",
    "follow",
    "permutation_scan",
    "pooled_alarms",
    "share_reported_by",
    "state_of",
]
