"""What is going on in a data folder: the run at work, with its rate and the time that is left, and runs that died."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.errors import CannotOpen
from newscrawl.store.database import translate_errors
from newscrawl.store.state import State
from newscrawl.text.span import span

if TYPE_CHECKING:
    from newscrawl.store.paths import DataFolder
    from newscrawl.store.schema import RunRow

#: A process that began so long after the lock was taken is another one: the machine was restarted, and gave the pid again.
_LATER = timedelta(minutes=1)
_FEW = 3  # outcomes: with fewer there is no rate


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock of a data folder, and since when (UTC)."""

    pid: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Going:
    """A run that has not ended.

    ``done`` counts the stories that have an outcome of this run, ``stored`` those of them that are stored; ``waiting`` are
    open. ``left`` is about how long it will take if no more is found; None if that cannot be told.
    """

    run: int
    started: str
    pid: int
    stored: int
    done: int
    waiting: int
    left: timedelta | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the values as JSON has them, ``seconds_left`` in seconds."""
        left = None if self.left is None else round(self.left.total_seconds())
        named = ("run", "started", "pid", "stored", "waiting")
        return {**{name: getattr(self, name) for name in named}, "seconds_left": left}


@dataclass(frozen=True, slots=True)
class Now:
    """The holder of the lock, if any, its run, if it has begun one, and the runs that died, oldest first."""

    holder: Holder | None
    at_work: Going | None
    died: list[Going]

    def lines(self) -> list[str]:
        """Return what is going on, a line for each run; none if nothing is."""
        lines = [
            f"Run {one.run} died: it began {one.started[:19]} and had stored {_stories(one.stored)}; the next run publishes them."
            for one in self.died
        ]
        if self.at_work:
            lines.append(_at_work(self.at_work))
        elif self.holder:
            since = self.holder.since.isoformat(timespec="seconds")[:19]
            lines.append(
                f"Process {self.holder.pid} has held the data folder since {since}; it has begun no run."
            )
        return lines


def read_now(folder: DataFolder, now: datetime | None = None) -> Now:
    """Return what is going on in a data folder; it is only read, and the lock is not touched.

    Raises:
        CannotOpen: there is no state.
        StateDamaged: the state is corrupt or was written by a newer version.
    """
    now, holder = now or datetime.now(UTC), holder_of(folder)
    state = State.open_readonly(folder.state)
    with closing(state.connection), translate_errors(state.path, CannotOpen):
        rows = state.unpublished()
        works = next((row for row in rows[-1:] if holder and row.pid == holder.pid), None)
        died = [_going(state, row) for row in rows if row is not works]
        return Now(holder, _going(state, works, now) if works else None, died)


def holder_of(folder: DataFolder) -> Holder | None:
    """Return the process that holds a data folder's lock; None if there is none, or none that still runs."""
    try:
        said = json.loads(folder.lock_holder.read_text(encoding="ascii"))
        holder = Holder(int(said["pid"]), datetime.fromisoformat(said["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return holder if _runs(holder) else None


def _runs(holder: Holder) -> bool:
    try:
        os.kill(holder.pid, 0)
    except PermissionError:  # another user's process
        pass
    except (OSError, OverflowError):
        return False
    began = _began(holder.pid)
    return began is None or began - holder.since < _LATER


def _began(pid: int) -> datetime | None:
    """Return when a process began, where /proc tells."""
    try:
        boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime "))
        ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
        return datetime.fromtimestamp(int(boot.split()[1]) + ticks / os.sysconf("SC_CLK_TCK"), UTC)
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _going(state: State, row: RunRow, now: datetime | None = None) -> Going:
    outcomes: dict[str, int] = dict(
        state.connection.execute(
            "SELECT outcome, count(*) FROM entries WHERE run = ? AND (outcome <> 'open' OR tries > 0) GROUP BY outcome",
            (row.number,),
        ).fetchall()
    )
    done, waiting = sum(outcomes.values()), state.count_open()
    took = now - datetime.fromisoformat(row.started) if now else timedelta()
    left = took / done * waiting if done >= _FEW and took > timedelta() else None
    stored = outcomes.get("stored", 0)
    return Going(row.number, row.started, row.pid, stored, done, waiting, left)


def _at_work(one: Going) -> str:
    left = "" if one.left is None else f", about {span(one.left.total_seconds())} left"
    waits = "1 story waits" if one.waiting == 1 else f"{one.waiting} stories wait"
    return f"Run {one.run} is at work since {one.started[:19]} (pid {one.pid}): {_stories(one.stored)} stored, {waits}{left}."


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"
