"""Which pictures of a page are the story's, and their captions."""

from __future__ import annotations

import re
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
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\b", re.IGNORECASE)
_NEAR = 2  # blocks, and elements around each other
_SIDE = F["in aside"] | F["in nav"] | F["in footer"] | F["card"]


def find_images(
    features: Features, segments: Segments, headline: int | None, byline: int | None, url: str
) -> list[Image]:
    """Return the pictures between the headline and the notes' end; `headline` and `byline` are places of blocks."""
    blocks, flags = features.tree.blocks, features.flags
    top = headline if headline is not None else segments.start
    return [
        Image(_absolute(url, block.image), _caption(features, index, byline))
        for index, block in enumerate(blocks[max(0, top - 4) : segments.notes], max(0, top - 4))
        if block.image
        and not flags[index] & _SIDE
        and not _is_advert(features, index)
        and not _is_portrait(features, index, segments, headline, byline)
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


def _is_portrait(
    features: Features, index: int, segments: Segments, headline: int | None, byline: int | None
) -> bool:
    """True for a picture of the author or a button: beside the byline in an element without prose, linked above the text, or among the notes."""
    tree = features.tree
    block = tree.blocks[index]
    if block.inside & INSIDE["figure"] or _caption(features, index, byline) is not None:
        return False
    if index >= segments.end:
        return True
    opens = next((i for i in range(segments.start, segments.end) if tree.blocks[i].text), segments.start)
    if headline is not None and headline < index < opens and block.links:
        return not _PICTURE.search(block.links[0].href)
    if byline is None or abs(byline - index) > _NEAR:
        return False
    around, beside = {block.element, tree.parents[block.element]}, tree.blocks[byline].element
    if beside in around or tree.parents[beside] in around:
        return True
    element = block.element
    for _ in range(_NEAR):
        if not tree.first[element] <= byline < tree.last[element] and element > 0:
            element = tree.parents[element]
    inside = range(tree.first[element], tree.last[element])
    return (
        byline in inside and headline not in inside and not any(features.flags[i] & F["kin"] for i in inside)
    )


def _caption(features: Features, picture: int, byline: int | None = None) -> str | None:
    """Return the caption behind a picture, with its credit; of a credit and a caption behind it, the one that says what the picture shows."""
    blocks, flags = features.tree.blocks, features.flags
    texts = []
    for index in range(picture + 1, min(picture + 3, len(blocks))):
        if not flags[index] & F["caption"] or index == byline or not key(blocks[index].text):
            break
        texts.append(fold(blocks[index].text))
    shown = key(blocks[picture].alt)
    said = next((text for text in texts if key(text) == shown), texts[0] if texts else None)
    credited = (
        len(texts) > 1
        and said == texts[0]
        and flags[picture + 2] & ~flags[picture + 1] & (F["credit"] | F["names"])
    )
    return f"{said} {texts[1]}" if credited else said


def _absolute(base: str, src: str) -> str:
    try:
        return urljoin(base, src)
    except ValueError:
        return src
