"""When an address that gave no story is asked again, when it is given up, and when it gets another chance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.store.schema import EntryRow

#: An entry waits as long as it has failed already, so that a fault of minutes costs minutes; never longer than this.
LONGEST_WAIT = timedelta(hours=20)
#: Days until an entry that was closed without a story is opened again, if a listing still shows it; the second time twice
#: as many, and so on up to four times.
REOPEN = timedelta(days=7)
_MOST_CLOSINGS = 4
#: Kinds of answer that say that the story is gone or never was one.
GONE = frozenset({"expired", "not found", "cartoon"})
#: Why an entry is closed that never opens again.
FORGOTTEN = "forgotten"


def next_try(since: str, now: str) -> str:
    """Return the instant from which an entry may be asked again that has failed since an instant; all are UTC, ISO 8601.

    >>> next_try("2026-11-01T06:00:00+00:00", "2026-11-01T06:00:00+00:00")
    '2026-11-01T06:00:00+00:00'
    >>> next_try("2026-11-01T06:00:00+00:00", "2026-11-01T10:00:00+00:00")
    '2026-11-01T14:00:00+00:00'
    """
    wait = min(max(age(since, now), timedelta()), LONGEST_WAIT)
    return _text(_instant(now) + wait)


def is_due(due: str, now: str) -> bool:
    """True if an instant has come, or lies so far ahead that a clock must have run ahead when it was written.

    >>> is_due("2026-11-01T14:00:00+00:00", "2026-11-01T10:00:00+00:00"), is_due("2027-11-01T14:00:00+00:00", "2026-11-01T10:00:00+00:00")
    (False, True)
    """
    return due <= now or _instant(due) - _instant(now) > _MOST_CLOSINGS * REOPEN


def age(since: str, now: str) -> timedelta:
    """Return the time from one instant to another; none if the first is empty or a clock was set back."""
    return max(_instant(now) - _instant(since), timedelta()) if since else timedelta()


def reopens(entry: EntryRow, now: str) -> bool:
    """True for an entry that was closed without a story, long enough ago to ask for it again."""
    closed = entry.outcome in {"tombstone", "given up"} and entry.why != FORGOTTEN
    return closed and is_due(entry.due, now)


def next_chance(closings: int, now: str) -> str:
    """Return the instant from which an entry that is closed for the n-th time may be opened again."""
    return _text(_instant(now) + REOPEN * min(closings, _MOST_CLOSINGS))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds")
