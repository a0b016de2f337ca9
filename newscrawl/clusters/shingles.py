"""Shingles: a text as a sample of its five-word runs, so that two texts can be compared without either."""

from __future__ import annotations

from itertools import accumulate
from zlib import crc32

from newscrawl.text.fingerprint import normalise

RUN = 5  # words a shingle
_CORE = 8  # one shingle in so many is sampled all over the text …
_OPENING, _DENSE = 60, 2  # … and one in two of the first sixty, which are all that a teaser keeps
_SIGN = 1 << 31  # SQLite keeps a signed 32-bit number in four bytes


def sample(text: str) -> frozenset[int]:
    """Sample a text's shingles as signed 32-bit numbers (CRC-32); those divisible by eight are the core.

    The same run of words is sampled (or not) in every text, whatever stands around it. A text shorter than a
    shingle is one shingle.

    >>> sample("One two three four five six.") == sample("“ONE two — three four, five six”")
    True
    """
    words = [word + b" " for word in normalise(text).encode("utf-8", errors="replace").split()]
    words += [b" "] * (RUN - len(words)) if words else []
    joined = b"".join(words)
    ends = list(accumulate(map(len, words)))
    runs = [crc32(joined[start:end]) for start, end in zip([0, *ends], ends[RUN - 1 :], strict=False)]
    core = {run - _SIGN for run in runs if run % _CORE == 0}
    return frozenset(core.union(run - _SIGN for run in runs[:_OPENING] if run % (_CORE * _DENSE) >= _CORE))


def is_core(shingle: int) -> bool:
    """Tell a shingle that is sampled wherever in a text it stands."""
    return shingle % _CORE == 0
