"""The duplicate index: find the stored text that a new text is a version of, while crawling and across runs.

The sample of each text is stored. A few postings for each text find the candidates; their samples decide, or if those are
too close to a threshold, the texts. The index is derived from the stories and has no checksums of its own: `scrapy verify`
checks its structure, and `scrapy recover` rebuilds it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from newscrawl.clusters.corrections import NONE, Corrections
from newscrawl.clusters.entities import facts_of
from newscrawl.clusters.furniture import COMMON, Furniture, Witness, furniture_of
from newscrawl.clusters.postings import FEW, MOST, Postings, is_common, least_hits
from newscrawl.clusters.postings import SCHEMA as POSTINGS
from newscrawl.clusters.rules import (
    LEAST,
    LEFT,
    SURE,
    Estimate,
    Side,
    Text,
    containment,
    evidence_of,
    is_part,
    may_be_version,
    may_begin_like,
)
from newscrawl.clusters.shingles import (
    Cores,
    Sample,
    cores_of,
    exact_containment,
    opening_of,
    pack,
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
_CANDIDATES = 6  # texts that share the most postings; as many more show if a shared passage is furniture
_ALIKE = 0.1  # containments that differ by less are equal
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
    cores: Cores
    found: dict[int, list[int]]
    is_common: bool


class _Candidate(NamedTuple):
    id: str
    version: int
    cluster: str
    text: Text
    cores: Cores
    shared: frozenset[int]

    def estimate(self, new: _NewText) -> Estimate:
        """Estimate the containment."""
        left, right = Side(new.text.length, new.cores), Side(self.text.length, self.cores)
        return containment(left, right, cores_of(pack(self.shared)))

    def left(self, new: _NewText, furniture: Furniture) -> float:
        """Estimate the containment without furniture."""
        known = furniture.shingles
        mine = Side(new.text.length, cores_of(pack(new.sampled.shingles - known)))
        theirs = Side(self.text.length, self.cores).without(cores_of(pack(self.shared & known)))
        return furniture.left(mine, theirs, cores_of(pack(self.shared - known)))


class DuplicateIndex:
    """Matches and adds texts over an SQLite connection, in the caller's transaction.

    ``read`` returns the text of a story's version by id and version, or None if it is not stored; then the samples decide
    even close to a threshold. ``corrections`` are verdicts that overrule the rules.
    """

    def __init__(
        self, connection: sqlite3.Connection, read: Callable[[str, int], str | None] = lambda *_: None,
        corrections: Corrections = NONE,
    ) -> None:  # fmt: skip
        self.connection = connection
        self.corrections = corrections
        self._read = read
        self.postings = Postings(connection)

    def match(self, headline: str, day: str | None, body: str, *, but: str = "") -> Match | None:
        """Return the best match for a text among the stored ones, except those of the story id ``but``; None if none match.

        ``day`` is ISO 8601 or None.
        """
        return self._match(self._looked_up(headline, day, body), but)

    def add(self, story_id: str, version: int, headline: str, day: str | None, body: str, *, cluster: str | None = None) -> Match | None:  # fmt: skip
        """Match a text against those of other stories, then add it; return the match, or None.

        A later version of a known id stays in the cluster of that id; ``cluster``, if given, overrides both.
        """
        new = self._looked_up(headline, day, body)
        match = self._tied(story_id) or self._match(new, story_id)
        known = self._cluster(story_id) if version > 1 else None
        cluster = cluster or known or (match.cluster if match else story_id)
        origin = (match.id, round(match.score, 4)) if match else (None, None)
        self._insert((story_id, version, cluster, headline, day, *origin), new)
        return Match(match.id, cluster, match.score) if match else None

    def restore(self, row: tuple[object, ...], body: str) -> None:
        """Add a text without matching it; ``row`` is its id, version, cluster, headline, day, version_of and score."""
        self._insert(row, self._looked_up("", None, body))

    def _looked_up(self, headline: str, day: str | None, body: str) -> _NewText:
        """Return a text with its postings: those of its whole sample if most that it looks up are common."""
        sampled = take_sample(body)
        text = Text(headline, day, sampled.length, sampled.opening)
        found = self.postings.find(sampled.wanted)
        common = is_common(len(sampled.wanted), found)
        if common:
            found |= self.postings.find(sampled.shingles - sampled.wanted)
        return _NewText(text, body, sampled, cores_of(pack(sampled.shingles)), found, common)

    def _insert(self, row: tuple[object, ...], new: _NewText) -> None:
        """Insert a text and its postings; the stored sample begins with the shingles posted.

        A shingle that many texts have gets no more postings. If most of a text's are such, its rarest get them instead.
        """
        sampled, found = new.sampled, new.found
        posted = [one for one in sampled.posted if len(found.get(one, ())) < MOST]
        if new.is_common:
            posted = sorted(sampled.shingles, key=lambda one: (len(found.get(one, ())), one))[:FEW]
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

    def _cluster(self, story_id: str) -> str | None:
        row = self.connection.execute(
            "SELECT cluster FROM texts WHERE id = ? LIMIT 1", (story_id,)
        ).fetchone()
        return row[0] if row else None

    def _match(self, new: _NewText, but: str) -> Match | None:
        """Return the best of the candidates that are versions, or None."""
        hits, ranked = self._ranked(new)
        candidates = self._candidates(ranked[:_CANDIDATES], new.sampled)
        estimates = [(one, one.estimate(new)) for one in candidates if one.id != but]
        likely = [pair for pair in estimates if may_be_version(pair[1].high, new.text, pair[0].text)]
        if not likely:
            return None
        witnesses = candidates
        common = {shingle for shingle, texts in new.found.items() if len(texts) >= COMMON}
        if any(not common.isdisjoint(one.shared) for one, _ in likely):
            witnesses = candidates + self._witnesses(hits, ranked, new.sampled)
        furniture = Furniture()
        if len(witnesses) >= COMMON:
            furniture = furniture_of(
                Witness(one.cluster, one.text.day, one.text.length, one.shared) for one in witnesses
            )
        quoted = {one.cluster for one in witnesses if _is_quoted(one, new)}
        if len(quoted) > 1:  # a newsletter quotes several
            likely = [pair for pair in likely if not _is_quoted(pair[0], new)]
        if self.corrections.apart:
            apart = set(map(self.cluster_of, self.corrections.apart_from(but)))
            likely = [pair for pair in likely if pair[0].cluster not in apart]
        return self._best(new, likely, furniture)

    def _best(self, new: _NewText, likely: list[tuple[_Candidate, Estimate]], furniture: Furniture) -> Match | None:  # fmt: skip
        """Return the version that shares most, of those that share nearly as much the earliest; None if none is a version.

        What cannot be chosen any more is not judged.
        """
        versions: dict[tuple[str, int], tuple[float, _Candidate]] = {}
        most, first = 0.0, ("", 0)
        for at in sorted(range(len(likely)), key=lambda at: -likely[at][1].high):
            one, estimate = likely[at]
            place, high = (one.text.day or "9", at), min(1.0, estimate.high)
            if high < most - _ALIKE or (high <= most and place > first):
                continue
            if score := self._judge(new, one, estimate, furniture):
                versions[place] = score, one
                most = max(most, score)
                first = min(place for place, (score, _) in versions.items() if score >= most - _ALIKE)
        if not versions:
            return None
        score, best = versions[first]
        return Match(best.id, best.cluster, score)

    def _tied(self, story_id: str) -> Match | None:
        """Return the first stored text that a person has tied to a story, or None."""
        if not self.corrections.tied:
            return None
        known = ((other, self._cluster(other)) for other in self.corrections.tied_to(story_id))
        return next((Match(other, cluster, 1.0) for other, cluster in known if cluster), None)

    def _judge(self, new: _NewText, one: _Candidate, estimate: Estimate, furniture: Furniture) -> float:
        """Return the containment if the candidate is a version, else 0.0.

        The texts themselves decide, unless they are not stored or the samples leave no doubt.
        """
        known = furniture.shingles
        if not known.isdisjoint(one.shared) and one.left(new, furniture) < LEFT:
            return 0.0
        score, mine, theirs = estimate.score, new.text, one.text
        evidence = evidence_of(mine, theirs)
        if score == 1.0 and not is_part(mine, theirs) and evidence.ties(score):
            return score
        may_open = new.sampled.is_parted or may_begin_like(mine, theirs, one.shared)
        if not evidence.may_tie(estimate.high, opens_alike=may_open):
            return 0.0
        body = self._read(one.id, one.version)
        if body is None:
            return score if evidence.ties(score) else 0.0
        mine, theirs = mine._replace(facts=facts_of(new.body)), theirs._replace(facts=facts_of(body))
        evidence = evidence_of(mine, theirs)
        if evidence.is_other:
            return 0.0
        if not evidence.ties(estimate.low):
            if may_open:
                evidence = evidence_of(mine, theirs._replace(opening=opening_of(body)), known)
            if evidence.ties(estimate.low) != evidence.ties(estimate.high):
                score = exact_containment(new.body, body)
        return score if evidence.ties(score) else 0.0

    def _ranked(self, new: _NewText) -> tuple[Counter[int], list[int]]:
        """Return the hits of the stored texts that share enough postings, and the texts: rare shingles weigh more."""
        least = least_hits(len(new.sampled.wanted))
        hits = Counter(chain.from_iterable(new.found.values()))
        worth = dict.fromkeys(hits, 0)
        for numbers in new.found.values():
            each = MOST // len(numbers)
            for number in numbers:
                worth[number] += each
        ranked = sorted(sorted(worth), key=worth.__getitem__, reverse=True)
        return hits, [number for number in ranked if hits[number] >= least]

    def _candidates(self, numbers: list[int], sampled: Sample) -> list[_Candidate]:
        """Return the stored texts with these numbers that share enough, in the order they were added."""
        if not numbers:
            return []
        # The same statement for any count, so that SQLite need not parse it again.
        padded = [*numbers, *[0] * (_CANDIDATES - len(numbers))]
        query = f"SELECT id, version, cluster, headline, day, length, sample FROM texts WHERE number IN ({_MARKS}) ORDER BY number"  # noqa: S608  # question marks
        candidates = []
        for story_id, version, cluster, headline, day, length, packed in self.connection.execute(query, padded):  # fmt: skip
            shared = sampled.shingles.intersection(unpack(packed))
            if len(shared) >= LEAST:
                text = Text(headline, day, length)
                candidates.append(
                    _Candidate(story_id, version, cluster, text, cores_of(packed), frozenset(shared))
                )
        return candidates

    def _witnesses(self, hits: Counter[int], ranked: list[int], sampled: Sample) -> list[_Candidate]:
        """Return some other texts that share postings, which show what of a shared passage is furniture."""
        others = sorted(ranked[_CANDIDATES:], key=hits.__getitem__, reverse=True)
        return self._candidates(others[:_CANDIDATES], sampled)


def _is_quoted(one: _Candidate, new: _NewText) -> bool:
    """True if the new text holds the whole of a much shorter one."""
    is_shorter = one.text.length < new.text.length and is_part(one.text, new.text)
    return is_shorter and one.estimate(new).score >= SURE
