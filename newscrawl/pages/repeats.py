"""What stands more than once on a page: pull quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import LIMITS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Block

_KIN = FLAGS["kin"]


def find_repeats(blocks: Sequence[Block], flags: Sequence[int], often: Counter[str]) -> set[int]:
    """Return the places of texts that stand twice on the page: alike, or as pull quotes of the story's paragraphs.

    A paragraph like the story's own is none; ``often`` says how often each text stands on the page.
    """
    story = " ".join([block.text for block, flag in zip(blocks, flags, strict=True) if flag & _KIN])
    return {
        index
        for index, block in enumerate(blocks)
        if not flags[index] & _KIN
        and (
            (len(block.text) > LIMITS["twin"] and often[block.text] > 1)
            or (not block.links and _is_quoted(block.text, story))
        )
    }


def _is_quoted(text: str, story: str) -> bool:
    """True for words that stand in the story's paragraphs, too: a pull quote."""
    words = text.strip("“”\"‘’'.… ")
    return LIMITS["twin"] <= len(words) <= LIMITS["box"] and words in story
