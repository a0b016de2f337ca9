"""A data folder and the site it is crawled from: one run after another, each at its hour of the world's clock."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.crawling import ROOT
from tests.seasons.markup import Look
from tests.seasons.site import LiveSite, live
from tests.seasons.starter import Starter
from tests.seasons.view import Answer, Spoil, View
from tests.seasons.world import EPOCH, World

FAST = (
    *(
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "NEWSCRAWL_BACKOFF=0.01",
        "-s",
        "RETRY_TIMES=1",
        "-s",
        "DOWNLOAD_TIMEOUT=20",
    ),
    *("-s", "NEWSCRAWL_LONGEST_RETRY_AFTER=1", "-s", "LOG_SHORT_NAMES=1"),
)
PATIENCE = 60  # seconds after which a run is killed
_SAID = re.compile(r"^\S+ \S+ \[[^\]]*\] (WARNING|ERROR|CRITICAL): (.*)$", re.MULTILINE)
_LOUD = re.compile(r"^newscrawl: (.*)$", re.MULTILINE)
REMEDY = re.compile(r"`scrapy (recover(?: --[a-z]+)*)`")


@dataclass(frozen=True)
class Ran:
    """How one run went: exit code, requests, what it logged from WARNING up, its ledger if it wrote one, seconds of CPU."""

    code: int
    view: View
    asked: Sequence[tuple[str, int, Answer]]
    said: Sequence[tuple[str, str]]
    ledger: dict[str, Any] | None
    seconds: float
    log: str = ""

    @property
    def new(self) -> int:
        """The number of stories stored and copies noted."""
        counts = self.ledger["outcomes"] if self.ledger else {}
        return int(counts.get("stored", 0)) + int(counts.get("duplicate", 0))

    @property
    def errors(self) -> list[str]:
        """What the run logged as ERROR or CRITICAL, or printed before its start."""
        return [text for level, text in self.said if level != "WARNING"]

    @property
    def named(self) -> set[str]:
        """The story ids that the run's ledger names with a reason: failed, skipped, given up, tombstones, and in its lines."""
        ledger = self.ledger or {}
        keys = {
            str(one)
            for name in ("failures", "skipped", "given_up", "tombstones", "lost")
            for one in ledger.get(name, {})
        }
        lines = " ".join([*ledger.get("health", []), *ledger.get("notes", []), *keys])
        return set(re.findall(r"\b\d{7}\b", lines))


@dataclass
class House:
    """A data folder under a world's site.

    ``at`` is the hour of the last run, ``look`` how the site looks now, ``ahead`` how many seconds the clock is wrong.
    """

    data: Path
    site: LiveSite
    starter: Starter
    world: World
    look: Look = field(default_factory=Look)
    at: float = 0
    ahead: float = 0
    ran: list[Ran] = field(default_factory=list)
    judge: Callable[[Ran], object] = lambda _: None
    """Called after each run, with the data folder as the run left it."""

    def wait(self, hours: float) -> None:
        """Let time pass on the site."""
        self.at += hours

    def view(self, *spoils: Spoil) -> View:
        """Return the site at this hour."""
        return View(self.world, self.at, self.look, spoils)

    def run(self, *options: str, spoils: Sequence[Spoil] = (), kill_after: int = 0, number: int = signal.SIGKILL, patience: float = PATIENCE) -> Ran:  # fmt: skip
        """Crawl once; ``kill_after`` so many requests the process gets a signal."""
        arguments = ["crawl", "politics", "-a", f"site={self.site.url}", *FAST, *options]
        before = self._open(spoils)
        pid = self.starter.begin(self._log, *arguments, "-s", f"NEWSCRAWL_DATA_DIR={self.data}")
        if kill_after:
            self.site.after.append((kill_after, lambda: os.kill(pid, number)))
        with _killed_after(pid, patience):
            code, seconds = self.starter.end()
        return self._close(before, code, seconds)

    def run_under(self, *tool: str, spoils: Sequence[Spoil] = ()) -> Ran:
        """Crawl once in a process that a tool such as strace starts."""
        before = self._open(spoils)
        command = [
            *tool,
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "politics",
            "-a",
            f"site={self.site.url}",
            *FAST,
        ]
        with self._log.open("w") as log:
            done = subprocess.run(
                [*command, "-s", f"NEWSCRAWL_DATA_DIR={self.data}"],
                cwd=ROOT, env=self.starter.environment, stdout=log, stderr=log, check=False, timeout=PATIENCE * 2,
            )  # fmt: skip
        return self._close(before, done.returncode, 0)

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run another command of `scrapy` on the data folder; return its exit code and output."""
        self._set_clock()
        pid = self.starter.begin(self._log, *arguments, "-s", f"NEWSCRAWL_DATA_DIR={self.data}")
        with _killed_after(pid, PATIENCE):
            code, _ = self.starter.end()
        return code, self._log.read_text(errors="replace")

    def obey(self) -> str | None:
        """Do what the last run's message asks for where it is `scrapy recover`; return the command."""
        remedy = REMEDY.search(" ".join(self.ran[-1].errors))
        if self.ran[-1].code not in {65, 76} or remedy is None:
            return None
        self.command(*remedy[1].split())
        return remedy[1]

    @property
    def before(self) -> Path:
        """A copy of the state as it was before the last run."""
        return self.data.parent / "before.db"

    @property
    def _log(self) -> Path:
        return self.data.parent / "log"

    def _set_clock(self) -> None:
        offset = EPOCH.timestamp() + self.at * 3600 - datetime.now(UTC).timestamp()
        self.starter.set_clock(offset + self.ahead)

    def _open(self, spoils: Sequence[Spoil]) -> set[Path]:
        if (self.data / "state.db").exists():
            shutil.copy(self.data / "state.db", self.before)
        self.site.view = self.view(*spoils)
        self.site.asked = []
        self.site.after = []
        self._set_clock()
        return set(self.data.glob("runs/*.json"))

    def _close(self, before: set[Path], code: int, seconds: float) -> Ran:
        log = self._log.read_text(errors="replace")
        said = [*_SAID.findall(log), *(("ERROR", line) for line in _LOUD.findall(log))]
        fresh = sorted(set(self.data.glob("runs/*.json")) - before)
        ledger = json.loads(fresh[-1].read_bytes()) if fresh else None
        ledger = None if ledger and ledger.get("killed") else ledger
        ran = Ran(code, self.site.view, self.site.asked, said, ledger, seconds, log)
        self.ran.append(ran)
        self.judge(ran)
        return ran


@contextmanager
def _killed_after(pid: int, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def house(starter: Starter, world: World, look: Look | None = None) -> Iterator[House]:
    """Serve a world and give it an empty data folder."""
    folder = Path(tempfile.mkdtemp(prefix="seasons-"))
    try:
        with live(View(world, 0)) as site:
            yield House(folder / "data", site, starter, world, look or Look())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
