"""Publishing: a run's files as a pure function of its committed rows."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import IO, Any

from scrapy.exporters import JsonLinesItemExporter

from newscrawl.errors import StateDamaged
from newscrawl.store.atomic import sync_folder, whole
from newscrawl.store.paths import DataFolder
from newscrawl.store.seal import file_sha256
from newscrawl.store.state import State
from newscrawl.store.stories import published_record


def publish(state: State, folder: DataFolder, run: int, *, compress: bool = False) -> dict[str, str]:
    """Write a run's files, each whole or not at all; gives the SHA-256 of each by its path below the data folder.

    A file that stands already was finished before a kill: it is kept, never written again.

    Raises:
        OSError: the disk is full or failed; nothing half-written is left.
        StateDamaged: a file stands there with other stories than the rows.
    """
    lines = {"stories": _stories(state, run), "duplicates": _copies(state, run)}
    files = {}
    for kind, records in lines.items():
        path = folder.published(kind, run, compress=compress)
        standing = _standing(path)
        if standing:
            _compare(standing, list(records))
        elif not _write(path, records):
            continue
        files[folder.name(standing or path)] = file_sha256(standing or path)
    return files


def read_published(path: Path) -> Iterator[dict[str, Any]]:
    """Read a published file's records, gzip or not, one by one.

    Raises:
        StateDamaged: a line is no JSON object with an id, or what is compressed is damaged.
        OSError: the disk failed.
    """
    for line in _lines(path):
        try:
            record = json.loads(line)
            record["id"]
        except (ValueError, TypeError, KeyError) as error:
            raise _damaged(path, f"a line is no record ({error!r})") from error
        yield record


def write_without(path: Path, story_id: str) -> bool:
    """Write a published file anew without a story's lines, which it holds; False where it holds no other and is removed.

    Raises:
        OSError: the disk is full or failed; the file is as before.
        StateDamaged: what is compressed is damaged; the file is as before.
    """
    kept = [line for line in _lines(path) if json.loads(line)["id"] != story_id]
    if not kept:
        path.unlink()
        sync_folder(path.parent)
        return False
    with whole(path) as file, _target(file, path) as target:
        target.writelines(kept)
    return True


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, f"{error}") from error


def _damaged(path: Path, why: str) -> StateDamaged:
    return StateDamaged(f"{path} is damaged: {why}. Put a copy of it back.")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all, and lasts.

    Raises:
        OSError: the disk is full or failed; the file is as before.
    """
    with whole(path) as file:
        file.write(content)


def _stories(state: State, run: int) -> Iterator[dict[str, Any]]:
    for row in state.stories.select("run = ? ORDER BY sequence", run):
        yield published_record(state, row)


def _copies(state: State, run: int) -> Iterator[dict[str, Any]]:
    for row in state.copies.select("run = ? ORDER BY rowid", run):
        yield json.loads(row.line)


def _write(path: Path, records: Iterator[dict[str, Any]]) -> bool:
    """Write records; False (and no file) where there are none."""
    first = next(records, None)
    if first is None:
        return False
    with whole(path) as file, _target(file, path) as target:
        exporter = JsonLinesItemExporter(target, encoding="utf-8")
        for record in chain((first,), records):
            exporter.export_item(record)
    return True


def _target(file: IO[bytes], path: Path) -> AbstractContextManager[Any]:
    """Compress where the name says so; the same bytes for the same records (no name, no time)."""
    return gzip.GzipFile("", "wb", fileobj=file, mtime=0) if path.suffix == ".gz" else nullcontext(file)


def _standing(path: Path) -> Path | None:
    plain = path.with_name(path.name.removesuffix(".gz"))
    return next((one for one in (plain, plain.with_name(plain.name + ".gz")) if one.exists()), None)


def _compare(path: Path, records: list[dict[str, Any]]) -> None:
    standing = [(one["id"], one.get("version")) for one in read_published(path)]
    if standing != [(one["id"], one.get("version")) for one in records]:
        raise StateDamaged(f"{path} holds other stories than state.db for its run. Run `scrapy verify`.")
