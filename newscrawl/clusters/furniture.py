"""Furniture: shingles that come back in story after story, such as captions, notes and templates, and are no evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from itertools import chain
from typing import NamedTuple

from newscrawl.clusters.rules import Side
from newscrawl.clusters.shingles import WHOLE, Cores, grain_of

COMMON = 4  # stories that share a shingle of furniture
_SPAN = 7  # days in which the texts of a cluster count as one story


class Furniture(NamedTuple):
    """Shingles of furniture; ``grain`` is the finest of which the texts that share them have enough samples to know them all."""

    shingles: frozenset[int] = frozenset()
    grain: int = WHOLE

    def left(self, one: Side, other: Side, shared: Cores) -> float:
        """Return the containment of two sides from which the furniture was taken, by the shingles of which all are known."""
        grain = min(self.grain, grain_of(one.length), grain_of(other.length))
        return shared[grain] / max(1, min(one.cores[grain], other.cores[grain]))

    def __or__(self, other: Furniture) -> Furniture:
        """Return the furniture of both."""
        return Furniture(self.shingles | other.shingles, min(self.grain, other.grain))


class Witness(NamedTuple):
    """A text that shares some shingles with another; ``cluster`` is any name of its cluster."""

    cluster: Hashable
    day: str | None
    length: int
    shared: frozenset[int]


def furniture_of(witnesses: Iterable[Witness]) -> Furniture:
    """Return the shingles that so many stories share.

    The texts of one cluster and week count once, as versions of a story do; each issue of a weekly column counts.
    """
    shared: defaultdict[tuple[Hashable, int], frozenset[int]] = defaultdict(frozenset)
    grains: Counter[tuple[Hashable, int]] = Counter()
    for one in witnesses:
        story = one.cluster, _span_of(one.day)
        shared[story] |= one.shared
        grains[story] = max(grains[story], grain_of(one.length))
    if len(shared) < COMMON:
        return Furniture()
    counts = Counter(chain.from_iterable(shared.values()))
    found = frozenset([shingle for shingle, count in counts.items() if count >= COMMON])
    return Furniture(found, sorted(grains.values(), reverse=True)[COMMON - 1])


def _span_of(day: str | None) -> int:
    return date.fromisoformat(day[:10]).toordinal() // _SPAN if day else 0
