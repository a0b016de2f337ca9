"""Facts: the names and numbers of a text. A template filled in anew keeps its words and changes them; a version keeps both."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FEW = 4  # names and numbers that a comparison needs
# A capital that begins no sentence, or a number; parts of a name count one by one. What stands before is looked at last,
# so that the search passes over all but capitals and digits: that is three times as fast.
_FACT = re.compile(
    r"[A-Z0-9](?:(?<=[a-z0-9,;] [A-Z])[A-Za-z]+|(?<=[0-9])(?<![A-Za-z0-9][0-9])(?:[.,]?[0-9]+)*)"
)


class Facts(NamedTuple):
    """The names and the numbers of a text."""

    names: frozenset[str]
    numbers: frozenset[str]


@lru_cache(maxsize=8)  # a text is compared with several others
def facts_of(text: str) -> Facts:
    """Read the names and numbers of a text.

    >>> facts = facts_of("The mayor, Ann Lee, paid 1,500 of 20 million in 2026. Nobody asked her about the G20.")
    >>> sorted(facts.names), sorted(facts.numbers)
    (['Ann', 'Lee'], ['1,500', '20', '2026'])
    """
    found = frozenset(_FACT.findall(text))
    numbers = frozenset([fact for fact in found if fact < ":"])
    return Facts(found - numbers, numbers)


def shared_facts(one: Facts, other: Facts, *, together: bool = False) -> float | None:
    """Give the share of the names of the text with fewer that the other has, or of the numbers, whichever is less.

    A weekly poll keeps the names and changes the numbers. Both count as one where one kind is rare or `together` asks for
    it; None where that is rare too.

    >>> poll, next_poll = facts_of("To Ann, Lee, Bob, Ray: 1, 2, 3, 4."), facts_of("To Ann, Lee, Bob, Ray: 1, 2, 5, 6.")
    >>> shared_facts(poll, next_poll), shared_facts(poll, next_poll, together=True)
    (0.5, 0.75)
    """
    names, numbers = _share(one.names, other.names), _share(one.numbers, other.numbers)
    if together or names is None or numbers is None:
        return _share(one.names | one.numbers, other.names | other.numbers)
    return min(names, numbers)


def _share(one: frozenset[str], other: frozenset[str]) -> float | None:
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= _FEW else None
