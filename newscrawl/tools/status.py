"""What `scrapy status` shows: the last runs, the age of the last successful one, and how long the disk will last."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.errors import BadArgument, CannotOpen, ExitCode
from newscrawl.run.drift import ReadingStats, trend
from newscrawl.run.ledger import REEXTRACT
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.state import State
from newscrawl.text.printable import counted
from newscrawl.tools.status_now import read_now
from newscrawl.tools.status_window import window_lines, windows_dict

#: Exit codes of a run that went well: a spent budget is no fault.
_WELL = frozenset({ExitCode.OK, ExitCode.OUT_OF_BUDGET})
_NEWEST = 1_000  # stories that are looked at for a new one: some may seem to come from the future
#: What `--json` shows of a ledger.
_SHOWN = (
    "run", "site", "started", "ended", "seconds", "killed", "reason", "outcomes", "requests", "waiting", "exit_code",
    "verdict", "health", "notes", "absent",
)  # fmt: skip
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def report(data_dir: Path, count: int) -> str:
    """Return what is going on, and a table of the last ``count`` runs, newest last, with the last run's health and notes.

    Below stand the window (the last crawl beside the last 24 hours and 7 days, in numbers, shares and causes) and a disk
    forecast.

    Raises:
        CannotOpen: there is no state.
        StateDamaged: the state is corrupt or was written by a newer version.
    """
    runs, now = _ledgers(data_dir, count), read_now(DataFolder(data_dir)).lines()
    if not runs:
        return "\n".join([*now, f"No run in {data_dir} has ended yet."])
    head = f"{'run':>5} {'started':<16} {'secs':>6} {'stories':>7} {'copies':>6} {'tombs':>5} {'failed':>6} {'requests':>8} exit verdict"
    lines = [head, *(_row(run) for run in reversed(runs)), *now]
    said = [*_indented(runs[0], "health"), *_indented(runs[0], "notes")]
    return "\n".join([*lines, *said, *_window(data_dir, runs), "", forecast(data_dir, runs)])


def report_json(data_dir: Path, count: int, checks: dict[str, bool]) -> str:
    """Return all that `report` and `drift` show as one JSON object; docs/operating.md lists its keys.

    ``checks`` are the results of the checks that were asked for, by name.

    Raises:
        CannotOpen, StateDamaged: as `report`.
    """
    runs, now = _ledgers(data_dir, count), read_now(DataFolder(data_dir))
    crawl = next((run for run in runs if run.get("reason") != REEXTRACT), None)
    windows = None
    if crawl:
        state = State.open_readonly(DataFolder(data_dir).state)
        with closing(state.connection), translate_errors(state.path, CannotOpen):
            windows = windows_dict(state, crawl)
    drifted = [{"run": one["run"], **one["drift"]} for one in runs if one.get("drift", {}).get("pages")]
    found = {
        "data_dir": str(data_dir.absolute()),
        "at_work": now.at_work.to_dict() if now.at_work else None,
        "died": [one.to_dict() for one in now.died],
        "runs": [{name: run.get(name) for name in _SHOWN} for run in runs],
        "windows": windows,
        "drift": drifted,
        "disk": disk(data_dir, runs),
        "checks": checks,
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def read_age(text: str, option: str = "--max-age") -> timedelta:
    """Return the time span that a text such as ``26h``, ``90m`` or ``7d`` means.

    >>> read_age("26h")
    datetime.timedelta(days=1, seconds=7200)

    Raises:
        BadArgument: the text is not an age.
    """
    match = re.fullmatch(r"(\d{1,6})([mhd])", text.strip())
    if not match:
        raise BadArgument(
            f"{option} {text!r} is not an age: use a number and a unit, such as 90m, 26h or 7d."
        )
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def is_fresh(data_dir: Path, age: timedelta) -> bool:
    """True if a crawl ended with exit code 0, or with nothing but its budget spent, within this age.

    A run that seems to end in the future, because the clock was set back since, does not count.
    """
    crawls = [run for run in _ledgers(data_dir, 100) if run.get("reason") != REEXTRACT]
    ends = [run["ended"] for run in crawls if run.get("exit_code") in _WELL and run.get("ended")]
    return any(_is_within(end, age) for end in ends)


def has_new_story(data_dir: Path, age: timedelta) -> bool:
    """True if a new story was fetched within this age, also by a run that is still at work or was killed."""
    state = State.open_readonly(DataFolder(data_dir).state)
    with closing(state.connection), translate_errors(state.path, CannotOpen):
        newest = state.stories.select("version = 1 ORDER BY sequence DESC LIMIT ?", _NEWEST)
        return any(_is_within(row.data["fetched_at"], age) for row in newest)


def _is_within(instant: str, age: timedelta) -> bool:
    return timedelta() <= datetime.now(UTC) - datetime.fromisoformat(instant) <= age


def drift(data_dir: Path, count: int) -> str:
    """Return how pages were read in the last runs that stored any, and the last run's problems (see `newscrawl.run.drift`)."""
    ledgers = [one for one in _ledgers(data_dir, count) if one.get("drift", {}).get("pages")]
    if not ledgers:
        return f"No run in {data_dir} has stored a story yet."
    table = trend([(one["run"], ReadingStats.from_dict(one["drift"])) for one in reversed(ledgers)])
    return "\n".join([table, *_indented(ledgers[0], "health")])


