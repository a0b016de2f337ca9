"""Corrections: verdicts of a person on two stories, which overrule the rules for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Corrections:
    """The pairs of story ids that a person has tied or set apart; the smaller id of a pair is the first."""

    tied: Pairs = frozenset()
    apart: Pairs = frozenset()

    @classmethod
    def of(cls, tied: Iterable[tuple[str, str]] = (), apart: Iterable[tuple[str, str]] = ()) -> Corrections:
        """Make corrections of pairs of ids, in either order.

        >>> Corrections.of(tied=[("2", "1")]).tied_to("1")
        ['2']
        """
        return cls(_pairs(tied), _pairs(apart))

    def tied_to(self, story_id: str) -> list[str]:
        """Return the stories that are versions of a story, whatever the rules say."""
        return _others(self.tied, story_id)

    def apart_from(self, story_id: str) -> list[str]:
        """Return the stories that are no versions of a story, whatever the rules say."""
        return _others(self.apart, story_id)


def _pairs(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return frozenset((min(pair), max(pair)) for pair in pairs)


def _others(pairs: Pairs, story_id: str) -> list[str]:
    return sorted({other for pair in pairs if story_id in pair for other in pair} - {story_id})


NONE = Corrections()
