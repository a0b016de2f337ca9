"""One run: its number, its files, what it has seen and how it ends."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy.exporters import JsonLinesItemExporter

from newscrawl.errors import CannotOpen, ExitCode, WriteFailed
from newscrawl.text.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.items import Story

_FOLDERS = ("stories", "duplicates")


@dataclass(slots=True)
class Walk:
    """How the walk through one section went."""

    pages: int = 0
    ids: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    failure: str | None = None
    unreachable: bool = False
    requested: bool = True

    def turn(self, ids: set[str]) -> bool:
        """Note one listing page's ids; True if the walk has shown every one of them before."""
        repeats = self.pages > 0 and ids <= self.listed
        self.pages += 1
        self.listed |= ids
        self.ids |= ids
        return repeats


class Run:
    """Holds what earlier runs published, spools this run's stories and publishes them at the end."""

    def __init__(self, data_dir: Path, site: str) -> None:
        self.data_dir = data_dir
        self.site = site
        self.known: set[str] = set()
        self.texts: dict[str, str] = {}
        self.walks: dict[str, Walk] = {}
        self.shown: dict[str, dict[str, None]] = {}
        self.paths: dict[str, str] = {}
        self.outcomes: Counter[str] = Counter()
        self.failures: dict[str, str] = {}
        self.tombstones: dict[str, str] = {}
        self.stories_by_section: Counter[str] = Counter()
        self.write_error: OSError | None = None
        self.published: list[Path] = []
        self.number = self._open()

    def _open(self) -> int:
        """Make the folders, read what is published, claim the next free number.

        Raises:
            CannotOpen: a folder or file cannot be made, read or written.
        """
        try:
            for name in _FOLDERS:
                (self.data_dir / name).mkdir(parents=True, exist_ok=True)
            numbers = [number for name in _FOLDERS for number in self._read_published(name)]
            number = max(numbers, default=0) + 1
            self.spools = {name: self._spool(name, number) for name in _FOLDERS}
        except OSError as error:
            raise CannotOpen(
                f"Cannot write below {self.data_dir}: {error}. Make the folder writable or name another with -s NEWSCRAWL_DATA_DIR=…"
            ) from error
        return number

    def _read_published(self, name: str) -> Iterable[int]:
        for path in sorted((self.data_dir / name).glob("politics-*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    self._remember(json.loads(line))
            yield int(path.stem.removeprefix("politics-"))

    def _remember(self, record: dict[str, Any]) -> None:
        self.known.add(record["id"])
        if "article_body" in record:
            self.texts.setdefault(fingerprint(record["article_body"]), record["id"])

    def _spool(self, name: str, number: int) -> IO[bytes]:
        return (self.data_dir / name / f"politics-{number:06d}.jsonl.part").open("w+b")

    # --- while crawling -----------------------------------------------------------------------

    def walk(self, section_path: str) -> Walk:
        """Give the account of a section's walk, opened when first asked for."""
        return self.walks.setdefault(section_path, Walk())

    def show(self, story_id: str, section_path: str, path: str | None) -> None:
        """Note that a section (or, without a path, its feed) shows a story; the first listing names its path."""
        self.shown.setdefault(story_id, {}).setdefault(section_path)
        if path:
            self.paths.setdefault(story_id, path)

    def copy_of(self, story: Story) -> str | None:
        """Name the story that holds this text already, if any."""
        original = self.texts.setdefault(fingerprint(story.article_body), story.id)
        return None if original == story.id else original

    def store(self, story: Story) -> None:
        """Spool a story.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        story.run = self.number
        story.sections = sorted(self.shown.get(story.id, {story.section_path: None}))
        self._write("stories", story)
        self.known.add(story.id)
        self.outcomes["stored"] += 1
        self.stories_by_section[story.section_path] += 1

    def store_copy(self, story: Story, original: str) -> None:
        """Spool the line that says a story is a copy of another."""
        line = {
            "id": story.id,
            "url": story.url,
            "duplicate_of": original,
            "verdict": "copy",
            "similarity": 1.0,
        }
        self._write("duplicates", line)
        self.known.add(story.id)
        self.outcomes["duplicate"] += 1

    def bury(self, story_id: str, why: str) -> None:
        """Note that an address turned out to be no story."""
        self.tombstones[story_id] = why
        self.outcomes["tombstone"] += 1

    def fail(self, story_id: str, why: str) -> None:
        """Note that a story could not be read."""
        self.failures[story_id] = why
        self.outcomes["failed"] += 1

    def _write(self, name: str, line: Any) -> None:
        try:
            _export(line, self.spools[name])
        except OSError as error:
            self.write_error = error
            raise WriteFailed(
                f"Cannot write {self.spools[name].name}: {error}. Make room and run again."
            ) from error

    # --- the end --------------------------------------------------------------------------------

    def publish(self) -> None:
        """Turn the spools into published files: sections as known now, synced, then renamed; an empty one goes."""
        for spool in self.spools.values():
            try:
                self._publish_one(spool)
            except OSError as error:
                self.write_error = error

    def _publish_one(self, spool: IO[bytes]) -> None:
        part = Path(spool.name)
        spool.flush()
        spool.seek(0)
        ready = part.with_suffix(".ready")
        with ready.open("wb") as file:
            for line in spool:
                _export(self._final(json.loads(line)), file)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        spool.close()
        if size:
            ready.rename(part.with_suffix(""))
            self.published.append(part.with_suffix(""))
        else:
            ready.unlink()
        part.unlink()
        _sync_folder(part.parent)

    def _final(self, record: dict[str, Any]) -> dict[str, Any]:
        if "sections" in record:
            shown = sorted(self.shown.get(record["id"], {}))
            record["sections"] = shown or record["sections"]
        return record

    def exit_code(self, *, exceptions: int, feed_failures: int) -> ExitCode:
        """Say how the run went; the worst cause wins, in the order of docs/exit-codes.md."""
        asked = [walk for walk in self.walks.values() if walk.requested]
        empty = [walk for walk in asked if not walk.ids]
        if self.write_error or feed_failures:
            return ExitCode.WRITE_FAILED
        if exceptions:
            return ExitCode.INTERNAL
        if len(empty) == len(asked):
            return (
                ExitCode.UNREACHABLE if all(walk.unreachable for walk in asked) else ExitCode.LAYOUT_CHANGED
            )
        held = self.outcomes["stored"] + self.outcomes["duplicate"] + self.outcomes["known"]
        if any(walk.failure for walk in asked) or (self.failures and not held):
            return ExitCode.INCOMPLETE
        return ExitCode.OK


def _export(line: Any, file: Any) -> None:
    exporter = JsonLinesItemExporter(file, encoding="utf-8")
    exporter.export_item(line)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
