"""Published files: a run's JSON Lines, written as a pure function of its committed rows."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import IO, Any

from scrapy.exporters import JsonLinesItemExporter

from newscrawl.errors import StateDamaged
from newscrawl.store.atomic import place, replace_file, sync, sync_folder
from newscrawl.store.paths import PUBLISHED, DataFolder
from newscrawl.store.seal import file_sha256
from newscrawl.store.state import State
from newscrawl.store.stories import freeze_dates, late_date, published_record


def publish(state: State, folder: DataFolder, run: int, *, compress: bool = False) -> dict[str, str]:
    """Write a run's files atomically and return the SHA-256 of each by its path relative to the data folder.

    A kind without records gets no file. A file that exists was completed before the run was killed: it is compared with
    the rows and never rewritten.

    Raises:
        OSError: the disk is full or failed; no partial file is left.
        StateDamaged: an existing file is damaged or holds other stories than the rows.
    """
    files = {}
    for kind in PUBLISHED:
        path = folder.published(kind, run, compress=compress)
        existing = _existing(path)
        if existing:
            _compare(existing, _names(state, kind, run))
        if kind == "stories":
            freeze_dates(state, run, {one["id"]: one for one in read_published(existing)} if existing else {})
        if not existing and not _write(path, _records(state, kind, run)):
            continue
        files[folder.name(existing or path)] = file_sha256(existing or path)
    return files


def compare(state: State, folder: DataFolder, run: int) -> None:
    """Compare the published files of a run that was killed, as far as they exist, with its rows.

    Raises:
        StateDamaged: a file is damaged or holds other stories than the rows.
    """
    for kind in PUBLISHED:
        if existing := _existing(folder.published(kind, run)):
            _compare(existing, _names(state, kind, run))


def write_again(state: State, path: Path, run: int, sha256: str) -> bool:
    """Write a published file that was lost or changed again from the rows; return False if its bytes would differ.

    Raises:
        OSError: the disk is full or failed; the file was not changed.
    """
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        for dated in (False, True):  # an earlier newscrawl did not keep the dates of feeds in the rows
            with part.open("wb") as file:
                _export(file, path, _records(state, path.parent.name, run, dated=dated))
                sync(file)
            if file_sha256(part) == sha256:
                place(part, path)
                return True
    finally:
        part.unlink(missing_ok=True)
    return False


def read_published(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a published file, plain or gzip.

    Raises:
        StateDamaged: a line is not a JSON object with an id, or the compressed data is damaged.
        OSError: the disk failed.
    """
    for line in _lines(path):
        try:
            record = json.loads(line)
            record["id"]
        except (ValueError, TypeError, KeyError) as error:
            raise _damaged(path, f"a line is not a record ({error!r})") from error
        yield record


def write_without(path: Path, story_id: str) -> bool:
    """Rewrite a published file without a story's lines; if no other lines remain, delete it and return False.

    Raises:
        OSError: the disk is full or failed; the file was not changed.
        StateDamaged: the compressed data is damaged; the file was not changed.
    """
    kept = [line for line in _lines(path) if json.loads(line)["id"] != story_id]
    if not kept:
        path.unlink()
        sync_folder(path.parent)
        return False
    with replace_file(path) as file, _target(file, path) as target:
        target.writelines(kept)
    return True


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, f"{error}") from error


def _damaged(path: Path, why: str) -> StateDamaged:
    return StateDamaged(f"{path} is damaged: {why}. Restore it from a backup.")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically and durably.

    Raises:
        OSError: the disk is full or failed; the file was not changed.
    """
    with replace_file(path) as file:
        file.write(content)


def _records(state: State, kind: str, run: int, *, dated: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the records of a run's file of one of the kinds `PUBLISHED`."""
    if kind == "stories":
        for story in state.stories.select("run = ? ORDER BY sequence", run):
            yield published_record(state, story) | (late_date(state, story) if dated else {})
    else:
        for copy in state.copies.select("run = ? ORDER BY rowid", run):
            yield json.loads(copy.line)


def _write(path: Path, records: Iterator[dict[str, Any]]) -> bool:
    """Write records to a file; return False, and write no file, if there are none."""
    first = next(records, None)
    if first is None:
        return False
    with replace_file(path) as file:
        _export(file, path, chain((first,), records))
    return True


def _export(file: IO[bytes], path: Path, records: Iterable[dict[str, Any]]) -> None:
    with _target(file, path) as target:
        exporter = JsonLinesItemExporter(target, encoding="utf-8")
        for record in records:
            exporter.export_item(record)


def _target(file: IO[bytes], path: Path) -> AbstractContextManager[Any]:
    """Return the file, or a gzip stream into it if the path ends in .gz; without name and time, so that bytes repeat."""
    return gzip.GzipFile("", "wb", fileobj=file, mtime=0) if path.suffix == ".gz" else nullcontext(file)


def _existing(path: Path) -> Path | None:
    plain = path.with_name(path.name.removesuffix(".gz"))
    return next((one for one in (plain, plain.with_name(plain.name + ".gz")) if one.exists()), None)


def _names(state: State, kind: str, run: int) -> list[tuple[str, int | None]]:
    """Return id and version of each record of a run's file; a line about a copy has no version."""
    if kind == "stories":
        return [(row.id, row.version) for row in state.stories.select("run = ? ORDER BY sequence", run)]
    return [(row.id, None) for row in state.copies.select("run = ? ORDER BY rowid", run)]


def _compare(path: Path, names: list[tuple[str, int | None]]) -> None:
    if [(one["id"], one.get("version")) for one in read_published(path)] != names:
        raise StateDamaged(
            f"{path} does not hold the stories that state.db has for its run, which was killed: state.db is older than the file. "
            "Nothing was changed. Restore the newest backup of both (`scrapy restore DIR`), or take the file into state.db with `scrapy recover`."
        )
