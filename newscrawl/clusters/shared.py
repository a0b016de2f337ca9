"""What two texts share: their common runs of words, as printed."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.clusters.shingles import RUN
from newscrawl.text.fingerprint import normalise


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that stands in both texts: as the first prints it, and how many words it has."""

    text: str
    words: int


def shared_runs(one: str, other: str) -> list[Run]:
    """List the longest runs of five words or more that both texts hold, in the first text's order.

    >>> shared_runs("The mayor said: “It is over now, friends.” Then he left.", "It is over now friends, she wrote.")
    [Run(text='“It is over now, friends.”', words=5)]
    """
    printed = one.split()
    words = [(word, at) for at, token in enumerate(printed) for word in normalise(token).split()]
    others = normalise(other).split()
    known = {tuple(others[at : at + RUN]) for at in range(len(others) - RUN + 1)}
    is_shared = [False] * len(words)
    for at in range(len(words) - RUN + 1):
        if tuple(word for word, _ in words[at : at + RUN]) in known:
            is_shared[at : at + RUN] = [True] * RUN
    return [_run(printed, [words[at][1] for at in places]) for places in _stretches(is_shared)]


def _stretches(marks: list[bool]) -> list[range]:
    """Give the places of each unbroken stretch of marks."""
    found: list[range] = []
    for at, is_marked in enumerate(marks):
        if is_marked and found and found[-1].stop == at:
            found[-1] = range(found[-1].start, at + 1)
        elif is_marked:
            found.append(range(at, at + 1))
    return found


def _run(printed: list[str], places: list[int]) -> Run:
    return Run(" ".join(printed[places[0] : places[-1] + 1]), len(places))
