"""Notes around a story: who contributed, who the author is, signatures and rules."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newscrawl.text.clean import CACHE, fold, key

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTRIBUTOR = re.compile(
    r"""\b(?:contribut(?:ed|ing)\b.{0,40}\b(?:report(?:ing)?|story|article|column|coverage|piece|dispatch|account)
        |contributed\.?\)?$
        |(?:with|additional)\s(?:assistance|reporting|help|contributions?|files?)\s(?:from|by)\b
        |(?:reported|reporting)\sfrom\s.{2,80}\.?\)$ | assisted\s(?:in|with)\sthis)""",
    re.VERBOSE | re.IGNORECASE,
)
_OPENS_BARE = re.compile(
    r"^[—–-]*\s?(?:with\s(?:assistance|reporting|help|files)|additional\sreporting)",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT = re.compile(
    r"""^\(?(?:
      to\sfind\sout\smore\sabout\b | to\s(?:read|see|learn)\b.{0,80}\b(?:writers|syndicate|website|columns?)\b | about\sthe\s(?:writer|author|columnist)s?:?$
    | (?:e-?mail|contact|write(?:\sto)?|reach|follow|readers\s(?:may|can))\b.{0,120}(?:@|\bat\b|\bon\b)
    | (?:his|her|their|my)\s(?:new(?:est)?|latest|most\srecent|e-?mail|column|book|twitter|newsletter|website)\b.{0,80}\b(?:is|at|appears|can|@)
    | (?:s?he|they)\s(?:is|are|was|can\sbe|may\sbe|writes?|lives?|tweets?)\b
    | this\s(?:column|essay|editorial|commentary|article|piece|op-ed)\s(?:first|originally|was|is|appeared|does|reflects)\b
    | (?:the\s)?(?:views|opinions)\s(?:expressed|here|in\sthis) | (?:editor|author|writer)['’]?s['’]?\snote\b
    | \S+@\S+\.\w+\)?$ )""",
    re.VERBOSE | re.IGNORECASE,
)
_BIO = re.compile(
    r"""^\(?(?P<name>(?:[A-Z][\w.'’-]*\s){1,4}[A-Z][\w.'’-]*(?:,?\s(?:Jr|Sr|M\.D|Ph\.D)\.|\s(?:II|III|IV))?(?:,|\sand\s.{3,60}?)?)\s
        (?:is|are|was|were|writes?|serves?|served|has|covers|teaches|lives|can\sbe|may\sbe|hosts|edits|leads|directs|,)\b""",
    re.VERBOSE,
)
_SYNDICATE = re.compile(
    r"(?:columnist|syndicate|syndicated|author\sof|editor|writer|professor|fellow|director|reporter|editorial\sboard|www\.|\.com\b|@|@?e-?mail)",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNATURE = re.compile(r"^(?:—|–|--|-)\s?(?:[A-Z“\"(][\w.,'’“”\"()&-]*|and|of|the|for|de|la|van|von|\s)+$")
_RULE = re.compile(r"^[_=*~—–-]{2,}$|^(?:[_*=~-]\s){2,}[_*=~-]$|^[#*]{1,5}$|^-?30-?$")


@lru_cache(maxsize=CACHE)
def is_rule(text: str) -> bool:
    """Tell the rule that parts a story from its notes.

    >>> is_rule("____"), is_rule("— 30 —")
    (True, False)
    """
    return bool(_RULE.match(fold(text)))


@lru_cache(maxsize=CACHE)
def is_contributor_note(text: str) -> bool:
    """Tell "(A and B contributed to this report.)" from a sentence of the story.

    >>> is_contributor_note("(Ann Lee contributed to this report.)")
    True
    """
    line = fold(text)
    enclosed = line.startswith(("(", "[", "—", "–", "--")) and len(line) < 500
    short = len(line) < 220 and re.search(
        r"\bcontribut(?:ed|ing) to (?:this|the) (?:report|story|article)\.?$", line
    )
    return bool(_CONTRIBUTOR.search(line)) and bool(enclosed or short or _OPENS_BARE.match(line))


@lru_cache(maxsize=CACHE)
def is_signature(text: str) -> bool:
    """Tell a signature line.

    >>> is_signature("— Ann Lee"), is_signature("— which nobody expected.")
    (True, False)
    """
    line = fold(text)
    return len(line) < 90 and bool(_SIGNATURE.match(line))


def is_author_note(text: str, persons: Iterable[str] = ()) -> bool:
    """Tell a note about the author; `persons` are the byline's.

    >>> is_author_note("(Jo Doe is a columnist for the Ledger.)", ["Jo Doe"])
    True
    """
    line = fold(text)
    if len(line) > 900:  # a note is short
        return False
    if _ABOUT.match(line) or is_signature(line):
        return True
    bio = _BIO.match(line)
    if not bio:
        return False
    enclosed = line.startswith("(") and line.endswith(")")
    return names_one_of(bio["name"], persons) or (bool(_SYNDICATE.search(line)) and enclosed)


def names_one_of(name: str, persons: Iterable[str]) -> bool:
    """Tell whether a name stands for one of the persons (whole, or by the last name)."""
    words = key(name)
    return any(key(person) in words or words in key(person) for person in persons if person)
