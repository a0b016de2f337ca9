"""Shingles: a text as a sample of its five-word runs, so that two texts can be compared without either."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from zlib import crc32

from newscrawl.text.fingerprint import words_of

RUN = 5  # words a shingle
# A shingle is the CRC-32 of its words' CRC-32s, and sampled by its first word's: that spares the hashes of all others
# and, measured on English prose, estimates containment as well as choosing by the whole run's hash does (standard deviation
# .040 against .038). Its lowest two bits tell in how many samples it stands: 3 only in full ones, 2 in those of every second
# shingle too, 1 in those of every fourth, 0 in those of every eighth.
# By the lowest byte of the first word's CRC-32; then whether that byte is in a sample, by the sample's grain.
_GRAINS = bytes((0, 3, 2, 3, 1, 3, 2, 3)[byte & 7] for byte in range(256))
_SAMPLED = [bytes(grain <= finest for grain in _GRAINS) for finest in range(4)]
_LENGTHS = (100, 200, 400)  # longer texts are sampled at grain 2, 1, 0; others whole
OPENING = 60  # shingles that every sample holds: they are all that a teaser keeps
_FIRST = 20  # shingles by which an opening is known
WHOLE = 3  # the finest grain: every shingle
_SHOWN = 1  # grain of the opening's postings: every fourth shingle
_LONG = 400  # shingles of a long text
_SPARSE, _FLOOR = 16, 8  # beyond the opening these shares of a long and a short text's shingles get postings
_SIGN = 1 << 31  # SQLite keeps a signed 32-bit number in four bytes
_BYTES = 4  # of a packed shingle or CRC-32, the lowest first
_RUN = _BYTES * RUN
_GRAIN = bytes(byte & 3 for byte in range(256))  # by a packed shingle's lowest byte

Cores = tuple[int, int, int, int]  # shingles by grain: of every eighth, every fourth, every second, all


@dataclass(frozen=True, slots=True)
class Sample:
    """A text's sampled shingles; those that get postings, and those looked up, which are ever more."""

    length: int
    shingles: set[int]
    posted: set[int]
    wanted: set[int]


def take_sample(text: str) -> Sample:
    """Sample a text's shingles as signed 32-bit numbers, and choose the few by which it is found among others.

    The same run of words is sampled (or not) in every text of about a length, whatever stands around it. A text
    shorter than a shingle is one shingle. A long text looks up what only short ones have postings for, so that each
    finds the other, whichever comes first.

    >>> sampled = take_sample("The council of Elm Bay voted to mend the old bridge before the winter comes.")
    >>> sampled.length, len(sampled.shingles), sampled.posted <= sampled.wanted <= sampled.shingles
    (11, 11, True)
    """
    words = _words(text)
    length = max(0, len(words) - RUN + 1)
    marks = _little(array("I", map(crc32, words))).tobytes()
    opening, ends = _BYTES * min(length, OPENING), _BYTES * length
    firsts = marks[opening:ends:_BYTES].translate(_SAMPLED[grain_of(length)])
    places = [*range(0, opening, _BYTES), *compress(range(opening, ends, _BYTES), firsts)]
    found = [(crc32(marks[at : at + _RUN]) & -4 | _GRAINS[marks[at]]) - _SIGN for at in places]
    shown = {one for one in found[:OPENING] if one & 3 <= _SHOWN}
    floor = [one for one in found if not one % _FLOOR]
    wanted = shown.union(floor)
    posted = wanted if length < _LONG else shown.union([one for one in floor if not one % _SPARSE])
    shingles = set(found)
    return Sample(length, shingles, posted or shingles, wanted or shingles)


def exact_containment(one: str, other: str) -> float:
    """Give the share of the smaller text's shingles that the other has, by all of them.

    >>> exact_containment("We met at the old bridge again", "He met at the old bridge again")
    0.6666666666666666
    """
    left, right = _all_shingles(one), _all_shingles(other)
    return len(left & right) / max(1, min(len(left), len(right)))


def opens_with(text: str, part: str) -> bool:
    """Tell whether a text's opening holds that of a part of it: half of its first runs stand in twice as many of the text's.

    >>> opens_with("Elm Bay. The council voted to mend the old bridge. It is over.", "The council voted to mend the bridge.")
    True
    """
    first, opening = _all_shingles(part, _FIRST), _all_shingles(text, 2 * _FIRST)
    return len(first & opening) >= len(first) / 2


def _all_shingles(text: str, most: int | None = None) -> set[tuple[bytes, ...]]:
    words = _words(text)[: most and most + RUN - 1]
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))


def _words(text: str) -> list[bytes]:
    """Part a text into its normalised words, at least a shingle of them."""
    words = words_of(text)
    return [*words, *[b""] * (RUN - len(words))] if words else []


def grain_of(length: int) -> int:
    """Tell how finely a text of so many shingles is sampled: 3 is whole, 0 every eighth.

    >>> grain_of(75), grain_of(350)
    (3, 1)
    """
    return len(_LENGTHS) - bisect_left(_LENGTHS, length)


def cores_of(packed: bytes) -> Cores:
    """Count for each grain the packed shingles that stand in every sample as fine as it.

    >>> cores_of(pack([4, 7, 8, 13]))
    (2, 3, 3, 4)
    """
    grains = packed[::_BYTES].translate(_GRAIN)
    full = len(grains)
    every_fourth = full - grains.count(2) - grains.count(WHOLE)
    return every_fourth - grains.count(1), every_fourth, full - grains.count(WHOLE), full


def pack(shingles: Iterable[int]) -> bytes:
    """Pack shingles, four bytes each, the least significant first.

    >>> list(unpack(pack([-5, 8])))
    [-5, 8]
    """
    packed = array("i", shingles)
    return _little(packed).tobytes()


def unpack(packed: bytes) -> array[int]:
    """Unpack what `pack` made."""
    shingles = array("i")
    shingles.frombytes(packed)
    return _little(shingles)


def size_of(packed: bytes) -> int:
    """Count packed shingles.

    >>> size_of(pack([1, 2, 3]))
    3
    """
    return len(packed) // _BYTES


def _little(shingles: array[int]) -> array[int]:
    if sys.byteorder == "big":
        shingles.byteswap()
    return shingles
