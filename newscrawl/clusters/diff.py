"""A readable diff: added and removed paragraphs in full, and of changed ones the changed words with some context."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import chain

from newscrawl.clusters.history import Change
from newscrawl.text.printable import printable

_WIDTH = 100  # columns
_AROUND = 6  # unchanged words shown before and after a change
_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def diff(found: Iterable[Change], *, colours: bool = False) -> list[str]:
    """Return changes as lines: ``+`` added, ``-`` removed, ``~`` changed with ``[-old words-]`` and ``{+new ones+}``.

    Lines are wrapped at 100 columns; ``colours`` adds ANSI escape codes.

    >>> diff([Change("", "One more."), Change("He paid 4 million.", "He paid 5 million.")])
    ['  + One more.', '  ~ He paid [-4-] {+5+} million.']
    """
    return list(chain.from_iterable(_lines(change, colours=colours) for change in found))


def _lines(change: Change, *, colours: bool) -> list[str]:
    if not change.old:
        return [_paint(line, _GREEN, colours=colours) for line in _wrap("+", change.new)]
    if not change.new:
        return [_paint(line, _RED, colours=colours) for line in _wrap("-", change.old)]
    return _wrap("~", _words(printable(change.old).split(), printable(change.new).split(), colours=colours))


def _words(old: list[str], new: list[str], *, colours: bool) -> str:
    parts: list[str] = []
    for kind, low, high, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts += _near(old[low:high], is_first=low == 0, is_last=high == len(old))
            continue
        if high > low:
            parts.append(_paint(f"[-{' '.join(old[low:high])}-]", _RED, colours=colours))
        if stop > start:
            parts.append(_paint(f"{{+{' '.join(new[start:stop])}+}}", _GREEN, colours=colours))
    return " ".join(parts)


def _near(words: list[str], *, is_first: bool, is_last: bool) -> list[str]:
    """Return the unchanged words that are close to a change, with "…" for the others."""
    before = [] if is_first else words[:_AROUND]
    after = [] if is_last else words[-_AROUND:]
    return words if len(words) <= len(before) + len(after) else [*before, "…", *after]


def _wrap(sign: str, text: str) -> list[str]:
    return textwrap.wrap(
        text if sign == "~" else printable(text), _WIDTH, initial_indent=f"  {sign} ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _paint(text: str, colour: str, *, colours: bool) -> str:
    return f"{colour}{text}{_PLAIN}" if colours else text
