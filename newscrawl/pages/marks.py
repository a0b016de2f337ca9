"""What some blocks are by those around them: another story's teaser in a river, a sub-heading, the line that signs a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import LIMITS

if TYPE_CHECKING:
    from newscrawl.pages.features import Features

F = FLAGS
_LOOK = F["bold"] | F["slanted"] | F["heading"] | F["signature"]
_PLAIN = sum(F[name] for name in "short, names, beside kin, odd, bold, slanted, top".split(", "))


def mark(features: Features) -> None:
    """Add to the flags of blocks what they are by those around them."""
    mark_river(features)
    mark_writers(features)
    mark_sub_headings(features)


def mark_writers(features: Features) -> None:
    """Mark the lines that name a writer and a place, where several are made alike: letters to an editor end so."""
    blocks, flags = features.tree.blocks, features.flags
    looks: dict[int, list[int]] = {}
    for index, flag in enumerate(flags):
        if flag & F["names"] and flag & F["kin"] and "," in blocks[index].text:
            looks.setdefault(flag & _LOOK, []).append(index)
    for lines in looks.values():
        if any(flags[i] & F["ended"] for i in range(lines[0], lines[-1])):
            for index in lines:
                flags[index] = flags[index] & ~F["names"] | F["writer"]


def mark_sub_headings(features: Features) -> None:
    """Mark as headings the short lines above a paragraph of the story, in elements whose names no standard has: <story-subhead>."""
    blocks, flags = features.tree.blocks, features.flags
    for index, (block, flag) in enumerate(zip(blocks[:-1], flags, strict=False)):
        if (
            "-" in block.tag
            and flag & F["short"]
            and not flag & ~_PLAIN
            and flags[index + 1] & F["ended"]
            and flags[index + 1] & F["kin"]
        ):
            flags[index] |= F["heading"]


def mark_river(features: Features) -> None:
    """Mark as cards the linked headlines with their teasers that stand side by side under a "Related" line."""
    tree, flags = features.tree, features.flags
    boxes: dict[int, list[range]] = {}
    for index in range(1, len(flags)):
        if not (
            flags[index] & F["ended"] and flags[index - 1] & F["mostly linked"] and tree.blocks[index].element
        ):
            continue
        box = tree.blocks[index].element
        while box and tree.first[box] > index - 1:
            box = tree.parents[box]
        members = range(tree.first[box], tree.last[box])
        if len(members) <= LIMITS["asking texts"] and not any(flags[i] & F["h1"] for i in members):
            boxes.setdefault(tree.parents[box], []).append(members)
    for river, cards in boxes.items():
        titled = any(flags[i] & F["related"] for i in range(tree.first[river], cards[0].start))
        if titled and len(cards) > 1:
            for index in range(cards[0].start, cards[-1].stop):
                flags[index] |= F["card"]
