"""Health: the causes that bear on a run's exit code, and the code, verdict and lines that they come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.run.checks import Checks
from newscrawl.run.exit_codes import first_by_precedence
from newscrawl.run.ledger import Ledger
from newscrawl.run.session import RunSession
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME
from newscrawl.run.window import Window, Windows

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_QUIET = 0.2  # share of the usual number of new stories a day
_MOST_LINES = 10
_BUDGETS = frozenset({OUT_OF_TIME, OUT_OF_REQUESTS, "closespider_timeout", "closespider_pagecount"})


@dataclass(slots=True)
class Causes:
    """Everything that bears on a run's exit code; each component sets its own fields, and `examine` the rest.

    ``signal`` is the signal's number, ``error`` the error of the state or the disk. ``robots`` is "forbidden" or
    "unreachable" if robots.txt prevented a request; ``rate_limited`` describes the site's refusals (429, 503).
    """

    signal: int | None = None
    error: NewscrawlError | None = None
    feed_failures: int = 0
    exceptions: int = 0
    rate_limited: str | None = None
    robots: str | None = None
    unaccounted: list[str] = field(default_factory=list)
    blocked: bool = False
    unreachable: bool = False
    nothing_listed: bool = False
    incomplete: list[str] = field(default_factory=list)
    out_of_budget: bool = False

    def note_error(self, error: NewscrawlError) -> None:
        """Note what state or disk failed with; of several errors the one whose exit code comes first counts."""
        if (
            self.error is None
            or first_by_precedence([error.exit_code, self.error.exit_code]) != self.error.exit_code
        ):
            self.error = error

    def codes(self) -> set[ExitCode]:
        """Return the exit code of each cause; `exit_codes.PRECEDENCE` says which wins."""
        nothing = self.nothing_listed
        held = {
            ExitCode.WRITE_FAILED: self.feed_failures,
            ExitCode.INTERNAL: self.exceptions or self.unaccounted,
            ExitCode.RATE_LIMITED: self.rate_limited or self.blocked,
            ExitCode.FORBIDDEN: nothing and self.robots == "forbidden",
            ExitCode.UNREACHABLE: self.unreachable or (nothing and self.robots == "unreachable"),
            ExitCode.LAYOUT_CHANGED: nothing and not self.out_of_budget,
            ExitCode.INCOMPLETE: self.incomplete,
            ExitCode.OUT_OF_BUDGET: self.out_of_budget,
        }
        found = {code for code, holds in held.items() if holds}
        found |= {self.error.exit_code} if self.error else set()
        return found | ({ExitCode(128 + self.signal)} if self.signal else set())

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the run: the one that wins among `codes`."""
        return first_by_precedence(self.codes())


def causes_of(crawler: Crawler) -> Causes | None:
    """Return where a crawl's causes are noted; None if the spider is another project's."""
    causes = getattr(crawler.spider, "causes", None)
    return causes if isinstance(causes, Causes) else None


@dataclass(slots=True)
class Health:
    """The exit code of a run, its verdict in a word or two, and the lines that explain it.

    ``verdict`` is ok, quiet day, blocked, down, changed layout, incomplete or failed,
    or "partial: 70 stories wait" if nothing but a spent budget ended the run.
    """

    exit_code: ExitCode = ExitCode.OK
    verdict: str = "ok"
    lines: list[str] = field(default_factory=list)
    badly_read: list[str] = field(default_factory=list)
    """Story ids, and URLs of listing pages, that somebody should look at."""
    absent: list[str] = field(default_factory=list)
    """A line for each feed, section and story that is not shown any more and that no ledger of the last week names."""


def examine(session: RunSession, ledger: Ledger, causes: Causes) -> Health:
    """Judge a run by its ledger and those of the last days; fill in `causes` and return the health."""
    windows = Windows.of(session.state, ledger.to_dict())
    checks = Checks(session, ledger, windows)
    asked = [walk for walk in session.counts.walks.values() if walk.requested]
    if session.broken:
        causes.note_error(session.broken)
    causes.out_of_budget = ledger.reason in _BUDGETS
    causes.unaccounted = _unaccounted(ledger)
    causes.blocked = checks.is_blocked()
    # A run with a small budget may have only stories and feeds left to read; it lists nothing, and that is no fault.
    read = [walk for walk in asked if walk.begun or walk.pages]
    causes.nothing_listed = bool(read or causes.robots) and not any(walk.seen for walk in read)
    causes.unreachable = causes.nothing_listed and bool(asked) and all(walk.unreachable for walk in asked)
    causes.incomplete = [] if session.broken else [*session.counts.missing_files, *checks.lines()]
    ledger.absent = {**ledger.absent, **checks.believed()}
    code = causes.exit_code
    return Health(
        code,
        _verdict(code, windows, ledger),
        _lines(causes),
        checks.badly_read(code),
        _absent(ledger, windows),
    )


def _absent(ledger: Ledger, windows: Windows) -> list[str]:
    known = Window(windows.week.ledgers[:-1]).named("absent")
    new = [f"{name}: {why}" for name, why in ledger.absent.items() if name not in known]
    rest = [f"and {len(new) - _MOST_LINES} more: `scrapy status`"] if len(new) > _MOST_LINES else []
    return [*new[:_MOST_LINES], *rest]


def _lines(causes: Causes) -> list[str]:
    """Return a line for each problem that has not been logged before."""
    lines = [f"rate-limited: {causes.rate_limited}"] if causes.rate_limited else []
    lines += causes.incomplete
    if missing := causes.unaccounted:
        lines.append(f"{len(missing)} listed stories without an outcome: {', '.join(missing[:10])}")
    return lines


def _unaccounted(ledger: Ledger) -> list[str]:
    """Return the ids of listed stories without an outcome; none if the run ended early, since it always leaves some."""
    if ledger.reason != "finished":
        return []
    return sorted({one for section in ledger.sections.values() for one in section.get("missing", [])})


def _verdict(code: ExitCode, windows: Windows, ledger: Ledger) -> str:
    """Return the run's verdict: from its exit code, or for exit code 0 from a comparison with the days before."""
    names = {
        ExitCode.UNREACHABLE: "down",
        ExitCode.RATE_LIMITED: "blocked",
        ExitCode.FORBIDDEN: "blocked",
        ExitCode.LAYOUT_CHANGED: "changed layout",
        ExitCode.INCOMPLETE: "incomplete",
    }
    if code is ExitCode.OUT_OF_BUDGET:
        waiting = ledger.waiting or 0
        return f"partial: {waiting} {'story waits' if waiting == 1 else 'stories wait'}"
    if code is not ExitCode.OK:
        return names.get(code, "failed")
    quiet = windows.day.count("stored") < _QUIET * windows.stories_a_day()
    return "quiet day" if quiet else "ok"
