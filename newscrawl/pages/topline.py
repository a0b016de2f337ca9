"""Lines at the top of a story: how they part, and which read like names or dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.lines import is_date_line, is_kind, is_site_name, section_label
from newscrawl.text.cached import cached
from newscrawl.text.clean import CAPITALS, LONGEST_VALUE, fold
from newscrawl.text.dates import find_date, is_stamp, short_date
from newscrawl.text.names import has_first_name

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Block

_NAME_WORD = re.compile(
    rf"^(?:[\"“(]?[A-Z{CAPITALS}0-9][\w.,'’()&/-]*[)\"”]?|and|of|the|for|to|de|la|le|du|da|di|do|dos|das|del|della|der|den|ter|van|von|al|bin|ibn|el|y|&|by|with|in|[|/–—-])$"
)
_PARTS = re.compile(r"\n|\s[|•·]\s|\s[|•·]$|^[|•·]\s|(?<=[0-9)])\s+(?=(?:By|BY)\s[A-Z])")
_VALUE = re.compile(r"^(?:authors?|source|written by|reporter)\s?:\s*", re.IGNORECASE)  # Author: Ann Lee
BY = re.compile(
    r"^(?:by|from|written by|story by|words by|column by|reported by|posted by)\b:?\s+(?=\S)", re.IGNORECASE
)
_CAPITAL = re.compile(rf"[A-Z{CAPITALS}]\w")
_SENTENCE_END = re.compile(r"(?:[!?:;,\"”]|[0-9]\.)$")  # a byline may end in "Jr.", a date in "a.m."
_BEFORE_DATE = re.compile(
    r"[\s,|•·(–—-]*\b(?:on|published|posted|updated|last updated|date|filed)?\s*:?[\s,|•·()–—-]*$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?:published|posted|updated|last updated|\d+[ -]min(?:ute)?s?(?: read)?)\b.{0,20}$|^@\w+$|^(?:follow|share|listen|print|save|comments?)$",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\S+@\S+\.\w+|(?<!\w)@\w+")
LATER = re.compile(r"(?:last )?updated|modified", re.IGNORECASE)


def line_of(block: Block) -> str:
    r"""Return a block's text, with "|" between runs that the page's style parts: `<b>Ann Lee</b><i>Nov 3</i>`."""
    if len(block.runs) < 2:
        return block.text
    parts: list[str] = []
    for run in block.runs:
        text = "\n" if run.text == "\0" else run.text
        if (
            parts
            and parts[-1]
            and text
            and (parts[-1][-1].islower() or parts[-1][-1].isdigit())
            and (text[0].isupper() or text[0].isdigit())
        ):
            parts.append(" | ")
        parts.append(text)
    lines = "".join(parts).split("\n")
    return (
        "\n".join(line for line in map(fold, lines) if line)
        if block.text.count("\n")
        else fold(" ".join(lines))
    )


def parts_of(line: str) -> list[str]:
    """Return the parts of a line between its breaks and separators."""
    return [part for part in (fold(part) for part in _PARTS.split(line)) if part]


@cached
def byline_text(line: str) -> str:
    """Return a line without its date, section and reading time; what is left may be a byline. A line over 1,000 characters is none."""
    if len(line) > LONGEST_VALUE:
        return ""
    parts = (
        _VALUE.sub("", undated(part))
        for part in parts_of(_MAIL.sub("", line))
        if not (
            section_label(part)
            or is_stamp(part)
            or LATER.match(part)
            or is_kind(part, "share", "comments", "related", "comics", "footer", "reading time")
            or is_site_name(part)
        )
    )
    kept = [part for part in parts if part and not _STAMP.match(part)]
    return " | ".join(kept) if len(kept) <= 2 else ""


def undated(part: str) -> str:
    """Return a part of a line without its date and the "on" or "Published" before it."""
    if found := find_date(part):
        part = _BEFORE_DATE.sub("", f"{part[: found.start].rstrip()} {part[found.end :].lstrip()}".strip())
    elif (at := short_date(part)) is not None:
        part = _BEFORE_DATE.sub("", part[:at].rstrip())
    part = re.sub(r"\s+on$", "", fold(part)).strip(" |•·–—-")
    return f"{part})" if part.count("(") > part.count(")") else part


def says_on(line: str) -> bool:
    """True for a line that says "on" before its date, or at its end where the date is lost."""
    found = find_date(line)
    return bool(re.search(r"\son$", fold(line[: found.start if found else short_date(line)])))


@cached
def like_name(text: str) -> bool:
    """True for a row of names, capitalised words and particles only.

    >>> like_name("Ann Lee and Bo de la Cruz, The Bee"), like_name("Nobody came to the pier.")
    (True, False)
    """
    words = text.replace(" | ", " ").split()
    return (
        1 <= len(words) <= 16
        and all(_NAME_WORD.match(word) for word in words)
        and not re.search(r"[a-z]{3}[.!?]$", text)
    )


def is_signature_line(text: str) -> bool:
    """True for a byline, a date or both; not for a sentence that runs on."""
    found = find_date(text)
    if not found:
        return _names_somebody(text)
    names = _BEFORE_DATE.sub("", text[: found.start].rstrip()).strip()
    dated = is_date_line(text) and not _SENTENCE_END.search(text)
    return dated and (not names or _names_somebody(names))


def _names_somebody(text: str) -> bool:
    """True for names ("Ann Lee, The Bee", "by Ann Lee, staff writer"), not for "by the court." and "5."."""
    names = BY.sub("", text)
    by, person = names != text, has_first_name(names)
    if _SENTENCE_END.search(names) or (names.endswith(".") and not person):
        return False
    if like_name(names):
        return bool(_CAPITAL.search(names)) and (by or names[0].isupper())
    return by and not names.endswith(".") and (person or like_name(names.partition(",")[0]))


def is_menu(block: Block) -> bool:
    """True for a row of links that names no persons."""
    rowed = "," in block.text or " and " in block.text
    return len(block.links) > 1 and block.link_share > 0.6 and not rowed


def is_menu_word(text: str) -> bool:
    """True for one word, or words that no name ends with (Jokes, Log in), which a menu has above a headline."""
    words = text.split()
    return (len(words) == 1 and not text.isupper() and "." not in text) or words[-1].islower()
