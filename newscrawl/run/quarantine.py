"""Quarantine: pages that killed the process while they were parsed, skipped for some weeks after the second time."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

logger = logging.getLogger(__name__)

DEATHS = 2  # a page that killed this many processes is skipped
#: After so long without another death a page is out of quarantine for one more try, and a single death is forgotten.
_FORGIVEN = timedelta(days=28)


class Quarantine:
    """Counts how often the process died while it parsed each page.

    Before a page is parsed, an empty marker file named after its story id (for listing pages and feeds: their path) is
    created, and removed afterwards. A marker found at the start of a run belongs to a page whose parsing never ended.
    Markers are not synced, since they need to survive the process, not a power failure. `deaths.json` holds for each page
    the count and the day of the last death. A run that reads a page and reaches its own end clears the page's count.
    """

    def __init__(self, folder: Path, today: date | None = None) -> None:
        self.folder = folder
        self.today = today or datetime.now(UTC).date()
        self.deaths: dict[str, int] = {}
        self._days: dict[str, date] = {}
        self._survived: set[str] = set()

    def open(self) -> list[str]:
        """Count the markers that a dead process left and return the names of all pages in quarantine.

        Raises:
            OSError: the folder cannot be created, read or written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.deaths, self._days = _read(self.folder / "deaths.json", self.today)
        is_changed = self._forgive()
        marks = sorted(self.folder.glob("*.parsing"))
        for mark in marks:
            story_id = mark.name.removesuffix(".parsing")
            self._count(story_id, self.deaths.get(story_id, 0) + 1)
        if marks or is_changed:
            self._save()
        for mark in marks:
            mark.unlink()
        return [story_id for story_id in self.deaths if story_id in self]

    def _forgive(self) -> bool:
        """Reduce the counts of pages whose last death is long ago, or in the future by a wrong clock; True if there are any."""
        old = [name for name in self.deaths if abs(self.today - self._days[name]) > _FORGIVEN]
        for name in old:
            if name in self:
                self._count(name, DEATHS - 1)
            else:
                del self.deaths[name]
        return bool(old)

    def _count(self, name: str, deaths: int) -> None:
        self.deaths[name] = deaths
        self._days[name] = self.today

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
        self._survived.add(mark.stem)

    def allow_one_more_try(self, name: str) -> None:
        """Let the next run read a quarantined page once more: for listing pages, which change, unlike stories."""
        self._count(name, DEATHS - 1)
        self._save()

    def clear_survived(self) -> None:
        """Forget the deaths of the pages that this run has read, now that it reaches its end alive."""
        if cleared := self._survived & self.deaths.keys():
            self.free(cleared)

    def free(self, names: Iterable[str]) -> None:
        """Forget how often the process died of some pages."""
        for name in names:
            self.deaths.pop(name, None)
        self._save()

    def _save(self) -> None:
        part = self.folder / "deaths.json.part"
        dated = {
            name: [count, self._days.get(name, self.today).isoformat()] for name, count in self.deaths.items()
        }
        part.write_text(json.dumps(dated, sort_keys=True), encoding="utf-8")
        part.replace(self.folder / "deaths.json")


def _read(path: Path, today: date) -> tuple[dict[str, int], dict[str, date]]:
    """Read counts and days; what is damaged is left out, since losing a count costs no more than another crash.

    An earlier newscrawl wrote no days: such deaths count as today's.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, {}
    except (ValueError, RecursionError):
        listed = None
    deaths: dict[str, int] = {}
    days: dict[str, date] = {}
    for name, noted in listed.items() if isinstance(listed, dict) else ():
        with suppress(TypeError, ValueError):
            count, day = noted if isinstance(noted, list) else (noted, today.isoformat())
            if type(count) is int and count >= 0:
                days[name] = date.fromisoformat(day)
                deaths[name] = count
    if not isinstance(listed, dict) or len(deaths) < len(listed):
        logger.warning("%s is damaged: of what it counts, %d pages are left.", path, len(deaths))
    return deaths, days


def _safe(story_id: str) -> str:
    """Return a name that is safe as a file name: letters, digits and dashes only, at most 80."""
    return "".join(sign for sign in story_id if sign.isalnum() or sign == "-")[:80] or "none"
