"""Notes around a story: who contributed, who the author is, signatures and rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.text.cached import cached
from newscrawl.text.clean import CAPITALS, fold, key

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTRIBUTOR = re.compile(
    r"""\b(?:contribut(?:ed|ing)\b.{0,40}\b(?:report(?:ing)?|story|article|column|coverage|piece|dispatch|account)
        |contributed\.?\)?$
        |(?:with|additional)\s(?:assistance|reporting|help|contributions?|files?)\s(?:from|by)\b
        |(?:reported|reporting)\sfrom\s.{2,80}\.?\)$ | assisted\s(?:in|with)\sthis)""",
    re.VERBOSE | re.IGNORECASE,
)
# Such as: With assistance from Ann Lee and Bo Day.
_OPENS_BARE = re.compile(
    r"[—–-]*\s?(?:with\s(?:assistance|reporting|help|files|contributions?)|additional\sreporting)\s(?:from|by)"
    r"(?-i:(?:[\s,;&]+(?:[A-Z"
    + CAPITALS
    + r"][\w.'’-]*|and|in|of|the|at|de|la|van|von|staff|writers?|reporters?|correspondents?))+)\.?",
    re.IGNORECASE,
)
# What only a note about the author says, wherever it stands in it.
_SURE = re.compile(
    r"""^\(?(?:
      to\sfind\sout\smore\sabout\b | to\s(?:read|see|learn)\b.{0,80}\b(?:writers|syndicate|website|columns?)\b
    | about\sthe\s(?:writer|author|columnist|contributor)s?:?$
    | (?:e-?mail|contact|write(?:\sto)?|reach|follow|readers\s(?:may|can))\b.{0,120}(?:@\w|\bat\s(?:\w+\.)?\w+\.(?:com|org|net|edu)\b|\bon\s(?:twitter|x|facebook)\b)
    | \S+@\S+\.\w+\)?$ | twitter:\s?@ | e-?mail:\s
    | (?:the\s)?(?:views|opinions)\sexpressed\b.{0,60}\b(?:own|those\sof|not\snecessarily|author|writer|columnist)
    | (?:editor|author|writer)['’]?s['’]?\snote:
    | this\s(?:column|essay|editorial|commentary|article|piece|op-ed|story)\s(?:(?:was\s)?(?:first|originally)\b|was\s(?:produced|published|written|provided|distributed)\b
        |appeared\b|does\snot\snecessarily|reflects\s(?:the\s)?(?:personal\s)?(?:views|opinions?)) )
    | \bwrote\s(?:this|it)\sfor\b | \bnecessarily\s(?:reflect|represent|those)\b | \bcreators\ssyndicate\swebsite\b | \bat\swww\.creators\.com
    | \b(?:views|opinions)\sexpressed\b.{0,40}\bare\b.{0,60}\b(?:own|author|writer|alone)""",
    re.VERBOSE | re.IGNORECASE,
)
# What a note about the author says too, but a story's last sentence may say as well.
_LIKELY = re.compile(
    r"""^\(?(?:
      (?:e-?mail|contact|write(?:\sto)?|reach|follow|readers\s(?:may|can))\b
    | (?:his|her|their|my)\s(?:new(?:est)?|latest|most\srecent|e-?mail|column|book|twitter|newsletter|website)\b.{0,80}\b(?:is|at|appears|can|@)
    | (?:s?he|they)\s(?:is|are|was|can\sbe|may\sbe|writes?|lives?|tweets?|also|previously|holds|teaches)\b
    | this\s(?:column|essay|editorial|commentary|article|piece|op-ed)\b
    | the\s(?:writer|author|columnist)\sis\b | (?:twitter|follow|photo\scredit)\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_PART = rf"(?:[A-Z{CAPITALS}][\w.'’-]*|de|la|van|von|der|del|of|bin|al|y)"
_BIO = re.compile(
    rf"""^\(?(?P<name>{_PART}(?:\s{_PART}){{1,5}}(?:,?\s(?:Jr|Sr|M\.?D|Ph\.?D)\.?|\s(?:II|III|IV))?)
        (?:,(?:\s[^.;]{{2,160}},|\sM\.D\.,)?|\sand\s[^.;]{{3,60}}?)?\s
        (?:is|are|was|were|writes?|wrote|serves?|served|has|covers|covered|teaches|taught|lives|can\sbe|may\sbe|hosts|edits|leads|directs|works?|
           represents|runs|founded|reports|holds|blogs)\b""",
    re.VERBOSE,
)
_POSSESSIVE = re.compile(
    rf"""^\(?(?P<name>{_PART}(?:\s{_PART}){{1,5}})['’]s?\s(?:(?:new(?:est)?|latest|most\srecent)\s)?(?:book|column|e-?mail|novel|podcast)""",
    re.VERBOSE,
)
_SYNDICATE = re.compile(
    r"(?:columnist|syndicate|syndicated|author\sof|editor|writer|professor|fellow|director|reporter|editorial\sboard|www\.|\.com\b|@|@?e-?mail)",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNATURE = re.compile(r"^(?:—|–|--|-)\s?(?:[A-Z“\"(][\w.,'’“”\"()&-]*|and|of|the|for|de|la|van|von|\s)+$")
_RULE = re.compile(r"^[_=*~—–-]{2,}$|^(?:[_*=~-]\s){2,}[_*=~-]$|^[#*]{1,5}$|^-?30-?$")


@cached
def is_rule(text: str) -> bool:
    """True if the text is a rule that parts a story from its notes.

    >>> is_rule("____"), is_rule("— 30 —")
    (True, False)
    """
    return bool(_RULE.match(fold(text)))


@cached
def is_contributor_note(text: str) -> bool:
    """True if the text is a note such as "(A and B contributed to this report.)" and no sentence of the story.

    >>> is_contributor_note("(Ann Lee contributed to this report.)")
    True
    """
    line = fold(text)
    enclosed = line.startswith(("(", "[", "—", "–", "--")) and len(line) < 500
    short = len(line) < 220 and re.search(
        r"\bcontribut(?:ed|ing) to (?:this|the) (?:report|story|article|column)\.?$", line
    )
    return bool(_CONTRIBUTOR.search(line)) and bool(enclosed or short or _OPENS_BARE.fullmatch(line))


@cached
def is_signature(text: str) -> bool:
    """True if the text is a signature line.

    >>> is_signature("— Ann Lee"), is_signature("— which nobody expected.")
    (True, False)
    """
    line = fold(text)
    return len(line) < 90 and bool(_SIGNATURE.match(line))


def is_author_note(text: str, persons: Iterable[str] = ()) -> bool:
    """True if the text by itself is a note about the author; `persons` are the byline's.

    >>> is_author_note("(Jo Doe is a columnist for the Ledger.)", ["Jo Doe"])
    True
    >>> is_author_note("He is running for a third term.", ["Jo Doe"])
    False
    """
    line = fold(text)
    if len(line) > 900:  # a note is short
        return False
    if _SURE.search(line) or is_signature(line):
        return True
    if (owner := _POSSESSIVE.match(line)) and names_one_of(owner["name"], persons):
        return True
    bio = _BIO.match(line)
    if not bio:
        return False
    enclosed = line.startswith("(") and line.endswith(")")
    return names_one_of(bio["name"], persons) or (bool(_SYNDICATE.search(line)) and enclosed)


def may_be_author_note(text: str, persons: Iterable[str] = ()) -> bool:
    """True if the text belongs to a note provided that a line before it surely is one.

    >>> may_be_author_note("She can be reached at the paper."), may_be_author_note("Rain fell.")
    (True, False)
    """
    line = fold(text)
    return len(line) < 600 and (bool(_LIKELY.match(line)) or is_author_note(line, persons))


def names_one_of(name: str, persons: Iterable[str]) -> bool:
    """True if the name stands for one of the persons (whole, or by the last name)."""
    words = key(name)
    return any(key(person) in words or words in key(person) for person in persons if key(person))
