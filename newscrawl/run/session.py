"""The session of a run: its state, archive and counts; batched commits, and the stop on a state or I/O error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from scrapy.exceptions import CloseSpider

from newscrawl.errors import NewscrawlError
from newscrawl.run.counts import RunCounts
from newscrawl.run.quarantine import Quarantine
from newscrawl.store.archive.writer import Archive
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.state import State

logger = logging.getLogger(__name__)

_BATCH, _SECONDS = (
    20,
    0.5,
)  # a commit syncs the disk: so commit after this many outcomes, or this long after the last


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run; each is a setting (see settings.py) or a spider argument.

    An entry is given up after at least ``tries`` requests in vain over at least ``try_days`` days. ``probe_every`` is
    the least number of runs from one check of the stop rule to the next.
    ``since`` is an ISO 8601 date, ``refresh`` and ``archive_days`` are days (0 keeps the archive for ever). With
    ``same_site`` the run continues a data folder that belongs to another site.
    """

    tries: int = 5
    try_days: int = 7
    probe_every: int = 10
    compress: bool = False
    since: str | None = None
    refresh: int | None = None
    full: bool = False
    same_site: bool = False
    archive: bool = True
    archive_days: int = 0


@dataclass(kw_only=True)
class RunSession:
    """What one run reads and writes: its number and site, the state, the archive (if any), counts and quarantine.

    ``started`` is a UTC instant; ``files`` maps the run's published files to their SHA-256. ``broken`` is the first error
    of the state or the disk: after it nothing more is stored. ``on_break`` is called once, when that happens.
    """

    folder: DataFolder
    site: str
    started: datetime
    number: int
    state: State
    quarantine: Quarantine
    options: Options = field(default_factory=Options)
    counts: RunCounts = field(default_factory=RunCounts)
    archive: Archive | None = None
    files: dict[str, str] = field(default_factory=dict)
    broken: NewscrawlError | None = None
    is_ending: bool = False
    on_break: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _waiting: int = 0
    _committed: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> str:
        """The time, a UTC instant (ISO 8601) to the second."""
        return self.clock().isoformat(timespec="seconds")

    def written(self) -> None:
        """Count one written outcome; commit if the batch is full or half a second has passed since the last commit."""
        self._waiting += 1
        if self._waiting >= _BATCH or time.monotonic() - self._committed > _SECONDS:
            self.commit()

    def commit(self) -> None:
        """Sync the archive, then commit the state: a committed story's page is always in the archive.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        if self.archive:
            self.archive.sync()
        self.state.commit()
        self._waiting, self._committed = 0, time.monotonic()

    def break_off(self, error: NewscrawlError) -> None:
        """Keep the first error of the state or the disk, log it and request shutdown; ignore later ones."""
        if self.broken is None:
            self.broken = error
            logger.critical("%s", error)
            self.on_break()


class SessionPart:
    """What works for one run: it has the run's session, and its state, counts, options and number at hand."""

    def __init__(self, session: RunSession) -> None:
        self.session = session
        self.state = session.state
        self.counts = session.counts
        self.options = session.options
        self.number = session.number


class _HasSession(Protocol):
    @property
    def session(self) -> RunSession: ...


P = ParamSpec("P")
T = TypeVar("T")
Owner = TypeVar("Owner", bound=_HasSession)


def stops_on_failure(method: Callable[Concatenate[Owner, P], T]) -> Callable[Concatenate[Owner, P], T]:
    """Decorator: on a state or I/O error log once, request shutdown and raise CloseSpider."""

    @wraps(method)
    def wrapper(self: Owner, *args: P.args, **kwargs: P.kwargs) -> T:
        session = self.session
        if session.broken:
            raise CloseSpider("state lost")
        try:
            with translate_errors(session.state.path):
                return method(self, *args, **kwargs)
        except NewscrawlError as error:
            session.break_off(error)
            raise CloseSpider("state lost") from error

    return wrapper  # type: ignore[return-value]  # `self` is a named parameter here and positional-only in the type
