"""A newsroom of invented stories that share what real ones share: captions, galleries, background, statements, templates.

Unlike those of `benchmarks.wire`, half of a story's names stand in it once, and most passages that two stories share make
neither a version of the other. `SCENARIOS` are the sets that a crawl of years meets: columns, polls, newsletters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from benchmarks.wire import VERSIONS, Sent, Writer

_DAY = date(2026, 1, 5)
_CAST = 24  # names of a story
_EDITED = 0.03  # share of the words that an edit exchanges


class Newsroom(Writer):
    """Writes stories whose names are rare or frequent as in news, and stories that share a passage."""

    def cast(self) -> tuple[str, ...]:
        """Choose who a story is about: three who are in many stories, and others."""
        return (*self.dice.sample(self._names[:30], 3), *self.dice.sample(self._names[30:], _CAST - 3))

    def paragraph(self, cast: tuple[str, ...]) -> str:
        """Write a paragraph that names some of these: the first of them often, the last hardly ever."""
        words = self.words(self.dice.randint(25, 60)).split()
        names = {cast[int(len(cast) * self.dice.random() ** 2)] for _ in range(self.dice.randint(1, 4))}
        figures = [str(self.dice.randint(2, 2000)) for _ in range(self.dice.choice((0, 0, 1, 2)))]
        for fact in [*sorted(names), *figures]:
            words.insert(self.dice.randint(1, len(words)), fact)
        return " ".join(words)

    def passage(self, words: int, cast: tuple[str, ...]) -> tuple[str, ...]:
        """Write paragraphs about these of so many words or some more."""
        parts: list[str] = []
        while sum(len(part.split()) for part in parts) < words:
            parts.append(self.paragraph(cast))
        return tuple(parts)

    def about(self, cast: tuple[str, ...]) -> tuple[str, ...]:
        """Choose the people of a related story: the same three, and others."""
        return (*cast[:3], *self.cast()[3:])

    def send(self, day: int, headline: str, paragraphs: tuple[str, ...], kind: str = "original", cast: tuple[str, ...] = ()) -> Sent:  # fmt: skip
        """Send a story on a day, counted from the first."""
        return self._sent(
            Sent("", headline, (_DAY + timedelta(days=day)).isoformat(), paragraphs, kind, cast=cast)
        )

    def edited(self, story: Sent) -> Sent:
        """Send an edited copy of the same day."""
        parts = tuple(self.edit(one, _EDITED) for one in story.paragraphs)
        origin = story.origin or story.id
        return self._sent(replace(story, paragraphs=parts, kind="edited", origin=origin, source=story.id))


def _captions(room: Newsroom, day: int) -> Iterator[Sent]:
    """Some photographs with captions, carried by stories of several days."""
    cast = room.cast()
    captions = [room.paragraph(cast) for _ in range(room.dice.randint(2, 5))]
    for _ in range(room.dice.randint(3, 7)):
        shown = room.dice.sample(captions, room.dice.randint(2, len(captions)))
        about = room.about(cast)
        parts = [*room.passage(room.dice.randint(60, 500), about), *shown]
        yield room.send(day, room.words(8), tuple(parts), "captions", about)
        day += room.dice.randint(0, 3)


def _gallery(room: Newsroom, day: int) -> Iterator[Sent]:
    """A gallery of 300 to 700 words that stands below story after story."""
    cast = room.cast()
    gallery = tuple(room.paragraph(room.about(cast)) for _ in range(room.dice.randint(8, 16)))
    for _ in range(room.dice.randint(3, 8)):
        about = room.about(cast)
        parts = (*room.passage(room.dice.randint(120, 500), about), *gallery)
        yield room.send(day, room.words(8), parts, "gallery", about)
        day += room.dice.randint(0, 4)


def _background(room: Newsroom, day: int) -> Iterator[Sent]:
    """Background that a desk uses again, days or months later, in stories about the same people."""
    cast = room.cast()
    background = room.passage(room.dice.randint(150, 450), cast)
    for _ in range(room.dice.randint(2, 4)):
        parts = (*room.passage(room.dice.randint(80, 400), cast), *background)
        yield room.send(day, room.words(8), parts, "background", cast)
        day += room.dice.choice((1, 2, 30, 90))


def _statement(room: Newsroom, day: int) -> Iterator[Sent]:
    """A statement that several stories of the day quote whole."""
    cast = room.cast()
    quoted = room.passage(room.dice.randint(80, 220), cast)
    words = room.words(8).split()
    for _ in range(room.dice.randint(2, 4)):
        about = room.about(cast)
        lead = room.passage(room.dice.randint(40, 120), about)
        parts = (*lead, *quoted, *room.passage(room.dice.randint(20, 200), about))
        yield room.send(day, " ".join([*words[: room.dice.randint(0, 4)], room.words(5)]), parts, "statement", about)  # fmt: skip


def _follow_ups(room: Newsroom, day: int) -> Iterator[Sent]:
    """The stories of the next days keep a third to two thirds of the one before, under much the same headline."""
    cast = room.cast()
    parts = room.passage(room.dice.randint(250, 700), cast)
    words = room.words(8).split()
    for _ in range(room.dice.randint(2, 4)):
        yield room.send(day, " ".join(words), parts, "follow-up", cast)
        day += room.dice.randint(1, 2)
        kept = parts[-max(1, round(len(parts) * room.dice.uniform(0.33, 0.66))) :]
        cast = (*cast[:8], *room.cast()[8:])
        new = room.passage(sum(len(one.split()) for one in kept), cast)
        parts = (*new, *kept)
        words = [*words[: room.dice.randint(2, 5)], *room.words(5).split()][:8]


def _letters(room: Newsroom, day: int) -> Iterator[Sent]:
    """Letters to the editor: the same notes and headline each few days, short letters."""
    notes = (room.words(90), room.words(60))
    words = room.words(3)
    for _ in range(room.dice.randint(2, 4)):
        parts = (*(room.paragraph(room.cast()) for _ in range(room.dice.randint(1, 4))), *notes)
        yield room.send(day, words, parts, "letters")
        day += room.dice.choice((1, 7))


def _template(room: Newsroom, day: int) -> Iterator[Sent]:
    """A template filled in anew: results, forecasts, briefs; some are edited."""
    cast = room.cast()
    parts = room.passage(room.dice.randint(60, 300), cast)
    words = room.words(6)
    for _ in range(room.dice.randint(2, 4)):
        new = room.cast()
        filled = tuple(room.edit(room.refill(one, cast, new), 0.02) for one in parts)
        sent = room.send(day, f"{words} {new[0]}", filled, "template", new)
        yield sent
        if room.dice.random() < 0.3:
            yield room.edited(sent)
        day += room.dice.choice((0, 1, 7))


def _again(room: Newsroom, day: int) -> Iterator[Sent]:
    """A passage that is used again months later, most of a short story."""
    cast = room.cast()
    passage = room.passage(room.dice.randint(100, 250), cast)
    for _ in range(2):
        parts = (*room.passage(room.dice.randint(30, 90), room.about(cast)), *passage)
        yield room.send(day, room.words(8), parts, "again", cast)
        day += room.dice.randint(60, 200)


def _story(room: Newsroom, day: int) -> Iterator[Sent]:
    """A story of 200 to 1,200 words, and perhaps versions of it."""
    cast = room.cast()
    parts = room.passage(room.dice.randint(200, 1200), cast)
    story = room.send(day, room.words(8), parts, cast=cast)
    yield story
    past = story
    for kind in room.dice.sample(list(VERSIONS), room.dice.choice((0, 0, 1, 2, 3))):
        new = room.version(room.dice.choice((story, past)), kind)
        yield new
        past = new if len(new.paragraphs) > 3 else past  # of a teaser nothing comes


NEGATIVES: tuple[Callable[[Newsroom, int], Iterator[Sent]], ...] = (
    _captions, _gallery, _background, _statement, _follow_ups, _letters, _template, _again,
)  # fmt: skip


def stream(count: int, seed: int = 1) -> list[Sent]:
    """Send so many stories or some more in order of time: half in families that share, half stories and their versions."""
    room = Newsroom(seed)
    sent: list[Sent] = []
    while len(sent) < count:
        tell = room.dice.choice((*NEGATIVES, *[_story] * 5))
        sent += tell(room, len(sent) // 40)
    days = {story.id: story.day or "" for story in sent}
    return sorted(sent, key=lambda story: (days[story.id] or days[story.source], int(story.id)))


def columns(
    own: int = 35,
    notes: int = 195,
    seed: int = 3,
    names: int = 2,
    step: int = 7,
    *,
    above: bool = False,
    signed: bool = False,
) -> list[Sent]:
    """Send four columns of forty issues, weekly or in steps of so many days; each has longer notes below its text, or above.

    Notes that are signed end in two names.
    """
    room = Newsroom(seed)
    sent = []
    for number in range(4):
        words, note = room.words(3), tuple(room.words(notes // 3) for _ in range(3))
        note = (*note, " ".join([room.words(8), *room.cast()[:2]])) if signed else note
        for week in range(40):
            text = " ".join([room.words(own - names), *room.cast()[:names]])
            sent.append(
                room.send(
                    step * week + number,
                    f"{words} {room.words(2)}",
                    (*note, text) if above else (text, *note),
                    "column",
                )
            )
    return sorted(sent, key=lambda story: story.day or "")


def uneven_columns(seed: int = 27) -> list[Sent]:
    """Send two weekly columns of thirty issues with long notes, above or below short and long texts."""
    room = Newsroom(seed)
    sent = []
    for number in range(2):
        notes = room.passage(195, room.cast())
        for week in range(30):
            own = room.passage(40 if week % 2 else 450, room.cast())
            parts = (*notes, *own) if week % 3 else (*own, *notes)
            sent.append(room.send(7 * week + number, "From the garden", parts, "column"))
    return sorted(sent, key=lambda story: story.day or "")


def weekly_polls(seed: int = 4) -> list[Sent]:
    """Send 200 weekly polls with the same names and other figures, each followed by an edited copy."""
    room = Newsroom(seed)
    cast = room.cast()[:8]
    lines = [(room.words(14), name, room.words(9)) for name in cast]
    sent = []
    for week in range(200):
        text = ". ".join(
            f"{one} {name} at {room.dice.randint(5, 60)} percent {two}" for one, name, two in lines
        )
        poll = room.send(7 * week, f"{' '.join(cast[:2])} {room.words(1)}", (text,), "poll", cast)
        sent += [poll, room.edited(poll)]
    return sent


def other_polls(names: int = 4, figures: int = 2, seed: int = 5) -> list[Sent]:
    """Send 200 polls of one wording with other names and few figures, four a week."""
    room = Newsroom(seed)
    texts = [room.words(30) for _ in range(names)]
    headline = room.words(4)
    sent = []
    for number in range(200):
        cast = room.dice.sample(room._names[30:], names)  # noqa: SLF001  # the writer's own
        values = [str(room.dice.randint(5, 60)) for _ in range(figures)] + [""] * names
        text = ". ".join(
            f"{one[: len(one) // 2]} {name} {value} {one[len(one) // 2 :]}"
            for one, name, value in zip(texts, cast, values, strict=False)
        )
        sent.append(room.send(number * 7 // 4, headline, (text,), "other poll"))
    return sent


def newsletters(seed: int = 6) -> list[Sent]:
    """Send 30 days of five stories, their teasers, and a newsletter that quotes the teasers; in several orders."""
    room = Newsroom(seed)
    sent = []
    for day in range(30):
        stories = []
        for _ in range(5):
            cast = room.cast()
            stories.append(room.send(day, room.words(8), room.passage(400, cast), cast=cast))
        teasers = [room.version(one, "teaser") for one in stories]
        quoted = tuple(one.body for one in teasers)
        letter = room.send(
            day, f"good morning {room.words(4)}", (room.words(20 * (day % 2)), *quoted), "newsletter"
        )
        order = ([*stories, *teasers, letter], [*teasers, letter, *stories], [letter, *teasers, *stories])[
            day % 3
        ]
        sent += order
    return sent


SCENARIOS: dict[str, Callable[[], list[Sent]]] = {
    "four columns": columns, "four columns without names": partial(columns, names=0), "weekly polls, each edited": weekly_polls,
    "polls with other names": other_polls, "newsletters": newsletters,
}  # fmt: skip
