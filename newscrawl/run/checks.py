"""The checks of a run's health, each by shares over the last days: a run of two stories says little by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.errors import ExitCode
from newscrawl.run.drift import Break, ReadingStats
from newscrawl.run.window import FEW, SHARE, most_common
from newscrawl.text.printable import counted

if TYPE_CHECKING:
    from newscrawl.run.ledger import Ledger
    from newscrawl.run.session import RunSession
    from newscrawl.run.window import Window, Windows

#: The least share of stories with each field, whatever was usual before.
FLOORS = {"headline": 0.98, "article_body": 0.98}
_ENOUGH = 10  # stories: with fewer, a share of their fields means nothing
_MOST = 0.8  # of the pages asked for: so many barriers are a block
_BARRIERS = ("captcha", "consent", "login", "status 401", "status 403")
_MORE_COPIES = 2.0  # times their usual share
_SILENCE = 5.0  # days without a new story, where at least `_USUAL` a day came before: longer than any holiday
_USUAL = 3.0
_ADDRESS = re.compile(r"https?://\S+|/\S+")  # in a reason: what differs where the cause is one
#: What a run named as lost so long ago, and every run since, counts as what the site does not show any more.
_BELIEVED = timedelta(hours=20)


class Checks:
    """The checks of one run; `lines` has a line for each that failed: how many, why, and what to do."""

    def __init__(self, session: RunSession, ledger: Ledger, windows: Windows) -> None:
        self.session = session
        self.ledger = ledger
        self.windows = windows
        self.open = {entry.id: entry.why for entry in session.state.open_entries() if entry.tries}

    def lines(self) -> list[str]:
        """Return a line for each check that failed."""
        return [
            *self._walks(),
            *self._unread(),
            *self._given_up(),
            *self._suspects(),
            *self._copies(),
            *self._floors(),
            *map(str, self._broken[0]),
            *self._silence(),
        ]

    def believed(self) -> dict[str, str]:
        """Return the landmarks and fields that pages have lacked for a day, each with its shares before and now."""
        return {one.title: one.shares for one in self._broken[1]}

    def is_blocked(self) -> bool:
        """True if nearly all pages asked for lately were captcha, consent or login pages or were refused, and so are the listings."""
        walks = [walk for walk in self.session.counts.walks.values() if walk.requested]
        if walks and all(walk.blocked for walk in walks):
            return True
        said = {**self.ledger.failures, **self.ledger.tombstones}
        barred = [story_id for story_id, why in said.items() if is_barrier(why)]
        waiting = [story_id for story_id, why in self.open.items() if is_barrier(why) or story_id in barred]
        asked = sum(self.ledger.outcomes[name] for name in ("stored", "duplicate", "tombstone", "failed"))
        return len({*barred, *waiting}) > FEW and bool(barred) and len(barred) >= _MOST * asked

    def badly_read(self, code: ExitCode) -> list[str]:
        """Return what somebody should look at: samples of what broke, some pages without a story, listings without entries."""
        if code not in {ExitCode.INCOMPLETE, ExitCode.LAYOUT_CHANGED}:
            return []
        walks = self.session.counts.walks.items()
        empty = [path for path, walk in walks if walk.requested and walk.pages and not walk.seen]
        listings = [f"{self.session.site.rstrip('/')}/{path}" for path in empty]
        barren = [story_id for story_id in self.ledger.tombstones if story_id in self.open][:2]
        broken = [sample for one in self._broken[0] for sample in one.samples[:2]]
        return [*broken, *(barren if self._unread() else ()), *list(self.ledger.suspects)[:2], *listings]

    def _walks(self) -> list[str]:
        """Return a line for each reason why sections were not read to their end, with their number."""
        by_reason: dict[str, list[str]] = {}
        for path, section in self.ledger.sections.items():
            if "failure" in section:
                by_reason.setdefault(_ADDRESS.sub("", section["failure"]).strip(" ()"), []).append(path)
        return [
            f"{counted(len(paths), 'section')} not read to the end ({', '.join(paths)}): {reason}"
            if len(paths) > 1
            else f"{paths[0]}: {self.ledger.sections[paths[0]]['failure']}"
            for reason, paths in by_reason.items()
        ]

    def _unread(self) -> list[str]:
        """Return a line if more than a tenth of a week's or of a day's stories could not be read yet; cartoons are no stories.

        Of a day only those count that this run has asked for in vain.
        """
        week, day = self.windows.week.count("stored"), self.windows.day.count("stored")
        unread = {story_id: why for story_id, why in self.open.items() if why != "cartoon"}
        now = {one for one in unread if one in self.ledger.failures or one in self.ledger.tombstones}
        if not (_is_incident(len(unread), len(unread) + week) or _is_incident(len(now), len(now) + day)):
            return []
        return [
            (
                f"{counted(len(unread), 'story', 'stories')} could not be read ({most_common(unread)}), {day} were stored in 24 hours and {week} in "
                f"7 days: the next runs ask again; look at one with `scrapy explain {min(unread)}`"
            )
        ]

    def _given_up(self) -> list[str]:
        if not self.ledger.given_up:
            return []
        ids = sorted(self.ledger.given_up)
        return [
            f"{counted(len(ids), 'story', 'stories')} given up ({most_common(self.ledger.given_up)}): `scrapy retry {' '.join(ids[:3])}` asks again"
        ]

    def _suspects(self) -> list[str]:
        """Return a line if a tenth of the week's stories look cut, damaged or misdated, and this run's do as well."""
        week = self.windows.week
        suspects = week.named("suspects")
        if not self.ledger.suspects or not _is_incident(len(suspects), week.count("stored")):
            return []
        return [
            (
                f"{len(suspects)} of {week.count('stored')} stories of 7 days look cut, damaged or misdated ({most_common(suspects)}): "
                f"look at one with `scrapy explain {min(self.ledger.suspects)}`"
            )
        ]

    def _copies(self) -> list[str]:
        """Return a line if many more of the stories are copies of others than before."""
        day, before = self.windows.day, self.windows.before
        copies, usual = day.count("duplicate"), _copy_share(before)
        if (
            usual is None
            or not self.ledger.outcomes["duplicate"]
            or not _is_incident(copies, copies + day.count("stored"))
        ):
            return []
        share = _copy_share(day) or 0.0
        if share <= _MORE_COPIES * usual + SHARE:
            return []
        return [f"{copies} of {copies + day.count('stored')} new stories of 24 hours are copies of others, usually {usual:.0%}".replace("%", " %")]  # fmt: skip

    def _floors(self) -> list[str]:
        """Return a line for each field that too few of the last day's stories have, and of this run's."""
        now, own = self.windows.day.reading(), ReadingStats.from_dict(self.ledger.drift)
        if now.pages < _ENOUGH or not own.pages:
            return []
        lines = []
        for name, floor in FLOORS.items():
            share = now.fields[name] / now.pages
            if share < floor and own.fields[name] < own.pages:
                lines.append(f"{name}: filled in {share:.0%} of stories, at least {floor:.0%} expected")
        return [line.replace("%", " %") for line in lines]

    @cached_property
    def _broken(self) -> tuple[list[Break], list[Break]]:
        """What broke in the pages read lately and shows in this run's: what is new, and what is believed by now."""
        found: dict[tuple[str, str], Break] = {}
        for comparison in self.windows.compared(_ENOUGH):
            for one in comparison.breaks():
                found.setdefault((one.what, one.name), one)
        believed = [one for one in found.values() if self._is_believed(one)]
        return [one for one in found.values() if one not in believed], believed

    def _is_believed(self, broken: Break) -> bool:
        """True if every run has named a lost landmark or field for a day: then the site shows it no more.

        Bodies of another length are never believed: they may be cut.
        """
        if broken.what not in {"landmark", "field"}:
            return False
        now = datetime.fromisoformat(self.ledger.started)
        name = replace(broken, section="").title  # one day it shows in one section, the next in another
        for past in reversed(self.windows.ledgers()[:-1]):
            if (past.get("drift") or {}).get("pages"):
                lines = [line.partition(":")[0] for line in past.get("health") or ()]
                if not any(
                    f"{line} ".startswith(f"{name} ") for line in (*lines, *(past.get("absent") or ()))
                ):
                    return False
                if now - datetime.fromisoformat(past["started"]) >= _BELIEVED:
                    return True
        return False

    def _silence(self) -> list[str]:
        """Return a line if no new story has come for days, where some came every day before."""
        days = self.windows.days_without_stories()
        if days is None or days < _SILENCE or self.windows.stories_a_day() < _USUAL:
            return []
        return [
            f"no new story for {counted(round(days), 'day')}, where {self.windows.stories_a_day():.0f} a day were usual: open a section in a browser"
        ]


def is_barrier(why: str) -> bool:
    """True if a reason says that the site refused a page, or showed a captcha, consent or login page in its place."""
    return any(barrier in why for barrier in _BARRIERS)


def _is_incident(count: int, of: int) -> bool:
    return count > FEW and count > SHARE * of


def _copy_share(window: Window) -> float | None:
    """Return the share of copies among a window's new stories; None if it has too few."""
    total = window.count("stored") + window.count("duplicate")
    return window.count("duplicate") / total if total >= _ENOUGH else None
