"""The rules that decide if one text is a version of another.

Words that two texts share may be a caption, a background passage or a template that many stories carry. So a version also
needs evidence outside of them: it begins like the other text, or is of the same days, and its facts do not change faster
than its words. `docs/duplicates.md` explains each rule; `python -m benchmarks.ablation` shows what changes without it.
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import NamedTuple

from newscrawl.clusters.entities import Facts, facts_of
from newscrawl.clusters.shingles import WHOLE, Cores, grain_of, take_sample
from newscrawl.text.cached import cached
from newscrawl.text.fingerprint import normalise

SURE = 0.8  # containment that needs the same opening, or one of the same days and the headline or the names
TITLED = 0.65  # containment that needs the same days, the headline and the names
LIKELY = 0.55  # containment that needs the same days and the same opening
DAYS = 3  # days between versions of the same days, at most
OPENS = 0.33  # share of the first shingles of a text that are in the opening of one that begins like it
HEADLINE = 0.5  # overlap of headlines that are alike
GONE = 0.5  # share of the shorter text's names or numbers that the longer one lacks, if it is another story
FEW = 2  # numbers that a correction may change, whatever their share
NAMES = 3  # names that say something if they are kept, at least
SLOWER = 0.25  # names gone, for each that would be gone if names went as words do, of names that are kept
NEW = 0.5  # share of new text above which a later text is a follow-up, unless it surely contains the earlier one
QUOTED = 0.35  # share of the longer text's length below which an unrelated text may quote a text whole
LEFT = 0.35  # containment without the furniture, of two texts that share some
DOUBT = 2.5  # standard deviations between an estimate and what it is surely not above or below
_ENOUGH = 12  # core shingles that a comparison of cores needs
LEAST = 3  # shared shingles without which no text is a version of another


class Text(NamedTuple):
    """What the rules know about a text besides its shingles.

    ``day`` is ISO 8601 or None, ``length`` counts shingles, ``opening`` are the first ones in order; None if unknown.
    """

    headline: str
    day: str | None
    length: int
    opening: tuple[int, ...] | None = None
    facts: Facts | None = None


def text_of(headline: str, day: str | None, body: str) -> Text:
    """Return all that the rules know about a text."""
    sampled = take_sample(body)
    return Text(headline, day, sampled.length, sampled.opening, facts_of(body))


class Side(NamedTuple):
    """One of two texts in a comparison: the number of its shingles, and of those in its sample by grain."""

    length: int
    cores: Cores

    def without(self, some: Cores) -> Side:
        """Return the side without some of its shingles, the furniture."""
        eighth, fourth, second, every = (mine - less for mine, less in zip(self.cores, some, strict=True))
        return Side(self.length, (eighth, fourth, second, every))


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
        return Estimate(score, score, score)
    core = max(1, core)
    doubt = DOUBT * sqrt(max(by_core * (1 - by_core), 1 / core) / core)
    return Estimate(score - doubt, min(1.0, score), max(score, by_core) + doubt)


def may_be_version(contained: float, one: Text, other: Text) -> bool:
    """True if two texts may be versions by what is known without reading them: containment and days."""
    if contained < LIKELY:
        return False
    apart = days_apart(one.day, other.day)
    return contained >= SURE or apart is None or apart <= DAYS


def is_version(contained: float, one: Text, other: Text, furniture: frozenset[int] = frozenset()) -> bool:
    """True if one text is a version of the other.

    ``contained`` is the containment; ``furniture`` are shingles that confirm nothing. Unknown days, openings and facts are
    no evidence for or against.
    """
    return contained >= LIKELY and evidence_of(one, other, furniture).ties(contained)


class Evidence(NamedTuple):
    """What tells if two texts are versions, besides the words that they share; ``apart`` are the days between them."""

    small: Text
    large: Text
    apart: int | None
    is_other: bool
    is_titled: bool
    opens_alike: bool

    def may_tie(self, contained: float, *, opens_alike: bool) -> bool:
        """True if one text may be a version of the other, whatever facts and, if they may begin alike, openings will show."""
        return self._replace(opens_alike=opens_alike).ties(contained, has_names=True)

    def ties(self, contained: float, *, has_names: bool | None = None) -> bool:
        """True if one text is a version of the other, by their containment and all that is known."""
        small, large, apart, is_other, is_titled, opens_alike = self
        if contained < LIKELY or is_other:
            return False
        if is_part(small, large) and not (is_titled or (opens_alike and _goes_on(small, large))):
            return False
        is_sure = contained >= SURE
        if _is_mostly_new(contained, small, large) and not (is_sure and (is_titled or opens_alike)):
            return False
        if is_sure and (opens_alike or (is_titled and apart == 0)):
            return True
        if apart is not None and apart > DAYS:
            return False
        if has_names is None:
            has_names = keeps_facts(contained, small, large)
        if is_sure:
            return has_names and (is_titled or apart is not None)
        if apart is None:
            return has_names and is_titled and opens_alike
        return (opens_alike and (is_titled or has_names)) or (is_titled and has_names and contained >= TITLED)


def evidence_of(one: Text, other: Text, furniture: frozenset[int] = frozenset()) -> Evidence:
    """Return the evidence; of texts that are days apart, an opening of furniture is none."""
    small, large = (one, other) if one.length <= other.length else (other, one)
    apart = days_apart(one.day, other.day)
    ignored = furniture if apart is not None and apart > DAYS else frozenset()
    return Evidence(
        small,
        large,
        apart,
        has_other_facts(small, large),
        overlap(one.headline, other.headline) >= HEADLINE,
        begins_like(one, other, ignored),
    )


def is_part(one: Text, other: Text) -> bool:
    """True if one text is so much shorter than the other that an unrelated text may quote it whole."""
    return min(one.length, other.length) < QUOTED * max(one.length, other.length)


def has_other_facts(small: Text, large: Text) -> bool:
    """True if half of the smaller text's names, or more than half of its numbers, are missing from the larger one.

    A version keeps them; a template keeps the words and changes the facts, and a short text around a shared passage has
    facts of its own. An update of the same day may have other figures.

    >>> bridge, road = (Text("", "2026-11-01", 90, facts=Facts(frozenset(names.split()), frozenset())) for names in ("Ann Bob", "Eve Lee"))
    >>> has_other_facts(bridge, road), has_other_facts(bridge, bridge)
    (True, False)
    """
    if small.facts is None or large.facts is None:
        return False
    names, numbers = small.facts.names, small.facts.numbers
    if len(names - large.facts.names) >= GONE * len(names) > 0:
        return True
    gone = len(numbers - large.facts.numbers)
    return gone > max(FEW, GONE * len(numbers)) and days_apart(small.day, large.day) != 0


def _goes_on(small: Text, large: Text) -> bool:
    """True if a longer text that begins like a shorter one names its people again: a newsletter goes on to other stories."""
    if not small.facts or not small.facts.names or not large.facts:
        return True
    return bool(small.facts.names & (large.facts.often - small.facts.often))


def keeps_facts(contained: float, small: Text, large: Text) -> bool:
    """True if the smaller text's names are missing from the larger one far less often than its words are.

    What is rewritten keeps most of its names elsewhere in the text; what only shares a passage has names of its own.
    """
    if small.facts is None or large.facts is None:
        return False
    names = small.facts.names
    return len(names) >= NAMES and len(names - large.facts.names) <= 0.5 + SLOWER * (1 - contained) * len(
        names
    )


def begins_like(one: Text, other: Text, furniture: frozenset[int] = frozenset()) -> bool:
    """True if a third of the first shingles of a text are in the opening of the other, furniture not counted."""
    if one.opening is None or other.opening is None:
        return False
    return _begins_in(one.opening, other.opening, furniture) or _begins_in(
        other.opening, one.opening, furniture
    )


def may_begin_like(one: Text, other: Text, shared: frozenset[int]) -> bool:
    """True if two texts may begin alike, by the shingles that their samples share; every sample has the opening."""
    if one.opening is None:
        return False
    first = (min(len(one.opening), other.length) + 1) // 2
    return len(shared.intersection(one.opening)) >= OPENS * first > 0


def _begins_in(one: tuple[int, ...], other: tuple[int, ...], furniture: frozenset[int]) -> bool:
    first = frozenset(one[: (len(one) + 1) // 2])
    return len(first.intersection(other) - furniture) >= OPENS * len(first) > 0


def _is_mostly_new(contained: float, small: Text, large: Text) -> bool:
    """True if the longer text is of a later day and shares less than half of its length with the other."""
    is_later = small.day and large.day and small.day[:10] < large.day[:10]
    return bool(is_later) and contained * small.length < (1 - NEW) * large.length


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
