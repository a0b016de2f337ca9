"""Delete archive files older than NEWSCRAWL_ARCHIVE_DAYS, and keep the payloads that later files refer to."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
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

_WEEK = timedelta(days=7)
#: A longer time between two files shows a wrong clock, unless the site's own clock agrees.
_PAUSE = timedelta(days=31)


def retire(index: Index, days: int, into: Path, head: bytes) -> None:
    """Delete each file whose last page was fetched more than ``days`` days ago (see `_ages`); the newest file is always kept.

    The records whose payload a `revisit` record of another file refers to are copied, byte for byte, to the file
    ``into``, which begins with ``head``. They are synced, and the deletion is noted in `removed.jsonl`, before the old
    file is deleted, so that a kill loses nothing. The caller must hold the lock.

    Raises:
        OSError: the disk is full or failed; the old file was not deleted.
    """
    files = index.last_pages()
    ages = _ages([_last_instant(index, name) for name, _, _ in files])
    # newest first, so that payloads that only other old files refer to are not copied
    for (name, last, pages), age in list(zip(files, ages, strict=True))[1:]:
        if age > timedelta(days=days) and name != into.name:
            _remove(index, name, {"last": last, "pages": pages, "days": days}, into, head)


def _ages(instants: list[tuple[datetime, bool]]) -> Iterator[timedelta]:
    """Yield the age of each file, given when its last page was fetched and whether the site's clock agrees; newest first.

    A clock that is more than a week ahead of the newest page is not believed: it counts as a week ahead. Earlier runs may
    have had such a clock, too: so does a time of over 31 days between two files, unless the site's clock agrees with both.
    """
    if not instants:
        return
    newest = instants[0][0]
    now = min(datetime.now(UTC), newest + _WEEK)
    passed = now - newest
    yield passed
    for (later, was_told), (instant, is_told) in pairwise(instants):
        between = max(later - instant, timedelta())
        is_sure = between <= _PAUSE or (was_told and is_told)
        passed += between if is_sure else _WEEK
        yield min(passed, now - instant)


def _last_instant(index: Index, name: str) -> tuple[datetime, bool]:
    """Return when a file's last page was fetched, and whether its response gives the site's time (`Date`).

    It was fetched no later than the site's clock said.
    """
    place = index.last_page(name)
    instant = datetime.fromisoformat(place.date)
    with suppress(ValueError), (index.folder / name).open("rb") as file:
        for header, value in read_record(file, place.offset, place.length).headers:
            if header.lower() == "date":
                return min(instant, parsedate_to_datetime(value).astimezone(UTC)), True
    return instant, False


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
