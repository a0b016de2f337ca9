"""Kinds: whether a story is news, a column, an editorial …, and from which side it speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.channels import POLITICS
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
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def read_kind(headline: str, section_path: str, authors: Sequence[str] = ()) -> str:
    """Return a story's kind: by its headline's prefix, else by its section; an unknown section holds news.

    A name before a colon makes a column only when it is an author's, a known columnist's or the section's own columnist's.

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
    section = POLITICS.section(section_path)
    return section.kind if section else "news"


def read_viewpoint(section_path: str) -> str | None:
    """Return the side a section speaks from: left, right, moderate, or None where it takes none.

    >>> read_viewpoint("politics/mod/jodoe")
    'moderate'
    """
    section = POLITICS.section(section_path)
    return section.viewpoint if section else None


def _is_columnist(name: str, section_path: str, authors: Sequence[str]) -> bool:
    codes = {POLITICS.columnist_code(section_path), *POLITICS.columnists}
    return key(name) in codes or any(_same_person(name, author) for author in authors)


def _same_person(name: str, author: str) -> bool:
    """Compare whole names, or first and last ones, or a last name alone; suffixes do not count."""
    given, known = _words(name), _words(author)
    if not given or not known:
        return False
    return given in (known, known[-1:]) or (len(given) > 1 and (given[0], given[-1]) == (known[0], known[-1]))


def _words(name: str) -> list[str]:
    words = [key(word) for word in name.split()]
    return [word for word in words if word and word not in _SUFFIXES]
