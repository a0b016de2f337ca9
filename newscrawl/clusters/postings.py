"""Postings: an inverted index from shingles to texts, the newest postings in memory, all others in `state.db`.

Each posting belongs on another page of the database, so writing them at once would add hundreds of pages to each commit.
Instead new postings wait in memory and are merged in turns, one part of the key range after the other and sorted, so that
some dozens share a page. A killed process loses nothing: its waiting postings are read again from the samples of the texts.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from newscrawl.clusters.shingles import unpack

SCHEMA = """
CREATE TABLE postings (
    shingle INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (shingle, text)) STRICT, WITHOUT ROWID;
CREATE TABLE merged (part INTEGER PRIMARY KEY, text INTEGER NOT NULL) STRICT;
"""
MOST = 8  # postings of one shingle: more add no information and cost time and disk space
FEW = 24  # a text that looks up fewer shingles is short; a text of common shingles gets so many postings
_BITS = 26  # low bits of a shingle; the bits above them are the number of its part
_PARTS = range(-32, 32)
_TURN = 128  # texts added between the merge of one part and the next
_MOST_QUERIED, _STEP = (
    256,
    32,
)  # shingles in a query, at most; padded to multiples of `_STEP`, so that SQLite caches few statements


class Postings:
    """Finds and adds postings over an SQLite connection, in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._recent: dict[int, dict[int, list[int]]] = {}
        self._merged: dict[int, int] = {}
        self._last = -1

    def find(self, shingles: Iterable[int]) -> dict[int, list[int]]:
        """Return the numbers of the texts with each shingle; shingles without any are left out."""
        self._follow()
        wanted = list(shingles)
        found: dict[int, list[int]] = defaultdict(list)
        stored = [
            one for one in wanted if self._merged[one >> _BITS]
        ]  # a part that was never merged has no rows
        for at in range(0, len(stored), _MOST_QUERIED):
            part = stored[at : at + _MOST_QUERIED]
            part += part[:1] * (-len(part) % _STEP)
            for shingle, number in self.connection.execute(_query(len(part)), part):
                found[shingle].append(number)
        for shingle in wanted:
            if recent := self._recent[shingle >> _BITS].get(shingle):
                found[shingle] += recent
        return found

    def add(self, number: int, shingles: Iterable[int]) -> None:
        """Add postings for the newest text; merge a part if its turn has come."""
        self._keep(number, shingles)
        self._last = number
        if number % _TURN == 0:
            self._merge(_PARTS[number // _TURN % len(_PARTS)], number)

    def read_again(self) -> None:
        """Discard the postings in memory, so that they are read again: some of their texts have changed."""
        self._last = -1

    def _keep(self, number: int, shingles: Iterable[int]) -> None:
        for shingle in shingles:
            self._recent[shingle >> _BITS].setdefault(shingle, []).append(number)

    def _merge(self, part: int, number: int) -> None:
        rows = ((shingle, text) for shingle, texts in sorted(self._recent[part].items()) for text in texts)
        self.connection.executemany("INSERT OR IGNORE INTO postings VALUES (?, ?)", rows)
        self.connection.execute("INSERT OR REPLACE INTO merged VALUES (?, ?)", (part, number))
        self._recent[part] = {}
        self._merged[part] = number

    def _follow(self) -> None:
        """Read the waiting postings again if the texts changed without `add`: at the start and after a rollback."""
        (last,) = self.connection.execute("SELECT coalesce(max(number), 0) FROM texts").fetchone()
        if last == self._last:
            return
        merged = dict.fromkeys(_PARTS, 0) | dict(self.connection.execute("SELECT part, text FROM merged"))
        self._merged, self._recent = merged, {part: {} for part in _PARTS}
        self._last = last
        query = "SELECT number, posted, sample FROM texts WHERE number > ? ORDER BY number"
        for number, posted, packed in self.connection.execute(query, (min(merged.values()),)):
            waiting = [one for one in unpack(packed)[:posted] if number > merged[one >> _BITS]]
            self._keep(number, waiting)


def least_hits(wanted: int) -> int:
    """Return how many postings two texts must share to be compared; ``wanted`` is the number of shingles looked up.

    One may be shared by chance, but a short text, such as a paragraph of a long story, has few to share.

    >>> least_hits(23), least_hits(24)
    (1, 2)
    """
    return 1 if wanted < FEW else 2


def is_common(wanted: int, found: dict[int, list[int]]) -> bool:
    """True if most of the shingles that a text looks up have all the postings they get, as those of a template have."""
    return 2 * len(found) > wanted and 2 * sum([len(texts) >= MOST for texts in found.values()]) > wanted


@cache
def _query(size: int) -> str:
    return f"SELECT shingle, text FROM postings WHERE shingle IN ({','.join('?' * size)})"  # noqa: S608  # question marks
