"""What stands more than once on a page: pull quotes, labels, and a second copy of the story."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Block

_KIN = FLAGS["kin"]


def find_repeats(blocks: Sequence[Block], flags: Sequence[int]) -> set[int]:
    """Return the places of texts that stand elsewhere on the page, too.

    A paragraph like the story's own is one only in a second copy of the story: a sentence may come back in it.
    """
    often = Counter(block.text for block in blocks if len(block.text) > LIMITS["brief"])
    story = " ".join([block.text for block, flag in zip(blocks, flags, strict=True) if flag & _KIN])
    seen: set[str] = set()
    found: set[int] = set()
    copied: list[int] = []
    for index, block in enumerate(blocks):
        if not block.text:
            continue
        if not flags[index] & _KIN and (often[block.text] > 1 or _is_quoted(block.text, story)):
            found.add(index)
        if block.text in seen:
            copied.append(index)
            continue
        found.update(copied if len(copied) >= LIMITS["copied"] else ())
        copied = []
        if often[block.text] > 1:
            seen.add(block.text)
    return found.union(copied if len(copied) >= LIMITS["copied"] else ())


def _is_quoted(text: str, story: str) -> bool:
    """True for words that stand in the story's paragraphs, too: a pull quote."""
    words = text.strip("“”\"‘’'.… ")
    return LIMITS["quoted"] <= len(words) <= LIMITS["caption"] and words in story
