"""Bylines: persons and the source organization."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.text.cached import MOST
from newscrawl.text.clean import LONGEST_VALUE, fold, key
from newscrawl.text.names import NOBODY, person_points

BY = re.compile(
    r"^(?:(?:written|text|story|words|column|reported|posted)\s)?(?:by|from)\b:?\s+(?=\S)|^(?:authors?|source|reporter)\s?:\s+",
    re.IGNORECASE,
)
# Staff Writer; Senior Political Correspondent; Co-Founder & Marketing Director; syndicated columnist
ROLE = re.compile(
    r"""^(?:[\w-]+\s(?:&\s)?){0,4}(?:columnist|writer|reporter|correspondent|editor|contributor|commentator|director|manager|
    founder|analyst|producer|officer|specialist|grader|ce?oo?)s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_SPECIAL = re.compile(r"^(?:special\sto|for|of)\s(?=\S)", re.IGNORECASE)
_AGENCY = re.compile(r"\s*\((?:[A-Z]{2,5})\)$")  # The Mail (TNS)
# A comma (not in brackets, nor before Jr.), a separator, "and", or the blank before "of the Ledger"
_JOINT = re.compile(
    r"""(?P<comma>,(?![^()]*\))(?!\s?(?:(?:Jr|Sr|M\.?D|Ph\.?\s?D|Esq|D\.D\.S|R\.N|J\.D)\.?|II|III|IV)(?:,|$|\s(?:and|[&|/•·—–-])\s))\s*)
      | (?P<bar>\s+[|/•·—–-]\s+) | \s*;\s* | (?<=\w)/(?=[A-Z])
      | (?P<of>\s+(?=(?:of|[Ff]or)\s(?:[Tt]he\s)?[A-Z]))
      | (?P<and>\s+(?:and|AND|with)\s+) | (?P<ampersand>\s+&\s+)""",
    re.VERBOSE,
)
_AND = re.compile(r"^(?:and|&)\s+")
#: What a part of a byline gets by its place in the row, beside its words' points (``names.PERSON``); persons are above zero.
ROW = {
    "known": 4.0,  # metadata name the person: in place of the words' points
    "last": -1.0,  # behind the one comma, or the last of two: a list of persons would end with "and"
    "first": 2.5,  # a person's surname is a paper's word now and then: Ann Post, The Sun
    "and": 1.5,  # beside "and": a row of persons
    "source": -4.0,  # behind "of" or "Special to", a role, or the holder of the rights: in place of all above
    "barred": -1.5,  # behind a bar or dot
    "closed": -2.0,  # behind a comma that follows "and"
}
_SHORT_ROW = 3  # parts; longer rows are lists of persons


@dataclass(frozen=True, slots=True)
class Byline:
    """Persons in order as printed, and the organization the story comes from."""

    authors: tuple[str, ...] = ()
    source_organization: str | None = None


def read_byline(
    byline: str | None, organizations: tuple[str, ...] = (), persons: tuple[str, ...] = ()
) -> Byline:
    """Read a byline; boards, staffs and organizations are no persons, roles no source. A text over 1,000 characters is none.

    `organizations` (the rights line's holder) and `persons` (those whom metadata names) are known to be some.

    >>> read_byline("By Ann Lee and J.D. Roe, Jr., Harbor City News")
    Byline(authors=('Ann Lee', 'J.D. Roe, Jr.'), source_organization='Harbor City News')
    """
    text = byline or ""
    return _read(text, organizations, persons) if len(text) <= LONGEST_VALUE else Byline()


@lru_cache(maxsize=MOST)
def _read(byline: str, organizations: tuple[str, ...], persons: tuple[str, ...]) -> Byline:
    """Cut the row of names where what stands before reads most like persons, and what stands behind like a source."""
    line = _AGENCY.sub("", BY.sub("", fold(byline))).strip(" ,|")
    known = {name.lower() for name in persons}
    parts = [cut for part in _parts(line) for cut in _split_known(part, known)]
    points = _points(parts, {_bare(name) for name in organizations}, known)
    gains = [2 * sum(points[:cut]) - sum(points) for cut in range(len(points) + 1)]
    cut = max(range(len(gains)), key=lambda at: (gains[at], -at))
    return Byline(
        tuple(name for name, _, _ in parts[:cut] if not ROLE.match(name)), _source(line, parts[cut:])
    )


