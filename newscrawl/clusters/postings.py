"""Postings: which texts hold a shingle, the newest in memory, all others in the state.

A posting written where it belongs dirties a page of its own, and each commit would carry hundreds. So new postings wait
in memory and are merged in turns: one part of the key range after the other, sorted, some dozens a page. Nothing
is lost with the process: what waited is read again from the texts' own samples.
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
MOST = 8  # postings of one shingle: more say nothing new and cost time and disk
_FEW = 24  # postings of a short text
_BITS = 26  # of a shingle, below those that number its part
_PARTS = range(-32, 32)
_TURN = 128  # texts from one part's merge to the next part's
_ASKED, _STEP = 256, 32  # shingles a query at most; few sizes, so that SQLite keeps their statements


class Postings:
    """Finds and adds postings over a connection, in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._recent: dict[int, dict[int, list[int]]] = {}
        self._merged: dict[int, int] = {}
        self._last = -1

    def find(self, shingles: Iterable[int]) -> dict[int, list[int]]:
        """Give the numbers of the texts that hold each shingle, those without any left out."""
        self._follow()
        wanted = list(shingles)
        found: dict[int, list[int]] = defaultdict(list)
        stored = [one for one in wanted if self._merged[one >> _BITS]]  # nothing of a part never merged
        for at in range(0, len(stored), _ASKED):
            part = stored[at : at + _ASKED]
            part += part[:1] * (-len(part) % _STEP)
            for shingle, number in self.connection.execute(_query(len(part)), part):
                found[shingle].append(number)
        for shingle in wanted:
            if recent := self._recent[shingle >> _BITS].get(shingle):
                found[shingle] += recent
        return found

    def add(self, number: int, shingles: Iterable[int]) -> None:
        """Note which shingles a text holds that was just added; merges a part when its turn has come."""
        self._keep(number, shingles)
        self._last = number
        if number % _TURN == 0:
            self._merge(_PARTS[number // _TURN % len(_PARTS)], number)

    def read_again(self) -> None:
        """Drop what waits in memory: some of the texts it came from are changed."""
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
        """Read again what waits to be merged when the texts are not those last seen: at the start, after a rollback."""
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
    """Tell how many postings two texts must share to be compared, by how many are looked up.

    One may be shared by chance; but a paragraph out of a long story has few that the story has too.

    >>> least_hits(23), least_hits(24)
    (1, 2)
    """
    return 1 if wanted < _FEW else 2


@cache
def _query(size: int) -> str:
    return f"SELECT shingle, text FROM postings WHERE shingle IN ({','.join('?' * size)})"  # noqa: S608  # question marks
