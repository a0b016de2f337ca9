"""Which landmarks a story page shows, and where: what drift compares over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.text.dates import find_date
from newscrawl.text.landmarks import section_label, tail_landmark
from newscrawl.text.rights import is_rights_line, is_site_footer

if TYPE_CHECKING:
    from newscrawl.pages.page import ReadPage


def landmarks(page: ReadPage) -> dict[str, str | None]:
    """Return for each landmark the text that shows it, with its block's number; None where it is missing.

    Drift compares these names over runs.
    """
    layout = page.layout
    texts = page.evidence.texts
    first = {
        "section": next((i for i, text in enumerate(texts) if len(text) < 200 and section_label(text)), None),
        "date": next((i for i, text in enumerate(texts) if len(text) < 120 and find_date(text)), None),
        "rights line": next(
            (i for i, text in enumerate(texts) if is_rights_line(text) and not is_site_footer(text)), None
        ),
    }
    tails = {name: i for i, text in reversed([*enumerate(texts)]) if (name := tail_landmark(text))}
    places = {"headline": layout.headline, "byline": layout.byline, **first}
    places |= {name: tails.get(name) for name in ("comments", "related", "comics", "footer")}
    found = {name: f"block {i}: {texts[i]}" if i is not None else None for name, i in places.items()}
    metadata = page.metadata
    return found | {
        "metadata": "JSON-LD or og:type says article" if metadata.is_article else None,
        "title": metadata.title or None,
    }
