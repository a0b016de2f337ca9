"""Quarantine: pages that killed the process while they were parsed, skipped after the second time."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEATHS = 2  # a page that killed this many processes is skipped


class Quarantine:
    """Counts how often the process died while it parsed each page.

    Before a page is parsed, an empty marker file named after its story id (for listing pages and feeds: their path) is
    created, and removed afterwards. A marker found at the start of a run belongs to a page whose parsing never ended.
    Markers are not synced, since they need to survive the process, not a power failure. `deaths.json` holds the counts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deaths: dict[str, int] = {}

    def open(self) -> list[str]:
        """Count the markers that a dead process left and return the names of all pages in quarantine.

        Raises:
            OSError: the folder cannot be created, read or written.
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
        """Context manager: hold a page's marker while it is parsed. An exception removes the marker too."""
        mark = self.folder / f"{_safe(story_id)}.parsing"
        mark.touch()
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                mark.unlink()

    def give_a_chance(self, name: str) -> None:
        """Let the next run try a quarantined page once more: for listing pages, which change, unlike stories."""
        self.deaths[name] = DEATHS - 1
        self._save()

    def free(self, names: Iterable[str]) -> None:
        """Forget how often the process died of some pages."""
        for name in names:
            self.deaths.pop(name, None)
        self._save()

    def _save(self) -> None:
        part = self.folder / "deaths.json.part"
        part.write_text(json.dumps(self.deaths, sort_keys=True), encoding="utf-8")
        part.replace(self.folder / "deaths.json")


def _read(path: Path) -> dict[str, int]:
    """Read the counts; a missing or damaged file counts as empty, since losing the counts costs no more than another crash."""
    try:
        counts = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): int(count) for name, count in counts.items()} if isinstance(counts, dict) else {}


def _safe(story_id: str) -> str:
    """Return a name that is safe as a file name: letters, digits and dashes only, at most 80."""
    return "".join(sign for sign in story_id if sign.isalnum() or sign == "-")[:80] or "none"
