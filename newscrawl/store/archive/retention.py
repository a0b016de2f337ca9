"""Delete archive files older than NEWSCRAWL_ARCHIVE_DAYS, and keep the payloads that later files refer to."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.store.archive.index import Index
from newscrawl.store.archive.scan import read_record
from newscrawl.store.atomic import append, sync_folder
from newscrawl.store.notes import add_note, read_notes
from newscrawl.store.paths import run_number

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

_TRUSTED = timedelta(days=7)


def retire(index: Index, days: int, into: Path, head: bytes) -> None:
    """Delete each file whose last page was fetched more than ``days`` days ago; the newest file is always kept.

    A clock that is more than a week ahead of the newest page is not believed: it counts as a week ahead. The page itself
    may have been fetched under such a clock: it is no newer than the site's own clock said (its `Date` header).

    The records whose payload a `revisit` record of another file refers to are copied, byte for byte, to the file
    ``into``, which begins with ``head``. They are synced, and the deletion is noted in `removed.jsonl`, before the old
    file is deleted, so that a kill loses nothing. The caller must hold the lock.

    Raises:
        OSError: the disk is full or failed; the old file was not deleted.
    """
    newest, *older = index.last_pages() or [("", "", 0)]
    now = datetime.now(UTC)
    if newest[1]:
        now = min(now, min(_instants(index, newest[0])) + _TRUSTED)
    before = (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")
    # newest first, so that payloads that only other old files refer to are not copied
    for name, last, pages in older:
        if last < before and name != into.name:
            _remove(index, name, {"last": last, "pages": pages, "days": days}, into, head)


def _instants(index: Index, name: str) -> Iterator[datetime]:
    """Yield when a file's last page was fetched, by this machine's clock and, where its response says so, by the site's."""
    place = index.last_page(name)
    yield datetime.fromisoformat(place.date)
    with suppress(ValueError), (index.folder / name).open("rb") as file:
        for header, value in read_record(file, place.offset, place.length).headers:
            if header.lower() == "date":
                yield parsedate_to_datetime(value).astimezone(UTC)


def removed_files(folder: Path) -> set[str]:
    """Return the names of the archive files that were deleted because of their age.

    Raises:
        StateDamaged: the list of them is damaged.
    """
    return {str(note["file"]) for note in read_notes(removed_list(folder), "file")}


def removed_list(folder: Path) -> Path:
    """Return the path of the list of deleted files in an archive folder."""
    return folder / "removed.jsonl"


def _remove(index: Index, name: str, details: dict[str, Any], into: Path, head: bytes) -> None:
    path = index.folder / name
    places = index.referred_to(name)
    if places:
        with path.open("rb") as file:
            members = [_cut_out(file.fileno(), place.offset, place.length) for place in places]
        append(into, b"".join(members), head)
        index.catch_up()
    size = path.stat().st_size
    note = {"file": name, "run": run_number(name), "bytes": size, "carried": len(places)} | details
    note["removed"] = datetime.now(UTC).isoformat(timespec="seconds")
    add_note(removed_list(index.folder), note)
    path.unlink()
    sync_folder(index.folder)
    index.forget(name)
    index.commit()
    logger.warning(
        "Removed %s (%d pages, %.1f MB): its last page was fetched on %s, and NEWSCRAWL_ARCHIVE_DAYS=%d. "
        "%d payloads that later files refer to were copied to %s.",
        path, details["pages"], size / 1e6, details["last"][:10], details["days"], len(places), into.name,
    )  # fmt: skip


def _cut_out(handle: int, offset: int, length: int) -> bytes:
    return os.pread(handle, length, offset)
