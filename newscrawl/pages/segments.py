"""The best path: which stretch of the blocks is the story, by the points of all blocks together.

Every block stands in one of four segments, which follow one another: above the story, its text, its notes, what is behind.
The path with most points is found by dynamic programming, in one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.features import FLAGS
from newscrawl.pages.labels import points_of
from newscrawl.pages.rules import PATH

if TYPE_CHECKING:
    from collections.abc import Sequence

_LANDMARKS = FLAGS["comments"] | FLAGS["related"] | FLAGS["comics"] | FLAGS["footer"]
_TOP, _BODY, _NOTES, _AFTER = range(4)


class Segments(NamedTuple):
    """Where the story's text begins and ends, where its notes end, and the points of the path."""

    start: int
    end: int
    notes: int
    points: float


def find_segments(flags: Sequence[int], headline: int | None, thread: int, floor: int = 0) -> Segments:
    """Find the best path; ``headline`` and ``thread`` are the places of the headline and of a thread of comments.

    No text of the story stands above ``floor``.
    """
    best = [0.0, 0.0, 0.0, 0.0]
    begun = [(0, 0, 0)] * 4  # where body, notes and the rest began, for the best path to each segment
    for index, flag in enumerate(flags):
        gains = _gains(flag, index == headline, index == thread)
        for segment in (_AFTER, _NOTES, _BODY) if index >= floor else ():
            for before in range(segment):
                if best[before] > best[segment]:
                    best[segment] = best[before]
                    start, end, notes = begun[before]
                    begun[segment] = (
                        index if before < _BODY else start,
                        index if before < _NOTES and segment >= _NOTES else end,
                        index if before < _AFTER and segment >= _AFTER else notes,
                    )
        for segment in range(4):
            best[segment] += gains[segment]
    last = max(range(4), key=lambda segment: (best[segment], segment))
    start, end, notes = begun[last]
    count = len(flags)
    places = (
        start if last >= _BODY else count,
        end if last >= _NOTES else count,
        notes if last >= _AFTER else count,
    )
    return Segments(places[0], max(places[0], places[1]), max(places[0], places[2]), best[last])


def _gains(flag: int, is_headline: bool, is_thread: bool) -> tuple[float, float, float, float]:
    """Return what a block adds to a path that passes it in each of the segments."""
    points = points_of(flag)
    margin = points.body - points.chrome
    body = (
        margin
        if margin > 0
        else PATH["far gap" if flag & FLAGS["stranger"] else "gap"] * max(margin, -PATH["deepest"])
    )
    if points.note > max(0.0, margin):
        body = 0.0
        if flag & FLAGS["rights"]:
            body -= PATH["rights"]
    if flag & _LANDMARKS:
        body -= PATH["landmark"]
    if flag & FLAGS["heading"] and flag & FLAGS["mostly linked"]:
        body -= PATH["linked heading"]
    if is_thread:
        body -= PATH["comment"]
    if points.note > 0:
        note = (
            PATH["rights line"]
            if flag & FLAGS["rights"] and not flag & FLAGS["site rights"]
            else PATH["note"]
        )
    else:
        note = PATH["no note"] - max(0.0, margin)
    return (PATH["headline"] if is_headline else 0.0, body, note, 0.0)
