"""Read fields out of the printed lines: persons, source, rights, dates, kind, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.items import Story
from newscrawl.text.byline import read_byline
from newscrawl.text.dates import read_date
from newscrawl.text.fingerprint import text_sha256
from newscrawl.text.kind import read_kind, read_viewpoint
from newscrawl.text.rights import read_rights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.items import Sourced


class ReadFields:
    """Fills the fields that are read from printed text; none is ever guessed."""

    def process_item(self, item: Story) -> Story:
        """Read byline, rights line, dates and kind."""
        rights = read_rights(item.copyright_notice)
        byline = read_byline(item.byline, (rights.holder,) if rights.holder else ())
        item.authors = list(byline.authors) or (_persons(item.page.persons) if not item.byline else [])
        item.source_organization = byline.source_organization or item.page.organization
        item.copyright_year, item.copyright_holder, item.distributor = (
            rights.year,
            rights.holder,
            rights.distributor,
        )
        item.date_published, item.date_published_from = _first_date(item.page.dates)
        item.date_modified = _first_date(item.page.dates_modified)[0]
        item.kind = read_kind(item.headline, item.section_path, item.authors)
        item.viewpoint = read_viewpoint(item.section_path)
        item.word_count = len(item.article_body.split())
        item.text_sha256 = text_sha256(item.article_body)
        item.cluster = item.cluster or item.id
        return item


def _persons(names: Iterable[str]) -> list[str]:
    return [author for name in names for author in read_byline(name).authors]


def _first_date(dates: Iterable[Sourced]) -> tuple[str | None, str | None]:
    return next(((iso, one.source) for one in dates if (iso := read_date(one.value))), (None, None))
