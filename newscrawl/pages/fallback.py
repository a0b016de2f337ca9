"""The second opinion: where the reading of a page is unsure, trafilatura reads it too, and the better-supported body wins."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import DOUBT
from newscrawl.pages.tree import WIDEST
from newscrawl.text.clean import fold, key

if TYPE_CHECKING:
    from newscrawl.pages.reading import Reading

F = FLAGS
_WORD = re.compile(r"\w+")
_SENTENCE = F["medium"] | F["ended"]
_NO_PROSE = sum(
    F[name]
    for name in (
        "asking, thread, half linked, in aside, in nav, in footer, in form, promotion, caption"
    ).split(", ")
)


def better_body(reading: Reading, text: str) -> tuple[str, ...]:
    """Return the second opinion's paragraphs where they are a better body than the page's own; empty where not.

    Headline and byline, which it may hold too, are left out.
    """
    if reading.tree.widest > WIDEST or not is_unsure(reading):
        return ()
    top = {key(reading.headline), key(reading.found.byline or "")}
    body = tuple(paragraph for paragraph in read_body(text) if key(paragraph) not in top)
    return body if agreement(" ".join(reading.stripped.body), " ".join(body)) < DOUBT["agreement"] else ()


def is_unsure(reading: Reading) -> bool:
    """True where the story's stretch holds little text, or much of an odd kind, or much like it stands outside.

    A page with a section's label or a rights line of its own, or with the headline that was listed, is sure of its story.
    """
    own = sum(map(len, reading.stripped.body))
    asked = reading.hints.headline and key(reading.hints.headline) == key(reading.headline)
    if own and (reading.found.section or reading.stripped.rights or asked):
        return False
    flags = reading.features.flags
    inside = range(reading.segments.start, reading.segments.end)
    last = max((index for index in reading.features.home if flags[index] & F["kin"]), default=0)
    outside = odd = 0
    for index, block in enumerate(reading.tree.blocks):
        flag, size = flags[index], len(block.text)
        if index in inside:
            odd += size if not flag & F["kin"] and reading.label(index) == "body" else 0
        elif flag & _SENTENCE == _SENTENCE and not flag & _NO_PROSE:
            # what looks like a card may be an entry of the story where paragraphs of its kind follow
            outside += size if inside.stop <= index < last or not flag & F["card"] else 0
    return (
        not own
        or outside > DOUBT["outside"] * own
        or (odd > DOUBT["odd"] * own and outside > DOUBT["beside odd"] * own)
    )


def read_body(text: str) -> tuple[str, ...]:
    """Extract the main text of a page as paragraphs; empty where trafilatura finds none."""
    import trafilatura

    body = trafilatura.extract(text, include_comments=False)
    return tuple(fold(line) for line in (body or "").split("\n") if fold(line))


def agreement(one: str, other: str) -> float:
    """Return how far two texts agree, 0 to 1: the F1 of their sequences of four words.

    >>> agreement("It rained all day in May", "It rained all day"), agreement("It rained", "")
    (0.5, 0.0)
    """
    ours, theirs = _sequences(one), _sequences(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text)
    return {tuple(words[place : place + 4]) for place in range(len(words) - 3)}


@cache
def extractor() -> str:
    """Name the library and its version for the record."""
    return f"trafilatura {version('trafilatura')}"
