"""What inside a story's stretch of a page is story text, note, rights line or chrome."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.items import Parts
from newscrawl.pages.endnotes import part_notes
from newscrawl.text.clean import fold, key
from newscrawl.text.landmarks import (
    ends_like_teaser,
    is_advert,
    is_pointer,
    is_promotion,
    is_share_row,
    is_site_name,
    tail_landmark,
)
from newscrawl.text.notes import (
    is_contributor_note,
)
from newscrawl.text.rights import is_rights_continuation, is_rights_line, is_site_footer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newscrawl.items import Block

_SIDE = frozenset(
    {"aside", "nav", "footer", "form", "button", "figure", "figcaption", "other story", "pull quote"}
)
# Such as: Sign me up; Subscribe now
_CALL = re.compile(
    r"\b(?:sign\s(?:me\s)?up|subscribe|register|join|donate|newsletters?|e-?mail\sme)\b", re.IGNORECASE
)

# Such as: Watch: The debate in two minutes
_WATCH = re.compile(
    r"(?:watch|listen|video|photos?|gallery)(?:\snow)?:\s.{3,110}(?<![.!?…”\"])$", re.IGNORECASE
)


def strip(blocks: Iterable[Block], persons: Sequence[str] = (), opening: Sequence[str] = ()) -> Parts:
    """Part the blocks into body, notes, rights line and chrome.

    `persons` (the byline's) tell a note about the author; `opening` (headline, byline) is cut where it
    stands again before the first paragraph.
    """
    result = Parts()
    story = _cut_chrome(list(blocks), result)
    while story and key(story[0]) in {key(text) for text in opening}:
        result.cut.append((story.pop(0), "headline again"))
    part_notes(story, tuple(dict.fromkeys(persons)), result)
    return result


def chrome_reason(block: Block) -> str | None:
    """Say why a single block is chrome; None if it is not.

    >>> from newscrawl.items import Block
    >>> chrome_reason(Block("Advertisement")), chrome_reason(Block("Advertisement spending rose."))
    ('advertisement', None)
    """
    text = fold(block.text)
    if not text:
        return "empty"
    if side := block.inside & _SIDE:
        return min(side)
    tests = (
        ("advertisement", is_advert(text) or _is_sponsored(block)),
        ("share row", is_share_row(text)),
        ("site's name", is_site_name(text)),
        ("page footer", is_site_footer(text)),
        ("teaser", ends_like_teaser(text)),
        ("pointer", (block.link_share > 0.3 and is_pointer(text)) or bool(_WATCH.match(text))),
        ("promotion", len(text) < 400 and is_promotion(text)),
        ("call", _is_call(block)),
        ("links", block.link_share > 0.8 and len(text) < 200),
    )
    return next((reason for reason, holds in tests if holds), None)


def _is_sponsored(block: Block) -> bool:
    """True if the block is one line that holds "Sponsored" and the link it labels."""
    label = fold(block.text.removesuffix(block.links[-1].text)) if block.links else ""
    return len(block.text) < 200 and label != "" and is_advert(label)


def _is_call(block: Block) -> bool:
    """True if the block is a call to sign up: such a link, alone or below a few words in one element."""
    if not block.links or len(block.text) > 300:
        return False
    link = fold(block.links[-1].text)
    last = fold(block.text.rpartition("\n")[2])
    alone = len(block.text) < 60 and block.link_share > 0.8
    return bool(_CALL.search(link)) and (alone or ("\n" in block.text and len(link) < 40 and last == link))


def _cut_chrome(blocks: list[Block], result: Parts) -> list[str]:
    """Drop chrome, whole boxes at once where one of them speaks for the rest."""
    reasons = [chrome_reason(block) for block in blocks]
    guilty = _guilty_boxes(blocks, reasons)
    story = []
    for block, reason in zip(blocks, reasons, strict=True):
        why = reason or (None if _is_note(block.text) else guilty.get(block.box))
        if why is None and block.tag in {"h2", "h3", "h4", "h5", "h6"} and tail_landmark(block.text):
            why = "landmark"
        if why is None:
            story.append(block.text)
        elif block.text:
            result.cut.append((fold(block.text), why))
    return story


def _is_note(text: str) -> bool:
    """True if the text is a rights line or a contributor's note, which no box of chrome holds."""
    line = fold(text)
    return is_rights_line(text) or is_rights_continuation(line) or is_contributor_note(line)


def _guilty_boxes(blocks: list[Block], reasons: list[str | None]) -> dict[int, str]:
    """Find the boxes that hold an input field, a promotion or mostly chrome."""
    guilty: dict[int, str] = {}
    for box in {block.box for block in blocks if block.box}:
        members = [(block, reason) for block, reason in zip(blocks, reasons, strict=True) if block.box == box]
        size = sum(len(block.text) for block, _ in members)
        chrome = sum(len(block.text) for block, reason in members if reason)
        strong = {
            reason
            for _, reason in members
            if reason in {"form", "button", "promotion", "nav", "pointer", "teaser", "call"}
        }
        linked = sum(len(block.text) * block.link_share for block, _ in members)
        if _holds_story(members, size - chrome):
            continue
        if (
            any(block.tag == "input" for block, _ in members)
            or strong
            or max(chrome, linked) > 0.5 * size > 0
        ):
            guilty[box] = f"box of {min(strong)}" if strong else "box"
    return guilty


def _holds_story(members: list[tuple[Block, str | None]], plain: int) -> bool:
    """True if the box's end tag is missing: the story's rights line or several paragraphs stand behind its chrome."""
    if any(_is_note(block.text) for block, _ in members):
        return True
    last = max((i for i, (_, reason) in enumerate(members) if reason), default=len(members))
    long = sum(len(block.text) > 60 and not block.links for block, _ in members[last + 1 :])
    return long > 1 and plain > 300
