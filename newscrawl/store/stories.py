"""Stories: convert a story record to a row of the state and back to a published record.

A crawl, `scrapy reextract --accept` and `scrapy recover` all store through `add_story`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl.store.schema import StoryRow
from newscrawl.text.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.store.state import State

_UNDATED = '"date_published": null'


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
    """Return a story's record as its run publishes it: with the sections known at the end of the run."""
    record = row.data
    record["sections"] = state.sections_of(row.id, row.run) or record["sections"]
    return record


def freeze_dates(state: State, run: int, published: Mapping[str, dict[str, Any]]) -> None:
    """Put the dates that a feed gave after a story was read into the rows of a run that is being published.

    ``published`` holds the records, by id, of a file that exists already. From now on the rows say what was published,
    whatever later feeds say.
    """
    for row in list(state.stories.select(f"run = ? AND record LIKE '%{_UNDATED}%' ORDER BY sequence", run)):
        late = published.get(row.id) or late_date(state, row)
        if late.get("date_published") and row.data["date_published"] is None:
            record = row.data | {name: late[name] for name in ("date_published", "date_published_from")}
            line = json.dumps(record, ensure_ascii=False, allow_nan=False)
            state.stories.update(replace(row, record=line), "id = ? AND version = ?", row.id, row.version)


def late_date(state: State, row: StoryRow) -> dict[str, Any]:
    """Return the date that a listing page or feed gives for a story whose page has none, as keys of its record."""
    entry = state.entry(row.id)
    if entry is None or not entry.date or row.data["date_published"]:
        return {}
    return {"date_published": entry.date, "date_published_from": entry.date_from or "feed"}
