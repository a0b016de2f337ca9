"""What the state holds of one story: stored, a copy of another story, a tombstone, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newscrawl.store.archive.place import Place
from newscrawl.store.archive.reader import Reader
from newscrawl.store.paths import DataFolder, archives
from newscrawl.store.state import State
from newscrawl.text.fingerprint import fingerprint

_ANSWERS = 5  # so many of the last ones are shown


def story_status(data_dir: Path, record: dict[str, Any] | None, story_id: str | None = None) -> str:
    """Return one line on what the state knows about a story and its text; empty if there is no state or no id.

    Raises:
        StateDamaged: a row is damaged.
    """
    path = DataFolder(data_dir).state
    story_id = story_id or (record or {}).get("id", "")
    if not path.exists() or not story_id:
        return ""
    state = State.open_readonly(path)
    try:
        status = _status(state, story_id)
        holder = state.holder_of(fingerprint(record["article_body"]), story_id) if record else None
    finally:
        state.connection.close()
    return f"{status}; a copy of {holder}" if holder else status


def stored_versions(data_dir: Path, story_id: str) -> list[dict[str, Any]]:
    """Return each stored version's run and the WARC record it was read from: file, offset in bytes, record id.

    Raises:
        StateDamaged: a row is damaged.
        CannotOpen: the archive's index cannot be written.
    """
    path, folder = DataFolder(data_dir).state, DataFolder(data_dir).archive
    if not path.exists() or not archives(folder):
        return []
    state, index = State.open_readonly(path), Reader(folder).index
    try:
        rows = list(state.stories.select("id = ? ORDER BY version", story_id))
        return [{"version": row.version, "run": row.run} | _where(index.trace(row.data)) for row in rows]
    finally:
        state.connection.close()
        index.close()


def _where(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "offset": None, "record_id": None}
    return {"file": f"archive/{place.file}", "offset": place.offset, "record_id": place.record_id}


def _status(state: State, story_id: str) -> str:
    if newest := state.latest(story_id):
        return f"stored as version {newest.version} in run {newest.run}"
    entry = state.entry(story_id)
    if entry is None:
        return f"no listing has shown {story_id} yet"
    asked = [
        f"run {one.run} at {one.at}: {one.answer}"
        for one in state.answers.select("id = ? ORDER BY run", story_id)
    ]
    due = f", next try from {entry.due}" if entry.outcome == "open" and entry.due else ""
    return "; ".join(
        [f"{entry.outcome} since run {entry.run} {entry.why}".rstrip() + due, *asked[-_ANSWERS:]]
    )
