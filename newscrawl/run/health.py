"""Health: whether a run went as runs go here, and the exit code that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.run.counts import median
from newscrawl.run.drift import Break, ReadingStats, find_breaks
from newscrawl.run.exit_codes import worst
from newscrawl.run.ledger import REEXTRACT, Ledger
from newscrawl.run.session import RunSession
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: A field that was filled this often in the last runs and now in less than half as many stories has broken.
_USUAL, _BROKEN = 0.5, 0.5
#: Shares that every run must reach, whatever the last ones did.
FLOORS = {"headline": 0.98, "article_body": 0.98}
_SECTION_SIZED = 5  # fewer failed stories stand in the ledger alone
_ENOUGH = 10  # stories a run must have before its shares say anything
_MOST = 0.8  # of the pages read
_BARRIERS = frozenset({"captcha", "consent"})
_QUIET = 0.2  # of the usual number of new stories
_BUDGETS = frozenset({OUT_OF_TIME, OUT_OF_REQUESTS, "closespider_timeout", "closespider_pagecount"})


@dataclass(slots=True)
class Causes:
    """What ended or spoiled a run; each component fills in its own part, and `examine` the rest.

    ``signal`` is its number, ``error`` what state or disk failed with, ``robots`` is "forbidden" or "unreachable" where
    robots.txt kept a page from being requested, ``rate_limited`` says how the site asked to be left alone.
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
        """The code that the run ends with."""
        return worst(self.codes())


def causes_of(crawler: Crawler) -> Causes:
    """Return where a crawl's causes are noted; for a spider without runs, a place that nobody reads."""
    return getattr(crawler.spider, "causes", None) or Causes()


@dataclass(slots=True)
class Health:
    """A verdict (ok, quiet day, blocked, down, changed layout, incomplete, failed) with the lines that explain it."""

    exit_code: ExitCode = ExitCode.OK
    verdict: str = "ok"
    lines: list[str] = field(default_factory=list)
    badly_read: list[str] = field(default_factory=list)
    """Story ids, and addresses of listings, whose pages are worth a look."""


def examine(session: RunSession, ledger: Ledger, causes: Causes) -> Health:
    """Judge a run by its ledger, against floors and against the last ledgers; `causes` is filled in on the way."""
    past = [one for one in session.state.past_ledgers(10) if one.get("reason") != REEXTRACT]
    asked = [walk for walk in session.counts.walks.values() if walk.requested]
    causes.error = causes.error or session.broken
    causes.out_of_budget = ledger.reason in _BUDGETS
    causes.unaccounted = _unaccounted(ledger)
    causes.blocked = _is_blocked(ledger)
    causes.nothing_listed = all(not walk.listed for walk in asked)
    causes.unreachable = causes.nothing_listed and bool(asked) and all(walk.unreachable for walk in asked)
    causes.incomplete = [*_walk_lines(ledger), *_tombstone_lines(ledger), *_coverage_lines(ledger, past)]
    code = causes.exit_code
    return Health(
        code, _verdict(code, ledger, past), _lines(causes), _badly_read(session, ledger, past, code)
    )


def coverage_falls(now: dict[str, float], past: Sequence[dict[str, float]]) -> list[str]:
    """Return a line for each field that is filled much less often than in the last runs, or less than their floor.

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
    """Say in a line each what was wrong, as far as the log has not said it."""
    lines = [f"rate-limited: {causes.rate_limited}"] if causes.rate_limited else []
    lines += causes.incomplete
    if missing := causes.unaccounted:
        lines.append(f"{len(missing)} listed stories without an outcome: {', '.join(missing[:10])}")
    return lines


def _unaccounted(ledger: Ledger) -> list[str]:
    """Return the ids of listed stories without an outcome; a run that ended early leaves some."""
    if ledger.reason != "finished":
        return []
    return sorted({one for section in ledger.sections.values() for one in section.get("missing", [])})


def _walk_lines(ledger: Ledger) -> list[str]:
    """Say which sections were not read to their end, and whether every story failed."""
    lines = [
        f"{path}: {section['failure']}" for path, section in ledger.sections.items() if "failure" in section
    ]
    counts = ledger.outcomes
    asked = sum(counts.values()) - counts["known"] - counts["skipped"]
    if counts["failed"] == asked >= _SECTION_SIZED:
        lines.append(f"every story requested failed ({counts['failed']})")
    return lines


def _tombstone_lines(ledger: Ledger) -> list[str]:
    """Say so when most of the pages read were no story: listings show living ones, so the site or its layout changed."""
    read, kinds = _pages_read(ledger), Counter(ledger.tombstones.values())
    del kinds["cartoon"]  # a section of cartoons has no stories
    if read < _ENOUGH or kinds.total() < _MOST * read:
        return []
    named = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return [f"{kinds.total()} of {read} pages read were no story: {named}"]


def _is_blocked(ledger: Ledger) -> bool:
    """True if the site answers with captcha or consent pages."""
    barred = sum(kind in _BARRIERS for kind in ledger.tombstones.values())
    return barred >= _SECTION_SIZED and barred >= _MOST * _pages_read(ledger)


def _pages_read(ledger: Ledger) -> int:
    return sum(ledger.outcomes[name] for name in ("stored", "duplicate", "tombstone"))


def _coverage_lines(ledger: Ledger, past: list[dict[str, Any]]) -> list[str]:
    """Say which fields and landmarks went since the last runs."""
    if ledger.outcomes["stored"] < _ENOUGH:
        return []
    rates = [
        one["fill_rates"] for one in past if one.get("fill_rates") and one["outcomes"]["stored"] >= _ENOUGH
    ]
    return [*coverage_falls(ledger.fill_rates, rates), *map(str, _breaks(ledger, past))]


def _breaks(ledger: Ledger, past: list[dict[str, Any]]) -> list[Break]:
    """Compare with the last runs over the same sections; other sections read otherwise."""
    like = [
        ReadingStats.from_dict(one["drift"])
        for one in past
        if one.get("requested") == ledger.requested and one.get("drift")
    ]
    return find_breaks(ReadingStats.from_dict(ledger.drift), like)


def _badly_read(session: RunSession, ledger: Ledger, past: list[dict[str, Any]], code: ExitCode) -> list[str]:
    """Return the pages to look at: some that lack what broke, and the listings that gave no entries."""
    if code not in {ExitCode.INCOMPLETE, ExitCode.LAYOUT_CHANGED}:
        return []
    barren = list(ledger.tombstones)[:2] if _tombstone_lines(ledger) else []
    empty = [path for path, walk in session.counts.walks.items() if walk.requested and not walk.listed]
    listings = [f"{session.site.rstrip('/')}/{path}" for path in empty]
    return [*(one for broken in _breaks(ledger, past) for one in broken.samples[:2]), *barren, *listings]


def _verdict(code: ExitCode, ledger: Ledger, past: list[dict[str, Any]]) -> str:
    """Return a word or two for the run: what its exit code says, or how it compares with the last ones."""
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
