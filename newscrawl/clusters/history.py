"""History: what changed from one text to another, by paragraph, and what kind of change that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_CORRECTION = re.compile(r"\b(?:correct(?:ed|ion|s)|clarif(?:ied|ication)|earlier version)\b", re.IGNORECASE)
_ALIKE = 0.5  # ratio from which a paragraph counts as changed, not as removed and added


@dataclass(frozen=True, slots=True)
class Change:
    """One changed paragraph: ``old`` is empty where it was added, ``new`` where it was removed."""

    old: str
    new: str


def changes(old: str, new: str) -> list[Change]:
    r"""List the changed paragraphs of a body, in order.

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
    """Name the kind of change: headline, correction, addition, cut, wire update; "copy" where nothing changed.

    >>> classify("A", "B", []), classify("A", "A", [Change("", "New.")])
    ('headline', 'addition')
    """
    if not found:
        return "headline" if old_headline != new_headline else "copy"
    added = sum(1 for one in found if not one.old)
    removed = sum(1 for one in found if not one.new)
    changed = len(found) - added - removed
    if any(_CORRECTION.search(one.new) for one in found) or (
        changed and not added and not removed and changed <= 2
    ):
        return "correction"
    if not changed and not removed:
        return "addition"
    return "cut" if not changed and not added else "wire update"


def _pair(before: list[str], after: list[str]) -> list[Change]:
    """Pair removed with added paragraphs that are much alike; the rest stands alone."""
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
