"""Health checks: judge a run by its ledger and the last ledgers, and choose its exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.run.counts import median
from newscrawl.run.drift import Break, ReadingStats, find_breaks
from newscrawl.run.exit_codes import first_by_precedence
from newscrawl.run.ledger import REEXTRACT, Ledger
from newscrawl.run.session import RunSession
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: A field has broken if at least `_USUAL` of the last runs' stories had it and now less than `_BROKEN` of that share do.
_USUAL, _BROKEN = 0.5, 0.5
#: The least share of stories with each field, whatever the last runs had.
FLOORS = {"headline": 0.98, "article_body": 0.98}
_SECTION_SIZED = 5  # fewer failed stories are only listed in the ledger
_ENOUGH = 10  # stories: with fewer, shares mean nothing
_MOST = 0.8  # share of the pages read
_BARRIERS = frozenset({"captcha", "consent"})
_QUIET = 0.2  # share of the usual number of new stories
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

    ``verdict`` is ok, quiet day, blocked, down, changed layout, incomplete or failed.
    """

    exit_code: ExitCode = ExitCode.OK
    verdict: str = "ok"
    lines: list[str] = field(default_factory=list)
    badly_read: list[str] = field(default_factory=list)
    """Story ids, and URLs of listing pages, that somebody should look at."""


def examine(session: RunSession, ledger: Ledger, causes: Causes) -> Health:
    """Judge a run by its ledger, the floors and the last ten ledgers; fill in `causes` and return the health."""
    past = [one for one in session.state.past_ledgers(10) if one.get("reason") != REEXTRACT]
    asked = [walk for walk in session.counts.walks.values() if walk.requested]
    if session.broken:
        causes.note_error(session.broken)
    causes.out_of_budget = ledger.reason in _BUDGETS
    causes.unaccounted = _unaccounted(ledger)
    causes.blocked = _is_blocked(ledger)
    causes.nothing_listed = all(not walk.seen for walk in asked)
    causes.unreachable = causes.nothing_listed and bool(asked) and all(walk.unreachable for walk in asked)
    causes.incomplete = [*_walk_lines(ledger), *_tombstone_lines(ledger), *_coverage_lines(ledger, past)]
    code = causes.exit_code
    return Health(
        code, _verdict(code, ledger, past), _lines(causes), _badly_read(session, ledger, past, code)
    )


def coverage_falls(now: dict[str, float], past: Sequence[dict[str, float]]) -> list[str]:
    """Return a line for each field that is filled much less often than in the last runs, or less often than its floor.

    ``now`` and each of ``past`` map field names to the share of stories that have the field, 0.0 to 1.0.

    >>> coverage_falls({"byline": 0.1, "headline": 1.0}, [{"byline": 0.9}, {"byline": 0.95}, {"byline": 0.9}])
    ['byline: filled in 10 % of stories, in the last runs in 90 %']
    """
    lines = []
    for name, share in now.items():
        usual = median(one[name] for one in past if name in one)
        if share < FLOORS.get(name, 0.0):
            lines.append(f"{name}: filled in {share:.0%} of stories, at least {FLOORS[name]:.0%} expected")
        elif usual is not None and len(past) >= 3 and usual >= _USUAL and share < _BROKEN * usual:
            lines.append(f"{name}: filled in {share:.0%} of stories, in the last runs in {usual:.0%}")
    return [line.replace("%", " %") for line in lines]


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


def _walk_lines(ledger: Ledger) -> list[str]:
    """Return a line for each section that was not read to its end, and one if every story failed."""
    lines = [
        f"{path}: {section['failure']}" for path, section in ledger.sections.items() if "failure" in section
    ]
    counts = ledger.outcomes
    asked = sum(counts.values()) - counts["known"] - counts["skipped"]
    if counts["failed"] == asked >= _SECTION_SIZED:
        lines.append(f"every story requested failed ({counts['failed']})")
    return lines


def _tombstone_lines(ledger: Ledger) -> list[str]:
    """Return a line if most of the pages read were not stories.

    Listing pages link to existing stories, so the site or its layout has changed.
    """
    read, kinds = _pages_read(ledger), Counter(ledger.tombstones.values())
    del kinds["cartoon"]  # a section of cartoons has no stories
    if read < _ENOUGH or kinds.total() < _MOST * read:
        return []
    named = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return [f"{kinds.total()} of {read} pages read were not stories: {named}"]


def _is_blocked(ledger: Ledger) -> bool:
    """True if most of the pages read, and at least five, were captcha or consent pages."""
    barred = sum(kind in _BARRIERS for kind in ledger.tombstones.values())
    return barred >= _SECTION_SIZED and barred >= _MOST * _pages_read(ledger)


def _pages_read(ledger: Ledger) -> int:
    return sum(ledger.outcomes[name] for name in ("stored", "duplicate", "tombstone"))


def _coverage_lines(ledger: Ledger, past: list[dict[str, Any]]) -> list[str]:
    """Return a line for each field or landmark that broke since the last runs; none if too few stories were stored."""
    if ledger.outcomes["stored"] < _ENOUGH:
        return []
    rates = [
        one["fill_rates"] for one in past if one.get("fill_rates") and one["outcomes"]["stored"] >= _ENOUGH
    ]
    return [*coverage_falls(ledger.fill_rates, rates), *map(str, _breaks(ledger, past))]


def _breaks(ledger: Ledger, past: list[dict[str, Any]]) -> list[Break]:
    """Compare with the last runs over the same sections only: pages of other sections have other landmarks and fields."""
    like = [
        ReadingStats.from_dict(one["drift"])
        for one in past
        if one.get("requested") == ledger.requested and one.get("drift")
    ]
    return find_breaks(ReadingStats.from_dict(ledger.drift), like)


def _badly_read(session: RunSession, ledger: Ledger, past: list[dict[str, Any]], code: ExitCode) -> list[str]:
    """Return the pages to look at: samples that lack what broke, some tombstones, and listings without entries."""
    if code not in {ExitCode.INCOMPLETE, ExitCode.LAYOUT_CHANGED}:
        return []
    barren = list(ledger.tombstones)[:2] if _tombstone_lines(ledger) else []
    empty = [
        path
        for path, walk in session.counts.walks.items()
        if walk.requested and walk.pages and not walk.listed
    ]
    listings = [f"{session.site.rstrip('/')}/{path}" for path in empty]
    return [*(one for broken in _breaks(ledger, past) for one in broken.samples[:2]), *barren, *listings]


def _verdict(code: ExitCode, ledger: Ledger, past: list[dict[str, Any]]) -> str:
    """Return the run's verdict: from its exit code, or for exit code 0 from a comparison with the last runs."""
    names = {
        ExitCode.UNREACHABLE: "down",
        ExitCode.RATE_LIMITED: "blocked",
        ExitCode.FORBIDDEN: "blocked",
        ExitCode.LAYOUT_CHANGED: "changed layout",
        ExitCode.INCOMPLETE: "incomplete",
    }
    if code is not ExitCode.OK:
        return names.get(code, "failed")
    usual = median(one["outcomes"]["stored"] for one in past if "outcomes" in one)
    quiet = usual is not None and len(past) >= 3 and ledger.outcomes["stored"] < _QUIET * usual
    return "quiet day" if quiet else "ok"
