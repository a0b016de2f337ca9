"""The landmarks of a story page: which of the things that stand around a story it shows, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.text.clean import fold

if TYPE_CHECKING:
    from newscrawl.pages.features import Features
    from newscrawl.pages.metadata import Metadata

_MARKS = {
    "rights line": FLAGS["rights"],
    "comments": FLAGS["comments"],
    "related": FLAGS["related"],
    "comics": FLAGS["comics"],
    "footer": FLAGS["footer"],
    "section": FLAGS["section"],
    "date": FLAGS["date"],
}


def find_landmarks(
    features: Features, metadata: Metadata, headline: int | None, byline: int | None
) -> dict[str, str | None]:
    """Return for each landmark the text that shows it, with its block's number; None where it is missing."""
    places: dict[str, int | None] = {"headline": headline, "byline": byline}
    for name, mark in _MARKS.items():
        lacks = FLAGS["site rights"] if name == "rights line" else 0
        places[name] = next(
            (i for i, flag in enumerate(features.flags) if flag & mark and not flag & lacks), None
        )
    blocks = features.tree.blocks
    found = {name: None if i is None else f"block {i}: {fold(blocks[i].text)}" for name, i in places.items()}
    return found | {
        "metadata": "JSON-LD or og:type says article" if metadata.is_article else None,
        "title": metadata.title or None,
    }
