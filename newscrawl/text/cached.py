"""Remembering what a line was read as: the same lines stand on page after page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

MOST = 4096  # lines
LONGEST = 10_000  # characters; pages that are one line of megabytes are not to be remembered


def cached(read: Callable[[str], T]) -> Callable[[str], T]:
    """Remember a pure function's results by its line; a long one is read anew.

    A page asks a thousand times: the wrapper takes one argument because any more would cost it twice the time.
    """
    known = lru_cache(maxsize=MOST)(read)

    @wraps(read)
    def remembering(text: str) -> T:
        return known(text) if len(text) <= LONGEST else read(text)

    return remembering
