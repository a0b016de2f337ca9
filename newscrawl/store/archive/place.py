"""The place of a page in the archive: one row of the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_SECOND = len("2026-11-24T12:00:00")


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one page: its WARC file, offset and length in bytes, and the keys that the index finds it by.

    ``facts`` is the offset of the page's metadata record. ``date`` is a UTC instant (ISO 8601), ``digest`` the
    WARC-Payload-Digest, ``is_revisit`` 1 for a `revisit` record. ``story_id`` is empty if the page belongs to no story.
    """

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
        """True if a story record may have been read from this page: the story id and the second of arrival are equal.

        If several pages match, `Index.trace` prefers that of the record's run, and else takes the last.
        """
        return bool(record["id"] == self.story_id and record["fetched_at"][:_SECOND] == self.date[:_SECOND])
