"""The ledger: a run's account as one JSON file, `data/runs/politics-NNNNNN.json`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newscrawl import __version__
from newscrawl.run.counts import OUTCOMES
from newscrawl.store.schema import RunRow
from newscrawl.store.state import State

if TYPE_CHECKING:
    from newscrawl.run import Run

#: The reason of a run that asked the site for nothing: `scrapy reextract --accept`.
REEXTRACT = "reextract"


def of_run(run: Run, stats: dict[str, Any], reason: str) -> dict[str, Any]:
    """Make a run's ledger out of its account and Scrapy's stats; health and exit code are added by `health`."""
    account = run.counts
    ended = datetime.now(UTC)
    stored = account.count("stored")
    requests = int(stats.get("downloader/request_count", 0))
    return {
        "run": run.number,
        "newscrawl": __version__,
        "site": run.site,
        "started": run.started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - run.started).total_seconds(), 1),
        "killed": False,
        "reason": reason,
        "robots": _robots(run, stats),
        "outcomes": {name: account.count(name) for name in OUTCOMES},
        "sections": account.sections(),
        "requests": requests,
        "requests_per_new_story": round(requests / stored, 2) if stored else None,
        "bytes": int(stats.get("downloader/response_bytes", 0)),
        "statuses": _statuses(stats),
        "archived": int(stats.get("newscrawl/archived", 0)),
        "not_modified": int(stats.get("downloader/response_status_count/304", 0)),
        "seconds_waited": round(float(stats.get("newscrawl/seconds_waited", 0)), 1),
        "fill_rates": account.fill_rates(),
        "date_published_from": dict(sorted(account.sources.items())),
        "requested": sorted(path for path, walk in account.walks.items() if walk.requested),
        "drift": account.tally.to_dict(),
        "extractors": dict(sorted(account.extractors.items())),
        "failures": dict(sorted(account.failures.items())),
        "lost": dict(sorted(account.lost.items())),
        "tombstones": dict(sorted(account.tombstones.items())),
        "skipped": dict(sorted(account.skips.items())),
        "given_up": dict(sorted(account.given_up.items())),
        "notes": account.notes,
        "files": run.files,
    }


def of_killed(state: State, row: RunRow, files: dict[str, str]) -> str:
    """Make the ledger of a run that was killed, from the rows it had committed."""
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
        path: {"listed": sum(counts.values()), **{name: counts[name] for name in OUTCOMES}, "complete": False}
        for path, counts in sorted(closed.items())
    }
    return to_text({
        "run": row.number, "newscrawl": __version__, "site": row.site, "started": row.started, "ended": None,
        "killed": True, "reason": "killed", "exit_code": None,
        "outcomes": {name: sum(counts[name] for counts in closed.values()) for name in OUTCOMES},
        "sections": sections, "failures": ids["open"], "tombstones": ids["tombstone"],
        "given_up": ids["given up"], "files": files,
    })  # fmt: skip


def to_text(account: dict[str, Any]) -> str:
    """Write a ledger as JSON, one key a line."""
    return json.dumps(account, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _robots(run: Run, stats: dict[str, Any]) -> dict[str, Any] | None:
    """Say what robots.txt answered, and whether that differs from the site's last run; None if it was not asked for."""
    told: dict[str, str] | None = stats.get("newscrawl/robots_txt")
    past = (one.get("robots") for one in run.state.past_ledgers(10) if one.get("site") == run.site)
    last = next((one for one in past if one), None)
    if told is None:
        return None
    return {**told, "changed": None if last is None else any(told[name] != last[name] for name in told)}


def _statuses(stats: dict[str, Any]) -> dict[str, int]:
    prefix = "downloader/response_status_count/"
    return {
        name.removeprefix(prefix): count for name, count in sorted(stats.items()) if name.startswith(prefix)
    }
