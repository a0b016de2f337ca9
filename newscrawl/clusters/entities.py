"""Facts: the names and numbers of a text.

A template with new values keeps its wording and changes names and numbers; a version of a text keeps both.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

# A capitalised word inside a sentence, or a number; each part of a name counts by itself. Letters of scripts
# without blanks (above U+0DFF) may stand right before a number. The pattern begins with the
# capital or digit and looks behind only then, so that the search skips everything else: three times as fast.
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_FACT = re.compile(
    rf"""
    [A-Z0-9À-ÖØ-Þ] (?:
        (?: (?<= [a-zß-ÿ0-9,;]\ {_CAPITAL} )
          | (?<= [A-Z]\.\ {_CAPITAL} )  # "Robert J. Smith", "the U.S. Senate"
          | (?<= (?:Mr|Ms|Dr|St)\.\ {_CAPITAL} ) | (?<= (?:Mrs|Sen|Rep|Gov|Gen|Rev)\.\ {_CAPITAL} )
        ) \w* (?: [’'-] {_CAPITAL} \w* )*
      | (?<= [0-9] ) (?<! [0-9A-Za-z_À-\u0dff][0-9] ) (?: [.,:]?[0-9]+ )*
    )
    """,
    re.VERBOSE,
)
_NO_NAMES = frozenset("A I The Mr Ms Mrs Dr St Sen Rep Gov Gen Rev".split())


class Facts(NamedTuple):
    """The names and the numbers of a text; ``often`` are the names that it has more than once."""

    names: frozenset[str]
    numbers: frozenset[str]
    often: frozenset[str] = frozenset()


NO_FACTS = Facts(frozenset(), frozenset())


@lru_cache(maxsize=300)  # the other versions of a story come soon after it
def facts_of(text: str) -> Facts:
    """Return the names and numbers of a text.

    >>> facts = facts_of("The mayor, Ann O’Hara, paid Sen. Lee 1,500 of 20 million in 2026. Nobody asked her about the G20.")
    >>> sorted(facts.names), sorted(facts.numbers)
    (['Ann', 'G20', 'Lee', 'O’Hara'], ['1,500', '20', '2026'])
    """
    found = Counter(_FACT.findall(text))
    facts = frozenset(found) - _NO_NAMES
    numbers = frozenset([fact for fact in facts if fact < ":"])
    names = facts - numbers
    return Facts(names, numbers, frozenset([name for name in names if found[name] > 1]))
