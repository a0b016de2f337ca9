"""Furniture: shingles that come back in story after story, such as captions, notes and templates, and are no evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date
from itertools import chain

COMMON = 4  # stories that share a shingle of furniture
_SPAN = 7  # days in which the texts of a cluster count as one story


def furniture_of(shared: Iterable[tuple[tuple[Hashable, str | None], frozenset[int]]]) -> frozenset[int]:
    """Return the shingles that so many stories share: by cluster and day of each, with its shared shingles.

    The texts of one cluster and week count once, as versions of a story do; each issue of a weekly column counts.
    """
    stories: dict[tuple[Hashable, int], frozenset[int]] = {}
    for (cluster, day), shingles in shared:
        story = cluster, _span_of(day)
        stories[story] = stories.get(story, frozenset()) | shingles
    if len(stories) < COMMON:
        return frozenset()
    counts = Counter(chain.from_iterable(stories.values()))
    return frozenset([shingle for shingle, count in counts.items() if count >= COMMON])


def _span_of(day: str | None) -> int:
    return date.fromisoformat(day[:10]).toordinal() // _SPAN if day else 0
