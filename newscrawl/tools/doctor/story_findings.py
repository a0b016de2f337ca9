"""What is the matter with stories: pages that show none, doubts, fields that are missing, what stands in several texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from newscrawl.errors import ExitCode
from newscrawl.pages.kind import PageKind
from newscrawl.tools.doctor.finding import (
    TO_MAINTAINERS,
    Finding,
    count,
    of_all,
    paths,
    short,
    site_of,
    story_paths,
    verb,
)
from newscrawl.tools.doctor.reading import StoryRead, has_own_date, odd_dates, repeated_paragraphs
from newscrawl.tools.doctor.seen import Lack, Seen, group
from newscrawl.tools.doctor.unknown import shapes
from newscrawl.tools.doctor.visit import Role

if TYPE_CHECKING:
    from newscrawl.tools.doctor.visit import Visit

_FEW = 2  # stories that could not be read, as in a crawl's health: more are a problem
_MANY = 4  # stories with one and the same paragraph


def find_in_stories(seen: Seen) -> Iterator[Finding]:
    """Yield what is the matter with the pages of stories."""
    yield from _stories(seen)
    yield from _fields(seen)
    yield from _repeated(seen)


def _stories(seen: Seen) -> Iterator[Finding]:
    """Yield what keeps pages at story addresses from being stored, and what casts doubt on those that are."""
    visits = seen.of(Role.STORY)
    known = set(seen.lacks.values()) - {seen.lacks.get(visit.number) for visit in visits}
    for lack, lacking in group(visits, lambda visit: seen.lacks.get(visit.number)).items():
        listed = {seen.lacks.get(visit.number) for visit in seen.of(Role.LISTING)}
        if lack in {Lack.NOT_ASKED, Lack.BLOCKED} or (
            lack in {Lack.ROBOTS, Lack.FORBIDDEN, Lack.MOVED} and lack in known & listed
        ):
            continue
        if lack is Lack.BARRIER or lack is Lack.REFUSED:
            yield Finding(f"{of_all(lacking, visits)} {verb(lacking, 'is', 'are')} kept back by a captcha or refusal ({lacking[0].answer}).", "Crawl less often, or ask the operator.", ExitCode.RATE_LIMITED, paths(lacking))  # fmt: skip
        elif lack is Lack.FORBIDDEN:
            code = ExitCode.FORBIDDEN if len(lacking) == len(visits) else ExitCode.INCOMPLETE
            yield Finding(f"robots.txt forbids {of_all(lacking, visits)}.", "Do not crawl what it forbids; ask the operator.", code, paths(lacking))  # fmt: skip
        elif lack is Lack.MOVED:
            yield Finding(f"{of_all(lacking, visits)} {verb(lacking, 'redirects', 'redirect')} to {site_of(lacking[0].hops[-1])}.", f"scrapy doctor -a site={site_of(lacking[0].hops[-1])}", ExitCode.INCOMPLETE, paths(lacking))  # fmt: skip
        else:
            yield _unread(lacking, visits, lacking[0].answer)
    for kind in dict.fromkeys(
        story.kind for story in seen.stories if not story.is_story and not story.is_barrier
    ):
        lacking = [story.visit for story in seen.stories if story.kind == kind and not story.is_story]
        why = next(story.why for story in seen.stories if story.kind == kind)
        yield _unread(lacking, visits, _SAID.get(kind, why if kind == "damaged" else f"reads as {kind}"))
    yield from _doubts(seen.stored)


_SAID = {
    PageKind.EXPIRED.value: "shows a list of stories instead",
    PageKind.EMPTY.value: "shows no story text",
    PageKind.CARTOON.value: "shows a picture without text",
}


def _unread(lacking: list[Visit], visits: list[Visit], how: str) -> Finding:
    code = ExitCode.INCOMPLETE if len(lacking) > _FEW or len(lacking) == len(visits) else None
    advice = TO_MAINTAINERS if code else "A crawl asks for it again."
    return Finding(f"{of_all(lacking, visits)} cannot be read: {how}.", advice, code, paths(lacking))


def _doubts(stored: list[StoryRead]) -> Iterator[Finding]:
    """Yield a finding for each kind of doubt that concerns many stories, or that the page itself gives reason for."""
    for name, (words, weight) in _DOUBTS.items():
        held = [story for story in stored if any(one.startswith(name) for one in story.doubts)]
        many = len(held) > _FEW or (len(held) == len(stored) > 0)
        if many or (held and weight is Weight.TOLD):
            example = next(one for one in held[0].doubts if one.startswith(name))
            what = f"{count(held, stored)} stories {words} ({held[0].visit.path}: {example})."
            code = ExitCode.INCOMPLETE if many and weight is not Weight.WEAK else None
            yield Finding(what, TO_MAINTAINERS if many else "", code, story_paths(held))


class Weight(Enum):
    """How much a doubt weighs: the page itself says so, it may be chance in single stories, or the story is good all the same."""

    TOLD = "told"
    CHANCE = "chance"
    WEAK = "weak"


#: How a doubt begins, what is said of stories with it, and what it weighs.
_DOUBTS = {
    "refused": ("would be refused by the record's schema", Weight.TOLD),
    "cut": ("may be cut", Weight.TOLD),
    "broken": ("may be in a wrong character set", Weight.TOLD),
    "dated": ("may be misdated", Weight.TOLD),
    "names another": ("may be other stories than asked for", Weight.TOLD),
    "the text is": ("may be a teaser only", Weight.CHANCE),
    "only": ("have very little text", Weight.CHANCE),
    "shows neither": ("may be other stories than listed", Weight.CHANCE),
    "its text was": ("could be read by the second reader only", Weight.WEAK),
    "little speaks": ("are stories by little evidence", Weight.WEAK),
}


def _fields(seen: Seen) -> Iterator[Finding]:
    """Yield what stories lack although their pages show something in its place that no rule understands."""
    stored = seen.stored
    if not stored:
        return
    dateless = [story for story in stored if not has_own_date(story)]
    odd = [story for story in dateless if story.unknown.dates]
    without = [story for story in dateless if story.record and not story.record["date_published"]]
    if odd and len(odd) >= max(2, len(stored) // 4):
        example = odd_dates(odd)[0].example
        kept = "the feed's or listing's day is taken" if not without else f"{len(without)} would have no date"
        yield Finding(f"The date on {count(odd, stored)} pages is not understood: “{short(example)}”; {kept}.", TO_MAINTAINERS, ExitCode.INCOMPLETE if without else None, story_paths(odd))  # fmt: skip
    elif len(without) > len(stored) // 2:
        labelled = shapes((story.unknown.labels for story in without), max(2, len(stored) // 2))
        but = f", but lines that no rule knows: “{short(labelled[0].example)}”" if labelled else ""
        yield Finding(
            f"{count(without, stored)} stories show no date that could be read{but}.",
            TO_MAINTAINERS,
            ExitCode.INCOMPLETE if labelled or len(without) == len(stored) else None,
            story_paths(without),
        )
    elif len(dateless) == len(stored):
        yield Finding(f"No story page shows a date that is understood: feeds or listings date {len(stored) - len(without)} of {len(stored)}.", TO_MAINTAINERS, None, story_paths(dateless))  # fmt: skip
    yield from _names(stored)


def _names(stored: list[StoryRead]) -> Iterator[Finding]:
    """Yield what pages name by labels that no rule knows: who wrote a story, and its section."""
    nameless = [story for story in stored if story.record and not (story.record["byline"] or story.record["authors"])]  # fmt: skip
    labelled = shapes((story.unknown.labels for story in nameless), max(2, len(stored) // 2))
    if labelled:
        yield Finding(f"{count(nameless, stored)} stories name no author, but show lines that no rule knows: “{short(labelled[0].example)}”.", TO_MAINTAINERS, ExitCode.INCOMPLETE, story_paths(nameless))  # fmt: skip
    elif len(nameless) > 3 * len(stored) // 4:
        yield Finding(f"{count(nameless, stored)} stories name no author.", "Look at one in a browser: who wrote it?", None, story_paths(nameless))  # fmt: skip
    if word := _first_word(stored):
        yield Finding(f"The authors of many stories begin with “{word}”: it may be a label that no rule knows.", TO_MAINTAINERS, None, story_paths(stored))  # fmt: skip
    titled = [story for story in stored if story.sources.get("article_section") == "the section's title"]
    labelled = (
        [] if labelled else shapes((story.unknown.labels for story in titled), max(2, len(stored) // 2))
    )
    if labelled:
        yield Finding(f"{count(titled, stored)} stories show no section that could be read, but lines that no rule knows: “{short(labelled[0].example)}”.", TO_MAINTAINERS, None, story_paths(titled))  # fmt: skip


def _first_word(stored: list[StoryRead]) -> str:
    """Return the word that the names of at least three authors begin with, in half of the stories; empty if there is none."""
    names = {name for story in stored if story.record for name in story.record["authors"][:1]}
    firsts = Counter(name.split()[0] for name in names if " " in name)
    word, times = next(iter(firsts.most_common(1)), ("", 0))
    held = [
        story
        for story in stored
        if story.record and "".join(story.record["authors"][:1]).startswith(f"{word} ")
    ]
    return word if times >= _FEW + 1 and 2 * len(held) >= len(stored) else ""


def _repeated(seen: Seen) -> Iterator[Finding]:
    """Yield a problem if the same paragraph stands in most stories: it is the page's, not theirs."""
    counts = repeated_paragraphs(seen.stored)
    for text, times in counts.most_common(1):
        if times >= max(_MANY, len(seen.stored) // 2):
            yield Finding(f"The same words stand in the text of {times} stories: “{short(text)}”.", TO_MAINTAINERS, ExitCode.INCOMPLETE)  # fmt: skip
