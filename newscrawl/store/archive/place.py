"""Where a page stands in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_SECOND = len("2026-11-24T12:00:00")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one page stands: its record, the offset of its metadata record, and what it is known by."""

    file: str
    offset: int
    length: int
    facts: int | None
    record_id: str
    url: str
    date: str
    status: int
    digest: str
    is_revisit: int
    story_id: str
    run: int

    def gave(self, record: dict[str, Any]) -> bool:
        """Tell whether a story's record was read from this page: both carry the second of its arrival.

        Of two such pages that of the record's own run is meant; of a record that was accepted later, the last.
        """
        return bool(record["id"] == self.story_id and record["fetched_at"][:_SECOND] == self.date[:_SECOND])
