"""Remembering what a line was read as: the same lines stand on page after page."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TypeVar

T = TypeVar("T")

MOST = 4096  # lines
LONGEST = 10_000  # characters; pages that are one line of megabytes are not to be remembered


class _Known(dict[str, T]):
    """What each line was read as; a line that is known is found without a call in Python, for a page asks a thousand times."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self.read = read
        update_wrapper(self, read)

    def __missing__(self, text: str) -> T:
        value = self.read(text)
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[text] = value
        return value

    __call__ = dict.__getitem__


def cached(read: Callable[[str], T]) -> Callable[[str], T]:
    """Remember a pure function's results by its line; a long one is read anew."""
    return _Known(read)
