"""The best path: which stretch of the blocks is the story, by the points of all blocks together.

Every block stands in one of four segments, which follow one another: above the story, its text, its notes, what is behind.
The path with most points is found by dynamic programming, in one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.labels import points_of
from newscrawl.pages.rules import PATH

if TYPE_CHECKING:
    from collections.abc import Sequence

_LANDMARKS = FLAGS["comments"] | FLAGS["related"] | FLAGS["comics"] | FLAGS["footer"]
_ENDS = _LANDMARKS | FLAGS["rights"] | FLAGS["is title"] | FLAGS["next story"]
_MOST = 20_000  # sets of features remembered
_known: dict[int, tuple[float, float]] = {}


class Segments(NamedTuple):
    """Where the story's text begins and ends, where its notes end, and the points of the path."""

    start: int
    end: int
    notes: int
    points: float


def find_segments(flags: Sequence[int], thread: int, floor: int = 0, *, sure: bool = False) -> Segments:
    """Find the best path; ``thread`` is the place of a thread of comments.

    No text of the story stands above ``floor``; it begins there if that is ``sure``.
    """
    top = 0.0  # what stands above the story gains and costs nothing
    body, note, after = float("-inf"), float("-inf"), float("-inf")
    # where body, notes and the rest began on the best path to each
    in_body, in_note, in_after = (0, 0, 0), (0, 0, 0), (0, 0, 0)
    paused, paused_in = float("-inf"), in_body  # the same behind the last paragraph, whatever may follow it
    for index, flag in enumerate(flags):
        gains = _known.get(flag) or _gains(flag)
        if index >= floor:
            if top > body and (index == floor or not sure):
                body, in_body = top, (index, index, index)
            if body > note:
                note, in_note = body, (in_body[0], index, index)
            if note > after:
                after, in_after = note, (in_note[0], in_note[1], index)
        if index == thread or (flag & _ENDS and not flag & FLAGS["card"]):
            paused = float("-inf")
        elif flag & FLAGS["kin"] and gains[0] > 0:
            if paused > body:
                body, in_body = paused, paused_in
            paused, paused_in = body + gains[0] - PATH["longest gap"], in_body
        body += gains[0] - (PATH["comment"] if index == thread else 0.0)
        note += gains[1]
    count = len(flags)
    paths = [
        (top, count, count, count),
        (body, in_body[0], count, count),
        (note, in_note[0], in_note[1], count),
        (after, *in_after),
    ]
    points, start, end, notes = max(paths, key=lambda path: path[0])
    return Segments(start, max(start, end), max(start, notes), points)


def forget() -> None:
    """Forget what was worked out by other rules."""
    _known.clear()


def _gains(flag: int) -> tuple[float, float]:
    """Return what a block adds to a path that passes it as body and as note; remembered, as its points are."""
    points = points_of(flag)
    margin = points.body - points.chrome
    body = margin if margin > 0 else PATH["gap"] * max(margin, -PATH["deepest"])
    if flag & FLAGS["short"] and not flag & FLAGS["ended"]:
        body = min(
            body, -PATH["item"] if flag & FLAGS["names"] and not flag & FLAGS["heading"] else PATH["item"]
        )
    if points.note > max(0.0, margin):
        body = -PATH["rights"] if flag & FLAGS["rights"] else 0.0
    if flag & _LANDMARKS:
        body -= PATH["comment" if flag & FLAGS["comments"] else "landmark"]
    if points.note > 0:
        note = (
            PATH["rights line"]
            if flag & FLAGS["rights"] and not flag & FLAGS["site rights"]
            else PATH["note"]
        )
    else:
        note = PATH["no note"] - max(0.0, margin)
    if len(_known) > _MOST:
        _known.clear()
    _known[flag] = body, note
    return body, note