def disk(data_dir: Path, runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return how many bytes the data folder holds and the disk has left, and for how many runs like these; None if unknown."""
    held = sum(path.stat().st_size for path in data_dir.rglob("*") if path.is_file())
    free = shutil.disk_usage(data_dir).free
    stored = sum(run["outcomes"]["stored"] for run in runs)
    state = State.open_readonly(DataFolder(data_dir).state)
    with closing(state.connection):
        stories = int(state.connection.execute("SELECT count(*) FROM stories").fetchone()[0])
    more = int(free / (held / stories * stored / len(runs))) if stories and stored else None
    return {"held_bytes": held, "free_bytes": free, "stories": stories, "runs_left": more}


def forecast(data_dir: Path, runs: Sequence[dict[str, Any]]) -> str:
    """Return how much the data folder holds and how many more runs like these the disk has space for."""
    found = disk(data_dir, runs)
    words = f"{data_dir} holds {found['held_bytes'] / 1e6:.1f} MB for {counted(found['stories'], 'story', 'stories')}, {found['free_bytes'] / 1e9:.1f} GB are free"
    if found["runs_left"] is None:
        return words + "."
    like = f"the last {len(runs)}" if len(runs) > 1 else "the last one"
    return f"{words}:\n  space for about {found['runs_left']:,} runs like {like}."


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
    return [f"  {line}" for line in one_line_a_cause(run.get(key, []))]


def one_line_a_cause(lines: Sequence[str]) -> list[str]:
    """Return health or notes with the paths that share a cause in one line.

    >>> one_line_a_cause(["politics/mod: gone", "2 stories failed", "politics/opeds: gone", "politics/mod: slow"])
    ['politics/mod and 1 more: gone', '2 stories failed', 'politics/mod: slow']
    """
    causes: dict[str, list[str]] = {}
    for line in lines:
        path, _, why = line.partition(": ")
        is_path = "/" in path and " " not in path and why
        causes.setdefault(why if is_path else line, []).append(path if is_path else "")
    return [
        f"{paths[0]}{f' and {len(paths) - 1} more' if len(paths) > 1 else ''}: {cause}" if paths[0] else cause
        for cause, paths in causes.items()
    ]


def _row(run: dict[str, Any]) -> str:
    counts = run["outcomes"]
    code = "-" if run.get("exit_code") is None else str(run["exit_code"])
    verdict = "killed" if run.get("killed") else run.get("verdict", "")
    seconds, started = run.get("seconds"), str(run["started"])[:16].replace("T", " ")
    return (
        f"{run['run']:>5} {started:<16} {'-' if seconds is None else format(seconds, '.0f'):>6} "
        f"{counts['stored']:>7} {counts['duplicate']:>6} {counts['tombstone']:>5} {counts['failed']:>6} "
        f"{'-' if run.get('requests') is None else run['requests']:>8} {code:>4} {verdict}"
    )
