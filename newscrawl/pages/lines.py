"""Lines at the top of a story: how they part, and which read like names or dates."""

from __future__ import annotations

import re

from newscrawl.pages.blocks import Moment, Piece
from newscrawl.text.clean import CAPITALS, fold
from newscrawl.text.dates import find_date, is_stamp, short_date
from newscrawl.text.landmarks import section_label, tail_landmark
from newscrawl.text.names import has_first_name

_NAME_WORD = re.compile(
    rf"^(?:[\"“(]?[A-Z{CAPITALS}0-9][\w.,'’()&/-]*[)\"”]?|and|of|the|for|to|de|la|le|du|da|di|do|dos|das|del|della|der|den|ter|van|von|al|bin|ibn|el|y|&|by|with|in|[|/–—-])$"
)
_PARTS = re.compile(r"\n|\s[|•·]\s")
BY = re.compile(r"^(?:by|from|written by|story by|words by|column by)\b:?\s+(?=\S)", re.IGNORECASE)
_CAPITAL = re.compile(rf"[A-Z{CAPITALS}]\w")
_SENTENCE_END = re.compile(r"(?:[!?:;,\"”]|[0-9]\.)$")  # a byline may end in "Jr.", a date in "a.m."
_BEFORE_DATE = re.compile(
    r"[\s,|•·(–—-]*\b(?:on|published|posted|updated|last updated|date|filed)?\s*:?[\s,|•·()–—-]*$",
    re.IGNORECASE,
)


def split_top(
    pieces: list[Piece], moments: list[Moment], names: list[str]
) -> tuple[list[Piece], list[Moment]]:
    """Part a piece where headline, byline and section stand in one, so that each is a piece: at line breaks, or behind the headline."""
    parted: list[Piece] = []
    places: list[int] = []
    for piece in pieces:
        places.append(len(parted))
        lines = _lines(piece.text, names)
        parted += [piece._replace(text=line) for line in lines] if len(lines) > 1 else [piece]
    places.append(len(parted))
    return parted, [Moment(one.value, places[one.position]) for one in moments]


def _lines(text: str, names: list[str]) -> list[str]:
    """Part a text that holds lines of a story's top; another stays whole."""
    if "\n" in text:
        lines = text.split("\n")
        if _is_top(lines):
            return lines
        return [lines[0], "\n".join(lines[1:])] if lines[0] in names else [text]
    return _behind_headline(text, names) if len(text) < 400 else [text]


def _behind_headline(text: str, names: list[str]) -> list[str]:
    """Part a line after the headline it begins with, where a byline or date follows."""
    for name in names:
        if not text.startswith(name):
            continue
        rest = text[len(name) :]
        if rest.startswith(" ") and _is_signature(rest.strip()):
            return [name, rest.strip()]
    return [text]


def _is_signature(text: str) -> bool:
    """True if the text is a byline, a date or both: names or nothing before the date, and no sentence that runs on behind it."""
    found = find_date(text)
    if not found:
        return _names_somebody(text)
    names = _BEFORE_DATE.sub("", text[: found.start].rstrip()).strip()
    dated = is_date_line(text) and not _SENTENCE_END.search(text)
    return dated and (not names or _names_somebody(names))


def _names_somebody(text: str) -> bool:
    """True if the text names somebody ("Ann Lee, The Bee", "by Ann Lee, staff writer"); "by the court." and "5." do not."""
    names = BY.sub("", text)
    by, person = names != text, has_first_name(names)
    if _SENTENCE_END.search(names) or (names.endswith(".") and not person):
        return False
    if like_name(names):
        return bool(_CAPITAL.search(names)) and (by or names[0].isupper())
    return by and not names.endswith(".") and (person or like_name(names.partition(",")[0]))


def _is_top(lines: list[str]) -> bool:
    return len(lines) > 1 and any(
        section_label(line) or tail_landmark(line) or (len(line) < 120 and _dated(line)) for line in lines
    )


def _dated(line: str) -> bool:
    return not line.endswith(".") and bool(find_date(line))


def is_date_line(text: str) -> bool:
    """True if the text is a short line with a date and no sentence, or a line of dates, times and their labels."""
    found = find_date(text) if len(text) < 160 else None
    if found is None:
        return short_date(text) == 0
    short = len(text) < 120 and len(text) - len(found.text) < 90 and not text.endswith(".")
    return short or is_stamp(text)


def parts_of(line: str) -> list[str]:
    """Part a line at its breaks and separators."""
    return [part for part in (fold(part) for part in _PARTS.split(line)) if part]


def undated(part: str) -> str:
    """Take the date off a part of a line, with the "on" or "Published" before it."""
    if found := find_date(part):
        part = _BEFORE_DATE.sub("", f"{part[: found.start].rstrip()} {part[found.end :].lstrip()}".strip())
    elif (at := short_date(part)) is not None:
        part = _BEFORE_DATE.sub("", part[:at].rstrip())
    return re.sub(r"\s+on$", "", fold(part)).strip(" |•·–—-")


def says_on(line: str) -> bool:
    """True if the line says "on" before its date, or at its end where the date is lost."""
    found = find_date(line)
    return bool(re.search(r"\son$", fold(line[: found.start if found else short_date(line)])))


def like_name(text: str) -> bool:
    """True if the text is a row of names: capitalised words and particles only."""
    words = text.replace(" | ", " ").split()
    return (
        1 <= len(words) <= 16
        and all(_NAME_WORD.match(word) for word in words)
        and not re.search(r"[a-z]{3}[.!?]$", text)
    )
