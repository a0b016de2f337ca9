"""Who wrote the story: the persons as printed, by what the page's metadata calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.nameline import like_name
from newscrawl.text.byline import read_byline
from newscrawl.text.clean import key
from newscrawl.text.names import has_first_name, person_points

if TYPE_CHECKING:
    from collections.abc import Sequence


def name_persons(names: Sequence[str], sites: Sequence[str]) -> list[str]:
    """Return the persons whom metadata names; a name that is the site's is none."""
    known = {key(site) for site in sites}
    persons = dict.fromkeys(author for name in names for author in read_byline(name).authors)
    named = [name for name in persons if key(name) not in known or has_first_name(name)]
    return [name for name in named if like_name(name) and name[0].isupper()] or named


def name_authors(printed: Sequence[str], known: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the authors, by what metadata calls them, and the source that is printed behind one of them."""
    authors, source = [], None
    for name in printed:
        person = next((one for one in known if name.lower().startswith(one.lower())), name)
        behind = name[len(person) :].strip(" ,|")
        source = behind if behind and person_points(behind) < 0 else source
        authors.append(name[: len(person)])
    more = {key(name) for name in authors} < {key(name) for name in known}
    return (list(known) if more else authors), source
