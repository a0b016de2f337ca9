"""Strip page chrome and take the notes and the rights line out of the body."""

from __future__ import annotations

from newscrawl.items import Story
from newscrawl.pages.chrome import strip
from newscrawl.text.byline import read_byline


class StripChrome:
    """Fills article_body, contributor_note, author_note and copyright_notice from the printed blocks."""

    def process_item(self, item: Story) -> Story:
        """Read the blocks of the printed page into the record."""
        persons = [*read_byline(item.byline).authors, *item.page.persons]
        opening = [text for text in (item.headline, item.byline) if text]
        parts = strip(item.page.blocks, persons, opening)
        item.article_body = "\n\n".join(parts.body)
        item.contributor_note = "\n\n".join(parts.contributor) or None
        item.author_note = "\n\n".join(parts.author) or None
        item.copyright_notice = "\n".join(parts.rights) or None
        return item
