"""The window that `scrapy status` shows: the last run beside the last 24 hours and 7 days, in numbers, shares and causes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newscrawl.run.checks import is_barrier
from newscrawl.run.drift import typical_words
from newscrawl.run.window import DAY, Window, Windows, most_common

if TYPE_CHECKING:
    from newscrawl.store.state import State

_MOST_ABSENT = 10
_LABEL = 18


def window_lines(state: State, ledger: dict[str, Any]) -> list[str]:
    """Return the table of the windows that end with a run, a line for each kind of cause, and what is not shown any more."""
    windows = Windows.of(state, ledger)
    columns = (Window((ledger,)), windows.day, windows.week)
    rows: dict[str, Callable[[Window], str]] = {
        "runs": lambda one: str(len(one.ledgers)),
        "new stories": lambda one: str(one.count("stored")),
        "new stories a day": _a_day,
        "failed": lambda one: _share(len(one.named("failures")), one.asked()),
        "blocked": lambda one: _share(len(_blocked(one)), one.asked()),
        "tombstones": lambda one: _share(len(one.named("tombstones")), one.asked()),
        "duplicates": lambda one: _share(one.count("duplicate"), one.asked()),
        "cut or misdated": lambda one: _share(len(one.named("suspects")), one.count("stored")),
        "typical words": _words,
    }
    head = f"{'':{_LABEL}}{'last run':>14}{'24 hours':>14}{'7 days':>14}"
    table = [
        f"{label:{_LABEL}}" + "".join(f"{cell(one):>14}" for one in columns) for label, cell in rows.items()
    ]
    return ["", head, *table, *_causes(windows.week), *_absent(ledger)]


def windows_dict(state: State, ledger: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the same windows in numbers, by name: last_run, day and week."""
    windows = Windows.of(state, ledger)
    named = {"last_run": Window((ledger,)), "day": windows.day, "week": windows.week}
    return {name: _numbers(window) for name, window in named.items()}


def _numbers(window: Window) -> dict[str, Any]:
    stats = window.reading()
    return {
        "runs": len(window.ledgers),
        "asked": window.asked(),
        "stored": window.count("stored"),
        "failed": len(window.named("failures")),
        "blocked": len(_blocked(window)),
        "tombstones": len(window.named("tombstones")),
        "duplicates": window.count("duplicate"),
        "suspects": len(window.named("suspects")),
        "typical_words": round(typical_words(stats)) if stats.pages else None,
    }


def _causes(week: Window) -> list[str]:
    kinds = {
        "failed": "failures",
        "tombstones": "tombstones",
        "cut or misdated": "suspects",
        "given up": "given_up",
    }
    named = {label: most_common(week.named(key)) for label, key in kinds.items()}
    return [f"{label} in 7 days: {why}" for label, why in named.items() if why]


def _absent(ledger: dict[str, Any]) -> list[str]:
    absent = list((ledger.get("absent") or {}).items())
    lines = [f"not shown any more: {name}: {why}" for name, why in absent[:_MOST_ABSENT]]
    return [*lines, *([f"and {len(absent) - _MOST_ABSENT} more"] if len(absent) > _MOST_ABSENT else [])]


def _blocked(window: Window) -> set[str]:
    """Return the ids of the stories whose address was refused, or answered with a captcha, consent or login page."""
    said = {**window.named("failures"), **window.named("tombstones")}
    return {story_id for story_id, why in said.items() if is_barrier(why)}


def _a_day(window: Window) -> str:
    """Return the new stories a day, of a window whose runs span some days."""
    first, last = (datetime.fromisoformat(window.ledgers[place]["started"]) for place in (0, -1))
    return f"{window.count('stored') / ((last - first) / DAY):.0f}" if last - first > DAY else "-"


def _share(count: int, of: int) -> str:
    return f"{count} ({count / of:.0%})".replace("%", " %") if count and of else str(count)


def _words(window: Window) -> str:
    stats = window.reading()
    return f"{typical_words(stats):.0f}" if stats.pages else "-"
