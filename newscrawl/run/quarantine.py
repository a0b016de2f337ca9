"""Pages that killed the process: marked before they are parsed, left out after the second time."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEATHS = 2  # so many and a page is left out


class Quarantine:
    """Counts, in a small folder, how often the process died while it parsed each page.

    A mark is a file named by the story id (by the path, of listings and feeds), written unsynced before the page is parsed and removed behind it: a
    mark found at a start belongs to a page whose parsing never ended. `deaths.json` holds the counts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deaths: dict[str, int] = {}

    def open(self) -> list[str]:
        """Count the marks that a dead process left and give all ids to leave out.

        Raises:
            OSError: the folder cannot be made, read or written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.deaths = _read(self.folder / "deaths.json")
        marks = sorted(self.folder.glob("*.parsing"))
        for mark in marks:
            story_id = mark.name.removesuffix(".parsing")
            self.deaths[story_id] = self.deaths.get(story_id, 0) + 1
        if marks:
            self._save()
        for mark in marks:
            mark.unlink()
        return [story_id for story_id in self.deaths if story_id in self]

    def __contains__(self, story_id: str) -> bool:
        return self.deaths.get(story_id, 0) >= DEATHS

    @contextmanager
    def parsing(self, story_id: str) -> Iterator[None]:
        """Mark a page while it is parsed; an exception is no death and removes the mark too."""
        mark = self.folder / f"{_safe(story_id)}.parsing"
        mark.touch()
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                mark.unlink()

    def give_a_chance(self, name: str) -> None:
        """Let a page that is left out now be tried once in the next run: a listing changes, a story hardly does."""
        self.deaths[name] = DEATHS - 1
        self._save()

    def release(self, story_id: str) -> None:
        """Give a page another chance."""
        if self.deaths.pop(story_id, None):
            self._save()

    def _save(self) -> None:
        part = self.folder / "deaths.json.part"
        part.write_text(json.dumps(self.deaths, sort_keys=True), encoding="utf-8")
        part.replace(self.folder / "deaths.json")


def _read(path: Path) -> dict[str, int]:
    """Read the counts; a file that is missing or torn counts as none, for a quarantine is no truth."""
    try:
        counts = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): int(count) for name, count in counts.items()} if isinstance(counts, dict) else {}


def _safe(story_id: str) -> str:
    """Keep what can stand in a story id: digits, letters, dashes."""
    return "".join(sign for sign in story_id if sign.isalnum() or sign == "-")[:80] or "none"
