"""Who wrote the story: the persons as printed, by what the page's metadata calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.text.byline import split_names
from newscrawl.text.clean import key
from newscrawl.text.names import person_points

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_PERSON = -2.0  # points of a name that is an organization's beyond doubt


def name_persons(names: Sequence[str], sites: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the persons whom metadata names, and the site where it is named as one."""
    known = {key(site) for site in sites}
    found = {key(one): one for name in reversed(names) for one in reversed(split_names(name))}
    persons = [one for name, one in reversed(found.items()) if name not in known or person_points(one) > 0]
    best = [one for one in persons if person_points(one) > _NO_PERSON]
    return best or persons, next((one for name, one in found.items() if name in known), None)
