"""The top of a story: its lines parted, its headline found, and where its text begins at the earliest."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import Tree, split_block
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.labels import points_of
from newscrawl.pages.lines import KIND_BITS, kinds_of, section_label
from newscrawl.pages.nameline import is_signature
from newscrawl.pages.rules import HEADLINE, LEAST, LIMITS, REACH
from newscrawl.text.clean import key
from newscrawl.text.dates import find_date
from newscrawl.text.names import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Block
    from newscrawl.pages.features import Features

F = FLAGS
_CRUMB = re.compile(r"^.{0,300}\s/\s")  # From the Left / Ann Lee / The teaser …
# A line of such a kind is a block of its own, and so are its neighbours.
_APART = (
    KIND_BITS["comments"]
    | KIND_BITS["related"]
    | KIND_BITS["comics"]
    | KIND_BITS["footer"]
    | KIND_BITS["share"]
)
_BOXED = F["asking"] | F["advert"] | F["promotion"] | F["in button"]
_TOP_LINE = F["section"] | F["by"] | F["later"] | F["reading time"] | F["age"]


def split_lines(tree: Tree, names: Sequence[str]) -> None:
    """Part blocks in which headline, byline, date or section stand with other lines, so that each is a block."""
    heads, tails = tuple(f"{name} " for name in names), tuple(f" {name}" for name in names)
    texts = [block.text for block in tree.blocks]
    found = {
        index: _lines(text, names)
        for index, text in enumerate(texts)
        if "\n" in text or text.startswith(heads) or text.endswith(tails)
    }
    if not found:
        return
    parted: list[Block] = []
    places: list[int] = []
    for index, block in enumerate(tree.blocks):
        places.append(len(parted))
        lines = found.get(index, ())
        if len(lines) < 2:
            parted.append(block)
        elif "\n" in block.text:
            parted += split_block(block, lines)
        else:
            parted += [replace(block, text=line, runs=(), links=(), linked=0) for line in lines]
    if len(parted) == len(tree.blocks):
        return
    places.append(len(parted))
    tree.blocks[:] = parted
    tree.first[:] = [places[at] for at in tree.first]
    tree.last[:] = [places[at] for at in tree.last]


def _lines(text: str, names: Sequence[str]) -> list[str]:
    if "\n" in text:
        lines = text.split("\n")
        if _is_top(lines):
            return lines
        named = next((place for place, line in enumerate(lines[:3]) if line in names), None)
        if named is None:
            return [text]
        rest = "\n".join(lines[named + 1 :])
        return [*lines[: named + 1], *([rest] if rest else [])]
    if len(text) < LIMITS["box"]:
        for name in names:
            if text.endswith(f" {name}") and len(text) - len(name) < 40:
                return [text[: -len(name)].strip(), name]  # a kicker in the headline's element
            rest = text[len(name) :]
            if rest.startswith(" ") and text.startswith(name) and is_signature(rest.strip()):
                return [name, rest.strip()]
    return [text]


def _is_top(lines: list[str]) -> bool:
    return any(
        section_label(line) or kinds_of(line) & _APART or (len(line) < 120 and _dated(line)) for line in lines
    )


def _dated(line: str) -> bool:
    return not line.endswith(".") and bool(find_date(line))


def find_headline(features: Features, names: Sequence[str]) -> int | None:
    """Return the place of the headline; None where the page prints none. ``names`` is what metadata, title and listing call it."""
    blocks, flags = features.tree.blocks, features.flags
    first = next((i for i, flag in enumerate(flags) if flag & F["kin"] and flag & F["medium"]), len(flags))
    wanted = [set(name.lower().split()) for name in names]
    best, place = 0.0, None
    for index in range(len(blocks)):
        flag = flags[index]
        if (
            not flag & (F["heading"] | F["is title"] | F["like title"])
            or not 3 <= len(blocks[index].text) <= LIMITS["headline"]
        ):
            continue
        if wanted and index > first and not flag & (F["is title"] | F["like title"]):
            continue  # a heading in the story that nobody names is a sub-heading
        points = points_of(flag).headline
        if points >= LEAST["headline"]:
            words = set(blocks[index].text.lower().split())
            shared = max((len(words & name) / max(len(words), len(name)) for name in wanted), default=0.0)
            points += HEADLINE["words"] * shared
            if points > best:
                best, place = points, index
    return place


def mark_top(features: Features, headline: int | None) -> None:
    """Mark the lines between the headline and the first paragraph."""
    blocks, flags = features.tree.blocks, features.flags
    low = headline + 1 if headline is not None else 0
    for index in range(low, len(blocks)):
        flag = flags[index]
        if (
            flag & F["ended"]
            and flag & F["kin"]
            and not flag & (F["names"] | F["date"] | F["section"] | F["by"])
        ):
            break
        if blocks[index].text:
            flags[index] |= F["top"]


def find_floor(features: Features, headline: int | None, teaser: str) -> tuple[int, bool]:
    """Return where the story's text begins, and whether that is sure.

    It begins at the listing's teaser; else at the earliest behind byline, date and section.
    """
    low = headline + 1 if headline is not None else 0
    hinted = _teaser_start(features, low, teaser)
    if hinted is not None:
        return hinted - _is_sub_heading(features, low, hinted - 1), True
    if headline is None:
        return 0, False
    blocks, flags = features.tree.blocks, features.flags
    floor, above = low, 0
    for index in range(low, min(low + REACH["masthead"], len(blocks))):
        flag = flags[index]
        if flag & (F["rights"] | F["comments"] | F["related"]):
            break
        if flag & _BOXED:
            continue
        row = flag & F["short"] or not flag & (F["long"] | F["ended"])
        if flag & F["section"] or (
            row
            and (
                flag & (F["date"] | F["names person"])
                or (flag & _TOP_LINE and not flag & F["ended"])
                or (flag & F["names"] and not flag & F["heading"])
                or NOBODY.match(blocks[index].text)
            )
        ):
            if above <= 1 and _goes_on(features, index + 1, above):
                floor = index + 1
        elif (
            flag & F["medium"]
            and flag & F["ended"]
            and not flag & (F["card"] | F["asking"] | F["caption"] | F["half linked"])
        ):
            if flag & F["kin"]:
                break  # the story's first paragraph, no deck
            above += 1
    return floor, False


def _is_sub_heading(features: Features, low: int, index: int) -> bool:
    """True for a heading or bold line that stands as others among the story's paragraphs do."""
    blocks, flags, molds = features.tree.blocks, features.flags, features.tree.molds
    style = flags[index] & (F["heading"] | F["bold"])
    return bool(index >= low and style and flags[index] & F["short"]) and any(
        flags[i] & style
        and flags[i] & F["beside kin"]
        and molds[block.element] == molds[blocks[index].element]
        for i, block in enumerate(blocks[index + 1 :], index + 1)
    )


