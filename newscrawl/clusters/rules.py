"""The verdict: whether one text is a version of another, by containment, headline and days apart as designed, and by facts.

Without facts no containment tells a template filled in anew from an edited copy: both keep four fifths of their runs.
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import NamedTuple

from newscrawl.clusters.entities import Told
from newscrawl.clusters.shingles import OPENING, WHOLE, Cores, grain_of
from newscrawl.text.cached import cached
from newscrawl.text.fingerprint import normalise

COPY, SURE, LIKELY, KEPT = 0.9, 0.8, 0.6, 0.5  # containment
HEADLINE = 0.5  # overlap that a likely version needs
OTHERS = 0.5  # share of facts: a text with no more of them is another story, unless it is a copy
BOTH = 1.4  # containment and share of facts together: enough without day and headline
# Samples are in doubt by this over the square root of the core shingles compared: twice the standard deviation and
# more, as measured on English news (.085 for 12 to 24 of them, .066 for 24 to 36, .042 for 60 and more).
DOUBT = 0.8
DAYS = 3  # apart at most, for a likely version
COMMON = 4  # clusters: a shingle found in so many is a phrase, no evidence
PART = 0.6  # a text so much smaller is a cut or teaser: a follow-up may quote it whole
QUOTED = 0.35  # a text so much smaller that came first is a teaser: a newsletter may quote it whole
ALIKE = 0.1  # containments that differ by less tell nothing: the earlier text is the original
NEW = 0.5  # a later text of which more is new is a follow-up, unless it surely holds the earlier one
_ENOUGH = 12  # core shingles that a comparison of cores needs
_ROUGH = 0.4  # containment that `is_far` asks for of samples that are not whole
LEAST = 3  # shared shingles that any verdict needs


class Side(NamedTuple):
    """One of two texts that are compared: how many shingles it has, and how many of each grain its sample."""

    length: int
    cores: Cores

    @property
    def size(self) -> int:
        """How many shingles the sample has."""
        return self.cores[WHOLE]

    def without(self, some: Cores) -> Side:
        """Give the side without some of its shingles: phrases."""
        eighth, fourth, second, every = (mine - less for mine, less in zip(self.cores, some, strict=True))
        return Side(self.length, (eighth, fourth, second, every))


class Text(NamedTuple):
    """What the verdict knows of a text beside its shingles; ``day`` is ISO 8601 or None, ``length`` counts shingles."""

    headline: str
    day: str | None
    length: int = 0


class Estimate(NamedTuple):
    """A containment as samples tell it: ``score``, surely no less than ``low`` and no more than ``high``."""

    low: float
    score: float
    high: float


def containment(one: Side, other: Side, shared: Cores) -> Estimate:
    """Estimate the share of the smaller text's shingles that the other has, by their samples.

    The shingles are compared that both samples must hold; where the smaller text has few of them, the openings too,
    as a teaser is one.

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
    """Make an estimate of a containment that is known.

    >>> exactly(0.75)
    Estimate(low=0.75, score=0.75, high=0.75)
    """
    return Estimate(score, score, score)


def is_far(shared: int, smaller: int, length: int, other: int) -> bool:
    """Tell without a comparison that two texts are no versions: of the smaller sample too few shingles are shared.

    The openings hold what no other sample of that grain need hold; a sample one grain coarser holds half as many.

    >>> is_far(50, 100, 75, 75), is_far(50, 100, 75, 350)
    (True, False)
    """
    one, two = grain_of(length), grain_of(other)
    if one == two:
        return shared < (LIKELY * smaller if one == WHOLE else _ROUGH * (smaller - OPENING))
    return shared << (2 + abs(one - two)) < smaller


def needs_facts(estimate: Estimate) -> bool:
    """Tell whether a verdict may hang on facts: neither a copy, surely enough, nor surely nothing."""
    return estimate.high >= KEPT and (estimate.low + estimate.score) / 2 < COPY


def is_version(contained: float, one: Text, other: Text, told: Told | None = None) -> bool:
    """Decide: by the text alone, by its facts too, or by day and headline; an unknown day is no evidence.

    ``told`` is what `shared_facts` gives, None where it is not known: a text with other names or numbers is a template
    filled in anew. A text of a later day that is mostly new follows the earlier up. An update of the same day keeps half.

    >>> is_version(0.62, Text("A bridge is mended", "2026-11-01"), Text("Bridge mended at last", "2026-11-03"))
    True
    >>> is_version(0.62, Text("A bridge is mended", "2026-11-01"), Text("Bridge mended at last", None))
    False
    >>> is_version(0.62, Text("A bridge is mended", None), Text("Works come to an end", None), Told(0.9, 0.9))
    True
    """
    if contained >= COPY:
        return True
    if told and told.facts <= OTHERS:
        return False
    if contained >= SURE:
        return True
    if contained < KEPT or _is_mostly_new(contained, one, other):
        return False
    apart = days_apart(one.day, other.day)
    is_alike = overlap(one.headline, other.headline) >= HEADLINE
    if told and contained + told.least >= BOTH and (contained >= LIKELY or (is_alike and apart == 0)):
        return True
    return contained >= LIKELY and is_alike and apart is not None and apart <= DAYS


def _is_mostly_new(contained: float, one: Text, other: Text) -> bool:
    """Tell whether the longer text is of a later day and has less than half of its length from the other."""
    shorter, longer = sorted((one, other), key=lambda text: text.length)
    is_later = shorter.day and longer.day and shorter.day[:10] < longer.day[:10]
    return bool(is_later) and contained * shorter.length < (1 - NEW) * longer.length


def is_in_doubt(estimate: Estimate, one: Text, other: Text, told: Told | None = None) -> bool:
    """Tell whether all runs of the texts must be compared: their samples are too near the line.

    >>> one, other = Text("A", None, 700), Text("B", None, 700)
    >>> is_in_doubt(Estimate(0.65, 0.75, 0.85), one, other), is_in_doubt(Estimate(0.55, 0.65, 0.75), one, other)
    (True, False)
    """
    return is_version(estimate.low, one, other, told) != is_version(estimate.high, one, other, told)


def overlap(one: str, other: str) -> float:
    """Give the share of the shorter headline's words that the other has.

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
    """Count the days between two dates; None where one is unknown."""
    if not one or not other:
        return None
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
