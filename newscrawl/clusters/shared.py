"""The passages that two texts have in common, as printed."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.clusters.shingles import SHINGLE_WORDS
from newscrawl.text.fingerprint import normalise


@dataclass(frozen=True, slots=True)
class Passage:
    """A sequence of words that both texts contain: as the first text prints it, and its number of words."""

    text: str
    words: int


def shared_passages(one: str, other: str) -> list[Passage]:
    """Return the longest passages of five words or more that both texts contain, in the first text's order.

    >>> shared_passages("The mayor said: “It is over now, friends.” Then he left.", "It is over now friends, she wrote.")
    [Passage(text='“It is over now, friends.”', words=5)]
    """
    printed = one.split()
    words = [(word, at) for at, token in enumerate(printed) for word in normalise(token).split()]
    others = normalise(other).split()
    known = {tuple(others[at : at + SHINGLE_WORDS]) for at in range(len(others) - SHINGLE_WORDS + 1)}
    is_shared = [False] * len(words)
    for at in range(len(words) - SHINGLE_WORDS + 1):
        if tuple(word for word, _ in words[at : at + SHINGLE_WORDS]) in known:
            is_shared[at : at + SHINGLE_WORDS] = [True] * SHINGLE_WORDS
    return [_passage(printed, [words[at][1] for at in places]) for places in _stretches(is_shared)]


def _stretches(marks: list[bool]) -> list[range]:
    """Return the ranges of consecutive True values."""
    found: list[range] = []
    for at, is_marked in enumerate(marks):
        if is_marked and found and found[-1].stop == at:
            found[-1] = range(found[-1].start, at + 1)
        elif is_marked:
            found.append(range(at, at + 1))
    return found


def _passage(printed: list[str], places: list[int]) -> Passage:
    return Passage(" ".join(printed[places[0] : places[-1] + 1]), len(places))
