"""A channel that lives: which stories there are at which hour, where they are listed, and what they say. Pure and seeded."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from newscrawl.tools.sample.stories import ordinal
from newscrawl.tools.sample.words import ACTS, PEOPLE, SENTENCES, SUBJECTS, TOWNS

#: Hour 0 of every world: a Monday, at a time of the shipped timer.
EPOCH = datetime(2027, 1, 4, 4, 17, tzinfo=UTC)
BEFORE = 20  # days before hour 0 whose stories are there when the first crawl starts


@dataclass(frozen=True, slots=True)
class Section:
    """A listing: how many stories a working day brings, how many its pages keep, and the title that pages print."""

    path: str
    title: str
    a_day: float
    keeps: int

    @property
    def parent(self) -> str:
        """Path of the section that lists a columnist's stories too; empty for a section of the channel."""
        return self.path.rpartition("/")[0] if self.path.count("/") > 1 else ""


SECTIONS = (
    Section("politics/politicalnews", "Political News", 5, 40),
    Section("politics/opeds", "Op Eds", 2, 24),
    Section("politics/fromtheleft", "From the Left", 0.6, 18),
    Section("politics/fromtheright", "From the Right", 0.6, 18),
    Section("politics/mod", "Politics, Moderate", 0.4, 12),
    Section("politics/fromtheleft/clarencepage", "From the Left", 0.4, 10),
    Section("politics/fromtheright/halebrockton", "From the Right", 0.4, 10),
)
BY_PATH = {section.path: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Tale:
    """A story of the world; hours count from `EPOCH`, and None means never.

    ``copy_of`` is the id whose text it repeats, as where a story is posted in two sections.
    """

    id: str
    section: str
    born: float
    expires: float
    edited: float | None = None
    withdrawn: float | None = None
    moved: tuple[float, str] | None = None
    copy_of: str | None = None

    def path(self, at: float) -> str:
        """Return the section path that lists the story at an hour."""
        return self.moved[1] if self.moved and at >= self.moved[0] else self.section

    def version(self, at: float) -> int:
        """Return 1, and from its edit on 2."""
        return 2 if self.edited is not None and at >= self.edited else 1

    def is_there(self, at: float) -> bool:
        """True if its address gives the story at an hour."""
        return self.born <= at < min(self.expires, self.withdrawn or self.expires)


@cache
def headline(story_id: str) -> str:
    """Return a story's headline."""
    dice = random.Random(f"headline {story_id}")
    return f"{dice.choice(TOWNS)} {dice.choice(ACTS)} {dice.choice(SUBJECTS)} in ballot {story_id[-4:]}"


@cache
def paragraphs(story_id: str, version: int = 1) -> tuple[str, ...]:
    """Return a story's paragraphs; an edit changes one of them."""
    dice = random.Random(f"text {story_id}")
    chosen = dice.sample(SENTENCES, dice.randint(5, 9))
    first = (
        f"{dice.choice(TOWNS)} settled question {story_id} on a day of rain, {dice.randint(3, 60)} votes to {dice.randint(1, 40)}, "
        f"after {dice.choice(PEOPLE)} had asked the council {dice.randint(2, 9)} times to put it off."
    )
    lines = [first, *(_filled(sentence, dice) for sentence in chosen)]
    if version > 1:
        lines[-2] = (
            f"Correction of an earlier report: the clerk counted {dice.randint(100, 999)} ballots, not fewer."
        )
    return tuple(lines)


def _filled(sentence: str, dice: random.Random) -> str:
    town, other = dice.sample(TOWNS, 2)
    subject, person, n = dice.choice(SUBJECTS), dice.choice(PEOPLE), dice.randint(11, 89)
    return sentence.format(town=town, other=other, subject=subject, person=person, n=n, nth=ordinal(n))


class World:
    """Every story of so many days, and of those ``before`` them, by id; ``listed`` says what a section shows when."""

    def __init__(self, seed: int, days: int, before: int = BEFORE) -> None:
        self.tales = {tale.id: tale for tale in _tales(random.Random(f"world {seed}"), days, before)}
        self._by_section: dict[str, list[Tale]] = {}
        for tale in sorted(self.tales.values(), key=lambda tale: -tale.born):
            for path in {tale.section, *(tale.moved or ())[1:]}:
                for section in (path, BY_PATH[path].parent):
                    self._by_section.setdefault(section, []).append(tale)

    def listed(self, section: str, at: float) -> list[Tale]:
        """Return the stories that a section's pages list at an hour, newest first."""
        stories = (
            tale
            for tale in self._by_section.get(section, [])
            if tale.born <= at
            and (tale.withdrawn is None or at < tale.withdrawn)
            and _is_in(tale, section, at)
        )
        return [tale for tale, _ in zip(stories, range(BY_PATH[section].keeps), strict=False)]

    def body(self, story_id: str, version: int) -> str:
        """Return the body of a story's version."""
        return "\n\n".join(paragraphs(self.tales[story_id].copy_of or story_id, version))


def _is_in(tale: Tale, section: str, at: float) -> bool:
    path = tale.path(at)
    return section in {path, BY_PATH[path].parent}


def _tales(dice: random.Random, days: int, before: int) -> Iterator[Tale]:
    hours = sorted(_births(dice, days, before))
    number = 4_100_000
    for born, section in hours:
        number += dice.randint(2, 30)
        tale = Tale(str(number), section, born, born + dice.uniform(25, 70) * 24)
        chance = dice.random()
        if chance < 0.08:
            tale = replace(tale, edited=born + dice.uniform(2, 60))
        elif chance < 0.1:
            tale = replace(tale, withdrawn=born + dice.uniform(30, 90))
        elif chance < 0.13 and section == "politics/politicalnews":
            tale = replace(tale, moved=(born + dice.uniform(5, 40), "politics/opeds"))
        elif chance < 0.18 and section == "politics/opeds":
            yield replace(tale, id=str(number + 1), section="politics/politicalnews", copy_of=tale.id)
        yield tale


def _births(dice: random.Random, days: int, before: int) -> Iterator[tuple[float, str]]:
    """Yield hour and section of each story: fewer at weekends, none on a holiday of three days."""
    holiday = dice.randint(12, 40)
    for day in range(-before, days + 1):
        quiet = 0.3 if (EPOCH + timedelta(days=day)).weekday() >= 5 else 1.0
        for section in SECTIONS:
            expected = 0.0 if holiday <= day < holiday + 3 else section.a_day * quiet
            count = int(expected) + (dice.random() < expected % 1)
            for _ in range(count):
                yield day * 24 + dice.uniform(0, 24), section.path


def ids(tales: Iterable[Tale]) -> tuple[str, ...]:
    """Return the ids of stories, in order."""
    return tuple(tale.id for tale in tales)
