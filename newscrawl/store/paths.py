"""Paths: every folder and file of a data folder, and the names of a run's files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from newscrawl.channels import POLITICS

#: Folders of published files: stories, and lines that link each exact copy to its original.
PUBLISHED = ("stories", "duplicates")
_NUMBERED = re.compile(r"-(\d+)\.")  # politics-000042.jsonl.gz


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that a crawl writes to; a run's files are named after the channel and the run's number.

    >>> str(DataFolder(Path("data")).ledger(42))
    'data/runs/politics-000042.json'
    """

    root: Path
    channel: str = POLITICS.name

    @property
    def state(self) -> Path:
        """The SQLite file with the state: the source of truth."""
        return self.root / "state.db"

    @property
    def lock(self) -> Path:
        """The file that a run locks."""
        return self.root / "lock"

    @property
    def lock_holder(self) -> Path:
        """The file that names the holder of the lock: its pid and the time, as JSON."""
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
    def archive_index(self) -> Path:
        """The archive's index, which is made from the WARC files."""
        return self.archive / "index.db"

    @property
    def quarantine(self) -> Path:
        """The folder with the list of pages that killed the process."""
        return self.root / "quarantine"

    @property
    def reports(self) -> Path:
        """The folder of badly read pages, with a subfolder for each run."""
        return self.root / "reports"

    @property
    def forgotten(self) -> Path:
        """The list of stories that `scrapy forget` removed."""
        return self.root / "forgotten.jsonl"

    @property
    def verdicts(self) -> Path:
        """The list of what people said of pairs of stories: one text, or two."""
        return self.root / "verdicts.jsonl"

    @property
    def lists(self) -> list[Path]:
        """The lists that only grow: a backup copies them."""
        return [self.forgotten, self.verdicts, self.archive / "removed.jsonl"]

    def contents(self) -> list[Path]:
        """Return everything that belongs together, whether or not it exists: what `scrapy restore` replaces."""
        state = [self.root / f"{self.state.name}{tail}" for tail in ("", "-wal", "-shm", ".seal")]
        folders = [*(self.root / kind for kind in PUBLISHED), self.runs, self.archive, self.quarantine]
        return [*state, *folders, self.forgotten, self.verdicts]

    @property
    def demo(self) -> Path:
        """The data folder that `scrapy demo` writes."""
        return self.root / "demo"

    @property
    def doctor(self) -> Path:
        """The folder of the bundles that `scrapy doctor` writes."""
        return self.root / "doctor"

    @property
    def new_state(self) -> Path:
        """Where a rebuilt state is written before it takes the old one's place."""
        return self.root / f"{self.state.name}.new"

    @property
    def restoring(self) -> Path:
        """Where `scrapy restore` copies a backup before it takes the place of what is here; left behind by a kill."""
        return self.root / "restoring"

    @property
    def next_old_state(self) -> Path:
        """The first free name for a state that is set aside."""
        return _first_free(self.root, f"{self.state.name}.old-")

    @property
    def next_aside(self) -> Path:
        """The first free name for a folder with what `scrapy restore` sets aside."""
        return _first_free(self.root, "old-")

    def archive_file(self, run: int) -> Path:
        """Return the path of a run's archive file."""
        return self.archive / run_file(run, ".warc.gz", self.channel)

    def published(self, kind: str, run: int, *, compress: bool = False) -> Path:
        """Return the path of a run's published file; ``kind`` is one of `PUBLISHED`."""
        return self.root / kind / run_file(run, f".jsonl{'.gz' if compress else ''}", self.channel)

    def ledger(self, run: int) -> Path:
        """Return the path of a run's ledger."""
        return self.runs / run_file(run, ".json", self.channel)

    def bad_pages(self, run: int) -> Path:
        """Return the folder of a run's badly read pages."""
        return self.reports / run_file(run, "", self.channel)

    def published_files(self, *kinds: str) -> list[Path]:
        """Return the published files of the given kinds (default: all of `PUBLISHED`), kind by kind, oldest run first."""
        return [
            path
            for kind in kinds or PUBLISHED
            for path in _run_files(self.root / kind, self.channel, ".jsonl", ".jsonl.gz")
        ]

    def published_by(self, run: int) -> list[Path]:
        """Return the published files of a run, of all kinds."""
        return [path for path in self.published_files() if run_number(path) == run]

    def ledgers(self) -> list[Path]:
        """Return the ledger files, oldest run first."""
        return _run_files(self.runs, self.channel, ".json")

    def parts(self) -> list[Path]:
        """Return the temporary files that a killed run left."""
        folders = [*(self.root / kind for kind in PUBLISHED), self.runs, self.archive]
        return [part for folder in folders for part in folder.glob("*.part")]

    def old_states(self) -> list[Path]:
        """Return the old `state.db` files that `scrapy recover` has renamed."""
        return sorted(self.root.glob(f"{self.state.name}.old-*"))

    def name(self, path: Path) -> str:
        """Return a path relative to the data folder, as ledgers and messages show it."""
        return str(path.relative_to(self.root))


def run_file(run: int, suffix: str, channel: str = POLITICS.name) -> str:
    """Return the file name of a run's file.

    >>> run_file(42, ".warc.gz")
    'politics-000042.warc.gz'
    """
    return f"{channel}-{run:06d}{suffix}"


def archives(folder: Path) -> list[Path]:
    """Return the WARC files in an archive folder, oldest run first."""
    return _run_files(folder, "*", ".warc.gz")


def run_number(path: Path | str) -> int:
    """Return the run's number in a file name, or -1 if there is none.

    >>> run_number(Path("stories/politics-000042.jsonl.gz")), run_number("README.md")
    (42, -1)
    """
    found = _NUMBERED.search(Path(path).name)
    return int(found[1]) if found else -1


def _first_free(folder: Path, name: str) -> Path:
    paths = (folder / f"{name}{number}" for number in range(1, 10_000))
    return next(path for path in paths if not path.exists())


def seal_of(state: Path) -> Path:
    """Return the path of the seal of a `state.db`."""
    return state.with_name(f"{state.name}.seal")


def _run_files(folder: Path, channel: str, *suffixes: str) -> list[Path]:
    found = [path for suffix in suffixes for path in folder.glob(f"{channel}-*{suffix}")]
    return sorted(
        (path for path in found if run_number(path) >= 0), key=lambda path: (run_number(path), path.name)
    )
