"""Kind and viewpoint of a story, by headline prefix and section."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.text.clean import key

if TYPE_CHECKING:
    from collections.abc import Sequence

_VIEWPOINTS = {"fromtheleft": "left", "fromtheright": "right", "mod": "moderate"}
_PREFIXES = frozenset({"editorial", "commentary", "point", "counterpoint"})


def read_kind(headline: str, section_path: str, authors: Sequence[str] = ()) -> str:
    """Read the kind off the headline's prefix, else off the section.

    >>> read_kind("Commentary: A plan", "politics/politicalnews"), read_kind("A plan", "politics/mod")
    ('commentary', 'column')
    """
    prefix = headline.partition(":")[0].strip() if ":" in headline else ""
    if prefix.lower() in _PREFIXES:
        return prefix.lower()
    if prefix and key(prefix) in {key(section_path.rpartition("/")[2]), *(key(author) for author in authors)}:
        return "column"
    section = [*section_path.split("/"), ""][1]
    return "commentary" if section == "opeds" else "column" if section in _VIEWPOINTS else "news"


def read_viewpoint(section_path: str) -> str | None:
    """Read the viewpoint off the section: left, right, moderate or None.

    >>> read_viewpoint("politics/fromtheleft/clarencepage")
    'left'
    """
    return next((_VIEWPOINTS[part] for part in re.split("/", section_path) if part in _VIEWPOINTS), None)
