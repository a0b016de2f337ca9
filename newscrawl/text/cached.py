"""Remembering what a line was read as: the same lines stand on page after page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", str, str | None)

_MOST = 2048  # lines
_LONGEST = 10_000  # characters; pages that are one line of megabytes are not to be remembered


def cached(read: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Remember a pure function's results by its first argument, a line, and the others; a long text is read anew."""
    known = lru_cache(maxsize=_MOST)(read)

    @wraps(read)
    def remembering(text: S, *args: P.args, **kwargs: P.kwargs) -> T:
        if text is not None and len(text) > _LONGEST:
            return read(text, *args, **kwargs)
        return known(text, *args, **kwargs)  # type: ignore[arg-type]  # typeshed asks for Hashable of each

    return remembering  # type: ignore[return-value]  # `text` is named in one and positional in the other
