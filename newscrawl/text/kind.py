"""Kinds: whether a story is news, a column, an editorial …, and from which side it speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.text.clean import key

_PREFIX = re.compile(
    r"""\s*(?:guest\s+|another\s+)?
        (?P<kind>editorial|commentary|counterpoint|point|column)  # Editorial: …, COUNTERPOINT: …
        \s*[:|]""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME = re.compile(
    r"""\s*(?P<name>[^\W\d_][^:?!]{1,59}?)\s*:(?:\s|$)  # Clarence Page: …
    """,
    re.VERBOSE,
)
_VIEWPOINTS = {"fromtheleft": "left", "fromtheright": "right", "mod": "moderate"}
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def read_kind(headline: str, section_path: str, authors: Sequence[str] = ()) -> str:
    """Tell a story's kind: by its headline's prefix, else by its section; an unknown section holds news.

    A name before a colon makes a column only when it is an author's or the section's own columnist's.

    >>> read_kind("Editorial: A bridge too many", "politics/politicalnews")
    'editorial'
    >>> read_kind("Jo Doe: Why bridges matter", "politics/opeds", ["Jo Doe"])
    'column'
    >>> read_kind("Supreme Court: justices hear a case", "politics/politicalnews", ["Jo Doe"])
    'news'
    """
    if prefix := _PREFIX.match(headline):
        return str(prefix["kind"]).lower()
    if (named := _NAME.match(headline)) and _is_columnist(named["name"], section_path, authors):
        return "column"
    return _section_kind(section_path)


def read_viewpoint(section_path: str) -> str | None:
    """Tell the side a section speaks from: left, right, moderate, or None where it takes none.

    >>> read_viewpoint("politics/mod/jodoe")
    'moderate'
    """
    return _VIEWPOINTS.get(_parts(section_path)[0])


def _section_kind(section_path: str) -> str:
    section = _parts(section_path)[0]
    if section in _VIEWPOINTS:
        return "column"
    return "commentary" if section == "opeds" else "news"


def _parts(section_path: str) -> list[str]:
    parts = [part for part in section_path.casefold().split("/") if part]
    return (parts[1:] if parts[:1] == ["politics"] else parts) or [""]


def _is_columnist(name: str, section_path: str, authors: Sequence[str]) -> bool:
    code = _parts(section_path)[1:2]
    return [key(name)] == code or any(_same_person(name, author) for author in authors)


def _same_person(name: str, author: str) -> bool:
    """Compare whole names, or first and last ones, or a last name alone; suffixes do not count."""
    given, known = _words(name), _words(author)
    if not given or not known:
        return False
    return given in (known, known[-1:]) or (len(given) > 1 and (given[0], given[-1]) == (known[0], known[-1]))


def _words(name: str) -> list[str]:
    words = [key(word) for word in name.split()]
    return [word for word in words if word and word not in _SUFFIXES]
