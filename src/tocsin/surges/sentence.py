"""A surge in a sentence that an officer can read aloud."""

from __future__ import annotations


def say(
    *, observed: int, days: int, place: str | None, expected: float, recurrence_days: float, losses: int | None = None
) -> str:
    """“12 reports in 9 days in and around Faversham; about 3 expected; by chance this happens about once in 200 weeks.”

    ``losses``: how many of them lost money, where that was said.
    """
    where = f" in and around {place}" if place else ""
    spell = "1 day" if days == 1 else f"{days} days"
    lost = f"; {losses} of them lost money" if losses else ""
    return (
        f"{observed} reports in {spell}{where}{lost}; {about(expected)} expected; "
        f"by chance this happens about once in {interval(recurrence_days)}."
    )


def about(expected: float) -> str:
    """An expectation as people say it."""
    return f"about {expected:.0f}" if expected >= 0.75 else "fewer than one"


def interval(days: float) -> str:
    """A recurrence interval as people say it."""
    if days >= 365 * 10:
        years = days / 365
        return "more than 1,000 years" if years > 1000 else f"{years:.0f} years"
    if days >= 28:
        return f"{days / 7:.0f} weeks"
    return "1 day" if days < 1.5 else f"{days:.0f} days"
