"""A line near a headline: the cells it parts into, and which of them name persons and a source."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from newscrawl.pages.lines import is_kind, is_site_name, section_label
from newscrawl.text.byline import BY, ROLE
from newscrawl.text.cached import cached
from newscrawl.text.clean import CAPITALS, LONGEST_VALUE, fold, key
from newscrawl.text.dates import find_date, is_stamp, short_date
from newscrawl.text.names import NOBODY, person_points

if TYPE_CHECKING:
    from collections.abc import Collection

    from newscrawl.pages.blocks import Block

_NAME_WORD = re.compile(
    rf"^(?:[\"“(]?[A-Z{CAPITALS}0-9][\w.,'’()&/-]*[)\"”]?|and|of|the|for|to|on|de|la|le|du|da|di|do|dos|das|del|della|der|den|ter|van|von|al|bin|ibn|el|y|zu|zum|af|e|und|&|by|with|in|[|/•·–—-])$"
)
_JOINT = re.compile(r"(\n|\s[|•·/—–-]\s|\s[|•·]$|^[|•·—–-]\s|(?<=[0-9)])\s+(?=(?:By|BY)\s[A-Z]))")
_BEFORE_DATE = re.compile(
    r"[\s,|•·(–—-]*(?:\b(?:on|first|last|published|posted|updated|date|filed)\b[\s:,|•·()–—-]*)*$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?:published|posted|updated|last updated|\d+[ -]min(?:ute)?s?(?: read)?)\b.{0,20}$|.*\(\d+\)$|\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?$|^in\s|^(?:follow|share|listen|print|save|comments?)$",
    re.IGNORECASE,
)
_CELL_END = re.compile(r"(?:[^\W_A-Z]\.?|[)”])\Z")  # not an initial's
_FEED = re.compile(r"^(?:from|in)\s.{2,40}?\s(?=by\s)", re.IGNORECASE)  # from Op Eds by Ann Lee
_FROM = re.compile(r"^(?:from|in)\s", re.IGNORECASE)
_LABEL = re.compile(r"^(?:authors?|source|reporter|from|written by|news service)\s?:\s*", re.IGNORECASE)
_HANDLE = re.compile(r"\S+@\S+\.\w+|(?<!\w)@\w+")
SENTENCE_END = re.compile(
    r"(?:[!?:;,\"”]|[a-z]{3}\.|[0-9]\.)$"
)  # a byline may end in "Jr.", a date in "a.m."
_SHORT_SOURCE = re.compile(r"(?:,|\s[|/])\s[a-z]{2,4}$")  # Ann Lee, dpa
_OPEN = re.compile(r"(?:^|\s)(?:by|and|on|in|of|for|the|from|to|with|at)$", re.IGNORECASE)
LATER = re.compile(r"(?:last )?updated|modified", re.IGNORECASE)
_MOST_CELLS = 3


def line_of(block: Block) -> str:
    """Return a block's text, with a separator between runs that only the page's style parts: `<b>Ann Lee</b><i>Nov 3</i>`."""
    if len(block.runs) < 2:
        return block.text
    line = blank = ""
    for run in block.runs:
        text = "\n" if run.text == "\0" else run.text
        if text == " ":  # between two elements
            blank = text
            continue
        opens = text[:1].isupper() or text[:1].isdigit()
        if (
            line
            and opens
            and (_CELL_END.search(line) or (not blank and line[-2:].isalpha() and line[-2:].isupper()))
            and not _OPEN.search(line)
        ):
            line += " | " if not blank or " " in line.strip() or " " in text.strip() else blank
        else:
            line += blank or (" " if opens and _OPEN.search(line) else "")
        line, blank = line + text, ""
    if block.text.count("\n"):
        return "\n".join(filter(None, map(fold, line.split("\n"))))
    return fold(line)


def cells(line: str, *, joints: bool = False) -> list[str]:
    """Return the cells that a line parts into, without handles; with ``joints`` every second one is what parts them."""
    pieces = _JOINT.split(_HANDLE.sub("", line))
    return pieces if joints else list(map(fold, pieces[::2]))


@cached
def names_in(line: str) -> str:
    """Return the cells of a line that may name persons and source, as printed: without date, section, reading time and handle.

    >>> names_in("By Ann Lee / The Bee / 5 MIN READ"), names_in("Nov 15, 2024 — Ann Lee, The Bee")
    ('By Ann Lee / The Bee', 'Ann Lee, The Bee')
    """
    if len(line) > LONGEST_VALUE:
        return ""
    pieces = cells(line, joints=True)
    kept = [
        (joint if joint.strip() else " | ", name)
        for joint, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True)
        if (name := _name(fold(piece)))
    ]
    if len(kept) > _MOST_CELLS:
        return ""
    return "".join(joint + name for joint, name in kept)[len(kept[0][0]) :] if kept else ""


def without(names: str, sections: Collection[str], folders: Collection[str]) -> str:
    """Return a row of names without the cells that name a section, or behind others a folder of the story's address, by their keys.

    >>> without("By Ann Lee • The Bee • World", (), {"world"}), without("Ann Lee | The Bee", (), {"annlee"})
    ('By Ann Lee • The Bee', 'Ann Lee | The Bee')
    """
    line = joint = ""
    for piece, behind in zip_longest(*[iter(_JOINT.split(names))] * 2, fillvalue=""):
        name = _FROM.sub("", piece)
        if key(name) not in sections and not (key(name) in folders and (line or name != piece)):
            line += (joint if line else "") + piece
        joint = behind
    return line


def _name(piece: str) -> str:
    """Return a cell without its date; empty where it is a section, a stamp, a button or the site's name."""
    if (
        section_label(piece)
        or is_stamp(piece)
        or LATER.match(piece)
        or is_kind(piece, "share", "comments", "related", "comics", "footer", "reading time")
        or is_site_name(piece)
    ):
        return ""
    name = _LABEL.sub("", _FEED.sub("", undated(piece)))
    return "" if _STAMP.match(name) else name


