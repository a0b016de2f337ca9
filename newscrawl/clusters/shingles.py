"""Shingles: a text as a sample of its five-word sequences, so that two texts can be compared by their samples alone."""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from zlib import crc32

from newscrawl.text.fingerprint import words_of

SHINGLE_WORDS = 5  # words in a shingle
# A shingle is the CRC-32 of its words' CRC-32s. Whether it is sampled depends on its first word's CRC-32 alone: so the
# others need not be hashed, and the estimates are as good, measured on English prose, as with the hash of all five words
# (standard deviation .040 against .038). Its lowest two bits are its grain, which tells the samples that contain it: 3 is in
# whole samples only, 2 also in those of every second shingle, 1 also in those of every fourth, 0 also in those of every eighth.
# `_GRAINS` is the grain by the lowest byte of the first word's CRC-32; `_SAMPLED[grain]` whether a sample has that byte.
_GRAINS = bytes((0, 3, 2, 3, 1, 3, 2, 3)[byte & 7] for byte in range(256))
_SAMPLED = [bytes(grain <= finest for grain in _GRAINS) for finest in range(4)]
_LENGTHS = (100, 200, 400)  # shingles: longer texts are sampled at grain 2, 1, 0, shorter ones whole
OPENING = 60  # first shingles of a text, which are in every sample: a teaser has few others
_OPENINGS = (OPENING, 4 * OPENING)  # of words, and of characters that stand for words
_FIRST = 40  # shingles in which another text's beginning is looked for
WHOLE = 3  # the finest grain: every shingle
_SHOWN = 1  # grain of the opening's postings: every fourth shingle
_LONG = 400  # shingles from which a text is long
_SPARSE, _FLOOR = (
    16,
    8,
)  # besides the opening, one in this many shingles of a long or short text gets a posting
_SIGN = 1 << 31  # SQLite stores a signed 32-bit number in four bytes
_BYTES = 4  # of a packed shingle or CRC-32, little-endian
_SHINGLE_BYTES = _BYTES * SHINGLE_WORDS
# Scripts that have no blanks between words: Thai to Myanmar, Khmer, kana and ideographs. A longer "word" of another script
# is a text whose blanks are lost.
_UNSPACED = "\u0e00".encode()
_UNSPACED_SCRIPT = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LONGEST = 40  # characters of a word
_BEGINNING = 1_000  # characters that nearly always hold a text's opening
_CHARACTERS = 4  # characters that stand for a word
_GRAIN = bytes(byte & 3 for byte in range(256))  # grain of a packed shingle by its lowest byte

Cores = tuple[
    int, int, int, int
]  # numbers of shingles up to grain 0, 1, 2 and 3: of every eighth, fourth, second, and all


@dataclass(frozen=True, slots=True)
class Sample:
    """The sampled shingles of a text; ``length`` counts all its shingles, sampled or not.

    ``opening`` are the first ones, in order; ``posted`` are those that get postings, ``wanted`` those to look up: the same
    or more. ``is_parted`` says that characters stand for words: the opening is every fourth of four times as many shingles.
    """

    length: int
    opening: tuple[int, ...]
    shingles: set[int]
    posted: set[int]
    wanted: set[int]
    is_parted: bool = False


def take_sample(text: str) -> Sample:
    """Sample a text's shingles as signed 32-bit numbers, and choose the few that are used to find it.

    A sequence of words is sampled, or not, in all texts of similar length alike, whatever its context. A text shorter than
    a shingle is one shingle. A long text also looks up shingles that get postings only in short texts, so that a long and
    a short text find each other in either order.

    >>> sampled = take_sample("The council of Elm Bay voted to mend the old bridge before the winter comes.")
    >>> sampled.length, len(sampled.shingles), sampled.posted <= sampled.wanted <= sampled.shingles
    (11, 11, True)
    """
    words, is_parted = _words(text)
    length = max(0, len(words) - SHINGLE_WORDS + 1)
    marks = _little(array("I", map(crc32, words))).tobytes()
    grain = grain_of(length)
    opening, ends = _BYTES * min(length, _OPENINGS[is_parted]), _BYTES * length
    places = list(range(0, opening, _BYTES))
    if is_parted:
        places = list(compress(places, marks[:opening:_BYTES].translate(_SAMPLED[max(grain, _SHOWN)])))
    first = len(places)
    firsts = marks[opening:ends:_BYTES].translate(_SAMPLED[grain])
    places += compress(range(opening, ends, _BYTES), firsts)
    found = _hashed(marks, places)
    coarse = [one for one in found[:first] if one & 3 <= _SHOWN]
    begun = coarse if is_parted else found
    shown = set(coarse)
    floor = [one for one in found if not one % _FLOOR]
    wanted = shown.union(floor)
    posted = wanted if length < _LONG else shown.union([one for one in floor if not one % _SPARSE])
    shingles = set(found)
    return Sample(length, tuple(begun[:_FIRST]), shingles, posted or shingles, wanted or shingles, is_parted)


