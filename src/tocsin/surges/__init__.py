"""Reports by place and day → surges. Stands alone: dates, coordinates and labels in, :class:`~tocsin.records.Surge` out."""

from .detect import Sighting, find_surges

__all__ = ["Sighting", "find_surges"]
