"""The duplicate index: finds the stored text that a new one is a version of, while crawling and across runs.

Each text keeps its whole sample; a few postings a text find the candidates, and their samples decide, or the texts. All is derived
from the stories, so it has no checksums of its own: `scrapy verify` checks its structure, `scrapy recover` builds it anew.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from newscrawl.clusters.entities import Told, facts_of, shared_facts
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
_CANDIDATES = 6  # texts that share most postings; enough to tell a phrase from a story
_MARKS = ",".join("?" * _CANDIDATES)


@dataclass(frozen=True, slots=True)
class Match:
    """The stored text that a new one is a version of; ``score`` is their containment, 0.0 to 1.0."""

    id: str
    cluster: str
    score: float


@dataclass(frozen=True, slots=True)
class _Asked:
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
        """Estimate the containment without phrases, which `mine` is rid of; nothing where it is surely low."""
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
    """Checks and adds texts over a connection, in the caller's transaction.

    `read` gives the text of a story's version, None where it is not kept: then samples decide near the line too.
    """

    def __init__(self, connection: sqlite3.Connection, read: Callable[[str, int], str | None] = lambda *_: None) -> None:  # fmt: skip
        self.connection = connection
        self._read = read
        self.postings = Postings(connection)

    def match(self, headline: str, day: str | None, body: str, *, but: str = "") -> Match | None:
        """Find the best version among the stored texts, those of id `but` aside; None where there is none."""
        asked = _ask(headline, day, body)
        return self._match(asked, self.postings.find(asked.sampled.wanted), but)

    def add(self, story_id: str, version: int, headline: str, day: str | None, body: str, *, cluster: str | None = None) -> Match | None:  # fmt: skip
        """Check a text against all others, then add it; gives what it is a version of.

        A further version of a known id stays in that id's cluster; `cluster` says which one it is published in.
        """
        asked = _ask(headline, day, body)
        found = self.postings.find(asked.sampled.wanted)
        match = self._match(asked, found, story_id)
        known = self._cluster(story_id) if version > 1 else None
        cluster = cluster or known or (match.cluster if match else story_id)
        origin = (match.id, round(match.score, 4)) if match else (None, None)
        self._insert((story_id, version, cluster, headline, day, *origin), asked.sampled, found)
        return Match(match.id, cluster, match.score) if match else None

    def restore(self, row: tuple[object, ...], body: str) -> None:
        """Add a text with the verdict it once got: a row of id, version, cluster, headline, day, version_of, score."""
        sampled = take_sample(body)
        self._insert(row, sampled, self.postings.find(sampled.posted))

    def _insert(self, row: tuple[object, ...], sampled: Sample, found: dict[int, list[int]]) -> None:
        """Insert a text, its posted shingles first: those that stand in many texts already get no more postings."""
        posted = [one for one in sampled.posted if len(found.get(one, ())) < MOST]
        packed = pack([*posted, *sampled.shingles.difference(posted)])
        number = self.connection.execute(
            "INSERT INTO texts (id, version, cluster, headline, day, version_of, score, length, posted, sample) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (*row, sampled.length, len(posted), packed),
        ).lastrowid
        self.postings.add(number or 0, posted)

    def forget(self, story_id: str) -> None:
        """Take a story's texts out; their numbers stay, so that none is given twice."""
        which = "SELECT number FROM texts WHERE id = ?"
        self.connection.execute(f"DELETE FROM postings WHERE text IN ({which})", (story_id,))  # noqa: S608  # a constant
        self.connection.execute(
            "UPDATE texts SET id = '', cluster = '#' || number, headline = '', day = NULL, version_of = NULL, "
            "score = NULL, length = 0, posted = 0, sample = x'' WHERE id = ?",
            (story_id,),
        )
        self.postings.read_again()

    def cluster_of(self, story_id: str) -> str:
        """Name a story's cluster; its own id where it stands alone."""
        return self._cluster(story_id) or story_id

    def first_day(self, cluster: str) -> str | None:
        """Give the day of a cluster's first dated text."""
        (day,) = self.connection.execute("SELECT min(day) FROM texts WHERE cluster = ?", (cluster,)).fetchone()  # fmt: skip
        return str(day) if day else None

    def _cluster(self, story_id: str) -> str | None:
        row = self.connection.execute(
            "SELECT cluster FROM texts WHERE id = ? LIMIT 1", (story_id,)
        ).fetchone()
        return row[0] if row else None

    def _match(self, asked: _Asked, found: dict[int, list[int]], but: str) -> Match | None:
        candidates = [one for one in self._candidates(found, asked.sampled) if one.id != but]
        if not candidates:
            return None
        phrases = _phrases(candidates)
        mine = Side(asked.text.length, cores_of(pack(asked.sampled.shingles - phrases)))
        worth = PART * asked.text.length
        scored, versions = [], []
        for one in candidates:
            estimate = one.estimate(mine, phrases)
            if estimate.high < KEPT or (one.is_linked and one.text.length < worth):
                continue
            first = self._as_first(one)
            score, is_found = self._judge(asked, estimate, first, phrases)
            scored.append((score, first))
            if is_found:
                versions.append((score, first))
        return _best(versions, scored, worth) if versions else None

    def _as_first(self, one: _Candidate) -> _Candidate:
        """Give a version the day of its cluster's first text: a late copy makes a story no newer."""
        if not one.is_linked:
            return one
        return one._replace(text=one.text._replace(day=one.day and self.first_day(one.cluster)))

    def _judge(self, asked: _Asked, estimate: Estimate, candidate: _Candidate, phrases: frozenset[int]) -> tuple[float, bool]:  # fmt: skip
        """Give the containment and the verdict: by the samples where they are enough, else by the texts themselves."""
        score, pair = estimate.score, (asked.text, candidate.text)
        is_teaser = candidate.text.length < QUOTED * asked.text.length
        is_open = (is_teaser or needs_facts(estimate)) and is_version(estimate.high, *pair, Told(1.0, 1.0))
        body = self._read(candidate.id, candidate.version) if is_open else None
        if body is None:
            return score, is_version(score, *pair)
        if is_teaser and not _grew_from(asked, candidate, body):
            return score, False
        same_day = days_apart(asked.text.day, candidate.day) == 0
        told = shared_facts(facts_of(asked.body), facts_of(body), same_day=same_day)
        if is_in_doubt(estimate, *pair, told) and phrases.isdisjoint(candidate.shared):
            score = exact_containment(asked.body, body)
        return score, is_version(score, *pair, told)

    def _candidates(self, found: dict[int, list[int]], sampled: Sample) -> list[_Candidate]:
        """Load the texts that share most, in the order they were added; what few texts hold counts for more."""
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
        best += [0] * (_CANDIDATES - len(best))  # one statement for any count: SQLite need not read it anew
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


