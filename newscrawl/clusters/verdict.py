"""The verdict: whether one text is a version of another (design: containment, headline, days apart)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from newscrawl.clusters.shingles import is_core
from newscrawl.text.fingerprint import normalise

SURE, LIKELY = 0.8, 0.6  # containment
HEADLINE = 0.5  # overlap that a likely version needs
DAYS = 3  # apart at most, for a likely version
COMMON = 4  # clusters: a shingle found in so many is a phrase, no evidence
_ENOUGH = 12  # core shingles that a comparison of cores needs
_LEAST = 3  # shared shingles that any verdict needs


@dataclass(frozen=True, slots=True)
class Text:
    """What the verdict knows of a text beside its shingles; ``day`` is ISO 8601 or None."""

    headline: str
    day: str | None


def containment(one: Collection[int], other: Collection[int], shared: Collection[int]) -> float:
    """Give the share of the smaller text's shingles that the other has, 0.0 to 1.0.

    Cores are compared; where the smaller text has few, the openings too.

    >>> containment([8, 16, 24, 32], [8, 16, 24, 40], [8, 16, 24])
    0.75
    """
    cores = [sum(map(is_core, shingles)) for shingles in (one, other, shared)]
    return share((len(one), cores[0]), (len(other), cores[1]), (len(shared), cores[2]))


def share(one: tuple[int, int], other: tuple[int, int], shared: tuple[int, int]) -> float:
    """Compute the containment from counts (all shingles, core shingles) of both texts and of what they share."""
    smaller = min(one[1], other[1])
    if smaller >= _ENOUGH:
        return min(1.0, shared[1] / smaller)
    smallest = min(one[0], other[0])
    return min(1.0, shared[0] / smallest) if smallest and shared[0] >= _LEAST else 0.0


def is_version(contained: float, one: Text, other: Text) -> bool:
    """Decide: surely by the text alone, or likely by text, headline and day; an unknown day is no evidence.

    >>> is_version(0.7, Text("A bridge is mended", "2026-11-01"), Text("Bridge mended at last", "2026-11-03"))
    True
    >>> is_version(0.7, Text("A bridge is mended", "2026-11-01"), Text("Bridge mended at last", None))
    False
    """
    if contained >= SURE:
        return True
    near = days_apart(one.day, other.day)
    return (
        contained >= LIKELY
        and near is not None
        and near <= DAYS
        and overlap(one.headline, other.headline) >= HEADLINE
    )


def overlap(one: str, other: str) -> float:
    """Give the share of the shorter headline's words that the other has.

    >>> overlap("Senate votes", "The Senate votes again")
    1.0
    """
    words, others = set(normalise(one).split()), set(normalise(other).split())
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter else 0.0


def days_apart(one: str | None, other: str | None) -> int | None:
    """Count the days between two dates; None where one is unknown."""
    if not one or not other:
        return None
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
