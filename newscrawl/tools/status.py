"""What `scrapy status` shows: the last runs, the age of the last successful one, and how long the disk will last."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.errors import BadArgument, CannotOpen
from newscrawl.run.drift import ReadingStats, trend
from newscrawl.run.ledger import REEXTRACT
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.state import State
from newscrawl.text.printable import counted
from newscrawl.tools.status_window import window_lines

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def report(data_dir: Path, count: int) -> str:
    """Return a table of the last ``count`` runs, newest last, with the last run's health and notes, the window and a disk forecast.

    The window is the last crawl beside the last 24 hours and 7 days, in numbers, shares and causes.

    Raises:
        CannotOpen: there is no state.
        StateDamaged: the state is corrupt or was written by a newer version.
    """
    runs = _ledgers(data_dir, count)
    if not runs:
        return f"No run in {data_dir} has ended yet."
    head = f"{'run':>6}  {'started':<19} {'seconds':>7} {'stories':>7} {'copies':>6} {'tombs':>5} {'failed':>6} {'requests':>8}  exit  verdict"
    lines = [head, *(_row(run) for run in reversed(runs))]
    said = [*_indented(runs[0], "health"), *_indented(runs[0], "notes")]
    return "\n".join([*lines, *said, *_window(data_dir, runs), "", forecast(data_dir, runs)])


def read_age(text: str) -> timedelta:
    """Return the time span that a text such as ``26h``, ``90m`` or ``7d`` means.

    >>> read_age("26h")
    datetime.timedelta(days=1, seconds=7200)

    Raises:
        BadArgument: the text is not an age.
    """
    match = re.fullmatch(r"(\d{1,6})([mhd])", text.strip())
    if not match:
        raise BadArgument(
            f"--max-age {text!r} is not an age: use a number and a unit, such as 90m, 26h or 7d."
        )
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def is_fresh(data_dir: Path, age: timedelta) -> bool:
    """True if a crawl ended with exit code 0 within this age.

    A run that seems to end in the future, because the clock was set back, counts as fresh.
    """
    crawls = [run for run in _ledgers(data_dir, 100) if run.get("reason") != REEXTRACT]
    ends = [run["ended"] for run in crawls if run.get("exit_code") == 0 and run.get("ended")]
    return any(datetime.now(UTC) - datetime.fromisoformat(end) <= age for end in ends)


def drift(data_dir: Path, count: int) -> str:
    """Return how pages were read in the last runs that stored any, and the last run's problems (see `newscrawl.run.drift`)."""
    ledgers = [one for one in _ledgers(data_dir, count) if one.get("drift", {}).get("pages")]
    if not ledgers:
        return f"No run in {data_dir} has stored a story yet."
    table = trend([(one["run"], ReadingStats.from_dict(one["drift"])) for one in reversed(ledgers)])
    return "\n".join([table, *_indented(ledgers[0], "health")])


def forecast(data_dir: Path, runs: Sequence[dict[str, Any]]) -> str:
    """Return how much the data folder holds and how many more runs like these the disk has space for."""
    held = sum(path.stat().st_size for path in data_dir.rglob("*") if path.is_file())
    free = shutil.disk_usage(data_dir).free
    stored = sum(run["outcomes"]["stored"] for run in runs)
    state = State.open_readonly(DataFolder(data_dir).state)
    stories = int(state.connection.execute("SELECT count(*) FROM stories").fetchone()[0])
    state.connection.close()
    words = f"{data_dir} holds {held / 1e6:.1f} MB for {counted(stories, 'story', 'stories')}, {free / 1e9:.1f} GB are free"
    if not stories or not stored:
        return words + "."
    return f"{words}: space for about {int(free / (held / stories * stored / len(runs)))} runs like the last {len(runs)}."


def _ledgers(data_dir: Path, count: int) -> list[dict[str, Any]]:
    state = State.open_readonly(DataFolder(data_dir).state)
    try:
        with translate_errors(state.path, CannotOpen):
            return state.past_ledgers(count)
    finally:
        state.connection.close()


def _window(data_dir: Path, runs: Sequence[dict[str, Any]]) -> list[str]:
    crawl = next((run for run in runs if run.get("reason") != REEXTRACT), None)
    if crawl is None:
        return []
    state = State.open_readonly(DataFolder(data_dir).state)
    with closing(state.connection), translate_errors(state.path, CannotOpen):
        return window_lines(state, crawl)


def _indented(run: dict[str, Any], key: str) -> list[str]:
    return [f"  {line}" for line in run.get(key, [])]


def _row(run: dict[str, Any]) -> str:
    counts = run["outcomes"]
    code = "-" if run.get("exit_code") is None else str(run["exit_code"])
    verdict = "killed" if run.get("killed") else run.get("verdict", "")
    seconds = run.get("seconds")
    return (
        f"{run['run']:>6}  {str(run['started'])[:19]:<19} {'-' if seconds is None else format(seconds, '.0f'):>7} "
        f"{counts['stored']:>7} {counts['duplicate']:>6} {counts['tombstone']:>5} {counts['failed']:>6} "
        f"{'-' if run.get('requests') is None else run['requests']:>8}  {code:>4}  {verdict}"
    )
