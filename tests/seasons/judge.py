"""What a crawl must hold, known from the world and the site's log, against what its data folder holds."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.run.counts import OUTCOMES
from tests.seasons.events import Event
from tests.seasons.house import House, Ran
from tests.seasons.world import World

#: Exit codes of runs that could not do their work; what the site showed then need not be held.
CUT_SHORT = frozenset({-9, 64, 70, 73, 74, 75, 76, 124, 130, 143})
PATIENCE = 2  # healthy runs within which all is held again and the alarm has ended
CALM = "calm"
LITTLE = 0.1  # a share of the stories that a run may miss, where it names them, and end with 0


class Held:
    """What the published files hold: each story's bodies by version, and each copy's original."""

    def __init__(self, data: Path) -> None:
        self.bodies: dict[str, dict[int, str]] = {}
        self.copies: dict[str, str] = {}
        self.repeated: list[str] = []
        for record in _records(data, "stories"):
            versions = self.bodies.setdefault(record["id"], {})
            if record["version"] in versions:
                self.repeated.append(f"{record['id']} version {record['version']} is published twice")
            versions[record["version"]] = record["article_body"]
        for record in _records(data, "duplicates"):
            if record["id"] in self.copies or record["id"] in self.bodies:
                self.repeated.append(f"{record['id']} is published twice, once as a copy")
            self.copies[record["id"]] = record["duplicate_of"]

    def body(self, story_id: str) -> str | None:
        """Return the newest body of a story, or of the story that it is a copy of."""
        versions = self.bodies.get(story_id) or self.bodies.get(self.copies.get(story_id, ""))
        return versions[max(versions)] if versions else None

    def unheld(self, world: World, stories: Iterable[str]) -> set[str]:
        """Return those of the stories that are not held: neither published nor noted as a copy of the same text."""
        return {
            one
            for one in stories
            if not (one in self.bodies or (one in self.copies and self._is_copy(world, one)))
        }

    def _is_copy(self, world: World, story_id: str) -> bool:
        return self.body(story_id) in _bodies(world, story_id)


def _records(data: Path, kind: str) -> Iterator[dict[str, Any]]:
    for path in sorted((data / kind).glob("*.jsonl*")):
        if path.suffix == ".part":
            continue
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield from map(json.loads, content.splitlines())


def _bodies(world: World, story_id: str) -> set[str]:
    return {world.body(story_id, 1), world.body(story_id, 2)}


@dataclass(frozen=True)
class Day:
    """The verdict on one run: what was missing after it, what of that it named, and what it did not name although it ended with 0."""

    event: str
    ran: Ran
    missing: frozenset[str]
    named: frozenset[str]
    wrong: frozenset[str]
    shown: frozenset[str]
    alarm: bool
    over: float
    expected: tuple[int, ...] = ()

    @property
    def lied(self) -> frozenset[str]:
        """What is missing or wrong though the run ended with 0: what is not named, and all if it is over two stories and a tenth."""
        now = self.missing & self.shown | self.wrong
        many = len(now) > max(2, LITTLE * (len(now) + self.ran.new))
        return (
            frozenset()
            if self.ran.code
            else (self.missing | self.wrong) - (frozenset() if many else self.named)
        )

    @property
    def wants(self) -> bool:
        """True if something is missing or wrong."""
        return bool(self.missing or self.wrong)

    @property
    def is_other(self) -> bool:
        """True if the event demands another exit code."""
        return bool(self.expected) and self.ran.code not in self.expected

    def __str__(self) -> str:
        counts = f"requests {len(self.ran.asked):3} new {self.ran.new:3} missing {len(self.missing):3} named {len(self.missing & self.named):3}"
        notes = [f"wrong text {len(self.wrong)}"] * bool(self.wrong) + [f"NOT SAID {len(self.lied)}"] * bool(
            self.lied
        )
        notes += [f"EXIT {' OR '.join(map(str, self.expected))} EXPECTED"] * self.is_other
        notes += ["FALSE ALARM"] * self.alarm + [f"{self.over:.1f} requests too many"] * (self.over > 0)
        hour = f"day {self.ran.view.at / 24:5.1f}"
        return f"{hour}  {self.event:30} exit {self.ran.code:3}  {counts}  {', '.join(notes)}".rstrip()


@dataclass
class Judge:
    """Judges the runs of one data folder, one after another.

    ``debts`` maps each story that a listing or feed showed while its page could be read to the event in which it first
    went missing; what is still missing after `PATIENCE` healthy runs is ``late`` and, in a season, no later run's guilt. ``faults`` are lines about ledgers and files.
    """

    house: House
    is_season: bool = True
    days: list[Day] = field(default_factory=list)
    debts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    healthy: int = 0
    late: dict[str, str] = field(default_factory=dict)
    _served: dict[str, int] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)
    _files: dict[str, str] = field(default_factory=dict)
    _written_off: set[str] = field(default_factory=set)
    _calm: int = PATIENCE
    _blame: str = CALM

    def after(self, event: Event | None, ran: Ran, *, is_due: bool = True) -> Day:
        """Judge a run; ``is_due`` is False if its requests do not count, as in a run that reads stories again.

        Requests do not count on the day of an event either: a new section is read to its last page.
        """
        self._calm = 0 if event and event.is_fault else self._calm + 1
        self._blame = event.name if event else (self._blame if self._calm <= PATIENCE else CALM)
        view, held = ran.view, Held(self.house.data)
        visible = view.visible()
        owed = {one for one in visible if ran.code not in CUT_SHORT and view.readable(one)}
        self._note_served(ran)
        missing = held.unheld(view.world, visible | self.debts.keys())
        wrong = self._wrong(held)
        for story_id in owed | wrong:
            self.debts.setdefault(story_id, CALM)
        for story_id in (missing | wrong) & self.debts.keys():
            self.debts[story_id] = self._blame if self.debts[story_id] == CALM else self.debts[story_id]
        self._written_off &= missing | wrong
        missing, wrong = missing - self._written_off, wrong - self._written_off
        named = {*ran.named, *(one for one in self._named if not view.readable(one))}
        self._named |= ran.named
        is_healthy = self._calm > PATIENCE and not (self.days and self.days[-1].wants)
        expected = event.codes if event else ()
        alarm = is_healthy and ran.code not in {0, *expected}
        is_ordinary = event is None and is_due and bool(self.days)
        over = self._over(ran) if is_healthy and is_ordinary else 0.0
        self.healthy += is_healthy
        day = Day(
            event.name if event else CALM, ran, frozenset(missing), frozenset(named), frozenset(wrong), frozenset(visible),
            alarm, over, expected,
        )  # fmt: skip
        self.days.append(day)
        if self._calm > PATIENCE:
            self._write_off((missing & self.debts.keys()) | wrong)
        self._check_files(ran)
        repeated = [line for line in held.repeated if not any(fault.endswith(line) for fault in self.faults)]
        self.faults += [f"run {len(self.days)}: {line}" for line in [*repeated, *_ledger_faults(ran)]]
        return day

    def _write_off(self, stories: set[str]) -> None:
        """Count stories as late, and judge later runs without them, so that each run answers for its own."""
        self.late.update({story_id: self.debts[story_id] for story_id in stories})
        if self.is_season:
            self._written_off |= stories

    def lost(self) -> dict[str, str]:
        """Return the stories owed but not held, or held with another text than their page last gave, and the event to blame."""
        held = Held(self.house.data)
        gone = held.unheld(self.house.world, self.debts)
        return {one: self.debts.get(one, CALM) for one in sorted(gone | self._wrong(held))}

    def _note_served(self, ran: Ran) -> None:
        for path, status, answer in ran.asked:
            if answer.story and status == 200 and path.endswith(f"s-{answer.story[0]}"):
                self._served[answer.story[0]] = answer.story[1]

    def _wrong(self, held: Held) -> set[str]:
        """Return the stories whose newest text is not the one that their page last gave."""
        world = self.house.world
        wrong = set()
        for story_id in held.bodies:
            version = self._served.get(story_id)
            true = _bodies(world, story_id) if version is None else {world.body(story_id, version)}
            if held.body(story_id) not in true:
                wrong.add(story_id)
        return wrong

    def _over(self, ran: Ran) -> float:
        """Return the requests above one a section, feed and landing page, one for robots.txt and 1.2 for each new story."""
        return round(len(ran.asked) - (2 * len(ran.view.sections) + 2 + 1.2 * ran.new), 1)

    def _check_files(self, ran: Ran) -> None:
        data = self.house.data
        now = {str(path.relative_to(data)): _sha256(path) for kind in ("stories", "duplicates") for path in data.glob(f"{kind}/*.jsonl*")}  # fmt: skip
        for name, old in self._files.items():
            if name in now and now[name] != old:
                self.faults.append(f"run {len(self.days)}: {name} has changed")
        self._files |= now
        for name, sha256 in (ran.ledger or {}).get("files", {}).items():
            if now.get(name) != sha256:
                self.faults.append(f"run {len(self.days)}: the ledger's hash of {name} is wrong")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _ledger_faults(ran: Ran) -> Iterator[str]:
    ledger: Mapping[str, Any] = ran.ledger or {}
    for path, section in ledger.get("sections", {}).items():
        total = sum(section[name] for name in OUTCOMES)
        if ledger["reason"] == "finished" and section["listed"] != total:
            yield f"the ledger's section {path} lists {section['listed']} stories and accounts for {total}"
    if ledger and ledger["exit_code"] != ran.code:
        yield f"the ledger says exit code {ledger['exit_code']}, the process {ran.code}"
    if ledger and ran.code not in CUT_SHORT and ledger["requests"] != len(ran.asked):
        yield f"the ledger counts {ledger['requests']} requests, the site {len(ran.asked)}"
