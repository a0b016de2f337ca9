"""The ledger: the figures of one run, written as one JSON file per run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newscrawl import __version__
from newscrawl.run.absences import absences
from newscrawl.run.counts import OUTCOMES
from newscrawl.run.session import RunSession
from newscrawl.store.schema import RunRow
from newscrawl.store.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The ``reason`` in the ledger of `scrapy reextract --accept`, a run without requests.
REEXTRACT = "reextract"
_STATUSES = "downloader/response_status_count/"


@dataclass(kw_only=True, slots=True)
class Ledger:
    """The figures of one run; every ledger has the same keys, in this order.

    Counts are of stories unless their name says otherwise; times are UTC instants (ISO 8601), ``seconds`` is a duration.
    The ledger of a killed run is made from its committed rows, and what they do not contain is None. ``waiting``
    counts the stories that are known and have no outcome yet, those of earlier runs included. ``accepted`` and
    ``changed_fields`` are set by `scrapy reextract --accept` and None in a crawl.
    """

    run: int
    newscrawl: str = __version__
    site: str
    started: str
    ended: str | None = None
    seconds: float | None = None
    killed: bool = False
    reason: str
    robots: dict[str, Any] | None = None
    outcomes: dict[str, int]
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: int | None = None
    requests_per_new_story: float | None = None
    bytes: int | None = None
    statuses: dict[str, int] = field(default_factory=dict)
    archived: int | None = None
    not_modified: int | None = None
    seconds_waited: float | None = None
    fill_rates: dict[str, float] = field(default_factory=dict)
    date_published_from: dict[str, int] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    drift: dict[str, Any] = field(default_factory=dict)
    drift_by_section: dict[str, dict[str, Any]] = field(default_factory=dict)
    extractors: dict[str, int] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    tombstones: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    waiting: int | None = None
    given_up: dict[str, str] = field(default_factory=dict)
    suspects: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    accepted: dict[str, int] | None = None
    changed_fields: dict[str, int] | None = None
    files: dict[str, str] = field(default_factory=dict)
    exit_code: int | None = None
    verdict: str = ""
    health: list[str] = field(default_factory=list)

    @classmethod
    def of_crawl(cls, session: RunSession, stats: Mapping[str, Any], reason: str) -> Ledger:
        """Return a crawl's ledger from its counts and Scrapy's stats; the caller adds exit code, verdict and health."""
        counts = session.counts
        stored = counts.count("stored")
        requests = int(stats.get("downloader/request_count", 0))
        return cls(
            **_timing(session),
            reason=reason,
            robots=_robots(session, stats),
            outcomes={name: counts.count(name) for name in OUTCOMES},
            sections=counts.sections(),
            requests=requests,
            requests_per_new_story=round(requests / stored, 2) if stored else None,
            bytes=int(stats.get("downloader/response_bytes", 0)),
            statuses=_statuses(stats),
            archived=int(stats.get("newscrawl/archived", 0)),
            not_modified=int(stats.get(f"{_STATUSES}304", 0)),
            seconds_waited=round(float(stats.get("newscrawl/seconds_waited", 0)), 1),
            fill_rates=counts.fill_rates(),
            date_published_from=_sorted(counts.sources),
            requested=sorted(path for path, walk in counts.walks.items() if walk.requested),
            drift=counts.reading.to_dict(),
            drift_by_section={path: stats.to_dict() for path, stats in sorted(counts.reading_in.items())},
            extractors=_sorted(counts.extractors),
            failures=_sorted(counts.failures),
            lost=_sorted(counts.lost),
            tombstones=_sorted(counts.tombstones),
            skipped=_sorted(counts.skips),
            waiting=None if session.broken else session.state.count_open(),
            given_up=_sorted(counts.given_up),
            suspects=_sorted(counts.suspects),
            absent=_sorted({} if session.broken else absences(session)),
            notes=counts.notes,
            files=session.files,
        )

    @classmethod
    def of_killed(cls, state: State, row: RunRow, files: dict[str, str]) -> Ledger:
        """Return the ledger of a killed run from the rows it had committed; ``files`` maps its files to their SHA-256."""
        closed: dict[str, Counter[str]] = {}
        ids: dict[str, dict[str, str]] = {"tombstone": {}, "given up": {}, "open": {}}
        for entry in state.entries.select("run = ?", row.number):
            outcome = {"given up": "failed"}.get(entry.outcome, entry.outcome)
            if outcome == "open" and not entry.tries:
                continue
            closed.setdefault(entry.section, Counter())["failed" if outcome == "open" else outcome] += 1
            if entry.outcome in ids:
                ids[entry.outcome][entry.id] = entry.why
        sections = {
            path: {
                "listed": counts.total(),
                **{name: counts[name] for name in OUTCOMES},
                "complete": False,
            }
            for path, counts in sorted(closed.items())
        }
        return cls(
            run=row.number,
            site=row.site,
            started=row.started,
            killed=True,
            reason="killed",
            outcomes={name: sum(counts[name] for counts in closed.values()) for name in OUTCOMES},
            sections=sections,
            failures=ids["open"],
            tombstones=ids["tombstone"],
            given_up=ids["given up"],
            files=files,
        )

    @classmethod
    def of_accepted(cls, session: RunSession, accepted: Counter[str], fields: Counter[str]) -> Ledger:
        """Return the ledger of `scrapy reextract --accept`.

        ``accepted`` counts new versions, new stories, copies and superseded records; ``fields`` counts the changed fields.
        """
        stored = {"stored": accepted["versions"] + accepted["stories"], "duplicate": accepted["copies"]}
        return cls(
            **_timing(session),
            reason=REEXTRACT,
            outcomes=dict.fromkeys(OUTCOMES, 0) | stored,
            requests=0,
            bytes=0,
            accepted={name: accepted[name] for name in ("versions", "stories", "copies", "superseded")},
            changed_fields=_sorted(fields),
            files=session.files,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger's keys and values; the dicts and lists inside are shared with the ledger, not copied."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def to_text(self) -> str:
        """Return the ledger as indented JSON with a final newline."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _timing(session: RunSession) -> dict[str, Any]:
    """Return the number, site, start, end and duration of a run that ends now."""
    ended = datetime.now(UTC)
    return {
        "run": session.number,
        "site": session.site,
        "started": session.started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - session.started).total_seconds(), 1),
    }


def _robots(session: RunSession, stats: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the outcome of robots.txt and whether it differs from the site's last run; None if it was not requested."""
    answer: dict[str, str] | None = stats.get("newscrawl/robots_txt")
    if answer is None:
        return None
    past = (one.get("robots") for one in session.state.past_ledgers(10) if one.get("site") == session.site)
    last = next((one for one in past if one), None)
    changed = None if last is None else any(answer[name] != last[name] for name in answer)
    return {**answer, "changed": changed}


def _statuses(stats: Mapping[str, Any]) -> dict[str, int]:
    return {
        name.removeprefix(_STATUSES): count
        for name, count in sorted(stats.items())
        if name.startswith(_STATUSES)
    }


def _sorted(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(values.items()))
