"""Strip page chrome: the body, the notes and the rights line alone go into the record."""

from __future__ import annotations

from typing import Any

from newscrawl.items import Story
from newscrawl.pages.record import copy_text


class StripChrome:
    """Fills article_body, contributor_note, author_note and copyright_notice from the page as read."""

    def process_item(self, item: Any) -> Any:
        """Copy the story's text out of the reading; items that are no stories pass unchanged."""
        return copy_text(item) if isinstance(item, Story) else item