@lru_cache(maxsize=300)  # the other versions of a story come soon after it
def opening_of(text: str) -> tuple[int, ...]:
    """Return the first 40 shingles of a text, as in its sample.

    >>> opening_of("We met at the old bridge.") == take_sample("We met at the old bridge.").opening
    True
    """
    words, is_parted = _split(text[:_BEGINNING])
    most = (_OPENINGS[1] if is_parted else _FIRST) + SHINGLE_WORDS - 1
    words = (words if len(words) > most else _split(text)[0])[:most]
    marks = _little(array("I", map(crc32, words))).tobytes()
    found = _hashed(marks, range(0, _BYTES * max(0, len(words) - SHINGLE_WORDS + 1), _BYTES))
    return tuple([one for one in found if one & 3 <= _SHOWN][:_FIRST] if is_parted else found)


def _hashed(marks: bytes, places: Iterable[int]) -> list[int]:
    """Return the shingles that begin at these places of the words' packed CRC-32s."""
    return [(crc32(marks[at : at + _SHINGLE_BYTES]) & -4 | _GRAINS[marks[at]]) - _SIGN for at in places]


def exact_containment(one: str, other: str) -> float:
    """Return the share of the smaller text's shingles that the other text has, from the full texts; 0.0 to 1.0.

    >>> exact_containment("We met at the old bridge again", "He met at the old bridge again")
    0.6666666666666666
    """
    left, right = _all_shingles(one), _all_shingles(other)
    return len(left & right) / max(1, min(len(left), len(right)))


@lru_cache(maxsize=2)  # a text is compared with several others
def _all_shingles(text: str) -> set[tuple[bytes, ...]]:
    words, _ = _words(text)
    return set(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


@lru_cache(maxsize=2)
def _words(text: str) -> tuple[list[bytes], bool]:
    return _split(text)


def _split(text: str) -> tuple[list[bytes], bool]:
    """Return the normalised words of a text, filled up with empty ones to a shingle, or none; and if most are parts.

    Where no blanks stand between words, four characters are a word, and the next word begins with the second of them.
    """
    words = words_of(text)
    printed = len(words)
    if words and ((not text.isascii() and max(words) >= _UNSPACED) or len(text) > _LONGEST * len(words)):
        words = [part for word in words for part in _parted(word)]
    is_parted = len(words) > 2 * printed
    return [*words, *[b""] * (SHINGLE_WORDS - len(words))] if words else [], is_parted


def _parted(word: bytes) -> list[bytes]:
    text = word.decode("utf-8", errors="surrogatepass")
    if len(text) <= _LONGEST and not _UNSPACED_SCRIPT.search(text):
        return [word]
    starts = range(max(1, len(text) - _CHARACTERS + 1))
    return [text[at : at + _CHARACTERS].encode("utf-8", errors="surrogatepass") for at in starts]


def grain_of(length: int) -> int:
    """Return the grain at which a text with ``length`` shingles is sampled: 3 is whole, 0 every eighth shingle.

    >>> grain_of(75), grain_of(350)
    (3, 1)
    """
    return len(_LENGTHS) - bisect_left(_LENGTHS, length)


def cores_of(packed: bytes) -> Cores:
    """Return for each grain the number of packed shingles that are in every sample of that grain.

    >>> cores_of(pack([4, 7, 8, 13]))
    (2, 3, 3, 4)
    """
    grains = packed[::_BYTES].translate(_GRAIN)
    full = len(grains)
    every_fourth = full - grains.count(2) - grains.count(WHOLE)
    return every_fourth - grains.count(1), every_fourth, full - grains.count(WHOLE), full


def pack(shingles: Iterable[int]) -> bytes:
    """Return shingles as bytes, four each, little-endian.

    >>> list(unpack(pack([-5, 8])))
    [-5, 8]
    """
    packed = array("i", shingles)
    return _little(packed).tobytes()


def unpack(packed: bytes) -> array[int]:
    """Return the shingles in the bytes that `pack` returned, in the same order."""
    shingles = array("i")
    shingles.frombytes(packed)
    return _little(shingles)


def size_of(packed: bytes) -> int:
    """Return the number of packed shingles.

    >>> size_of(pack([1, 2, 3]))
    3
    """
    return len(packed) // _BYTES


def _little(shingles: array[int]) -> array[int]:
    if sys.byteorder == "big":
        shingles.byteswap()
    return shingles
