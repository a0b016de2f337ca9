"""newscrawl crawls the Politics channel of ArcaMax into clean JSON Lines.

As a library: ``newscrawl.read_html(html, url)`` reads any article page, and ``newscrawl.open_data(folder)`` iterates over
the stories of a data folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.items import Story
    from newscrawl.store.dataset import DataSet

__version__ = "0.2.0"


def read_html(html: str | bytes, url: str, **hints: str) -> Story | None:
    """Read any site's article page; None if the page is no story. It works in any thread.

    ``hints`` are what a listing or feed said of the story: headline, teaser, date, section_path, section_title. Where a
    page or address says nothing, id, section_path and kind's section are empty, ``sections`` is an empty list, ``run`` is
    0 and ``fetched_at`` empty.

    >>> text = "The town sold its lighthouse on Monday to a family that wants to live in it, and to nobody else."
    >>> story = read_html(f"<title>Town sells light</title><h1>Town sells light</h1><p>By Ann Lee</p><p>{text}</p>", "https://bee.example/light")
    >>> story.headline, story.authors, story.article_body == text
    ('Town sells light', ['Ann Lee'], True)
    """
    from newscrawl.pages.library import read_page

    return read_page(html, url, hints)


def open_data(folder: Path | str) -> DataSet:
    """Return the data set that a data folder holds: its stories, versions, clusters and duplicates.

    Raises:
        CannotOpen: the folder holds no published stories.
    """
    from newscrawl.store.dataset import DataSet

    return DataSet(folder)
