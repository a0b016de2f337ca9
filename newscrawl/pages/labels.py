"""Labels: what each block is, by the points that the rules give its features."""

from __future__ import annotations

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
_MOST = 20_000  # sets of features remembered


def use(rules: tuple[Rule, ...]) -> None:
    """Label by these rules from now on."""
    _TABLE[:] = [
        (tuple((_bits(way), way) for way in rule.needs.split(" | ")), _bits(rule.lacks), rule)
        for rule in rules
    ]
    _known.clear()


def points_of(flags: int) -> Points:
    """Return the points of a set of features; they are remembered, for the same sets stand on page after page."""
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
        held = next((way for needs, way in ways if flags & needs == needs), None)
        if held is not None and not flags & lacks:
            found.append(rule._replace(why=held) if len(ways) > 1 else rule)
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
