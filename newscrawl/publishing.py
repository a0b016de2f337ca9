"""Publishing: a run's files as a pure function of its committed rows."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from scrapy.exporters import JsonLinesItemExporter

from newscrawl.errors import StateDamaged
from newscrawl.state.schema import StoryRow
from newscrawl.state.seal import file_sha256
from newscrawl.state.state import State

FOLDERS = ("stories", "duplicates")


def publish(state: State, data_dir: Path, run: int, *, compress: bool = False) -> dict[str, str]:
    """Write a run's files, each whole or not at all; gives the SHA-256 of each by its path below the data folder.

    A file that stands already was finished before a kill: it is kept, never written again.

    Raises:
        OSError: the disk is full or failed; nothing half-written is left.
        StateDamaged: a file stands there with other stories than the rows.
    """
    lines = {"stories": _stories(state, run), "duplicates": _copies(state, run)}
    files = {}
    for folder, records in lines.items():
        path = data_dir / folder / f"politics-{run:06d}.jsonl{'.gz' if compress else ''}"
        standing = _standing(path)
        if standing:
            _compare(standing, list(records))
        elif not _write(path, records):
            continue
        files[str((standing or path).relative_to(data_dir))] = file_sha256(standing or path)
    return files


def read_published(path: Path) -> Iterator[dict[str, Any]]:
    """Read a published file's records, gzip or not, one by one.

    Raises:
        ValueError: a line is no JSON object.
    """
    with _open(path) as file:
        for line in file:
            yield json.loads(line)


def published_files(data_dir: Path, folder: str) -> list[Path]:
    """List the published files of a folder in the order of their runs."""
    found = [*(data_dir / folder).glob("politics-*.jsonl"), *(data_dir / folder).glob("politics-*.jsonl.gz")]
    return sorted(found, key=run_of)


def run_of(path: Path) -> int:
    """Read the run's number off a file's name; -1 where there is none.

    >>> run_of(Path("stories/politics-000042.jsonl.gz"))
    42
    """
    digits = path.name.removeprefix("politics-").split(".")[0]
    return int(digits) if digits.isdigit() else -1


def remove_parts(data_dir: Path) -> None:
    """Remove what a killed run left half-written."""
    for folder in (*FOLDERS, "runs"):
        for part in (data_dir / folder).glob("*.part"):
            part.unlink()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all, and lasts.

    Raises:
        OSError: the disk is full or failed; the file is as before.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            _sync(file)
        _place(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _stories(state: State, run: int) -> Iterator[dict[str, Any]]:
    for row in state.stories.select("run = ? ORDER BY sequence", run):
        yield published_record(state, row)


def published_record(state: State, row: StoryRow) -> dict[str, Any]:
    """Give a story's record as its run publishes it: with what became known until the run's end."""
    record: dict[str, Any] = json.loads(row.record)
    record["sections"] = state.sections_of(row.id, row.run) or record["sections"]
    entry = state.entry(row.id)
    if entry and entry.date and not record["date_published"]:  # a feed that was read after the story
        record |= {"date_published": entry.date, "date_published_from": "feed"}
    return record


def _copies(state: State, run: int) -> Iterator[dict[str, Any]]:
    for row in state.copies.select("run = ? ORDER BY rowid", run):
        yield json.loads(row.line)


def _write(path: Path, records: Iterable[dict[str, Any]]) -> bool:
    """Write records as `.part`, sync, rename; False (and no file) where there are none."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            if not _export(file, records, compress=path.suffix == ".gz"):
                part.unlink()
                return False
            _sync(file)
        _place(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return True


def _export(file: IO[bytes], records: Iterable[dict[str, Any]], *, compress: bool) -> int:
    """Export records; the same bytes for the same records, compressed too (no name, no time)."""
    target: Any = gzip.GzipFile("", "wb", fileobj=file, mtime=0) if compress else file
    exporter = JsonLinesItemExporter(target, encoding="utf-8")
    count = 0
    for record in records:
        exporter.export_item(record)
        count += 1
    if compress:
        target.close()
    return count


def _standing(path: Path) -> Path | None:
    plain = path.with_name(path.name.removesuffix(".gz"))
    return next((one for one in (plain, plain.with_name(plain.name + ".gz")) if one.exists()), None)


def _compare(path: Path, records: list[dict[str, Any]]) -> None:
    try:
        standing = [(one["id"], one.get("version")) for one in read_published(path)]
    except (ValueError, KeyError) as error:
        raise StateDamaged(f"{path} is damaged: {error}. Run `scrapy verify`.") from error
    if standing != [(one["id"], one.get("version")) for one in records]:
        raise StateDamaged(f"{path} holds other stories than state.db for its run. Run `scrapy verify`.")


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _place(part: Path, path: Path) -> None:
    part.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
