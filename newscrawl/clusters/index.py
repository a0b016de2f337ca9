"""The duplicate index: find the stored text that a new text is a version of, while crawling and across runs.

The sample of each text is stored. A few postings for each text find the candidates; their samples decide, or if those are
too close to a threshold, the texts. The index is derived from the stories and has no checksums of its own: `scrapy verify`
checks its structure, and `scrapy recover` rebuilds it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from newscrawl.clusters.corrections import APART, Corrections
from newscrawl.clusters.entities import SharedFacts, facts_of, shared_facts
from newscrawl.clusters.postings import MOST, Postings, least_hits
from newscrawl.clusters.postings import SCHEMA as POSTINGS
from newscrawl.clusters.rules import (
    ALIKE,
    COMMON,
    HEADLINE,
    KEPT,
    LEAST,
    LIKELY,
    PART,
    QUOTED,
    Estimate,
    Side,
    Text,
    containment,
    days_apart,
    exactly,
    is_far,
    is_in_doubt,
    is_version,
    needs_facts,
    overlap,
)
from newscrawl.clusters.shingles import (
    Sample,
    cores_of,
    exact_containment,
    opens_with,
    pack,
    size_of,
    take_sample,
    unpack,
)

SCHEMA = f"""
CREATE TABLE texts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, cluster TEXT NOT NULL,
    headline TEXT NOT NULL, day TEXT, version_of TEXT, score REAL,
    length INTEGER NOT NULL, posted INTEGER NOT NULL, sample BLOB NOT NULL) STRICT;
