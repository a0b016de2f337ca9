"""Stories: the one way a record becomes a row.

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
    """Add one version of a story, its row and its text in the duplicate index; return the row.

    The record's ``cluster`` and ``version_of`` are set from the index, unless ``linked`` says that they were decided
    before: then the index takes the record's cluster.

    Raises:
        sqlite3.Error: the row is there already, or the disk is full or failed.
        ValueError: the record holds a number that JSON does not know.
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
    """Return a story's record as its run publishes it: with what became known until the run's end."""
    record = row.data
    record["sections"] = state.sections_of(row.id, row.run) or record["sections"]
    entry = state.entry(row.id)
    if entry and entry.date and not record["date_published"]:  # a feed that was read after the story
        record |= {"date_published": entry.date, "date_published_from": "feed"}
    return record
