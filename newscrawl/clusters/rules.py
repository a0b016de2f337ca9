"""The rules that decide if one text is a version of another, by containment, facts, headline and days apart.

Containment alone cannot distinguish a template with new values from an edited copy: both keep four fifths of their
shingles. Therefore the facts (names and numbers, `entities`) count too.
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import NamedTuple

from newscrawl.clusters.entities import SharedFacts
from newscrawl.clusters.shingles import OPENING, WHOLE, Cores, grain_of
from newscrawl.text.cached import cached
from newscrawl.text.fingerprint import normalise

COPY, SURE, LIKELY, KEPT = 0.9, 0.8, 0.6, 0.5  # containment
HEADLINE = 0.5  # overlap of the headlines that a likely version needs
OTHERS = 0.5  # share of facts: a text with this share or less is another story, unless it is a copy
BOTH = 1.4  # sum of containment and share of facts that suffices without day and headline
# The error of an estimate is this over the square root of the core shingles compared: more than twice the standard
# deviation measured on English news (.085 for 12 to 24 core shingles, .066 for 24 to 36, .042 for 60 and more).
DOUBT = 0.8
DAYS = 3  # days between likely versions, at most
COMMON = 4  # a shingle in this many clusters is a phrase and no evidence
PART = 0.6  # share of the longer text's length: a text shorter than that is a cut or teaser, which a follow-up may quote
QUOTED = 0.35  # the same for an earlier text that is a teaser: a newsletter may quote all of it
ALIKE = 0.1  # scores that differ by less are equal: then the earlier text is the original
NEW = 0.5  # share of new text above which a later text is a follow-up, unless it certainly contains the earlier one
_ENOUGH = 12  # core shingles that a comparison of cores needs
_ROUGH = 0.4  # containment below which `is_far` rejects samples that are not whole
LEAST = 3  # shared shingles without which no text is a version of another


class Side(NamedTuple):
    """One of two texts in a comparison: the number of its shingles, and of those in its sample by grain."""

    length: int
    cores: Cores

    @property
    def size(self) -> int:
        """The number of shingles in the sample."""
        return self.cores[WHOLE]

    def without(self, some: Cores) -> Side:
        """Return the side without some of its shingles, the phrases."""
        eighth, fourth, second, every = (mine - less for mine, less in zip(self.cores, some, strict=True))
        return Side(self.length, (eighth, fourth, second, every))


class Text(NamedTuple):
    """What the rules know about a text besides its shingles; ``day`` is ISO 8601 or None, ``length`` counts shingles."""

    headline: str
    day: str | None
    length: int = 0


class Estimate(NamedTuple):
    """A containment estimated from samples: ``score``, very probably between ``low`` and ``high``."""

    low: float
    score: float
    high: float


def containment(one: Side, other: Side, shared: Cores) -> Estimate:
    """Estimate the share of the smaller text's shingles that the other text has, from their samples.

    ``shared`` counts the common shingles by grain. Only shingles of the coarser grain of the two are compared, since both
    samples must contain them; if the smaller text has few of those, all are, as a teaser has little but its opening.

    >>> containment(Side(25, (25, 25, 25, 25)), Side(20, (20, 20, 20, 20)), (20, 20, 20, 20))
    Estimate(low=1.0, score=1.0, high=1.0)
    """
    grain = min(grain_of(one.length), grain_of(other.length))
    core = min(one.cores[grain], other.cores[grain])
    everything = min(one.cores[WHOLE], other.cores[WHOLE])
    by_core = shared[grain] / core if core else 0.0
    score = by_core if core >= _ENOUGH else 0.0
    if core < 2 * _ENOUGH and everything and shared[WHOLE] >= LEAST:
        score = max(score, shared[WHOLE] / everything)
    if grain == WHOLE:
        return exactly(score)
    doubt = DOUBT / sqrt(max(1, core))
    return Estimate(score - doubt, min(1.0, score), max(score, by_core) + doubt)


def exactly(score: float) -> Estimate:
    """Return the estimate for a containment that is known exactly.

    >>> exactly(0.75)
    Estimate(low=0.75, score=0.75, high=0.75)
    """
    return Estimate(score, score, score)


def is_far(shared: int, smaller: int, length: int, other: int) -> bool:
    """True if two texts share too few shingles of the smaller sample to be versions; cheaper than `containment`.

    ``shared`` and ``smaller`` count shingles of samples, ``length`` and ``other`` those of the texts. An opening contains
    shingles that another sample of the same grain may lack; a sample one grain coarser has half as many.

    >>> is_far(50, 100, 75, 75), is_far(50, 100, 75, 350)
    (True, False)
    """
    one, two = grain_of(length), grain_of(other)
    if one == two:
        return shared < (LIKELY * smaller if one == WHOLE else _ROUGH * (smaller - OPENING))
    return shared << (2 + abs(one - two)) < smaller


def needs_facts(estimate: Estimate) -> bool:
    """True if the decision may depend on facts: the texts are not certainly a copy, nor certainly unrelated."""
    return estimate.high >= KEPT and (estimate.low + estimate.score) / 2 < COPY


def is_version(contained: float, one: Text, other: Text, shared: SharedFacts | None = None) -> bool:
    """True if one text is a version of the other: by containment alone, with facts, or with day and headline.

    ``contained`` is the containment, ``shared`` the result of `shared_facts` or None if unknown. A text with other names or
    numbers is a template with new values, and a later text that is mostly new is a follow-up. An update of the same day
    needs half of the text and the same headline and facts. An unknown day is no evidence.

    >>> is_version(0.62, Text("A bridge is mended", "2026-11-01"), Text("Bridge mended at last", "2026-11-03"))
    True
    >>> is_version(0.62, Text("A bridge is mended", "2026-11-01"), Text("Bridge mended at last", None))
    False
    >>> is_version(0.62, Text("A bridge is mended", None), Text("Works come to an end", None), SharedFacts(0.9, 0.9))
    True
    """
    if contained >= COPY:
        return True
    if shared and shared.facts <= OTHERS:
        return False
    if contained >= SURE:
        return True
    if contained < KEPT or _is_mostly_new(contained, one, other):
        return False
    apart = days_apart(one.day, other.day)
    is_alike = overlap(one.headline, other.headline) >= HEADLINE
    if shared and contained + shared.least >= BOTH and (contained >= LIKELY or (is_alike and apart == 0)):
        return True
    return contained >= LIKELY and is_alike and apart is not None and apart <= DAYS


def _is_mostly_new(contained: float, one: Text, other: Text) -> bool:
    """True if the longer text is of a later day and shares less than half of its length with the other."""
    shorter, longer = sorted((one, other), key=lambda text: text.length)
    is_later = shorter.day and longer.day and shorter.day[:10] < longer.day[:10]
    return bool(is_later) and contained * shorter.length < (1 - NEW) * longer.length


def is_in_doubt(estimate: Estimate, one: Text, other: Text, shared: SharedFacts | None = None) -> bool:
    """True if the samples are too close to a threshold to decide, so that the full texts must be compared.

    >>> one, other = Text("A", None, 700), Text("B", None, 700)
    >>> is_in_doubt(Estimate(0.65, 0.75, 0.85), one, other), is_in_doubt(Estimate(0.55, 0.65, 0.75), one, other)
    (True, False)
    """
    return is_version(estimate.low, one, other, shared) != is_version(estimate.high, one, other, shared)


def overlap(one: str, other: str) -> float:
    """Return the share of the shorter headline's words that the other headline has too, 0.0 to 1.0.

    >>> overlap("Senate votes", "The Senate votes again")
    1.0
    """
    words, others = _words(one), _words(other)
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter else 0.0


@cached
def _words(headline: str) -> frozenset[str]:
    return frozenset(normalise(headline).split())


def days_apart(one: str | None, other: str | None) -> int | None:
    """Return the number of days between two ISO 8601 dates; None if one is unknown."""
    if not one or not other:
        return None
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
