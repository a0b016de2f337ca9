"""What a block is by itself, one bit each: by its words, the elements around it, its links and styles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import INSIDE
from newscrawl.pages.lines import KIND_BITS, kinds_of
from newscrawl.pages.nameline import line_of
from newscrawl.pages.rules import LIMITS, SHARES
from newscrawl.text.cached import cached
from newscrawl.text.clean import CAPITALS

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Block

_FLAGS = (
    "long, medium, short, ended, linked, half linked, mostly linked, slanted, bold, input, heading, h1, h2, item, quote, "
    "in nav, in aside, in footer, in form, in button, in dialog, in header, in figure, "
    "kin, beside kin, odd, stranger, card, asking, thread, link list, twin, caption, is title, like title, "
    "at side, before promotion, names person, top, names, next story, writer"
)
FLAGS = {**KIND_BITS}
for _name in _FLAGS.split(", "):
    FLAGS[_name] = 1 << len(FLAGS)
F = FLAGS
# It rained.; “It rained.”; It rained. -; It rained. )
_ENDED = re.compile(r"[.!?…:][\"'”’)\]]*$|[.!?][\"'”’)\]]*\s[\"'”’)\]–—-]{1,3}$")
_LONGEST_END = 12
# Ann Lee; Ann Lee and Bo de la Cruz, The Harwick Mail
_NAMES = re.compile(
    rf"""(?:by\s)?[A-Z{CAPITALS}][\w.'’-]*,?(?:\s(?:[A-Z{CAPITALS}][\w.'’()&-]*,?|and|of|the|for|to|de|la|le|du|da|di|der|den|van|von|al|bin|[|/&–—-])){{1,14}}$""",
    re.VERBOSE,
)
_SENTENCE = re.compile(r"[a-z]{3}[.!?]$")  # no initial, no "Jr."
_SIDES = tuple(
    (INSIDE[tag], F[name])
    for tag, name in (
        *((tag, f"in {tag}") for tag in "nav aside footer form button dialog header figure".split()),
        ("li", "item"),
        ("blockquote", "quote"),
        ("figcaption", "caption"),
    )
)
_HEADINGS = INSIDE["h1"] | INSIDE["h2"] | INSIDE["h3"] | INSIDE["h4"]


@cached
def word_flags(text: str) -> int:
    """Return the flags that a text has by its words alone."""
    size = len(text)
    flags = kinds_of(text)
    if size >= LIMITS["long"]:
        flags |= F["long"] | F["medium"]
    elif size >= LIMITS["medium"]:
        flags |= F["medium"]
    else:
        flags |= F["short"]
    if size < LIMITS["medium"] and _NAMES.match(text) and not _SENTENCE.search(text):
        flags |= F["names"]
    return (
        flags | F["ended"]
        if _ENDED.search(text, size - _LONGEST_END if size > _LONGEST_END else 0)
        else flags
    )


@lru_cache(maxsize=256)
def _inside_flags(inside: int) -> int:
    flags = sum(flag for bit, flag in _SIDES if inside & bit)
    if inside & _HEADINGS:
        flags |= (
            F["heading"]
            | (F["h1"] if inside & INSIDE["h1"] else 0)
            | (F["h2"] if inside & INSIDE["h2"] else 0)
        )
    return flags


def own_flags(block: Block) -> int:
    """Return the flags that a block has by itself."""
    text = block.text
    if not text:
        return F["input"] if block.tag == "input" else 0
    size = len(text)
    line = line_of(block) if len(block.runs) > 1 and size < LIMITS["names"] else text  # Ann LeeNov. 3
    flags = word_flags(line) | _inside_flags(block.inside)
    if block.links:
        share = block.linked / size
        flags |= F["linked"]
        if share >= SHARES["half linked"]:
            flags |= F["half linked"] | (F["mostly linked"] if share >= SHARES["mostly linked"] else 0)
    if block.slanted and block.slanted >= SHARES["styled"] * size:
        flags |= F["slanted"]
    if block.bold and block.bold >= SHARES["styled"] * size:
        flags |= F["bold"]
    return flags