def _parts(line: str) -> list[tuple[str, str, int]]:
    """Part a line at its joints: the parts, the joint before each, and where each begins."""
    parts: list[tuple[str, str, int]] = []
    start, joint = 0, ""
    for match in _JOINT.finditer(line):
        if match["of"] and person_points(_SPECIAL.sub("", line[match.end() :])) >= 0:
            continue
        parts.append((line[start : match.start()], joint, start))
        start, joint = match.end(), match.lastgroup or "and"
    parts.append((line[start:], joint, start))
    found = []
    for part, before, at in parts:
        name = _AND.sub("", part) if part.startswith(("and ", "& ")) else part
        if name.strip(" ,"):
            found.append((name.strip(" ,"), "and" if name != part else before, at + len(part) - len(name)))
    return found


def _split_known(part: tuple[str, str, int], persons: set[str]) -> list[tuple[str, str, int]]:
    """Part a known person from what is printed right behind the name: Ann Lee Political Correspondent."""
    name, joint, at = part
    for person in persons:
        if name.lower().startswith(f"{person} "):
            behind = name[len(person) :].strip(" ,")
            return [(name[: len(person)], joint, at), (behind, "bar", at + len(name) - len(behind))]
    return [part]


def _points(parts: list[tuple[str, str, int]], known: set[str], persons: set[str]) -> list[float]:
    """Return for each part how far it is a person: by its words and by its place in the row."""
    points = []
    closed = barred = False
    for at, (name, joint, _) in enumerate(parts):
        closed = closed or (joint == "comma" and parts[at - 1][1] == "and")
        barred = barred or joint == "bar"
        score = ROW["known"] if name.lower() in persons else person_points(name)
        if at and joint == "comma" and at == len(parts) - 1 < _SHORT_ROW:
            score += ROW["last"]
        if joint == "of" or _SPECIAL.match(name) or ROLE.match(name) or (at and _bare(name) in known):
            score = ROW["source"]
        elif at == 0 and {joint for _, joint, _ in parts} & {"comma", "bar"}:
            score += ROW["first"]
        elif (
            (" " in name or len(parts) < _SHORT_ROW)
            and not barred
            and "and" in (joint, *(after for _, after, _ in parts[at + 1 : at + 2]))
        ):
            score += ROW["and"]
        points.append(score + ROW["barred"] * barred + ROW["closed"] * closed)
    return points


def _bare(name: str) -> str:
    """Reduce an organization's name to what the byline and the rights line have in common."""
    return key(re.sub(r"^the\s|,?\s(?:inc|llc|l\.p|co|corp)\.?$", "", fold(name), flags=re.IGNORECASE))


def _source(line: str, parts: list[tuple[str, str, int]]) -> str | None:
    """Return what is left as a source, without roles, boards and "Special to"."""
    while parts and (ROLE.match(parts[0][0]) or (len(parts) > 1 and NOBODY.match(parts[0][0]))):
        parts = parts[1:]
    while parts and ROLE.match(parts[-1][0]):
        line, parts = line[: parts[-1][2]].rstrip(" ,|&"), parts[:-1]
    text = re.sub(r"^the\s", "", _SPECIAL.sub("", line[parts[0][2] :])) if parts else ""
    board = re.sub(r"\s+(?:Editorial (?:Board|Staff)|Editors|Staff)$", "", text, flags=re.IGNORECASE)
    nobody = board.lower() in {"", "the", "editorial", "staff"} or (board == text and NOBODY.match(text))
    return None if nobody else board


def split_names(names: str) -> list[str]:
    """Return the names in a row that is known to name persons, as metadata does.

    >>> split_names("Ann Lee and newsdesk")
    ['Ann Lee', 'newsdesk']
    """
    found = [name for name, _, _ in _parts(BY.sub("", fold(names))) if name[0].isalnum()]
    return [name for name in found if not (ROLE.match(name) or NOBODY.match(name))] or found[:1]