def _ask(headline: str, day: str | None, body: str) -> _Asked:
    sampled = take_sample(body)
    return _Asked(Text(headline, day, sampled.length), body, sampled)


def _grew_from(asked: _Asked, teaser: _Candidate, body: str) -> bool:
    """Tell whether a text may be the story of a teaser that came before it: it begins like it or has its headline.

    A newsletter quotes the beginnings of other stories.
    """
    return overlap(asked.text.headline, teaser.text.headline) >= HEADLINE or opens_with(asked.body, body)


def _phrases(candidates: Iterable[_Candidate]) -> frozenset[int]:
    """Find the shingles that stand in so many clusters that they are phrases."""
    clusters: dict[str, set[int]] = {}
    for one in candidates:
        known = clusters.get(one.cluster)
        clusters[one.cluster] = known | one.shared if known else one.shared
    if len(clusters) < COMMON:
        return frozenset()
    counts = Counter(chain.from_iterable(clusters.values()))
    return frozenset([shingle for shingle, count in counts.items() if count >= COMMON])


def _best(versions: list[tuple[float, _Candidate]], scored: list[tuple[float, _Candidate]], worth: float) -> Match:  # fmt: skip
    """Choose among the best versions the earliest, and of the texts of its cluster the first that is no mere part: the original."""
    least = max(score for score, _ in versions) - ALIKE
    best = min((one for one in versions if one[0] >= least), key=lambda one: one[1].text.day or "9")
    wholes = (
        one
        for one in scored
        if one[1].cluster == best[1].cluster and one[0] >= LIKELY and one[1].text.length >= worth
    )
    score, chosen = next(wholes, best)
    return Match(chosen.id, chosen.cluster, score)
