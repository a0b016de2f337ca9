"""Health: whether a run went as runs go here, and the exit code that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.errors import ExitCode
from newscrawl.run.counts import median
from newscrawl.run.drift import Break, ReadingStats, find_breaks
from newscrawl.run.ledger import REEXTRACT
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME

if TYPE_CHECKING:
    from newscrawl.run import Run

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
class Health:
    """A verdict (ok, quiet day, blocked, down, changed layout, failed) with the lines that explain it."""

    exit_code: ExitCode = ExitCode.OK
    verdict: str = "ok"
    lines: list[str] = field(default_factory=list)
    badly_read: list[str] = field(default_factory=list)
    """Story ids, and addresses of listings, whose pages are worth a look."""


def examine(run: Run, account: dict[str, Any], stats: dict[str, Any], signal: int | None) -> Health:
    """Judge a run by its account, against floors and against the last ledgers.

    The exit code is that of the worst cause; docs/exit-codes.md gives their order.
    """
    past = [one for one in run.state.past_ledgers(10) if one.get("reason") != REEXTRACT]
    found = Health()
    lines = [*_walk_lines(account), *_tombstone_lines(account), *_coverage_lines(account, past)]
    if why := stats.get("newscrawl/rate_limited"):
        found.lines.append(f"rate-limited: {why}")
    found.lines += [line for _, line in lines]
    causes = [
        _signal_cause(signal),
        ExitCode.OUT_OF_BUDGET if account["reason"] in _BUDGETS else None,
        run.session.broken.exit_code if run.session.broken else None,
        ExitCode.WRITE_FAILED if _feed_failures(stats) else None,
        ExitCode.INTERNAL if _is_broken(account, stats, found) else None,
        ExitCode.RATE_LIMITED if stats.get("newscrawl/rate_limited") or _is_blocked(account) else None,
        *_reach_causes(run, stats),
        ExitCode.INCOMPLETE if lines else None,
    ]
    found.exit_code = next((cause for cause in causes if cause is not None), ExitCode.OK)
    found.verdict = _verdict(found.exit_code, account, past)
    found.badly_read = _badly_read(run, account, past, found.exit_code)
    return found


def coverage_falls(now: dict[str, float], past: Sequence[dict[str, float]]) -> list[str]:
    """Say which fields are filled much less often than in the last runs, or less than their floor.

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


def _signal_cause(signal: int | None) -> ExitCode | None:
    return ExitCode(128 + signal) if signal else None


def _feed_failures(stats: dict[str, Any]) -> int:
    return sum(value for name, value in stats.items() if name.startswith("feedexport/failed_count"))


def _is_broken(account: dict[str, Any], stats: dict[str, Any], found: Health) -> bool:
    """Tell an error in newscrawl itself: an exception, or stories that nothing became of."""
    exceptions = sum(value for name, value in stats.items() if name.startswith("spider_exceptions/"))
    exceptions += stats.get("newscrawl/exceptions", 0)
    missing = sorted({one for section in account["sections"].values() for one in section.get("missing", [])})
    if missing and account["reason"] == "finished":
        found.lines.append(f"nothing became of {len(missing)} listed stories: {', '.join(missing[:10])}")
    return bool(exceptions) or bool(missing and account["reason"] == "finished")


def _reach_causes(run: Run, stats: dict[str, Any]) -> list[ExitCode | None]:
    """Say why no requested section gave anything, if none did."""
    asked = [walk for walk in run.counts.walks.values() if walk.requested]
    nothing = all(not walk.listed for walk in asked)
    robots = stats.get("newscrawl/robots")
    return [
        ExitCode.FORBIDDEN if robots == "forbidden" and nothing else None,
        ExitCode.UNREACHABLE if robots == "unreachable" and nothing else None,
        ExitCode.UNREACHABLE if nothing and asked and all(walk.unreachable for walk in asked) else None,
        ExitCode.LAYOUT_CHANGED if nothing else None,
    ]


def _walk_lines(account: dict[str, Any]) -> list[tuple[str, str]]:
    """Say which sections were not read to their end, and whether every story failed."""
    lines = [
        (path, f"{path}: {section['failure']}")
        for path, section in account["sections"].items()
        if "failure" in section
    ]
    counts = account["outcomes"]
    asked = sum(counts.values()) - counts["known"] - counts["skipped"]
    if counts["failed"] == asked >= _SECTION_SIZED:
        lines.append(("stories", f"every story asked for failed ({counts['failed']})"))
    return lines


def _tombstone_lines(account: dict[str, Any]) -> list[tuple[str, str]]:
    """Say so when most of the pages read were no story: listings show living ones, so the site or its layout changed."""
    read, kinds = _pages_read(account), Counter(account["tombstones"].values())
    del kinds["cartoon"]  # a section of cartoons has no stories
    if read < _ENOUGH or kinds.total() < _MOST * read:
        return []
    said = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return [("tombstones", f"{kinds.total()} of {read} pages read were no story: {said}")]


def _is_blocked(account: dict[str, Any]) -> bool:
    """Tell a site that answers with captcha or consent pages."""
    barred = sum(kind in _BARRIERS for kind in account["tombstones"].values())
    return barred >= _SECTION_SIZED and barred >= _MOST * _pages_read(account)


def _pages_read(account: dict[str, Any]) -> int:
    return sum(account["outcomes"][name] for name in ("stored", "duplicate", "tombstone"))


def _coverage_lines(account: dict[str, Any], past: list[dict[str, Any]]) -> list[tuple[str, str]]:
    if account["outcomes"]["stored"] < _ENOUGH:
        return []
    rates = [
        one["fill_rates"] for one in past if one.get("fill_rates") and one["outcomes"]["stored"] >= _ENOUGH
    ]
    return [
        ("coverage", line)
        for line in [*coverage_falls(account["fill_rates"], rates), *_drift_lines(account, past)]
    ]


def _drift_lines(account: dict[str, Any], past: list[dict[str, Any]]) -> list[str]:
    """Say what reads otherwise since the last runs over the same sections; other sections read otherwise."""
    return [str(one) for one in _breaks(account, past)]


def _breaks(account: dict[str, Any], past: list[dict[str, Any]]) -> list[Break]:
    like = [
        ReadingStats.from_dict(one["drift"])
        for one in past
        if one.get("requested") == account["requested"] and "drift" in one
    ]
    return find_breaks(ReadingStats.from_dict(account["drift"]), like)


def _badly_read(run: Run, account: dict[str, Any], past: list[dict[str, Any]], code: ExitCode) -> list[str]:
    """Name the pages to look at: some that lack what broke, and the listings that gave no entries."""
    if code not in {ExitCode.INCOMPLETE, ExitCode.LAYOUT_CHANGED}:
        return []
    barren = list(account["tombstones"])[:2] if _tombstone_lines(account) else []
    empty = [path for path, walk in run.counts.walks.items() if walk.requested and not walk.listed]
    listings = [f"{run.site.rstrip('/')}/{path}" for path in empty]
    return [*(one for broken in _breaks(account, past) for one in broken.samples[:2]), *barren, *listings]


def _verdict(code: ExitCode, account: dict[str, Any], past: list[dict[str, Any]]) -> str:
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
    quiet = usual is not None and len(past) >= 3 and account["outcomes"]["stored"] < _QUIET * usual
    return "quiet day" if quiet else "ok"
