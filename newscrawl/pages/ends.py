"""Where the story's last paragraph stands within the stretch that the best path found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.labels import points_of
from newscrawl.pages.rules import SHARES

if TYPE_CHECKING:
    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS
_NOTES = F["rights"] | F["more rights"] | F["contributor"] | F["rule"]


def trim_end(features: Features, segments: Segments) -> Segments:
    """Take off the story's end what no paragraph ends: lines without a full stop."""
    flags, blocks = features.flags, features.tree.blocks
    end = segments.end
    text = [
        flags[i]
        for i in range(segments.start, end)
        if flags[i] & F["kin"] and flags[i] & (F["medium"] | F["ended"])
    ]
    if sum(bool(flag & F["ended"]) for flag in text) < SHARES["stopped"] * len(text):
        return segments  # a story whose paragraphs have no full stops
    while end > segments.start:
        flag, block = flags[end - 1], blocks[end - 1]
        points = points_of(flag)
        if block.text and points.body > points.chrome:
            noted = any(flags[i] & _NOTES for i in range(end, min(end + 3, len(flags))))
            open_end = (
                not flag & F["ended"]
                and not flag & (F["item"] | F["long"])
                and not (noted and len(block.text.split()) >= 5)
            )
            if not open_end:
                break
        end -= 1
    return segments if end == segments.start else segments._replace(end=end)
