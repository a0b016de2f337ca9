"""Save the pages that a run read badly as test cases, in `data/reports/politics-000042/`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from newscrawl.errors import NewscrawlError
from newscrawl.store.archive.reader import Reader
from newscrawl.store.paths import DataFolder, archives
from newscrawl.tools.find_page import Found
from newscrawl.tools.savepage import save_page

logger = logging.getLogger(__name__)
_MOST = 10  # pages saved per run


def save_bad_pages(data_dir: Path, run: int, targets: Iterable[str], day: date) -> list[Path]:
    """Save the archived page of each story id or address and return the files' paths; log and skip failures.

    The pages come from the archive, so a run without one saves nothing. As with `scrapy savepage`, each page is
    written beside the record it currently gives: correct the record, move both files to `tests/pages/saved`, then
    change the code until the page reads as the record says.
    """
    data = DataFolder(data_dir)
    wanted = list(dict.fromkeys(targets))[:_MOST]
    if not wanted or not archives(data.archive):
        return []
    folder = data.bad_pages(run)
    saved: list[Path] = []
    try:
        reader = Reader(data.archive)
    except NewscrawlError as error:
        logger.warning("No badly read page can be saved under %s: %s", folder, error)
        return []
    for target in wanted:
        try:
            page = reader.by_url(target) if "://" in target else reader.by_id(target)
            if page is not None:
                found = Found(page.response, f"archive {page.place.file}", page.facts, page.place.run)
                saved.append(save_page(found, _name(target), folder, day)[0])
        except NewscrawlError as error:
            logger.warning("The page of %s cannot be saved under %s: %s", target, folder, error)
    return saved


def _name(target: str) -> str:
    """Return the file name for a story id or a listing's address.

    >>> _name("http://127.0.0.1:8000/politics/opeds"), _name("3486768")
    ('listing-opeds', 'story-3486768')
    """
    if "://" not in target:
        return f"story-{target}"
    return "listing-" + re.sub(r"[^a-z0-9]+", "-", target.rsplit("/", 1)[1].lower()).strip("-")
