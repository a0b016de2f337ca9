"""Paths: every folder and file of a data folder, and how the files of a run are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from newscrawl.channels import POLITICS

#: Folders of published files: stories, and the lines that say which story is an exact copy of which.
PUBLISHED = ("stories", "duplicates")
_NUMBERED = re.compile(r"-(\d+)\.")  # politics-000042.jsonl.gz


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder a crawl writes; files of a run are named after the channel and the run's number.

    >>> str(DataFolder(Path("data")).ledger(42))
    'data/runs/politics-000042.json'
    """

    root: Path
    channel: str = POLITICS.name

    @property
    def state(self) -> Path:
        """The SQLite file that is the truth."""
        return self.root / "state.db"

    @property
    def lock(self) -> Path:
        """The file whose lock a run holds."""
        return self.root / "lock"

    @property
    def lock_holder(self) -> Path:
        """Who holds the lock: pid and time, as JSON."""
        return self.root / "lock.holder"

    @property
    def runs(self) -> Path:
        """The folder of the ledgers."""
        return self.root / "runs"

    @property
    def archive(self) -> Path:
        """The folder of the WARC files."""
        return self.root / "archive"

    @property
    def quarantine(self) -> Path:
        """The folder that names the pages that killed the process."""
        return self.root / "quarantine"

    @property
    def reports(self) -> Path:
        """The folder of the pages that read badly, a folder a run."""
        return self.root / "reports"

    @property
    def forgotten(self) -> Path:
        """The list of stories that were taken out."""
        return self.root / "forgotten.jsonl"

    def published(self, kind: str, run: int, *, compress: bool = False) -> Path:
        """Return the path of a run's published file; ``kind`` is one of `PUBLISHED`."""
        return self.root / kind / run_file(run, f".jsonl{'.gz' if compress else ''}", self.channel)

    def ledger(self, run: int) -> Path:
        """Return the path of a run's ledger."""
        return self.runs / run_file(run, ".json", self.channel)

    def bad_pages(self, run: int) -> Path:
        """Return the folder that keeps the pages that read badly in a run."""
        return self.reports / run_file(run, "", self.channel)

    def published_files(self, *kinds: str) -> list[Path]:
        """List the published files of one kind or more (default: all), each kind in the order of its runs."""
        return [
            path
            for kind in kinds or PUBLISHED
            for path in _run_files(self.root / kind, self.channel, ".jsonl", ".jsonl.gz")
        ]

    def published_by(self, run: int) -> list[Path]:
        """List the published files of a run, whatever their kind."""
        return [path for path in self.published_files() if run_of(path) == run]

    def ledgers(self) -> list[Path]:
        """List the ledgers, oldest run first."""
        return _run_files(self.runs, self.channel, ".json")

    def parts(self) -> list[Path]:
        """List what a killed run left half-written."""
        folders = [*(self.root / kind for kind in PUBLISHED), self.runs, self.archive]
        return [part for folder in folders for part in folder.glob("*.part")]

    def old_states(self) -> list[Path]:
        """List the states that `scrapy recover` has set aside."""
        return sorted(self.root.glob(f"{self.state.name}.old-*"))

    def name(self, path: Path) -> str:
        """Return a path as ledgers and messages write it: below the data folder."""
        return str(path.relative_to(self.root))


def run_file(run: int, suffix: str, channel: str = POLITICS.name) -> str:
    """Return the name of a file of a run.

    >>> run_file(42, ".warc.gz")
    'politics-000042.warc.gz'
    """
    return f"{channel}-{run:06d}{suffix}"


def archive_name(run: int) -> str:
    """Return the name of a run's archive file."""
    return run_file(run, ".warc.gz")


def archives(folder: Path) -> list[Path]:
    """List the archive's files in its folder, oldest run first."""
    return _run_files(folder, POLITICS.name, ".warc.gz")


def run_of(path: Path | str) -> int:
    """Return the run's number in a file's name, -1 where it names none.

    >>> run_of(Path("stories/politics-000042.jsonl.gz")), run_of("README.md")
    (42, -1)
    """
    found = _NUMBERED.search(Path(path).name)
    return int(found[1]) if found else -1


def seal_of(state: Path) -> Path:
    """Return the path of a state's seal."""
    return state.with_name(f"{state.name}.seal")


def _run_files(folder: Path, channel: str, *suffixes: str) -> list[Path]:
    found = [path for suffix in suffixes for path in folder.glob(f"{channel}-*{suffix}")]
    return sorted((path for path in found if run_of(path) >= 0), key=lambda path: (run_of(path), path.name))
