"""Start commands fast: import everything once, then fork for each; `Starter` is the other end of the pipe.

A crawl's imports take longer than the crawl of a small site. The forked process runs `scrapy` as the command line does,
and its clock is the file that FAKETIME_TIMESTAMP_FILE names, which libfaketime reads at each call.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.crawling import ROOT

_PLACES = (
    "/usr/lib/*/faketime",
    "/usr/lib/faketime",
    "/usr/local/lib/faketime",
    "/opt/homebrew/lib/faketime",
)
# Timers and file times stay real. Debian compiles a work-around in that lets each start of a thread cost 50 ms: off.
_REAL = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}


def find_libfaketime() -> str | None:
    """Return the path of libfaketime; None if it is not installed (Debian: apt-get install faketime)."""
    found = (path for place in _PLACES for path in Path("/").glob(f"{place.lstrip('/')}/libfaketime.so.1"))
    return next(map(str, found), None)


class Starter:
    """Starts `scrapy` commands under a clock of their own."""

    def __init__(self) -> None:
        library = find_libfaketime()
        if library is None:
            raise FileNotFoundError("libfaketime is not installed: apt-get install faketime")
        self._folder = tempfile.TemporaryDirectory()
        self.stamp = Path(self._folder.name) / "clock"
        self.stamp.write_text("+0")
        clock = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(self.stamp),
            "FAKETIME_CACHE_DURATION": "1",
        }
        self.environment = {**os.environ, **_REAL, **clock, "TZ": "UTC"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.seasons.starter"],
            cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def set_clock(self, seconds: float) -> None:
        """Put the clock of the commands so many seconds ahead of the real one."""
        self.stamp.write_text(f"{seconds:+.0f}")

    def begin(self, log: Path, *arguments: str) -> int:
        """Start a command, its output going to a file; return its process id."""
        return int(self._ask({"arguments": arguments, "log": str(log)}))

    def end(self) -> tuple[int, float]:
        """Wait for the command to end; return its exit code, negative for a signal, and the seconds of CPU it took."""
        code, seconds = self._ask(None).split()
        return int(code), float(seconds)

    def _ask(self, what: Any) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def close(self) -> None:
        """End the process that forks."""
        if self._process.stdin:
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.stdout.close()  # type: ignore[union-attr]
        self._folder.cleanup()


def _serve() -> None:
    """Fork for each request on standard input; answer with its process id, then with its exit code."""
    _import_everything()
    pid = 0
    for line in sys.stdin:
        request = json.loads(line)
        if request is None:
            _, status, used = os.wait4(pid, 0)
            print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, flush=True)  # noqa: T201
            continue
        pid = os.fork()
        if pid == 0:
            _become(request)
        print(pid, flush=True)  # noqa: T201


def _import_everything() -> None:
    """Import what crawls import late, but not the reactor, which each process must install itself."""
    import trafilatura  # noqa: F401
    from scrapy.settings import Settings
    from scrapy.utils.misc import load_object

    import newscrawl.commands.crawl
    import newscrawl.spiders.politics  # noqa: F401

    settings = Settings()
    settings.setmodule("newscrawl.settings")
    plugged = ("SPIDER_MIDDLEWARES", "DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS")
    names = {name for setting in plugged for name in settings.getwithbase(setting)}
    names |= {
        settings[name]
        for name in ("SCHEDULER", "DOWNLOADER", "STATS_CLASS", "DUPEFILTER_CLASS", "ITEM_PROCESSOR")
    }
    for name in {*names, *settings.getwithbase("DOWNLOAD_HANDLERS").values()} - {None}:
        with suppress(ImportError):  # a plug for a library that is not installed
            load_object(name)
    assert "twisted.internet.reactor" not in sys.modules
    select.select(
        [], [], [], 1.1
    )  # libfaketime's cache must be stale when a forked process first asks for the time


def _become(request: dict[str, Any]) -> None:
    """Run a command as `scrapy` does; does not return."""
    from scrapy.cmdline import execute

    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    null = os.open(os.devnull, os.O_RDONLY)
    for number, file in ((0, null), (1, log), (2, log)):
        os.dup2(file, number)
    execute(["scrapy", *request["arguments"]])


if __name__ == "__main__":
    _serve()
