"""Boxes that ask the reader for something: a sign-up, a vote, consent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.text.notes import is_contributor_note
from newscrawl.text.rights import is_rights_line

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Piece

_LARGEST = 400  # characters of such a box, its call included
_LONGEST_CALL = 60
_MOST = 5  # texts in it
# Such as: Sign me up; Subscribe now; Accept all
_CALL = re.compile(
    r"^(?:sign\s(?:me\s)?up|subscribe|register|join|donate|e-?mail\sme|accept|agree|i\sagree|allow|manage|vote)\b",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2"})


def asking_boxes(pieces: list[Piece]) -> set[int]:
    """Collect what shares a small element with an input field, or with a link or button that calls to sign up."""
    found: set[int] = set()
    for index, piece in enumerate(pieces):
        text = piece.text
        if (
            (len(text) < _LONGEST_CALL and _CALL.match(text) and _calls(piece))
            if text
            else piece.tag == "input"
        ):
            found.update(_box_around(pieces, index))
    return found


def _calls(piece: Piece) -> bool:
    """True if the piece is a link or button, not words in a line."""
    return piece.link_share > 0.8 if piece.links else "button" in piece.inside


def _box_around(pieces: list[Piece], index: int) -> list[int]:
    """Return the members of the smallest element around a call that holds other text; none where it may hold the story."""
    for number in reversed(pieces[index].path[1:]):
        members = _members(pieces, index, number)
        told = [i for i in members if pieces[i].text]
        if not any(i != index and pieces[i].tag != "button" for i in told):
            continue
        small = len(told) <= _MOST and sum(len(pieces[i].text) for i in told) <= _LARGEST
        return members if small and not any(_is_storys(pieces[i]) for i in told) else []
    return []


def _members(pieces: list[Piece], index: int, number: int) -> list[int]:
    """Return the neighbours of a piece, itself included, that stand in an element; they stand side by side."""
    low = high = index
    while low > 0 and number in pieces[low - 1].path:
        low -= 1
    while high + 1 < len(pieces) and number in pieces[high + 1].path:
        high += 1
    return [*range(low, high + 1)]


def _is_storys(piece: Piece) -> bool:
    """True if the piece stands with a story and in no such box: a headline, note or rights line."""
    return piece.tag in _HEADINGS or is_rights_line(piece.text) or is_contributor_note(piece.text)
