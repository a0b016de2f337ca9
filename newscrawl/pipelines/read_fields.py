"""Read fields out of the printed lines: persons, source, rights, dates, kind, counts."""

from __future__ import annotations

from typing import Any

from newscrawl.items import Story
from newscrawl.pages.record import copy_fields


class ReadFields:
    """Fills the fields that are read from printed text; none is ever guessed."""

    def process_item(self, item: Any) -> Any:
        """Copy the fields out of the reading; items that are no stories pass unchanged."""
        return copy_fields(item) if isinstance(item, Story) else item
