"""The list of forgotten stories, `data/forgotten.jsonl`: one line per `scrapy forget`, read by `verify` and `recover`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.store.notes import add_note, read_notes
from newscrawl.store.paths import DataFolder

_REMEDY = (
    "Run `scrapy recover --files`, which writes what state.db knows of it again, or restore it from a backup."
)


def forgotten_ids(data_dir: Path) -> list[str]:
    """Return the ids of forgotten stories, each once, oldest first.

    Raises:
        StateDamaged: a line of the list is damaged.
    """
    return list(dict.fromkeys(note["id"] for note in _notes(data_dir)))


def changed_files(data_dir: Path, story_id: str) -> set[str]:
    """Return the published files that were rewritten to forget a story, as paths relative to the data folder."""
    return {name for note in _notes(data_dir) if note["id"] == story_id for name in note["files"]}


def forgotten_files(data_dir: Path) -> set[str]:
    """Return all published files that were rewritten to forget a story, as paths relative to the data folder."""
    return {name for note in _notes(data_dir) for name in note["files"]}


def note_forgotten(data_dir: Path, story_id: str, files: list[Path]) -> None:
    """Append a line for a story with the time and the published files that are about to be rewritten.

    Raises:
        OSError: the disk is full or failed.
    """
    names = [DataFolder(data_dir).name(path) for path in files]
    note = {"id": story_id, "forgotten": datetime.now(UTC).isoformat(timespec="seconds"), "files": names}
    add_note(DataFolder(data_dir).forgotten, note)


def _notes(data_dir: Path) -> list[dict[str, Any]]:
    return read_notes(DataFolder(data_dir).forgotten, "id", "files", remedy=_REMEDY)
