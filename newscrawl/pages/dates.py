"""The dates of a story: metadata, `<time>`, printed lines and the feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.items import Sourced
from newscrawl.text.dates import find_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.pages.evidence import Evidence
    from newscrawl.pages.layout import Layout

_LATER = re.compile(r"(?:last )?updated|modified", re.IGNORECASE)
_BEHIND = 8  # pieces behind the story in which its date may stand


def find_dates(page: Evidence, layout: Layout) -> tuple[Sourced, ...]:
    """Return every date of publication that the page or feed gives, best first."""
    top = layout.headline if layout.headline is not None else layout.start
    above = range(top - 8, layout.start + 2)
    behind = range(layout.end, min(layout.end + _BEHIND, len(page.pieces)))
    machine = page.metadata.dates
    found = [one for one in machine if one.source == "jsonld"]
    found += [Sourced(one.value, "time") for one in page.moments if one.position in above]
    found += [one for one in machine if one.source == "meta"]
    found += _printed(page, range(max(0, top - 5), layout.start), layout)
    found += [
        Sourced(one.value, "time")
        for one in page.moments
        if one.position + 1 in behind or one.position in behind
    ]
    found += _printed(page, behind, layout)
    return (*found, Sourced(page.hints.date, "feed")) if page.hints.date else tuple(found)


def _printed(page: Evidence, near: Iterable[int], layout: Layout) -> list[Sourced]:
    """Dates in short lines of the page's own, but those of a later change."""
    lines = (page.texts[i] for i in near if i != layout.headline and i not in page.foreign)
    published = (line for line in lines if len(line) < 200 and not _LATER.match(line))
    return [Sourced(found.text, "page") for line in published if (found := find_date(line))]
