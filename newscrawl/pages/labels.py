"""Labels: what each block is, by the points that the rules give its features."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import NamedTuple

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import RULES, Rule


class Points(NamedTuple):
    """The points of one set of features for each label, and the reason that weighed most for chrome."""

    body: float
    chrome: float
    note: float
    headline: float
    why: str


def _bits(names: str) -> int:
    return sum(FLAGS[name] for name in names.split(", ") if name)


_TABLE: list[tuple[tuple[tuple[int, str], ...], int, Rule]] = []
_known: dict[int, Points] = {}
_asked: list[int] = [0]  # the features that any rule asks for
_MOST = 20_000  # sets of features remembered


def use(rules: tuple[Rule, ...]) -> None:
    """Label by these rules from now on."""
    _TABLE[:] = [
        (tuple((_bits(way), way) for way in rule.needs.split(" | ")), _bits(rule.lacks), rule)
        for rule in rules
    ]
    asked = (bits for ways, lacks, _ in _TABLE for bits in (lacks, *(needs for needs, _ in ways)))
    _asked[0] = reduce(or_, asked, 0)
    _known.clear()


def points_of(flags: int) -> Points:
    """Return the points of a set of features; they are remembered, for the same sets stand on page after page."""
    flags &= _asked[0]
    found = _known.get(flags)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[flags] = _add_up(flags)
    return found


def matching(flags: int) -> list[Rule]:
    """Return the rules that hold for a set of features; the reason of one with several ways is the way that holds."""
    found = []
    for ways, lacks, rule in _TABLE:
        if flags & lacks:
            continue
        for needs, way in ways:
            if flags & needs == needs:
                found.append(rule._replace(why=way) if len(ways) > 1 else rule)
                break
    return found


def _add_up(flags: int) -> Points:
    sums = {"body": 0.0, "chrome": 0.0, "note": 0.0, "headline": 0.0}
    most, why = 0.0, ""
    for rule in matching(flags):
        sums[rule.label] += rule.points
        if rule.label == "chrome" and rule.points > most:
            most, why = rule.points, rule.why
    return Points(**sums, why=why)


use(RULES)
