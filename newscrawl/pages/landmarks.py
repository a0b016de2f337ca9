"""The landmarks of a story page: which of the things that stand around a story it shows, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.text.clean import fold

if TYPE_CHECKING:
    from newscrawl.pages.features import Features
    from newscrawl.pages.metadata import Metadata

_MARKS = "comments related comics footer section date".split()
_ANY = sum(FLAGS[name] for name in _MARKS)


def find_landmarks(
    features: Features, metadata: Metadata, headline: int | None, byline: int | None
) -> dict[str, str | None]:
    """Return for each landmark the text that shows it, with its block's number; None where it is missing."""
    places = {"headline": headline, "byline": byline}
    rights = FLAGS["rights"] | FLAGS["site rights"]
    flags = [(index, flag) for index, flag in enumerate(features.flags) if flag & (_ANY | rights)]
    places["rights line"] = next((i for i, flag in flags if flag & rights == FLAGS["rights"]), None)
    for name in _MARKS:
        places[name] = next((i for i, flag in flags if flag & FLAGS[name]), None)
    blocks = features.tree.blocks
    found = {name: None if i is None else f"block {i}: {fold(blocks[i].text)}" for name, i in places.items()}
    return found | {
        "metadata": "JSON-LD or og:type says article" if metadata.is_article else None,
        "title": metadata.title or None,
    }
