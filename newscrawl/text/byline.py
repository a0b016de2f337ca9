"""Bylines: persons and the source organization."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.text.clean import fold

_BY = re.compile(r"^(?:(?:written|story|reported)\s)?(?:by|from)\b:?\s+", re.IGNORECASE)
_ORGANIZATION = re.compile(
    r"""\b(?:News|Times|Post|Herald|Tribune|Journal|Ledger|Dispatch|Gazette|Chronicle|Press|Services?|Agency|Institute|Institution|
    Foundation|Cent(?:er|re)|University|College|Union|Wire|Media|Network|Association|Council|Report(?:er)?|Review|Opinion|Bureau|
    Examiner|Sentinel|Inquirer|Enquirer|Observer|Courier|Monitor|Star|Sun|Globe|Record|Register|Bee|Mercury|Pilot|Today|Daily|
    Magazine|Society|League|Alliance|Fund|Group|Company|Co\.|Inc\.?|LLC|L\.P\.|Corp\.?|Project|Newspapers?|Constitution|Syndicate|
    Roll\sCall|Newsroom|Democrat|Republic|Telegraph|Transcript|Advocate|Standard|Banner|Mail|Voice|School|Initiative|Board|Staff)\b
    |^The\s|\.(?:com|org|net)\b|^[A-Z]{2,6}$""",
    re.VERBOSE,
)
_NOBODY = re.compile(
    r"^(?:the\s)?(?:(?:.*\s)?editorial\sboard|editorial\sstaff|editors|staff|staff\s(?:reports?|writers?)|wire\sreports?)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:(?:nationally\s)?syndicated\scolumnist|(?:opinion\s|guest\s|staff\s|political\s)?(?:columnist|writer|reporter|correspondent|editor|contributor))s?$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:Jr|Sr|M\.?D|Ph\.?D|Esq)\.?$|^(?:II|III|IV)$")
_SPECIAL = re.compile(r"^(?:special\sto|for)\s(?=\S)", re.IGNORECASE)
_SPLIT = re.compile(r"\s+(?:and|&|with)\s+|\s*;\s*")


@dataclass(frozen=True, slots=True)
class Byline:
    """Persons in order as printed, and the organization the story comes from."""

    authors: tuple[str, ...] = ()
    source_organization: str | None = None


def read_byline(byline: str | None) -> Byline:
    """Read a byline.

    >>> read_byline("By Ann Lee and J.D. Roe, Jr., Harbor City News")
    Byline(authors=('Ann Lee', 'J.D. Roe, Jr.'), source_organization='Harbor City News')
    """
    line = _BY.sub("", fold(byline or "")).strip(" ,|")
    line, _, behind = line.partition(" | ")
    parts = _comma_parts(line) + ([behind] if behind else [])
    persons: list[str] = []
    while parts and not _is_organization(parts[0], first=not persons, last=len(parts) == 1):
        persons += _persons(parts.pop(0))
    if parts and _NOBODY.match(parts[0]) and len(parts) > 1:
        parts.pop(0)
    source = _source(parts)
    return Byline(tuple(persons), source)


def _comma_parts(line: str) -> list[str]:
    parts: list[str] = []
    for part in re.split(r",\s*(?![^()]*\))", line):
        if parts and _SUFFIX.match(part):
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    return parts


def _is_organization(part: str, *, first: bool, last: bool) -> bool:
    if _SPECIAL.match(part) or _NOBODY.match(part) or _ROLE.match(part):
        return True
    if re.match(r"(?:and|&)\s", part):
        return False
    if _SPLIT.search(part) and not first:
        return bool(_ORGANIZATION.search(_SPLIT.split(part)[0]))
    return bool(_ORGANIZATION.search(part)) or (last and not first and " " not in part)


def _persons(part: str) -> list[str]:
    part = re.sub(r"^(?:and|&)\s+", "", part)
    return [name for name in (fold(name) for name in _SPLIT.split(part)) if name]


def _source(parts: list[str]) -> str | None:
    parts = [_SPECIAL.sub("", part) for part in parts if not _ROLE.match(part)]
    text = re.sub(r"\s+(?:Editorial Board|Staff)$", "", ", ".join(parts), flags=re.IGNORECASE)
    return None if not text or _NOBODY.match(text) else text
