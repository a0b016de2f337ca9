"""Bylines: persons and the source organization."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.text.clean import fold, key

_BY = re.compile(r"^(?:(?:written|story|reported|words|column)\s)?(?:by|from)\b:?\s+", re.IGNORECASE)
#: Words that hardly any person is called by: one of them makes an organization wherever it stands.
_STRONG = re.compile(
    r"""\b(?:News|Times|Herald|Tribune|Ledger|Dispatch|Gazette|Chronicle|Services?|Agency|Institut(?:e|ion)|Foundation|Cent(?:er|re)|
    University|College|Union|Wire|Media|Network|Association|Council|Review|Opinion|Bureau|Examiner|Sentinel|Inquirer|Enquirer|
    Observer|Today|Daily|Weekly|Magazine|Society|League|Alliance|Group|Company|Inc\b|LLC|Corp\b|Project|Newspapers?|Constitution|
    Syndicate|Roll\sCall|Newsroom|Democrat|Republic(?:an)?|Telegraph|Transcript|Initiative|Journal|Journalism|Committee|Coalition|
    Fund|Forum|Academy|Department|School|Partnership|Campaign|Policy|Research|Studies|Affairs)\b|\b(?:Co|L\.P)\.|\.(?:com|org|net|news)\b""",
    re.VERBOSE,
)
#: Words that end a paper's name but are surnames too; a first name before them makes a person.
_WEAK = re.compile(
    r"\s(?:Post|Press|Star|Sun|Globe|Bee|Record|Pilot|Mercury|Banner|Standard|Register|Monitor|Courier|Mail|Voice|Advocate|Report|Reporter|"
    r"Leader|Eagle|Citizen|Argus|World|Nation|Atlantic|Hill|Mirror|Beacon|Journal-\w+|\w+-(?:Pilot|Tribune|Journal|Times|News|Call|Star|Press|Gazette|"
    r"Dispatch|Ledger|Herald|Constitution|Sentinel|Observer|Register|Democrat|Picayune|American|Review|Bee|Telegram))$"
)
_FIRST_NAMES = frozenset(
    "adam al alan alex amanda amy andrea andrew angela ann anna anne anthony art arthur barbara ben beth betty bill bob bonnie brad brian bruce "
    "carl carol caroline catherine charles chris christina christine cindy claire craig cynthia dan daniel dave david deborah dennis diana diane "
    "don donald donna doug ed edward elaine elizabeth ellen emily eric erin eva frank fred gary george gina grace greg hank harry heather helen "
    "henry howard ian jack jacob jake james jamie jane janet jason jay jean jeff jennifer jenny jerry jessica jill jim jo joan joe john jon "
    "jonathan jordan jose joseph josh joyce juan judith julia julie justin karen kate katie keith kelly ken kevin kim larry laura lauren lee leo "
    "linda lisa liz lori lou louis lucy luis lynn marc margaret maria marie mark martha martin mary matt matthew max megan melissa michael "
    "michelle mike molly monica nancy nate nathan nick nicole noah pam pat patricia patrick paul peter phil philip rachel ralph ray rebecca "
    "rich richard rick rob robert robin roger ron ronald rose roy russell ruth ryan sam samuel sandra sara sarah scott sean sharon sheila shirley "
    "stacy stephen steve steven sue susan ted teresa terry theresa thomas tim timothy todd tom tony tracy tyler victor victoria walter wendy will "
    "william zach".split()
)
_NOBODY = re.compile(
    r"^(?:the\s)?(?:(?:.*\s)?editorial\s(?:board|staff)|(?:.*\s)?editors|staff|(?:staff|wire)\s(?:and\swire\s)?(?:reports?|writers?))$",
    re.IGNORECASE,
)
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
_AND = re.compile(r"\s+(?:and|&|with)\s+|\s*;\s*")
_SEPARATOR = re.compile(r"\s+[|/—–-]\s+|\s+(?=(?:of|for)\s(?:[Tt]he\s)?[A-Z])")


@dataclass(frozen=True, slots=True)
class Byline:
    """Persons in order as printed, and the organization the story comes from."""

    authors: tuple[str, ...] = ()
    source_organization: str | None = None


def read_byline(byline: str | None, organizations: Sequence[str] = ()) -> Byline:
    """Read a byline; boards, staffs and organizations are no persons, roles no source.

    `organizations` are known to be none (the rights line's holder): a part that one begins with is a source.

    >>> read_byline("By Ann Lee and J.D. Roe, Jr., Harbor City News")
    Byline(authors=('Ann Lee', 'J.D. Roe, Jr.'), source_organization='Harbor City News')
    """
    line = _BY.sub("", fold(byline or "")).strip(" ,|")
    parts = _parts(line)
    persons: list[str] = []
    known = {_bare(name) for name in organizations}
    while parts and _bare(parts[0]) not in known and not _opens_source(parts, first=not persons):
        persons += _persons(parts.pop(0))
    return Byline(tuple(persons), _source(parts))


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


def _separate(line: str) -> tuple[str, str, str]:
    """Find "| Source", "- Source" or "of the Source" behind a person; an organization's own "of" parts nothing."""
    match = _SEPARATOR.search(line)
    if not match or _is_organization(line[: match.start()]):
        return line, "", ""
    tail = line[match.end() :]
    if not match[0].strip() and not _is_organization(_SPECIAL.sub("", tail)):
        return line, "", ""
    return line[: match.start()], match[0], tail


def _is_organization(part: str) -> bool:
    """Judge one part by its words alone.

    >>> _is_organization("Denver Post"), _is_organization("Bill Press")
    (True, False)
    """
    first = part.split(maxsplit=1)[0].lower().strip(".") if part.split() else ""
    if _NOBODY.match(part) or re.match(r"The\s|[A-Z]{2,6}$", part) or _STRONG.search(part):
        return True
    return bool(_WEAK.search(part)) and first not in _FIRST_NAMES


def _opens_source(parts: list[str], *, first: bool) -> bool:
    """Decide whether the source begins here: by the part's words, and by what follows it."""
    part = parts[0]
    if _SPECIAL.match(part) or _NOBODY.match(part) or _ROLE.match(part):
        return True
    if re.match(r"(?:and|&)\s", part):
        return False
    name = _AND.split(part)[0]
    if (
        first
        and len(parts) > 1
        and _WEAK.search(name)
        and not _STRONG.search(name)
        and not name.startswith("The ")
    ):
        return not _is_organization(parts[-1])
    return _is_organization(name) or _is_organization(part) or (not first and " " not in part)


def _persons(part: str) -> list[str]:
    part = re.sub(r"^(?:and|&)\s+", "", part)
    return [name for name in (fold(name) for name in _AND.split(part)) if name]


def _source(parts: list[str]) -> str | None:
    """Join what is left to a source, without roles, boards and "Special to"."""
    parts = [re.sub(r"^the\s", "", _SPECIAL.sub("", part)) for part in parts if not _ROLE.match(part)]
    while len(parts) > 1 and _NOBODY.match(parts[0]):
        parts.pop(0)
    text = ", ".join(parts)
    board = re.sub(r"\s+(?:Editorial (?:Board|Staff)|Editors|Staff)$", "", text, flags=re.IGNORECASE)
    return (
        None
        if not text
        or board.lower() in {"the", "editorial", "staff"}
        or (board == text and _NOBODY.match(text))
        else board
    )