def _goes_on(features: Features, low: int, above: int) -> bool:
    """True if behind a top line the story's text follows: at once or, where a deck stands above it, with more paragraphs of its kind."""
    flags = features.flags
    prose = [
        i
        for i in range(low, min(low + REACH["masthead"], len(flags)))
        if flags[i] & F["ended"] and flags[i] & (F["kin"] | F["medium"])
    ]
    ends = F["rights"] | F["contributor"] | F["comments"] | F["related"]
    if not prose or any(flags[i] & ends for i in range(low, prose[0] + 1)):
        return False
    return above == 0 or bool(flags[prose[0]] & F["kin"])


def _teaser_start(features: Features, low: int, teaser: str) -> int | None:
    """Find the block that the listing's teaser begins with."""
    wanted = key(_CRUMB.sub("", teaser))[:80]
    if len(wanted) < 6:
        return None
    blocks, flags = features.tree.blocks, features.flags
    for index in range(low, len(blocks)):
        flag = flags[index]
        if not blocks[index].text or flag & (
            F["date"] | F["section"] | F["site"] | F["in aside"] | F["in nav"] | F["in footer"] | F["card"]
        ):
            continue
        read = key(blocks[index].text[:200])
        if (
            flag & (F["ended"] | F["medium"])
            and len(read) >= min(len(wanted), 14)
            and (read.startswith(wanted) or wanted.startswith(read))
        ):
            return index
    return None