CREATE INDEX texts_id ON texts (id);
CREATE INDEX texts_cluster ON texts (cluster);
{POSTINGS}
"""
_CANDIDATES = 6  # texts that share the most postings; enough to tell a phrase from a story
_MARKS = ",".join("?" * _CANDIDATES)


@dataclass(frozen=True, slots=True)
class Match:
    """The stored text that a new text is a version of; ``score`` is their containment, 0.0 to 1.0."""

    id: str
    cluster: str
    score: float


@dataclass(frozen=True, slots=True)
class _NewText:
    text: Text
    body: str
    sampled: Sample


class _Candidate(NamedTuple):
    id: str
    version: int
    cluster: str
    day: str | None
    text: Text
    is_linked: bool
    sample: bytes
    shared: set[int]

    def estimate(self, mine: Side, phrases: frozenset[int]) -> Estimate:
        """Estimate the containment without phrases, which ``mine`` lacks already; 0.0 if it is certainly low."""
        shared = self.shared - phrases if phrases else self.shared
        known = len(self.shared) - len(shared)
        smaller = min(mine.size, size_of(self.sample) - known)
        if is_far(len(shared), smaller, mine.length, self.text.length):
            return exactly(0.0)
        theirs = Side(self.text.length, cores_of(self.sample))
        if known:
            theirs = theirs.without(cores_of(pack(self.shared & phrases)))
        return containment(mine, theirs, cores_of(pack(shared)))


class DuplicateIndex:
    """Matches and adds texts over an SQLite connection, in the caller's transaction.

    ``read`` returns the text of a story's version by id and version, or None if it is not stored; then the samples decide
    even close to a threshold.
    """

    def __init__(self, connection: sqlite3.Connection, read: Callable[[str, int], str | None] = lambda *_: None) -> None:  # fmt: skip
        self.connection = connection
        self._read = read
        self.postings = Postings(connection)
        self.corrections = Corrections()

    def match(self, headline: str, day: str | None, body: str, *, but: str = "") -> Match | None:
        """Return the best match for a text among the stored ones, except those of the story id ``but``; None if none match.

        ``day`` is ISO 8601 or None.
        """
        new = _new_text(headline, day, body)
        return self._match(new, self.postings.find(new.sampled.wanted), but)

    def add(self, story_id: str, version: int, headline: str, day: str | None, body: str, *, cluster: str | None = None) -> Match | None:  # fmt: skip
        """Match a text against those of other stories, then add it; return the match, or None.

        A later version of a known id stays in the cluster of that id; ``cluster``, if given, overrides both.
        """
        new = _new_text(headline, day, body)
        found = self.postings.find(new.sampled.wanted)
        match = self._match(new, found, story_id)
        known = self._cluster(story_id) if version > 1 else None
        cluster = cluster or known or (match.cluster if match else story_id)
        origin = (match.id, round(match.score, 4)) if match else (None, None)
        self._insert((story_id, version, cluster, headline, day, *origin), new.sampled, found)
        return Match(match.id, cluster, match.score) if match else None

    def restore(self, row: tuple[object, ...], body: str) -> None:
        """Add a text without matching it; ``row`` is its id, version, cluster, headline, day, version_of and score."""
        sampled = take_sample(body)
        self._insert(row, sampled, self.postings.find(sampled.posted))

    def _insert(self, row: tuple[object, ...], sampled: Sample, found: dict[int, list[int]]) -> None:
        """Insert a text and its postings; a shingle that many texts have gets no more. The stored sample begins with those posted."""
        posted = [one for one in sampled.posted if len(found.get(one, ())) < MOST]
        packed = pack([*posted, *sampled.shingles.difference(posted)])
        number = self.connection.execute(
            "INSERT INTO texts (id, version, cluster, headline, day, version_of, score, length, posted, sample) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (*row, sampled.length, len(posted), packed),
        ).lastrowid
        self.postings.add(number or 0, posted)

    def forget(self, story_id: str) -> None:
        """Blank out a story's texts; their numbers stay in use, so that no number is assigned twice."""
        which = "SELECT number FROM texts WHERE id = ?"
        self.connection.execute(f"DELETE FROM postings WHERE text IN ({which})", (story_id,))  # noqa: S608  # a constant
        self.connection.execute(
            "UPDATE texts SET id = '', cluster = '#' || number, headline = '', day = NULL, version_of = NULL, "
            "score = NULL, length = 0, posted = 0, sample = x'' WHERE id = ?",
            (story_id,),
        )
        self.postings.read_again()

    def cluster_of(self, story_id: str) -> str:
        """Return the cluster of a story: its own id if the story is not in the index."""
        return self._cluster(story_id) or story_id

    def first_day(self, cluster: str) -> str | None:
        """Return the first day of a cluster's dated texts, or None if none is dated."""
        (day,) = self.connection.execute("SELECT min(day) FROM texts WHERE cluster = ?", (cluster,)).fetchone()  # fmt: skip
        return str(day) if day else None

    def _cluster(self, story_id: str) -> str | None:
        row = self.connection.execute(
            "SELECT cluster FROM texts WHERE id = ? LIMIT 1", (story_id,)
        ).fetchone()
        return row[0] if row else None

    def _match(self, new: _NewText, found: dict[int, list[int]], but: str) -> Match | None:
        apart = {self._cluster(story_id) for story_id in self.corrections.others(but, APART)}
        candidates = [
            one for one in self._candidates(found, new.sampled) if one.id != but and one.cluster not in apart
        ]
        if not candidates:
            return None
        phrases = _phrases(candidates)
        mine = Side(new.text.length, cores_of(pack(new.sampled.shingles - phrases)))
        worth = PART * new.text.length
        scored, versions = [], []
        for one in candidates:
            estimate = one.estimate(mine, phrases)
            if estimate.high < KEPT or (one.is_linked and one.text.length < worth):
                continue
            first = self._as_first(one)
            score, is_found = self._judge(new, estimate, first, phrases)
            scored.append((score, first))
            if is_found:
                versions.append((score, first))
        return _best(versions, scored, worth) if versions else None

    def _as_first(self, one: _Candidate) -> _Candidate:
        """Return a linked candidate dated on its cluster's first day: a late copy does not make a story newer."""
        if not one.is_linked:
            return one
        return one._replace(text=one.text._replace(day=one.day and self.first_day(one.cluster)))

    def _judge(self, new: _NewText, estimate: Estimate, candidate: _Candidate, phrases: frozenset[int]) -> tuple[float, bool]:  # fmt: skip
        """Return the containment and if the candidate matches: by the samples if they suffice, else by the texts."""
        score, pair = estimate.score, (new.text, candidate.text)
        is_teaser = candidate.text.length < QUOTED * new.text.length
        is_open = (is_teaser or needs_facts(estimate)) and is_version(
            estimate.high, *pair, SharedFacts(1.0, 1.0)
        )
        body = self._read(candidate.id, candidate.version) if is_open else None
        if body is None:
            return score, is_version(score, *pair)
        if is_teaser and not _grew_from(new, candidate, body):
            return score, False
        same_day = days_apart(new.text.day, candidate.day) == 0
        shared = shared_facts(facts_of(new.body), facts_of(body), same_day=same_day)
        if is_in_doubt(estimate, *pair, shared) and phrases.isdisjoint(candidate.shared):
            score = exact_containment(new.body, body)
        return score, is_version(score, *pair, shared)

    def _candidates(self, found: dict[int, list[int]], sampled: Sample) -> list[_Candidate]:
        """Return the stored texts that share the most, in the order they were added; rare shingles weigh more."""
        least = least_hits(len(sampled.wanted))
        hits = Counter(chain.from_iterable(found.values()))
        worth = dict.fromkeys(hits, 0)
        for numbers in found.values():
            each = MOST // len(numbers)
            for number in numbers:
                worth[number] += each
        best = sorted(sorted(worth), key=worth.__getitem__, reverse=True)[:_CANDIDATES]
        best = [number for number in best if hits[number] >= least]
        if not best:
            return []
        best += [0] * (
            _CANDIDATES - len(best)
        )  # the same statement for any count, so that SQLite need not parse it again
        query = f"SELECT id, version, cluster, headline, day, version_of IS NOT NULL, length, sample FROM texts WHERE number IN ({_MARKS}) ORDER BY number"  # noqa: S608  # question marks
        candidates = []
        for story_id, version, cluster, headline, day, is_linked, length, packed in self.connection.execute(
            query, best
        ):
            shared = sampled.shingles.intersection(unpack(packed))
            if len(shared) >= LEAST:
                text = Text(headline, day, length)
                candidates.append(
                    _Candidate(story_id, version, cluster, day, text, bool(is_linked), packed, shared)
                )
        return candidates


