"""Runs many commands, or visits of the doctor, in one process: starting Python and Scrapy takes longer than most of them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.crawling import ROOT


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


def run_commands(commands: list[list[str]], **options: Any) -> list[Done]:
    """Run `scrapy` commands that ask no site, one after the other, in a process of their own."""
    return [Done(*one) for one in _in_a_process("commands", commands, **options)]


def take_visits(sites: dict[str, str], folder: Path) -> dict[str, Path]:
    """Let the doctor visit sites by their names, in a process of its own; return each bundle."""
    return {name: Path(path) for name, path in _in_a_process("visits", [sites, str(folder)]).items()}


def _in_a_process(what: str, given: Any, **options: Any) -> Any:
    command = [sys.executable, "-m", "tests.tools.doctor.one_process", what]
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _commands(commands: list[list[str]]) -> list[list[Any]]:
    from scrapy.cmdline import execute

    found = []
    for arguments in commands:
        out, err, code = io.StringIO(), io.StringIO(), 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                execute(["scrapy", *arguments])
            except SystemExit as end:
                code = int(end.code or 0)
        found.append([code, out.getvalue(), err.getvalue()])
    return found


def _visits(given: list[Any]) -> dict[str, str]:
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.project import get_project_settings
    from twisted.internet.defer import inlineCallbacks

    from newscrawl.tools.configuration import configure
    from newscrawl.tools.doctor.bundle import Bundle
    from newscrawl.tools.doctor.spider import DoctorSpider

    sites, folder = given
    settings = get_project_settings()
    for name, value in {"DOWNLOAD_DELAY": 0, "NEWSCRAWL_BACKOFF": 0.05, "LOG_LEVEL": "CRITICAL"}.items():
        settings.set(name, value, priority="cmdline")
    settings.set("NEWSCRAWL_DATA_DIR", folder, priority="cmdline")
    configure(settings)
    process = CrawlerProcess(settings)
    found = {}

    @inlineCallbacks
    def visit_all():
        for name, site in sites.items():
            bundle = Bundle(Path(folder) / name, datetime.now(UTC))
            found[name] = str(bundle.folder)
            yield process.crawl(DoctorSpider, site=site, bundle=bundle, report=lambda _line: None, pace=0.0)

    visit_all()
    process.start()
    return found


if __name__ == "__main__":
    results = {"commands": _commands, "visits": _visits}[sys.argv[1]](json.load(sys.stdin))
    sys.stdout.write(json.dumps(results))
