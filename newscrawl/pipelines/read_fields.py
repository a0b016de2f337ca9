"""Read the fields of the record from the printed lines: authors, source, rights, dates, kind, word count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.items import Story
from newscrawl.pipelines.base import StoryPipeline
from newscrawl.text.byline import read_byline
from newscrawl.text.dates import read_date
from newscrawl.text.fingerprint import text_sha256
from newscrawl.text.kind import read_kind, read_viewpoint
from newscrawl.text.rights import read_rights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.items import Sourced


class ReadFields(StoryPipeline):
    """Fill the fields that are read from printed text; a field that is not printed stays empty and is never guessed."""

    def process_story(self, story: Story) -> Story:
        """Read byline, rights line, dates and kind into the story's fields."""
        rights = read_rights(story.copyright_notice)
        byline = read_byline(story.byline, (rights.holder,) if rights.holder else ())
        story.authors = list(byline.authors) or (_persons(story.page.persons) if not story.byline else [])
        story.source_organization = byline.source_organization or story.page.organization
        story.copyright_year, story.copyright_holder, story.distributor = (
            rights.year,
            rights.holder,
            rights.distributor,
        )
        story.date_published, story.date_published_from = _first_date(story.page.dates)
        story.date_modified = _first_date(story.page.dates_modified)[0]
        story.kind = read_kind(story.headline, story.section_path, story.authors)
        story.viewpoint = read_viewpoint(story.section_path)
        story.word_count = len(story.article_body.split())
        story.text_sha256 = text_sha256(story.article_body)
        story.cluster = story.cluster or story.id
        return story


def _persons(names: Iterable[str]) -> list[str]:
    return [author for name in names for author in read_byline(name).authors]


def _first_date(dates: Iterable[Sourced]) -> tuple[str | None, str | None]:
    return next(((iso, one.source) for one in dates if (iso := read_date(one.value))), (None, None))