def _new_text(headline: str, day: str | None, body: str) -> _NewText:
    sampled = take_sample(body)
    return _NewText(Text(headline, day, sampled.length), body, sampled)


def _grew_from(new: _NewText, teaser: _Candidate, body: str) -> bool:
    """True if a text may be the full story of an earlier teaser: it begins like the teaser or has its headline.

    A newsletter, which quotes the beginnings of other stories, does neither.
    """
    return overlap(new.text.headline, teaser.text.headline) >= HEADLINE or opens_with(new.body, body)


def _phrases(candidates: Iterable[_Candidate]) -> frozenset[int]:
    """Return the shingles that are in so many clusters that they are phrases."""
    clusters: dict[str, set[int]] = {}
    for one in candidates:
        known = clusters.get(one.cluster)
        clusters[one.cluster] = known | one.shared if known else one.shared
    if len(clusters) < COMMON:
        return frozenset()
    counts = Counter(chain.from_iterable(clusters.values()))
    return frozenset([shingle for shingle, count in counts.items() if count >= COMMON])


def _best(versions: list[tuple[float, _Candidate]], scored: list[tuple[float, _Candidate]], worth: float) -> Match:  # fmt: skip
    """Return the original: the first text of the best match's cluster that matches well and is not a cut or teaser.

    The best match is the earliest of those with nearly the highest score; without such a text it is the original itself.
    """
    least = max(score for score, _ in versions) - ALIKE
    best = min((one for one in versions if one[0] >= least), key=lambda one: one[1].text.day or "9")
    wholes = (
        one
        for one in scored
        if one[1].cluster == best[1].cluster and one[0] >= LIKELY and one[1].text.length >= worth
    )
    score, chosen = next(wholes, best)
    return Match(chosen.id, chosen.cluster, score)
