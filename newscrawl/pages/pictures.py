"""Which pictures of a page are the story's, and their captions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl.items import Image
from newscrawl.pages.blocks import INSIDE
from newscrawl.pages.flags import FLAGS
from newscrawl.text.clean import fold, key

if TYPE_CHECKING:
    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS
_SIDE = F["in aside"] | F["in nav"] | F["in footer"] | F["card"]


def find_images(
    features: Features, segments: Segments, headline: int | None, byline: int | None, url: str
) -> list[Image]:
    """Return the pictures between the headline and the notes' end; `headline` and `byline` are places of blocks."""
    blocks, flags = features.tree.blocks, features.flags
    top = headline if headline is not None else segments.start
    return [
        Image(_absolute(url, block.image), _caption(features, index))
        for index, block in enumerate(blocks[max(0, top - 4) : segments.notes], max(0, top - 4))
        if block.image
        and not flags[index] & _SIDE
        and not _is_advert(features, index)
        and not _is_portrait(features, index, segments.end, byline)
        and (index > top or _is_hero(features, index, top))
    ]


def _is_advert(features: Features, picture: int) -> bool:
    """True for a picture that stands in one element with a line such as "Advertisement"."""
    blocks, flags = features.tree.blocks, features.flags
    return any(
        flags[index] & F["advert"] and blocks[index].element == blocks[picture].element
        for index in (picture - 1, picture + 1)
        if 0 <= index < len(blocks)
    )


def _is_hero(features: Features, index: int, top: int) -> bool:
    """True for a picture above the headline that is the story's: in a figure or with a caption, and no link."""
    block = features.tree.blocks[index]
    between = features.flags[index + 1 : top]
    following = features.flags[index + 1 : index + 2]  # nothing follows a picture that ends the page
    if any(flag & (F["promotion"] | F["asking"]) for flag in following):
        return False
    return (
        not block.links
        and (bool(block.inside & INSIDE["figure"]) or _caption(features, index) is not None)
        and not any(flag & (F["in nav"] | F["long"]) for flag in between)
    )


def _is_portrait(features: Features, index: int, end: int, byline: int | None) -> bool:
    """True for a picture of the author: beside the byline, in an element with it, or among the notes."""
    tree = features.tree
    block = tree.blocks[index]
    if block.inside & INSIDE["figure"] or _caption(features, index) is not None:
        return False
    if index >= end:
        return True
    if byline is None or abs(byline - index) > 2:
        return False
    around = {block.element, tree.parents[block.element]}
    element = tree.blocks[byline].element
    return element in around or tree.parents[element] in around


def _caption(features: Features, picture: int) -> str | None:
    """Return the caption behind a picture; of a credit and a caption, the one that says what the picture shows."""
    blocks = features.tree.blocks
    texts = []
    for index in range(picture + 1, min(picture + 3, len(blocks))):
        if not features.flags[index] & F["caption"]:
            break
        texts.append(fold(blocks[index].text))
    shown = key(blocks[picture].alt)
    return next((text for text in texts if key(text) == shown), texts[0] if texts else None)


def _absolute(base: str, src: str) -> str:
    try:
        return urljoin(base, src)
    except ValueError:
        return src
