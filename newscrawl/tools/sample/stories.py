"""The sample's stories as they were written: what a crawl must read from the printed pages."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from newscrawl.tools.sample.words import (
    ACTS,
    COLUMNISTS,
    LOOKALIKES,
    PAPERS,
    PEOPLE,
    SENTENCES,
    SUBJECTS,
    TOWNS,
)

TEMPLATES = ("semantic", "divs", "breaks", "table", "unclosed", "moved")
COUNTS = {"politics/politicalnews": 48, "politics/opeds": 30, **dict.fromkeys(COLUMNISTS, 11)}


@dataclass(frozen=True, slots=True)
class SampleStory:
    """One story as it was written, before a page template prints it."""

    id: str
    section_path: str
    headline: str
    paragraphs: tuple[str, ...]
    byline: str | None
    authors: tuple[str, ...]
    source: str | None
    day: date | None
    template: str
    contributor_note: str | None = None
    author_note: str | None = None
    rights: tuple[str, ...] = ()
    copy_of: str | None = None
    version_of: str | None = None


def write_stories(seed: int = 1) -> list[SampleStory]:
    """Return every story, with copies and versions, newest last; the same seed gives the same stories."""
    dice = random.Random(seed)  # noqa: S311  # invented text, no secret
    stories = []
    number = 4_000_000
    for section, count in COUNTS.items():
        for place in range(count):
            number += dice.randint(1, 40)
            stories.append(_write(dice, str(number), section, place))
    news = [story for story in stories if story.section_path == "politics/politicalnews"]
    copies = [_again(dice, story, offset) for offset, story in enumerate(dice.sample(news, 8), 1)]
    versions = [_update(dice, story, offset) for offset, story in enumerate(dice.sample(news, 5), 1)]
    return [*stories, *copies, *versions]


def _write(dice: random.Random, number: str, section: str, place: int) -> SampleStory:
    town, other = dice.sample(TOWNS, 2)
    subject = dice.choice(SUBJECTS)
    byline, authors, source = _byline(dice, section, place)
    body = _paragraphs(dice, town, other, subject, place)
    return SampleStory(
        id=number,
        section_path=section,
        headline=_headline(
            dice,
            section,
            f"{town} {dice.choice(ACTS)} {subject.removeprefix('the ').removeprefix('a ')}",
            place,
        ),
        paragraphs=body,
        byline=byline,
        authors=authors,
        source=source,
        day=None if place % 13 == 7 else date(2026, 8, 1) + timedelta(days=int(number) % 100),
        template=TEMPLATES[(place + len(section)) % len(TEMPLATES)],
        contributor_note=f"({' and '.join(dice.sample(PEOPLE, 2))} contributed to this report.)"
        if place % 4 == 1
        else None,
        author_note=_author_note(authors, place),
        rights=_rights(source, place),
    )


def _headline(dice: random.Random, section: str, text: str, place: int) -> str:
    text = text[0].upper() + text[1:] + (f", {dice.randint(2, 9)} to 1" if place % 3 == 0 else "")
    prefixes = ("Editorial: ", "Commentary: ", "POINT: ", "COUNTERPOINT: ")
    if section == "politics/opeds":
        return prefixes[place % 4] + text
    return f"{COLUMNISTS[section]}: {text}" if section in COLUMNISTS and place % 2 else text


def _paragraphs(dice: random.Random, town: str, other: str, subject: str, place: int) -> tuple[str, ...]:
    lines = []
    for sentence in dice.sample(SENTENCES, dice.randint(6, 11)):
        person, n = dice.choice(PEOPLE), dice.randint(3, 97)
        lines.append(
            sentence.format(town=town, other=other, subject=subject, person=person, n=n, nth=ordinal(n))
        )
    lines[0] = f"{town.upper()} — {lines[0]}"
    if place % 3 == 1:
        lines.insert(3, dice.choice(LOOKALIKES))
    if place % 5 == 2:
        lines.insert(4, "What comes next")
    return tuple(lines)


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    >>> [ordinal(number) for number in (1, 11, 22, 43, 54)]
    ['1st', '11th', '22nd', '43rd', '54th']
    """
    ends = {} if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{ends.get(number % 10, 'th')}"


def _byline(dice: random.Random, section: str, place: int) -> tuple[str | None, tuple[str, ...], str | None]:
    if section in COLUMNISTS:
        name = COLUMNISTS[section]
        return (name, f"By {name}")[place % 2], (name,), None
    a, b, c = dice.sample(PEOPLE, 3)
    paper = dice.choice(PAPERS)
    forms: tuple[tuple[str | None, tuple[str, ...], str | None], ...] = (
        (f"{a}, {paper}", (a,), paper),
        (f"By {a} and {b}, {paper}", (a, b), paper),
        (f"{a}, {b} and {c}, {paper}", (a, b, c), paper),
        (f"{a}, Jr., {paper}", (f"{a}, Jr.",), paper),
        (f"The Editorial Board, {paper}", (), paper),
        (paper, (), paper),
        (f"Dr. {a}, Special to {paper}", (f"Dr. {a}",), paper),
        (None, (), None),
    )
    return forms[place % len(forms)]


def _author_note(authors: tuple[str, ...], place: int) -> str | None:
    if not authors or place % 3 == 0:
        return None
    name = authors[0]
    if place % 3 == 1:
        return f"({name} is a columnist for the {PAPERS[place % 2]}.)"
    return f"To find out more about {name} and read features by other writers, visit the Ellery Syndicate website at www.ellery.example."


def _rights(source: str | None, place: int) -> tuple[str, ...]:
    holder = source or "Ellery Syndicate, Inc."
    sold = "Distributed by Tribune Content Agency, LLC."
    forms: tuple[tuple[str, ...], ...] = (
        (f"©2026 {holder.removesuffix('.')}. Visit ellery.example. {sold}",),
        (f"©2026 {holder} (Port Ellery)", "Visit us at ellery.example", sold),
        ("COPYRIGHT 2026 ELLERY.EXAMPLE",),
        (f"©2026 {holder}, All Rights Reserved, {sold}",),
        (),
    )
    return forms[place % len(forms)]


def _again(dice: random.Random, story: SampleStory, offset: int) -> SampleStory:
    """Return the same text under another id in another section."""
    return replace(
        story,
        id=str(4_100_000 + offset),
        section_path="politics/opeds",
        copy_of=story.id,
        template=dice.choice(TEMPLATES),
    )


def _update(dice: random.Random, story: SampleStory, offset: int) -> SampleStory:
    """Return a later version of the story: one more paragraph, and one changed."""
    more = (
        f"Late on Thursday {dice.choice(PEOPLE)} asked for a recount of all {dice.randint(300, 900)} ballots."
    )
    lines = [*story.paragraphs[:-1], more, story.paragraphs[-1].replace("about", "nearly")]
    return replace(story, id=str(4_200_000 + offset), paragraphs=tuple(lines), version_of=story.id)
