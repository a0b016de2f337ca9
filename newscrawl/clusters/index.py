"""The duplicate index: finds the stored text that a new one is a version of, while crawling and across runs.

Postings (shingle, text) in a table without rowids; derived from the stories, so it has no checksums of its own:
`scrapy verify` checks its structure, `scrapy recover` builds it anew.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.clusters.shingles import is_core, sample
from newscrawl.clusters.verdict import COMMON, Text, is_version, share

SCHEMA = """
CREATE TABLE texts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, cluster TEXT NOT NULL,
    shingles INTEGER NOT NULL, core INTEGER NOT NULL, headline TEXT NOT NULL, day TEXT,
    version_of TEXT, score REAL) STRICT;
CREATE INDEX texts_id ON texts (id);
CREATE INDEX texts_cluster ON texts (cluster);
CREATE TABLE postings (
    shingle INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (shingle, text)) STRICT, WITHOUT ROWID;
"""
_MOST_POSTINGS = 16  # of one shingle: more say nothing new and cost time and disk
_PART = 0.6  # a text so much smaller, a cut or teaser of another, stands for nothing: a follow-up may quote it whole
_CANDIDATES = 8  # texts that share most; none below them can contain more


@dataclass(frozen=True, slots=True)
class Match:
    """The stored text that a new one is a version of; ``score`` is their containment, 0.0 to 1.0."""

    id: str
    cluster: str
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    id: str
    cluster: str
    sizes: tuple[int, int]
    text: Text
    is_part: bool


class DuplicateIndex:
    """Checks and adds texts over a connection, in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def match(self, headline: str, day: str | None, text: str, *, but: str = "") -> Match | None:
        """Find the best version among the stored texts, those of id `but` aside; None where there is none."""
        shingles = sample(text)
        return self._match(shingles, self._postings(shingles), Text(headline, day), but)

    def add(self, story_id: str, version: int, headline: str, day: str | None, text: str, *, cluster: str | None = None) -> Match | None:  # fmt: skip
        """Check a text against all others, then add it; gives what it is a version of.

        A further version of a known id stays in that id's cluster; `cluster` says which one it is published in.
        """
        shingles = sample(text)
        postings = self._postings(shingles)
        match = self._match(shingles, postings, Text(headline, day), story_id)
        known = self.connection.execute(
            "SELECT cluster FROM texts WHERE id = ? LIMIT 1", (story_id,)
        ).fetchone()
        cluster = cluster or (known[0] if known else match.cluster if match else story_id)
        row = (story_id, version, cluster, len(shingles), sum(map(is_core, shingles)), headline, day)
        found = (match.id, round(match.score, 4)) if match else (None, None)
        number = self.connection.execute(
            "INSERT INTO texts (id, version, cluster, shingles, core, headline, day, version_of, score) VALUES (?,?,?,?,?,?,?,?,?)",
            (*row, *found),
        ).lastrowid
        self.connection.executemany(
            "INSERT INTO postings VALUES (?, ?)", [(one, number) for one in sorted(shingles)]
        )
        return Match(match.id, cluster, match.score) if match else None

    def forget(self, story_id: str) -> None:
        """Take a story's texts out; their numbers stay, so that none is given twice."""
        which = "SELECT number FROM texts WHERE id = ?"
        self.connection.execute(f"DELETE FROM postings WHERE text IN ({which})", (story_id,))  # noqa: S608  # a constant
        self.connection.execute(
            "UPDATE texts SET id = '', cluster = '#' || number, headline = '', day = NULL, version_of = NULL, "
            "score = NULL, shingles = 0, core = 0 WHERE id = ?",
            (story_id,),
        )

    def cluster_of(self, story_id: str) -> str:
        """Name a story's cluster; its own id where it stands alone."""
        row = self.connection.execute(
            "SELECT cluster FROM texts WHERE id = ? LIMIT 1", (story_id,)
        ).fetchone()
        return row[0] if row else story_id

    def _match(self, shingles: frozenset[int], postings: dict[int, set[int]], text: Text, but: str) -> Match | None:  # fmt: skip
        counts = Counter(number for numbers in postings.values() for number in numbers)
        candidates = self._candidates(number for number, _ in counts.most_common(4 * _CANDIDATES))
        common = self._common(postings, candidates)
        mine = _sizes(shingles - common)
        best: Match | None = None
        for candidate in candidates.values():
            if candidate.id == but or (candidate.is_part and candidate.sizes[0] < _PART * len(shingles)):
                continue
            shared = {one for one, numbers in postings.items() if candidate.number in numbers}
            sizes = _less(candidate.sizes, _sizes(shared & common))
            score = share(mine, sizes, _sizes(shared - common))
            if is_version(score, text, candidate.text) and (best is None or score > best.score):
                best = Match(candidate.id, candidate.cluster, score)
        return best

    def _postings(self, shingles: Iterable[int]) -> dict[int, set[int]]:
        wanted = list(shingles)
        found: dict[int, set[int]] = defaultdict(set)
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT shingle, text FROM postings WHERE shingle IN ({marks})"  # noqa: S608  # question marks
            for shingle, number in self.connection.execute(query, part):
                found[shingle].add(number)
        return found

    def _candidates(self, numbers: Iterable[int]) -> dict[int, _Candidate]:
        wanted = sorted(numbers)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT number, id, cluster, shingles, core, headline, day, version_of FROM texts WHERE number IN ({marks}) ORDER BY number"  # noqa: S608  # question marks
        return {
            number: _Candidate(
                number, story_id, cluster, (size, core), Text(headline, day), origin is not None
            )
            for number, story_id, cluster, size, core, headline, day, origin in self.connection.execute(
                query, wanted
            )
        }

    def _common(self, postings: dict[int, set[int]], candidates: dict[int, _Candidate]) -> frozenset[int]:
        """Find the shingles that stand in so many clusters that they are phrases."""
        common = set()
        for shingle, numbers in postings.items():
            if len(numbers) >= COMMON:
                clusters = {candidates[n].cluster if n in candidates else str(n) for n in numbers}
                if len(clusters) >= COMMON:
                    common.add(shingle)
        return frozenset(common)


def _sizes(shingles: Iterable[int]) -> tuple[int, int]:
    found = list(shingles)
    return len(found), sum(map(is_core, found))


def _less(sizes: tuple[int, int], less: tuple[int, int]) -> tuple[int, int]:
    return sizes[0] - less[0], sizes[1] - less[1]
