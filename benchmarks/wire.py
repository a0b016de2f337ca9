"""A wire of invented stories: originals, versions of them as wires send them, and what only looks like a version.

Words follow a Zipf-like law and stock phrases stand in unrelated stories, as in news; each story has its cast of names,
some of whom are in many stories, and figures. Each version says how it was made, so that what is missed can be looked at.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_DAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Sent:
    """One story as sent: ``kind`` says how it was made, ``source`` of which story ("" for none), ``origin`` of which first."""

    id: str
    headline: str
    day: str | None
    paragraphs: tuple[str, ...]
    kind: str = "original"
    origin: str = ""
    source: str = ""
    cast: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The paragraphs, parted by a blank line."""
        return "\n\n".join(self.paragraphs)


class Writer:
    """Writes stories of 150 to 900 words in paragraphs, versions of them and hard negatives."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  # invented text
        words = [
            "".join(
                self.dice.choice("bcdfghlmnprstvw") + self.dice.choice("aeiou")
                for _ in range(1 + rank // 60 % 4)
            )
            for rank in range(20_000)
        ]
        self._words = [word if rank < 400 else f"{word}{_letters(rank)}" for rank, word in enumerate(words)]
        self._names = [f"{word.capitalize()}{_letters(rank)}" for rank, word in enumerate(words[:3000])]
        total = 0.0
        self._weights = [total := total + 1 / (rank + 20) for rank in range(len(words))]
        self._phrases = [self.words(self.dice.randint(6, 16)) for _ in range(300)]
        self._notes = [self.words(self.dice.randint(50, 90)) for _ in range(20)]
        self._number = 0

    def words(self, count: int) -> str:
        """Write so many words."""
        return " ".join(self.dice.choices(self._words, cum_weights=self._weights, k=count))

    def cast(self) -> tuple[str, ...]:
        """Choose who a story is about: two who are in many stories, and nine others."""
        return (*self.dice.sample(self._names[:40], 2), *self.dice.sample(self._names[40:], 9))

    def paragraph(self, cast: tuple[str, ...]) -> str:
        """Write a paragraph of one to three sentences about these, sometimes with figures or a stock phrase."""
        words = self.words(self.dice.randint(18, 60)).split()
        facts = self.dice.sample(cast, self.dice.randint(1, 4))
        facts += [str(self.dice.randint(2, 2000)) for _ in range(self.dice.randint(0, 2))]
        for fact in facts:
            words.insert(self.dice.randint(1, len(words)), fact)
        text = " ".join(words)
        return f"{text} {self.dice.choice(self._phrases)}" if self.dice.random() < 0.2 else text

    def story(self) -> Sent:
        """Write a new story."""
        cast = self.cast()
        parts = tuple(self.paragraph(cast) for _ in range(self.dice.choice((5, 7, 9, 12, 15, 20))))
        day = (_DAY + timedelta(days=self._number // 40)).isoformat()
        return self._sent(Sent("", self.words(8), day, parts, cast=cast))

    def version(self, story: Sent, kind: str) -> Sent:
        """Write another version of a story, of a kind that `VERSIONS` names."""
        origin = story.origin or story.id
        return self._sent(replace(VERSIONS[kind](self, story), kind=kind, origin=origin, source=story.id))

    def negative(self, story: Sent, kind: str) -> Sent:
        """Write a story that shares much with another and is none of its versions (`NEGATIVES` names the kinds)."""
        return self._sent(replace(NEGATIVES[kind](self, story), kind=kind, origin="", source=""))

    def edit(self, text: str, share: float) -> str:
        """Exchange a share of the words, names and figures aside."""
        return " ".join(
            self.words(1) if self.dice.random() < share and word.islower() else word for word in text.split()
        )

    def refill(self, text: str, cast: tuple[str, ...], others: tuple[str, ...]) -> str:
        """Put others in the place of a cast, and other figures."""
        new = dict(zip(cast, others, strict=True))
        return " ".join(
            str(self.dice.randint(2, 2000)) if word.isdigit() else new.get(word, word)
            for word in text.split()
        )

    def _sent(self, story: Sent) -> Sent:
        self._number += 1
        return replace(story, id=str(3_000_000 + self._number))


def _letters(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def _later(story: Sent, days: int) -> str | None:
    return (date.fromisoformat(story.day) + timedelta(days=days)).isoformat() if story.day else None


def _retitled(writer: Writer, story: Sent) -> Sent:
    return replace(story, headline=writer.words(8))


def _light(writer: Writer, story: Sent) -> Sent:
    return replace(story, paragraphs=tuple(writer.edit(one, 0.015) for one in story.paragraphs))


def _each_sentence(writer: Writer, story: Sent) -> Sent:
    """One word in about twenty-five is another: one a sentence."""
    return replace(story, paragraphs=tuple(writer.edit(one, 0.04) for one in story.paragraphs))


def _undated(writer: Writer, story: Sent) -> Sent:
    return replace(_light(writer, story), day=None, headline=writer.words(7))


def _cut(writer: Writer, story: Sent) -> Sent:
    share = writer.dice.uniform(0.3, 0.75)
    return replace(story, paragraphs=story.paragraphs[: max(2, round(len(story.paragraphs) * share))])


def _teaser(writer: Writer, story: Sent) -> Sent:
    words = " ".join(story.paragraphs[:3]).split()[: writer.dice.randint(40, 55)]
    return replace(story, paragraphs=(" ".join(words),))


def _excerpt(writer: Writer, story: Sent) -> Sent:
    """The second half, without the opening."""
    return replace(story, headline=writer.words(7), paragraphs=story.paragraphs[len(story.paragraphs) // 2 :])


def _added(writer: Writer, story: Sent) -> Sent:
    """A write-through: 30 to 50 % of it new, the lead among it, the rest kept with a few edits."""
    count = len(story.paragraphs)
    new = max(1, round(count * writer.dice.uniform(0.43, 1.0)))
    parts = [writer.edit(one, 0.01) for one in story.paragraphs]
    for _ in range(new - 1):
        parts.insert(writer.dice.randrange(len(parts)), writer.paragraph(story.cast))
    return replace(story, day=_later(story, 1), paragraphs=(writer.paragraph(story.cast), *parts))


def _rewritten(writer: Writer, story: Sent) -> Sent:
    """A write-through that puts others in the place of a quarter of the paragraphs, under nearly the same headline."""
    gone = set(writer.dice.sample(range(len(story.paragraphs)), len(story.paragraphs) // 4))
    parts = tuple(
        writer.paragraph(story.cast) if n in gone else one for n, one in enumerate(story.paragraphs)
    )
    headline = " ".join([*story.headline.split()[:6], "again"])
    return replace(story, headline=headline, day=_later(story, writer.dice.randint(0, 2)), paragraphs=parts)


def _write_through(writer: Writer, story: Sent) -> Sent:
    """The same day: another lead and headline, a paragraph or two more, of the rest every fifth touched up."""
    kept = [writer.edit(one, 0.05) if writer.dice.random() < 0.2 else one for one in story.paragraphs[1:]]
    for _ in range(writer.dice.randint(1, 2)):
        kept.insert(writer.dice.randrange(len(kept)), writer.paragraph(story.cast))
    headline = " ".join([*story.headline.split()[:3], writer.words(5)])
    return replace(story, headline=headline, paragraphs=(writer.paragraph(story.cast), *kept))


def _condensed(writer: Writer, story: Sent) -> Sent:
    """The lead and some of the other paragraphs, with a word in a hundred changed, as another paper has room for."""
    lead, *rest = story.paragraphs
    kept = writer.dice.sample(range(len(rest)), max(2, len(rest) // 2))
    return replace(
        story, paragraphs=tuple(writer.edit(one, 0.01) for one in (lead, *(rest[n] for n in sorted(kept))))
    )


def _corrected(writer: Writer, story: Sent) -> Sent:
    """Some days later: a note above, and one paragraph with other figures."""
    parts = list(story.paragraphs)
    at = writer.dice.randrange(len(parts))
    parts[at] = writer.refill(writer.edit(parts[at], 0.05), story.cast, story.cast)
    note = f"CORRECTION: {writer.words(20)}"
    return replace(story, day=_later(story, writer.dice.randint(1, 6)), paragraphs=(note, *parts))


def _reordered(writer: Writer, story: Sent) -> Sent:
    return replace(story, paragraphs=tuple(writer.dice.sample(story.paragraphs, len(story.paragraphs))))


def _column(writer: Writer, story: Sent) -> Sent:
    """The same column next week: the same headline's beginning and the same long note at the end."""
    note = story.paragraphs[-2:]
    headline = " ".join([*story.headline.split()[:4], writer.words(4)])
    parts = (*writer.story().paragraphs[:6], *note)
    return replace(writer.story(), headline=headline, day=_later(story, 7), paragraphs=parts)


