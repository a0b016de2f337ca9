"""Captions: the short texts that say what a picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.blocks import INSIDE
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import LIMITS
from newscrawl.text.clean import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Tree

F = FLAGS
_NO_CAPTION = (
    F["advert"]
    | F["rights"]
    | F["contributor"]
    | F["note"]
    | F["heading"]
    | F["by"]
    | F["date"]
    | F["section"]
)


def mark_captions(tree: Tree, flags: list[int]) -> None:
    """Mark captions: short texts in a figure, alone with a picture, saying what it shows, or right behind it and slanted or with a credit."""
    blocks = tree.blocks
    if not any(block.image is not None or block.inside & INSIDE["figure"] for block in blocks):
        return
    shown = ""  # what the picture above shows
    lowest = 0  # block above which its caption and credit stand
    boxed = 0  # where the element ends that holds a picture, its caption and nothing else
    for index, block in enumerate(blocks):
        flag = flags[index]
        if block.image is not None:
            boxed = _end_of_picture(tree, flags, index)
            shown, lowest = key(block.alt), index + 3
        if not block.text or len(block.text) > LIMITS["box"] or flag & _NO_CAPTION:
            continue
        behind = index > 0 and blocks[index - 1].image is not None
        credited = flag | (
            flags[index + 1] & F["short"] and flags[index + 1] if index + 1 < len(flags) else 0
        )
        if (
            flag & F["in figure"]
            or index < boxed
            or (index < lowest and key(block.text) == shown)
            or (behind and (flag & F["slanted"] or credited & F["credit"]))
        ):
            flags[index] |= F["caption"]


def _end_of_picture(tree: Tree, flags: Sequence[int], index: int) -> int:
    """Return where an element ends that opens with a picture and holds its caption and credit at most; 0 if none does."""
    element = tree.blocks[index].element
    while element > 0 and tree.first[element] == index:
        end = tree.last[element]
        if end > index + 1:
            is_credit = end == index + 3 and not flags[index + 2] & F["ended"]
            return end if end == index + 2 or is_credit else 0
        element = tree.parents[element]
    return 0
