"""Facts: the names and numbers of a text.

A template with new values keeps its wording and changes names and numbers; a version of a text keeps both.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FEW = 4  # names or numbers that a comparison needs
# A capitalised word inside a sentence, or a number; each part of a name counts by itself. The pattern begins with the
# capital or digit and looks behind only then, so that the search skips everything else: three times as fast.
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


class SharedFacts(NamedTuple):
    """The share of facts that two texts have in common, and the lower of the shares of names and of numbers; 0.0 to 1.0."""

    facts: float
    least: float


@lru_cache(maxsize=2)  # a text is compared with several others
def facts_of(text: str) -> Facts:
    """Return the names and numbers of a text.

    >>> facts = facts_of("The mayor, Ann O’Hara, paid Sen. Lee 1,500 of 20 million in 2026. Nobody asked her about the G20.")
    >>> sorted(facts.names), sorted(facts.numbers)
    (['Ann', 'G20', 'Lee', 'O’Hara'], ['1,500', '20', '2026'])
    """
    found = frozenset(_FACT.findall(text))
    numbers = frozenset([fact for fact in found if fact < ":"])
    return Facts(found - numbers - _NO_NAMES, numbers)


def shared_facts(one: Facts, other: Facts, *, same_day: bool) -> SharedFacts | None:
    """Return the share of the facts of the text with fewer facts that the other has too; None if they are too few.

    A weekly poll keeps the names and changes the numbers, so the lower share of the two counts, if there are enough of
    both. Only for an update of the same day, which may have other figures, names and numbers count together.

    >>> poll, next_poll = facts_of("To Ann, Lee, Bob, Ray: 1, 2, 3, 4."), facts_of("To Ann, Lee, Bob, Ray: 1, 2, 5, 6.")
    >>> shared_facts(poll, next_poll, same_day=True), shared_facts(poll, next_poll, same_day=False)
    (SharedFacts(facts=0.75, least=0.5), SharedFacts(facts=0.5, least=0.5))
    """
    facts = _share(one.names | one.numbers, other.names | other.numbers)
    if facts is None:
        return None
    names, numbers = _share(one.names, other.names), _share(one.numbers, other.numbers)
    least = facts if names is None or numbers is None else min(names, numbers)
    return SharedFacts(facts if same_day else least, least)


def _share(one: frozenset[str], other: frozenset[str]) -> float | None:
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= _FEW else None