def _daily(writer: Writer, story: Sent) -> Sent:
    """The same day's letter of another day: greeting and notes are the same, nothing else."""
    greeting, *notes = writer._notes[int(story.id) % 5 :: 5]  # noqa: SLF001  # this module's own
    news = (writer.paragraph(writer.cast()) for _ in range(writer.dice.randint(5, 9)))
    return replace(
        writer.story(), headline=f"good morning {writer.words(5)}", paragraphs=(greeting, *news, *notes[:2])
    )


def _poll(writer: Writer, story: Sent) -> Sent:
    """A template filled in anew, a few words changed: next week the same people's figures, or others' on any day."""
    figures = sum(map(str.isdigit, story.body.split()))
    is_weekly = figures > len(story.cast) and writer.dice.random() < 0.5
    cast = story.cast if is_weekly else writer.cast()
    parts = tuple(writer.edit(writer.refill(one, story.cast, cast), 0.04) for one in story.paragraphs)
    day = _later(story, 7 if is_weekly else writer.dice.randint(0, 7))
    return replace(story, day=day, paragraphs=parts, cast=cast)


def _follow_up(writer: Writer, story: Sent) -> Sent:
    """Next day's story: half of it is the paragraphs of the day before, the rest half about the same people."""
    kept = story.paragraphs[-(len(story.paragraphs) // 2) :]
    cast = (*story.cast[:6], *writer.cast()[6:])
    new = tuple(writer.paragraph(cast) for _ in range(len(kept) + 1))
    headline = " ".join([*story.headline.split()[:4], writer.words(4)])
    return replace(story, headline=headline, day=_later(story, 1), paragraphs=(*new, *kept))


def _brief(writer: Writer, story: Sent) -> Sent:
    """A short item that shares a boilerplate of its own length with the others of its kind."""
    note = writer._notes[int(story.id) % len(writer._notes)]  # noqa: SLF001  # this module's own
    return replace(writer.story(), paragraphs=(writer.words(writer.dice.randint(40, 70)), note))


def _other_wire(writer: Writer, story: Sent) -> Sent:
    """The same event on the same day by another wire: the same quotations, else other words, headlines much alike."""
    quoted = writer.dice.sample(story.paragraphs, len(story.paragraphs) // 4)
    parts = [writer.paragraph(story.cast) for _ in range(len(story.paragraphs) - len(quoted))]
    headline = " ".join([*story.headline.split()[:5], writer.words(3)])
    return replace(
        story, headline=headline, paragraphs=tuple(writer.dice.sample(parts + quoted, len(parts + quoted)))
    )


VERSIONS: dict[str, Callable[[Writer, Sent], Sent]] = {
    "retitled": _retitled, "light edits": _light, "an edit a sentence": _each_sentence, "undated": _undated, "cut": _cut,
    "teaser": _teaser, "excerpt": _excerpt, "added": _added, "rewritten": _rewritten, "reordered": _reordered,
    "write-through": _write_through, "condensed": _condensed, "corrected": _corrected,
}  # fmt: skip
NEGATIVES: dict[str, Callable[[Writer, Sent], Sent]] = {
    "column": _column, "daily": _daily, "poll": _poll, "follow-up": _follow_up, "brief": _brief, "other wire": _other_wire,
}  # fmt: skip


def stream(count: int, seed: int = 1) -> Iterator[Sent]:
    """Send so many stories, a few at a time in memory: of ten, four are versions and two are hard negatives.

    A version may come of a version (an update of an update, the teaser of an edited text).
    """
    writer = Writer(seed)
    recent = [writer.story()]
    yield recent[0]
    for number in range(1, count):
        past = recent[-writer.dice.randint(1, len(recent))]
        if number % 10 < 4:
            new = writer.version(past, list(VERSIONS)[number // 10 % len(VERSIONS)])
        elif number % 10 < 6:
            new = writer.negative(past, list(NEGATIVES)[number // 10 % len(NEGATIVES)])
        else:
            new = writer.story()
        if new.kind in {"original", "light edits", "added"}:
            recent = [*recent[-300:], new]
        yield new
