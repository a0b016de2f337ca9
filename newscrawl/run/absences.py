"""Absences: feeds, sections and stories that were shown before and are not any more, for the operator to know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from newscrawl.channels import POLITICS
from newscrawl.text.printable import counted

if TYPE_CHECKING:
    from newscrawl.run.session import RunSession
    from newscrawl.store.schema import SightingRow

_GONE = ("(status 404)", "(status 410)")
#: A section is quiet after this many days without a new story, and this many times its longest pause of the last weeks,
#: so that weekends, holidays and weekly columns are none.
_QUIET, _PAUSES = timedelta(days=7), 3
_MONTH, _SEASON = timedelta(days=28), timedelta(days=84)
_DAYS = 4  # days with new stories: with fewer, a section has no habit
#: A story that a listing leaves out counts after a day, when it may have come back, and is named for a week.
_SOON, _LATE = timedelta(hours=20), timedelta(days=7)
_OLDER = 5  # and half of the listing: so many older stories must be listed, since some pages pin a few


def absences(session: RunSession) -> dict[str, str]:
    """Return what a run has missed that earlier ones were shown: why, by path of feed or section, or by story id."""
    found = {**_lost(session), **_unlinked(session), **_quiet(session), **session.counts.withdrawn}
    for section, walk in session.counts.walks.items():
        if walk.complete and walk.seen and not walk.resumed:
            found.update(dict(_left_out(session, section, walk.seen)))
    return found


def _lost(session: RunSession) -> dict[str, str]:
    """Return the feeds, sections and landing page that were there and now answer 404 or 410."""
    return {path: f"gone: {why}" for path, why in session.counts.lost.items() if why.endswith(_GONE)}


def _unlinked(session: RunSession) -> dict[str, str]:
    """Return the sections that a run of the last four weeks has read and no page links to any more."""
    walks = session.counts.walks
    if not POLITICS.titles.keys() <= walks.keys() or f"/{POLITICS.path}" in session.counts.lost:
        return {}  # only some sections were asked for, or the landing page could not be read
    found = {}
    for row in session.state.walks.select("whole_run > 0 ORDER BY section"):
        last = session.state.runs.get("number = ?", row.run) if row.section not in walks else None
        if last and session.started - datetime.fromisoformat(last.started) <= _MONTH:
            found[f"/{row.section}"] = f"no page links to it any more; run {row.run} was the last to read it"
    return found


def _quiet(session: RunSession) -> dict[str, str]:
    """Return the sections that were read and have had no new story for much longer than usual."""
    today = session.started.date()
    days: dict[str, list[date]] = {}
    query = (
        "SELECT section, substr(first_seen, 1, 10) AS day FROM sightings "
        "WHERE day BETWEEN ? AND ? GROUP BY section, day ORDER BY day"
    )
    span = ((today - _SEASON).isoformat(), today.isoformat())
    for section, day in session.state.connection.execute(query, span):
        days.setdefault(section, []).append(date.fromisoformat(day))
    found = {}
    for section, walk in session.counts.walks.items():
        seen = days.get(section, [])
        if not walk.complete or len(seen) < _DAYS or seen[-1] - seen[0] < _MONTH:
            continue
        pause = max(later - earlier for earlier, later in pairwise(seen))
        if today - seen[-1] >= max(_QUIET, _PAUSES * pause):
            found[f"/{section}"] = (
                f"no new story for {counted((today - seen[-1]).days, 'day')}; its longest pause was {counted(pause.days, 'day')}"
            )
    return found


def _left_out(session: RunSession, section: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the stories that a section's listing leaves out although it shows many older ones."""
    held = {row.id: row for row in session.state.sightings.select("section = ?", section)}
    ages = [_order(held[story_id]) for story_id in seen if story_id in held]
    shown = {story_id for walk in session.counts.walks.values() for story_id in walk.listed}
    for row in held.values():
        ago = session.started - datetime.fromisoformat(row.last_seen)
        if row.id in shown or row.position is None or not _SOON <= ago <= _LATE:
            continue
        older = sum(age < _order(row) for age in ages)
        entry = session.state.entry(row.id)
        if entry and older >= max(_OLDER, len(ages) / 2):
            end = "" if entry.outcome in {"stored", "duplicate"} else "; it was never read"
            yield row.id, f"/{section} leaves it out, and shows {older} older stories{end}"


def _order(row: SightingRow) -> tuple[int, int, str]:
    return row.first_run, len(row.id), row.id
