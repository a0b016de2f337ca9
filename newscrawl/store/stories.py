"""Stories: convert a story record to a row of the state and back to a published record.

A crawl, `scrapy reextract --accept` and `scrapy recover` all store through `add_story`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newscrawl.store.schema import StoryRow
from newscrawl.text.fingerprint import fingerprint

if TYPE_CHECKING:
    from newscrawl.store.state import State


def add_story(state: State, record: dict[str, Any], run: int, *, linked: bool = False) -> StoryRow:
    """Add one version of a story to the table and its text to the duplicate index; return the row.

    The record's ``cluster`` and ``version_of`` are set from the index. With ``linked`` they are final already, and the
    index takes the record's cluster.

    Raises:
        sqlite3.Error: the row exists already, or the disk is full or failed.
        ValueError: the record holds a NaN or an infinite number, which JSON cannot represent.
    """
    text = record["article_body"]
    match = state.add_text(
        record["id"], record["version"], record["headline"], record["date_published"], text,
        record["cluster"] if linked else None,
    )  # fmt: skip
    if not linked:
        record["cluster"] = state.duplicates.cluster_of(record["id"])
        record["version_of"] = match.id if match else None
    day = (record["date_published"] or record["fetched_at"])[:10]
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    row = StoryRow(record["id"], record["version"], run, fingerprint(text), day, line)
    state.stories.add(row)
    return row


def published_record(state: State, row: StoryRow) -> dict[str, Any]:
    """Return a story's record as its run publishes it: with the sections and feed date known at the end of the run."""
    record = row.data
    record["sections"] = state.sections_of(row.id, row.run) or record["sections"]
    entry = state.entry(row.id)
    if entry and entry.date and not record["date_published"]:  # a feed that was read after the story
        record |= {"date_published": entry.date, "date_published_from": entry.date_from or "feed"}
    return record
