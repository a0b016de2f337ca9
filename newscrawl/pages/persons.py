"""Who wrote the story: the persons as printed, by what the page's metadata calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.text.byline import split_names
from newscrawl.text.clean import key
from newscrawl.text.names import has_first_name

if TYPE_CHECKING:
    from collections.abc import Sequence


def name_persons(names: Sequence[str], sites: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the persons whom metadata names, and the site where it is named as one."""
    known = {key(site) for site in sites}
    found = dict.fromkeys(one for name in names for one in split_names(name))
    sites = [name for name in found if key(name) in known and not has_first_name(name)]
    return [name for name in found if name not in sites], next(iter(sites), None)
