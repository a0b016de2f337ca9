"""Bylines: persons and the source organization."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.text.cached import MOST
from newscrawl.text.clean import LONGEST_VALUE, fold, key
from newscrawl.text.names import NOBODY, STRONG, WEAK, has_first_name, is_organization

_BY = re.compile(r"^(?:(?:written|story|reported|words|column)\s)?(?:by|from)\b:?\s+", re.IGNORECASE)
_ROLE = re.compile(
    r"""^(?:(?:nationally\s|internationally\s)?syndicated\scolumnist|(?:(?:opinion|guest|staff|political|national|senior|chief|contributing)\s)*
    (?:columnist|writer|reporter|correspondent|editor|contributor|commentator))s?$""",
    re.IGNORECASE | re.VERBOSE,
)
# Such as "Jr." in "Bo Day, Jr." or "Jr. and Ann Lee" in "Bo Day, Jr. and Ann Lee"
_SUFFIX = re.compile(
    r"^(?:(?:Jr|Sr|M\.?D|Ph\.?\s?D|Esq|D\.D\.S|R\.N|J\.D)\.?|II|III|IV)(?:\s+(?:and|&)\s+.+)?$"
)
_SPECIAL = re.compile(r"^(?:special\sto|for|of)\s(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|AND|&|with)\s+|\s*;\s*")
_AGENCY = re.compile(r"\s*\((?:[A-Z]{2,5})\)$")  # The Mail (TNS)
_SEPARATOR = re.compile(r"\s+[|/—–-]\s+|\s+(?=(?:of|for)\s(?:[Tt]he\s)?[A-Z])")


@dataclass(frozen=True, slots=True)
class Byline:
    """Persons in order as printed, and the organization the story comes from."""

    authors: tuple[str, ...] = ()
    source_organization: str | None = None


def read_byline(byline: str | None, organizations: tuple[str, ...] = ()) -> Byline:
    """Read a byline; boards, staffs and organizations are no persons, roles no source. A text over 1,000 characters is none.

    `organizations` are known to be some (the rights line's holder): a part that is one of them opens the source.

    >>> read_byline("By Ann Lee and J.D. Roe, Jr., Harbor City News")
    Byline(authors=('Ann Lee', 'J.D. Roe, Jr.'), source_organization='Harbor City News')
    """
    text = byline or ""
    return _read(text, organizations) if len(text) <= LONGEST_VALUE else Byline()


@lru_cache(maxsize=MOST)
def _read(byline: str, organizations: tuple[str, ...]) -> Byline:
    parts = _parts(_AGENCY.sub("", _BY.sub("", fold(byline))).strip(" ,|"))
    persons: list[str] = []
    known = {_bare(name) for name in organizations}
    while parts and not (
        (persons and _bare(parts[0]) in known)
        or _closes_list(persons)
        or _opens_source(parts, first=not persons)
    ):
        persons.append(parts.pop(0))
    return Byline(tuple(name for part in persons for name in _persons(part)), _source(parts))


def _bare(name: str) -> str:
    """Reduce an organization's name to what the byline and the rights line have in common."""
    return key(re.sub(r"^the\s|,?\s(?:inc|llc|l\.p|co|corp)\.?$", "", fold(name), flags=re.IGNORECASE))


def _parts(line: str) -> list[str]:
    """Part a line at its commas (not those in brackets, nor before Jr.) and before a separated source."""
    head, _, tail = _separate(line)
    parts: list[str] = []
    for part in re.split(r",\s*(?![^()]*\))", head):
        if parts and _SUFFIX.match(part):
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    return [*parts, tail] if tail else parts


def _closes_list(persons: list[str]) -> bool:
    """True if the row of persons ended with "and": what follows is the source, whatever it is called."""
    return bool(persons) and bool(re.search(r"(?:^|\s)(?:and|&)\s", persons[-1]))


def _separate(line: str) -> tuple[str, str, str]:
    """Find "| Source", "- Source" or "of the Source" behind a person; an organization's own "of" parts nothing."""
    match = _SEPARATOR.search(line)
    if not match or is_organization(line[: match.start()]):
        return line, "", ""
    tail = line[match.end() :]
    if not match[0].strip() and not is_organization(_SPECIAL.sub("", tail)):
        return line, "", ""
    return line[: match.start()], match[0], tail


def _opens_source(parts: list[str], *, first: bool) -> bool:
    """Decide whether the source begins here: by the part's words, and by what follows it."""
    part = parts[0]
    if _SPECIAL.match(part) or NOBODY.match(part) or _ROLE.match(part):
        return True
    if re.match(r"(?:and|&)\s", part):
        return False
    name = _AND.split(part)[0]
    if first and len(parts) > 1 and not name.startswith("The ") and _person_before(name, parts):
        return False
    if len(parts) == 1 and name != part and not STRONG.search(part) and not part.startswith("The "):
        return not all(" " in one for one in _AND.split(part))  # two persons and no source
    if first:
        return is_organization(name) or is_organization(part)
    return is_organization(part) or (not has_first_name(part) and (len(parts) == 1 or " " not in part))


def _person_before(name: str, parts: list[str]) -> bool:
    """True for a person whose surname is a paper's word (Ann Post, The Sun), and no paper that others follow."""
    if STRONG.search(name):
        return has_first_name(name) and len(name.split()) <= 3 and _names_source(parts[-1])
    if name != parts[0] and not is_organization(name) and not STRONG.search(parts[0]):
        return True  # two persons
    return bool(WEAK.search(name)) and (_names_source(parts[-1]) or not has_first_name(parts[-1]))


def _names_source(part: str) -> bool:
    return is_organization(part) or bool(_SPECIAL.match(part))


def _persons(part: str) -> list[str]:
    part = re.sub(r"^(?:and|&)\s+", "", part)
    return [name for name in (fold(name) for name in _AND.split(part)) if name]


def _source(parts: list[str]) -> str | None:
    """Join what is left to a source, without roles, boards and "Special to"."""
    parts = [re.sub(r"^the\s", "", _SPECIAL.sub("", part)) for part in parts if not _ROLE.match(part)]
    while len(parts) > 1 and NOBODY.match(parts[0]):
        parts.pop(0)
    text = ", ".join(parts)
    board = re.sub(r"\s+(?:Editorial (?:Board|Staff)|Editors|Staff)$", "", text, flags=re.IGNORECASE)
    return (
        None
        if not text
        or board.lower() in {"the", "editorial", "staff"}
        or (board == text and NOBODY.match(text))
        else board
    )
