"""Where things stand on a story page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Layout:
    """Where things stand, as indexes into the pieces; the story is ``pieces[start:end]``."""

    headline: int | None = None
    byline: int | None = None
    source: int | None = None
    start: int = 0
    end: int = 0