def undated(part: str) -> str:
    """Return a part of a line without its date and the "on" or "Published" before it."""
    if found := find_date(part):
        before, behind = (
            _BEFORE_DATE.sub("", part[: found.start].rstrip()),
            part[found.end :].strip(" ,|•·–—-/)"),
        )
        part = f"{before} {behind}" if before else re.sub("^by ", "", behind)
    elif (at := short_date(part)) is not None:
        part = _BEFORE_DATE.sub("", part[:at].rstrip())
    part = re.sub(r"\s+on$", "", fold(part)).strip(" |•·–—-/")
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
    row = ", ".join(part for part in _SHORT_SOURCE.sub("", text).split(", ") if not ROLE.match(part))
    words = row.split()
    names = (
        1 <= len(words) <= 16 and all(map(_NAME_WORD.match, words)) and not re.search(r"[a-z]{3}[.!?]$", text)
    )
    return names or bool(NOBODY.match(BY.sub("", text).partition(",")[0]))


def is_signature(text: str) -> bool:
    """True for a person's name, a date or both; not for a sentence that runs on."""
    names = names_in(text)
    person = BY.sub("", names)
    if SENTENCE_END.search(text):
        return False
    if not names or (names != text and like_name(person)):
        return bool(find_date(text))
    words = person.split()
    if person != names:  # "By" stands before it
        return len(words) > 1 and like_name(" ".join(words[:2]).rstrip(","))
    return len(words) > 1 and like_name(person) and person_points(person.partition(",")[0]) > 0


def is_menu(block: Block) -> bool:
    """True for a row of links that names no persons."""
    rowed = "," in block.text or " and " in block.text
    return len(block.links) > 1 and block.link_share > 0.6 and not rowed


def is_menu_word(text: str) -> bool:
    """True for one word, or words that no name ends with (Jokes, Log in), which a menu has above a headline."""
    words = text.split()
    return (len(words) == 1 and text.istitle()) or words[-1][:1].islower()
