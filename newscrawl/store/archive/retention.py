"""Removes archive files that are older than the operator keeps, without breaking what refers into them."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.store.archive.index import Index
from newscrawl.store.atomic import append, sync_folder
from newscrawl.store.paths import run_of

logger = logging.getLogger(__name__)

_REMOVED = "removed.jsonl"


def retire(index: Index, days: int, into: Path, head: bytes) -> None:
    """Remove each file whose last page came more than so many days ago; the newest file always stays.

    A payload that a `revisit` record of a later file refers to is carried, record by record and byte by byte, to the
    file ``into``, which begins with ``head``. Written, synced and noted before the old file goes: a kill loses nothing.
    Only for the holder of the lock.

    Raises:
        OSError: the disk is full or failed; the old file is there still.
    """
    before = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")
    older = index.last_pages()[1:]  # newest first: what old files alone refer to is not carried
    for name, last, pages in older:
        if last < before and name != into.name:
            _remove(index, name, {"last": last, "pages": pages, "days": days}, into, head)


def removed_files(folder: Path) -> set[str]:
    """Name the files that were removed by their age."""
    try:
        lines = (folder / _REMOVED).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return {json.loads(line)["file"] for line in lines if line.strip()}


def _remove(index: Index, name: str, facts: dict[str, Any], into: Path, head: bytes) -> None:
    path = index.folder / name
    places = index.referred_to(name)
    if places:
        with path.open("rb") as file:
            members = [_cut_out(file.fileno(), place.offset, place.length) for place in places]
        append(into, b"".join(members), head)
        index.catch_up()
    size = path.stat().st_size
    note = {"file": name, "run": run_of(name), "bytes": size, "carried": len(places)} | facts
    note["removed"] = datetime.now(UTC).isoformat(timespec="seconds")
    append(index.folder / _REMOVED, json.dumps(note).encode() + b"\n")
    path.unlink()
    sync_folder(index.folder)
    index.forget(name)
    index.commit()
    logger.warning(
        "Removed %s (%d pages, %.1f MB): its last page is of %s, and NEWSCRAWL_ARCHIVE_DAYS=%d. "
        "%d payloads that later files refer to are kept in %s.",
        path, facts["pages"], size / 1e6, facts["last"][:10], facts["days"], len(places), into.name,
    )  # fmt: skip


def _cut_out(handle: int, offset: int, length: int) -> bytes:
    return os.pread(handle, length, offset)
