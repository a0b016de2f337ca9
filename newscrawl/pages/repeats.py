"""What stands more than once on a page: pull quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Block

_KIN = FLAGS["kin"]


def find_repeats(blocks: Sequence[Block], flags: Sequence[int]) -> set[int]:
    """Return the places of pull quotes: texts that stand in the story's paragraphs, too."""
    story = " ".join([block.text for block, flag in zip(blocks, flags, strict=True) if flag & _KIN])
    return {
        index
        for index, block in enumerate(blocks)
        if not flags[index] & _KIN and not block.links and _is_quoted(block.text, story)
    }


def _is_quoted(text: str, story: str) -> bool:
    """True for words that stand in the story's paragraphs, too: a pull quote."""
    words = text.strip("“”\"‘’'.… ")
    return LIMITS["prose"] <= len(words) <= LIMITS["box"] and words in story
