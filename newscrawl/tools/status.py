"""Status: the last runs as a table, how old the last good one is, and how long the disk lasts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.errors import BadArgument, CannotOpen
from newscrawl.run.drift import ReadingStats, trend
from newscrawl.run.ledger import REEXTRACT
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.state import State

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def report(data_dir: Path, count: int) -> str:
    """Write the last runs as a table, newest last, with the last run's health, notes and a disk forecast.

    Raises:
        CannotOpen: there is no state.
        StateDamaged: it is corrupt or newer.
    """
    runs = _ledgers(data_dir, count)
    if not runs:
        return f"No run has ended yet in {data_dir}."
    head = f"{'run':>6}  {'started':<19} {'seconds':>7} {'stories':>7} {'copies':>6} {'tombs':>5} {'failed':>6} {'requests':>8}  exit  verdict"
    lines = [head, *(_row(run) for run in reversed(runs))]
    return "\n".join([*lines, *_said(runs[0], "health"), *_said(runs[0], "notes"), forecast(data_dir, runs)])


def read_age(text: str) -> timedelta:
    """Read an age such as 26h.

    >>> read_age("26h")
    datetime.timedelta(days=1, seconds=7200)

    Raises:
        BadArgument: it is none.
    """
    match = re.fullmatch(r"(\d{1,6})([mhd])", text.strip())
    if not match:
        raise BadArgument(f"--max-age {text!r} is no age: give such as 90m, 26h or 7d.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def is_fresh(data_dir: Path, age: timedelta) -> bool:
    """Tell whether a crawl ended with exit code 0 within this age; a clock set back makes none older."""
    crawls = [run for run in _ledgers(data_dir, 100) if run.get("reason") != REEXTRACT]
    ends = [run["ended"] for run in crawls if run.get("exit_code") == 0 and run.get("ended")]
    return any(datetime.now(UTC) - datetime.fromisoformat(end) <= age for end in ends)


def back_up(data_dir: Path, target: Path) -> None:
    """Copy the state into a new file, whole, also while a run writes to it.

    Raises:
        CannotOpen: there is no state, or the target exists or cannot be written.
    """
    if target.exists():
        raise CannotOpen(f"{target} exists already: name a new file.")
    state = State.look(DataFolder(data_dir).state)
    try:
        with translate_errors(target, CannotOpen):
            state.connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        state.connection.close()


def drift(data_dir: Path, count: int) -> str:
    """Show how pages read in the last runs that stored any, and what was wrong with the last (see `newscrawl.run.drift`)."""
    ledgers = [one for one in _ledgers(data_dir, count) if one.get("drift", {}).get("pages")]
    if not ledgers:
        return f"No run has stored a story yet in {data_dir}."
    table = trend([(one["run"], ReadingStats.from_dict(one["drift"])) for one in reversed(ledgers)])
    return "\n".join([table, *_said(ledgers[0], "health")])


def forecast(data_dir: Path, runs: Sequence[dict[str, Any]]) -> str:
    """Say how much the data folder holds and when the disk is full at the pace of these runs."""
    held = sum(path.stat().st_size for path in data_dir.rglob("*") if path.is_file())
    free = shutil.disk_usage(data_dir).free
    stored = sum(run["outcomes"]["stored"] for run in runs)
    state = State.look(DataFolder(data_dir).state)
    stories = int(state.connection.execute("SELECT count(*) FROM stories").fetchone()[0])
    state.connection.close()
    words = f"{data_dir} holds {held / 1e6:.1f} MB for {stories} stories, {free / 1e9:.1f} GB are free"
    if not stories or not stored:
        return words + "."
    return f"{words}: room for about {int(free / (held / stories * stored / len(runs)))} runs like the last {len(runs)}."


def _ledgers(data_dir: Path, count: int) -> list[dict[str, Any]]:
    state = State.look(DataFolder(data_dir).state)
    try:
        with translate_errors(state.path, CannotOpen):
            return state.past_ledgers(count)
    finally:
        state.connection.close()


def _said(run: dict[str, Any], key: str) -> list[str]:
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
