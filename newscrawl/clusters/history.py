"""History: the changed paragraphs between two versions of a text, and the kind of change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_CORRECTION = re.compile(
    r"""
    ^\W* (?: correction | clarification | corrects | clarifies ) \b \W  # "CORRECTION: the sum was wrong."
    | \b (?: earlier | previous ) \ version \ of \ this \b  # "An earlier version of this column misstated …"
    | \b this \ (?: story | article | column | version ) \ (?: corrects | clarifies | (?: has \ been | was | is ) \ (?: corrected | clarified ) )
    | \b (?: updated | edited ) \ to \ (?: correct | clarify ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FEW, _SLIGHT = 2, 5  # a correction changes at most this many paragraphs, and this many words in each
_ALIKE = 0.5  # similarity (difflib's ratio) from which a paragraph is changed, and not one removed and another added


@dataclass(frozen=True, slots=True)
class Change:
    """One changed paragraph: ``old`` is empty if it was added, ``new`` if it was removed."""

    old: str
    new: str


def changes(old: str, new: str) -> list[Change]:
    r"""Return the changed paragraphs between two bodies, in order; paragraphs are separated by a blank line.

    >>> changes("One.\n\nTwo here.", "One.\n\nTwo there.\n\nThree.")
    [Change(old='Two here.', new='Two there.'), Change(old='', new='Three.')]
    """
    before, after = old.split("\n\n"), new.split("\n\n")
    found: list[Change] = []
    for kind, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _pair(before[low:high], after[start:stop])
    return found


def classify(old_headline: str, new_headline: str, found: list[Change]) -> str:
    """Return the kinds of change, joined by commas: headline, correction, addition, cut, wire update; or "copy" if none.

    >>> classify("A", "B", []), classify("A", "A", [Change("", "New.")])
    ('headline', 'addition')
    """
    kinds = ["headline"] if old_headline != new_headline else []
    kinds += [_kind(found)] if found else []
    return ", ".join(kinds) or "copy"


def _kind(found: list[Change]) -> str:
    added = sum(1 for one in found if not one.old)
    removed = sum(1 for one in found if not one.new)
    changed = len(found) - added - removed
    if any(_CORRECTION.search(one.new) and not _CORRECTION.search(one.old) for one in found):
        return "correction"
    if added or removed:
        return "wire update" if changed or (added and removed) else "addition" if added else "cut"
    return "correction" if changed <= _FEW and all(map(_is_slight, found)) else "wire update"


def _is_slight(change: Change) -> bool:
    """True if only a few words were replaced, such as a figure or a name."""
    old, new = change.old.split(), change.new.split()
    edits = [
        code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal"
    ]
    return sum(max(code[2] - code[1], code[4] - code[3]) for code in edits) <= _SLIGHT


def _pair(before: list[str], after: list[str]) -> list[Change]:
    """Pair each added paragraph with a similar removed one; the others are additions and removals."""
    found: list[Change] = []
    left = list(before)
    for new in after:
        alike = next(
            (
                old
                for old in left
                if SequenceMatcher(None, old, new).quick_ratio() >= _ALIKE
                and SequenceMatcher(None, old, new).ratio() >= _ALIKE
            ),
            None,
        )
        if alike is None:
            found.append(Change("", new))
        else:
            found += [Change(old, "") for old in left[: left.index(alike)]]
            left = left[left.index(alike) + 1 :]
            found.append(Change(alike, new))
    return found + [Change(old, "") for old in left]
