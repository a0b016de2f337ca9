"""The rights line: year, holder, distributor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.text.cached import cached
from newscrawl.text.clean import CAPITALS, fold

# ©2024 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC.
_MARK = r"(?:(?:©️?|\(c\)|&copy;|copyright),?\s*){1,2}(?:by\s)?,?\s*(?P<year>(?:19|20)\d\d)(?:\s?[-–]\s?(?:19|20)?\d\d)?,?\s+(?:by\s)?"
# Words of a name: capitalised, numbers, addresses, particles; "Copyright 1998 was stamped on it" names nobody.
_WORD = rf"(?:(?-i:[A-Z{CAPITALS}0-9“\"(&])[^\s]*|(?:www\.)?[\w-]+\.(?:com|org|net|news)\S*|of|the|and|for|in|on|at|to|de|la|du|van|von|del)"
_AGENCY = r"[a-z]{2,5}(?=\.|$|\s(?:visit|dist))"  # dpa
_HOLDER = rf"(?P<holder>{_WORD}(?:\s{_WORD}){{0,13}}?|{_AGENCY})"
_TAIL = r"(?P<tail>(?:[.,;]?\s+(?:all\srights\sreserved|visit\s\S.{0,80}?|(?:dist(?:ributed|\.)|syndicated)(?:\s\w+ly)?\sby\s.{2,60}?))*)\.?"
# A full stop ends the statement, unless it is one of an abbreviation (St., U.S.) or the holder's place follows (Norfolk, Va.).
_ENDED = r"(?:(?<=\w{4}[.)])|(?<=\bLLC\.)|(?<=\bInc\.)|(?<=\.P\.)|(?<=\bCo\.)|(?<=\bLtd\.)|(?<=\bCorp\.))"
_PLACE = r"[^()]{2,40}\)(?:$|[.,;]|\s(?:visit|dist))"
_STATEMENT = re.compile(rf"{_MARK}{_HOLDER}{_TAIL}\s*(?=$|{_ENDED}\s(?:[A-Z]|\((?!{_PLACE})))", re.IGNORECASE)
_BARE = re.compile(
    rf"^(?P<year>(?:19|20)\d\d)\s{_HOLDER}(?P<tail>(?:[.,;]\s*(?:all\srights\sreserved|distributed\sby\s.{{2,60}}?))+)\.?$",
    re.IGNORECASE,
)
_CONTINUATION = re.compile(
    rf"^(?:visit\s.{{0,60}}?\S+\.\w{{2,12}}(?:/\S*)?\.?|(?:distributed|dist\.|syndicated)\sby\s{_WORD}(?:\s{_WORD}){{0,8}}|all\srights\sreserved\.?)$",
    re.IGNORECASE,
)
# … This material may not be published, broadcast, rewritten or redistributed.
_FORBIDS = re.compile(
    r"[.\s]*(?:this\s(?:material|content|story|article)\smay\snot\b[^.]*|(?:reprinted|republished|used)\s(?:with|by)\spermission)\.?\s*$",
    re.IGNORECASE,
)
_DISTRIBUTOR = re.compile(
    r"(?:distributed|dist\.|syndicated)(?:\s\w+ly)?\sby\s(?P<name>[^\n]{2,70})", re.IGNORECASE
)
_ABBREVIATED = re.compile(r"\b(?:Inc|L\.P|Co|Corp|Ltd|Bros|L\.L\.C|P\.C)\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a rights line says; None where it does not."""

    year: int | None = None
    holder: str | None = None
    distributor: str | None = None


@lru_cache(maxsize=256)
def read_rights(notice: str | None) -> Rights:
    r"""Read year, holder and distributor; the holder's place in brackets is dropped.

    >>> read_rights("©2018 The Pilot (Norfolk, Va.)\nVisit The Pilot at pilot.example\nDistributed by Tribune Content Agency, LLC.")
    Rights(year=2018, holder='The Pilot', distributor='Tribune Content Agency, LLC')
    """
    lines = [fold(line) for line in (notice or "").split("\n")]
    first = next((match for line in lines if (match := _STATEMENT.search(line) or _BARE.search(line))), None)
    sold = _DISTRIBUTOR.search("\n".join(lines))
    return Rights(
        int(first["year"]) if first else None,
        _holder(first["holder"]) if first else None,
        _unstop(sold["name"]) if sold else None,
    )


def _holder(text: str) -> str | None:
    text = re.split(
        r"[.,;]?\s+(?:all\srights|visit\s|distributed\sby|dist\.\sby)", text, flags=re.IGNORECASE
    )[0]
    return _unstop(re.sub(r"\s?\([^()]*\)", "", text)) or None


def _unstop(text: str) -> str:
    text = re.sub(r"\.{2,}$", ".", text.strip().rstrip(",;"))  # Inc..
    return text if _ABBREVIATED.search(text) else text.rstrip(".")


@cached
def find_rights(text: str) -> tuple[int, int] | None:
    """Find where in a line the rights statement stands; None where it is a sentence about rights.

    >>> find_rights("(Jo is a columnist.) (C) 2017 TRIBUNE CONTENT AGENCY, LLC.")
    (21, 58)
    >>> find_rights("Copyright 2024 Ellery Opinion. This material may not be rewritten.")
    (0, 66)
    >>> find_rights("Copyright 2024 Ellery Opinion. Reprinted with permission.")
    (0, 57)
    """
    line = text
    match = _BARE.search(line) or _STATEMENT.search(line)
    if not match or re.search(r"\s(?:was|is|were|said|has|had)\s", match["holder"]):
        return None
    before = line[: match.start()].rstrip()
    if before and before[-1] not in '.)!?”"':
        return None
    more = _FORBIDS.match(line, match.end())
    return match.start(), more.end() if more else match.end()


@cached
def is_rights_line(text: str) -> bool:
    """True if the text is a rights statement and nothing else.

    >>> is_rights_line("COPYRIGHT 2018 CREATORS.COM"), is_rights_line("Copyright law is older than the state.")
    (True, False)
    """
    lines = [line for line in (fold(line) for line in text.split("\n")) if line]
    if not lines or is_site_footer(text):
        return False
    whole = find_rights(lines[0]) == (0, len(lines[0]))
    return whole and all(is_rights_continuation(line) for line in lines[1:])


@cached
def is_rights_continuation(text: str) -> bool:
    """True if the text is a further line of a rights statement: "Visit … at …", "Distributed by …"."""
    line = fold(text)
    return bool(_CONTINUATION.match(line)) and (line[0].isupper()) and len(line.split()) < 14


@cached
def is_site_footer(text: str) -> bool:
    """True if the text is the site's own footer, which is no story's rights line.

    >>> is_site_footer("Copyright 2026 ArcaMax Publishing")
    True
    """
    return len(text) < 300 and bool(
        re.search(r"(?:©|\(c\)|copyright).{0,40}arcamax", fold(text), re.IGNORECASE)
    )
