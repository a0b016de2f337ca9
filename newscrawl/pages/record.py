"""Copies what was read of a page into the record; the pipelines call these, and so does `StoryPage.record`."""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.items import Sourced, Story
from newscrawl.text.dates import read_date
from newscrawl.text.fingerprint import text_sha256
from newscrawl.text.kind import read_kind, read_viewpoint
from newscrawl.text.rights import read_rights


def copy_text(story: Story) -> Story:
    """Fill article_body, contributor_note, author_note and copyright_notice."""
    page = story.page
    story.article_body = "\n\n".join(page.body)
    story.contributor_note = page.contributor_note
    story.author_note = page.author_note
    story.copyright_notice = page.copyright_notice
    return story


def copy_fields(story: Story) -> Story:
    """Fill persons, source, rights, dates, kind and counts; none is ever guessed."""
    page, rights = story.page, read_rights(story.copyright_notice)
    story.authors = list(page.authors)
    story.source_organization = page.organization
    story.copyright_year, story.copyright_holder, story.distributor = (
        rights.year,
        rights.holder,
        rights.distributor,
    )
    story.date_published, story.date_published_from = _first_date(page.dates)
    story.date_modified = _first_date(page.dates_modified)[0]
    story.kind = read_kind(story.headline, story.section_path, story.authors)
    story.viewpoint = read_viewpoint(story.section_path)
    story.word_count = len(story.article_body.split())
    story.text_sha256 = text_sha256(story.article_body)
    story.cluster = story.cluster or story.id
    return story


def _first_date(dates: Iterable[Sourced]) -> tuple[str | None, str | None]:
    return next(((iso, one.source) for one in dates if (iso := read_date(one.value))), (None, None))
