"""A season: a calendar of events over so many days, each day's run judged, and the verdict at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.seasons.events import BY_NAME, Event
from tests.seasons.house import House, Ran
from tests.seasons.judge import CALM, Day, Judge

REFRESH_DAYS = 7  # so often the operator asks for the last stories again, whose edits no listing shows
FALSE_ALARMS = 1  # in sixty healthy runs


@dataclass(frozen=True)
class Verdict:
    """What a season showed."""

    days: Sequence[Day]
    lost: dict[str, str]
    late: dict[str, str]
    faults: Sequence[str]
    healthy: int

    @property
    def alarms(self) -> int:
        """The number of healthy runs that ended with another code than 0."""
        return sum(day.alarm for day in self.days)

    def failures(self) -> dict[str, str]:
        """Return what must hold and does not, with a line about each: lost, silent, late, alarms, cost, codes, files."""
        silent = [day for day in self.days if day.lied]
        over = [day.over for day in self.days if day.over > 0]
        late = self.late.keys() - self.lost.keys()
        alarms = self.alarms > FALSE_ALARMS * max(1, self.healthy // 60)
        lines = {
            "lost": f"{len(self.lost)} stories lost or held with a wrong text: {_some(self.lost)}"
            * bool(self.lost),
            "silent": f"{len(silent)} runs ended with 0 although something was missing and not named"
            * bool(silent),
            "late": f"{len(late)} stories held only after more than two healthy runs" * bool(late),
            "alarms": f"{self.alarms} false alarms in {self.healthy} healthy runs" * alarms,
            "cost": f"{len(over)} healthy runs asked too much, by up to {max(over, default=0)} requests"
            * bool(over),
            "codes": "; ".join(
                dict.fromkeys(f"{day.event} ended with {day.ran.code}" for day in self.days if day.is_other)
            ),
            "files": "; ".join(self.faults[:10]),
        }
        return {name: line for name, line in lines.items() if line}

    def table(self) -> str:
        """Return the verdict by event."""
        rows = [f"{'event':30} runs  lost  late  not said  alarms  exit codes"]
        lost, late = Counter(self.lost.values()), Counter(self.late.values())
        names = dict.fromkeys([*(day.event for day in self.days), *lost, *late])
        for name in names:
            days = [day for day in self.days if day.event == name]
            codes = Counter(day.ran.code for day in days)
            lied, alarms = sum(bool(day.lied) for day in days), sum(day.alarm for day in days)
            shown = " ".join(f"{code}×{count}" for code, count in sorted(codes.items()))
            rows.append(f"{name:30} {len(days):4} {lost[name]:5} {late[name]:5} {lied:9} {alarms:7}  {shown}")
        return "\n".join(rows)


def _some(names: dict[str, str]) -> str:
    events = Counter(names.values())
    return ", ".join(f"{count} by {name}" for name, count in events.most_common())


def season(house: House, plan: Sequence[Event | None], per_day: int, show: Callable[[str], object] = lambda _: None) -> Verdict:  # fmt: skip
    """Crawl through a calendar, `per_day` runs a day; each day's line goes to ``show``."""
    judge = Judge(house)
    for number, event in enumerate(plan):
        house.at = number * 24 / per_day
        refresh = number % (REFRESH_DAYS * per_day) == (REFRESH_DAYS - 1) * per_day and (
            event is None or not event.is_fault
        )
        house.judge = partial(_judge, judge, event, refresh, show)
        _run(house, event, refresh=refresh)
        if remedy := house.obey():
            show(f"           scrapy {remedy}, as the message says")
    code, said = house.command("verify")
    faults = [*judge.faults, *([f"verify at the end: {said.strip()[:300]}"] if code else [])]
    return Verdict(judge.days, judge.lost(), judge.late, faults, judge.healthy)


def _judge(judge: Judge, event: Event | None, refresh: bool, show: Callable[[str], object], ran: Ran) -> None:
    show(str(judge.after(event, ran, is_due=not refresh)))


def _run(house: House, event: Event | None, *, refresh: bool) -> Ran:
    if event and event.machine:
        return event.machine(house)
    look = house.look
    if event and event.look:
        house.look = replace(look, **event.look)
    options = ("-a", f"refresh={REFRESH_DAYS}") if refresh else ()
    ran = house.run(*options, spoils=[event.spoil] if event and event.spoil else [])
    if event and event.days:
        house.look = look
    return ran


def named(name: str) -> Event:
    """Return the event of a name.

    Raises:
        KeyError: there is none; the message names all.
    """
    if name not in BY_NAME:
        raise KeyError(f"no event {name!r}: {CALM}, {', '.join(BY_NAME)}")
    return BY_NAME[name]
