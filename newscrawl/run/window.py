"""The last days of a crawl: sums over the ledgers of some days, so that runs of a few stories are judged together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newscrawl.run.drift import Comparison, ReadingStats, reweigh, sum_stats
from newscrawl.run.ledger import REEXTRACT

if TYPE_CHECKING:
    from newscrawl.store.state import State

#: Shares up to this, and counts up to `FEW`, are no incident.
SHARE, FEW = 0.1, 2
DAY, WEEK = timedelta(days=1), timedelta(days=7)
_MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Window:
    """The ledgers of crawls that started within some days before a run, oldest first, the run's own last."""

    ledgers: tuple[dict[str, Any], ...]

    def count(self, outcome: str) -> int:
        """Return the number of stories with an outcome; a story counts in each run that asked for it."""
        return sum(one["outcomes"].get(outcome, 0) for one in self.ledgers)

    def asked(self) -> int:
        """Return the number of stories that were asked for; one that failed in several runs counts once."""
        in_vain = self.named("failures").keys() | self.named("tombstones").keys()
        return self.count("stored") + self.count("duplicate") + len(in_vain)

    def named(self, key: str) -> dict[str, str]:
        """Return the ids under a key of the ledgers (such as "suspects"), each with its newest reason."""
        return {story_id: why for one in self.ledgers for story_id, why in (one.get(key) or {}).items()}

    def reading(self) -> ReadingStats:
        """Return how the pages of these runs were read."""
        return sum_stats(ReadingStats.from_dict(one["drift"]) for one in self.ledgers if one.get("drift"))


@dataclass(frozen=True, slots=True)
class Windows:
    """The run itself, the last 24 hours, the last 7 days (each with the run), and what was before those 24 hours, up to 28 days."""

    day: Window
    week: Window
    before: Window

    @classmethod
    def of(cls, state: State, now: dict[str, Any]) -> Windows:
        """Read the windows that end with a run, given by its ledger, from those of earlier runs; reextractions are no crawls."""
        end = datetime.fromisoformat(now["started"])
        past = [
            (datetime.fromisoformat(one["started"]), one)
            for one in state.ledgers_since((end - _MONTH).isoformat(timespec="seconds"))
            if one.get("reason") != REEXTRACT and one["run"] != now["run"]
        ]
        past = [(start, one) for start, one in past if start <= end]  # a clock may have run ahead
        return cls(
            day=Window((*(one for start, one in past if start > end - DAY), now)),
            week=Window((*(one for start, one in past if start > end - WEEK), now)),
            before=Window(tuple(one for start, one in past if start <= end - DAY)),
        )

    def compared(self, pages: int) -> list[Comparison]:
        """Return how pages were read lately and before: in all sections together, then in each that the run has pages of.

        Lately is this run and as many before it, of the last 24 hours (for a single section 7 days), as it takes to reach
        so many pages. Each section is compared with itself: all of them together by their shares of the pages lately.
        """
        runs = [_by_section(one) for one in self.ledgers()]
        found = [_comparison("", runs, len(self.day.ledgers), pages)]
        for path in sorted(runs[-1]):
            alone = [{path: run[path]} if path in run else {} for run in runs]
            found.append(_comparison(path, alone, len(self.week.ledgers), pages))
        return found

    def ledgers(self) -> list[dict[str, Any]]:
        """Return the ledgers of the last 28 days, oldest first."""
        return [*self.before.ledgers, *self.day.ledgers]

    def days_without_stories(self) -> float | None:
        """Return the days since a run stored the last story; None if no run of the last 28 days has."""
        runs = self.ledgers()
        last = next((one for one in reversed(runs) if one["outcomes"].get("stored")), None)
        if last is None:
            return None
        gap = datetime.fromisoformat(runs[-1]["started"]) - datetime.fromisoformat(last["started"])
        return gap / DAY

    def stories_a_day(self) -> float:
        """Return how many stories a day the crawls before the last 24 hours stored; 0.0 where they span less than a week."""
        runs = self.before.ledgers
        if not runs:
            return 0.0
        span = datetime.fromisoformat(runs[-1]["started"]) - datetime.fromisoformat(runs[0]["started"])
        first = runs[0]["outcomes"].get("stored", 0)  # a first crawl brings years
        return (self.before.count("stored") - first) / (span / DAY) if span >= WEEK else 0.0


def _by_section(ledger: dict[str, Any]) -> dict[str, ReadingStats]:
    """Return how a run's pages were read by section; an earlier newscrawl's ledger has only those of all it requested."""
    drift = ledger.get("drift") or {}
    parts = ledger.get("drift_by_section") or {" ".join(ledger.get("requested") or ()): drift}
    return {path: ReadingStats.from_dict(part) for path, part in parts.items()} if drift.get("pages") else {}


def _comparison(section: str, runs: list[dict[str, ReadingStats]], most: int, pages: int) -> Comparison:
    """Compare the last runs, at most so many, that have so many pages with those before them."""
    first = len(runs)
    while first > len(runs) - most and sum(one.pages for run in runs[first:] for one in run.values()) < pages:
        first -= 1
    now, before = _summed(runs[first:]), _summed(runs[:first])
    now = {path: stats for path, stats in now.items() if path in before}
    return Comparison(section, sum_stats(now.values()), reweigh(before, now), sum_stats(runs[-1].values()))


def _summed(runs: list[dict[str, ReadingStats]]) -> dict[str, ReadingStats]:
    paths = dict.fromkeys(path for run in runs for path in run)
    return {path: sum_stats(run[path] for run in runs if path in run) for path in paths}


def most_common(reasons: dict[str, str]) -> str:
    """Return the reasons under some ids with their numbers, the commonest first, at most three.

    >>> most_common({"1": "https://x.example/1 (status 503)", "2": "https://x.example/2 (status 503)", "3": "captcha"})
    '2 status 503, 1 captcha'
    """
    counts = Counter(_short(why) for why in reasons.values()).most_common()
    rest = sum(count for _, count in counts[3:])
    named = [f"{count} {why}" for why, count in counts[:3]]
    return ", ".join([*named, f"{rest} other"] if rest else named)


def _short(why: str) -> str:
    """Return a reason without the address it names."""
    return (
        why.rpartition(" (")[2].removesuffix(")")[:60]
        if why.startswith("http")
        else why.partition(" s-")[0][:60]
    )
