"""Facts: the names and numbers of a text. A template filled in anew keeps its words and changes them; a version keeps both."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FEW = 4  # names and numbers that a comparison needs
# A capital that begins no sentence, or a number; parts of a name count one by one. What stands before is looked at last,
# so that the search passes over all but capitals and digits: that is three times as fast.
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_FACT = re.compile(
    rf"""
    [A-Z0-9À-ÖØ-Þ] (?:
        (?: (?<= [a-zß-ÿ0-9,;]\ {_CAPITAL} )
          | (?<= [A-Z]\.\ {_CAPITAL} )  # "Robert J. Smith", "the U.S. Senate"
          | (?<= (?:Mr|Ms|Dr|St)\.\ {_CAPITAL} ) | (?<= (?:Mrs|Sen|Rep|Gov|Gen|Rev)\.\ {_CAPITAL} )
        ) \w* (?: [’'-] {_CAPITAL} \w* )*
      | (?<= [0-9] ) (?<! \w[0-9] ) (?: [.,:]?[0-9]+ )*
    )
    """,
    re.VERBOSE,
)
_NO_NAMES = frozenset("A I The Mr Ms Mrs Dr St Sen Rep Gov Gen Rev".split())


class Facts(NamedTuple):
    """The names and the numbers of a text."""

    names: frozenset[str]
    numbers: frozenset[str]


class Told(NamedTuple):
    """The share of their facts that two texts have in common, and the lesser share of names and of numbers; 0.0 to 1.0."""

    facts: float
    least: float


@lru_cache(maxsize=2)  # a text is compared with several others
def facts_of(text: str) -> Facts:
    """Read the names and numbers of a text.

    >>> facts = facts_of("The mayor, Ann O’Hara, paid Sen. Lee 1,500 of 20 million in 2026. Nobody asked her about the G20.")
    >>> sorted(facts.names), sorted(facts.numbers)
    (['Ann', 'G20', 'Lee', 'O’Hara'], ['1,500', '20', '2026'])
    """
    found = frozenset(_FACT.findall(text))
    numbers = frozenset([fact for fact in found if fact < ":"])
    return Facts(found - numbers - _NO_NAMES, numbers)


def shared_facts(one: Facts, other: Facts, *, same_day: bool) -> Told | None:
    """Give the shares of the facts of the text with fewer that the other has; None where they are too few to tell.

    A weekly poll keeps the names and changes the numbers: the lesser share counts, where there are enough of both. Only
    an update of the same day may have other figures.

    >>> poll, next_poll = facts_of("To Ann, Lee, Bob, Ray: 1, 2, 3, 4."), facts_of("To Ann, Lee, Bob, Ray: 1, 2, 5, 6.")
    >>> shared_facts(poll, next_poll, same_day=True), shared_facts(poll, next_poll, same_day=False)
    (Told(facts=0.75, least=0.5), Told(facts=0.5, least=0.5))
    """
    facts = _share(one.names | one.numbers, other.names | other.numbers)
    if facts is None:
        return None
    names, numbers = _share(one.names, other.names), _share(one.numbers, other.numbers)
    least = facts if names is None or numbers is None else min(names, numbers)
    return Told(facts if same_day else least, least)


def _share(one: frozenset[str], other: frozenset[str]) -> float | None:
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= _FEW else None
