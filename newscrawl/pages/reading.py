"""A page read: labels and the best path made into values, each with the block that shows it.

decode → faults → blocks → metadata → features → groups → labels → segments → masthead → this.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS
from newscrawl.items import Printed, Sourced
from newscrawl.pages.datelines import Datelines
from newscrawl.pages.ends import trim_end
from newscrawl.pages.features import Features
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.labels import matching, points_of
from newscrawl.pages.landmarks import find_landmarks
from newscrawl.pages.lines import is_site_name
from newscrawl.pages.marks import mark
from newscrawl.pages.masthead import MastheadReader
from newscrawl.pages.metadata import read_metadata, title_name
from newscrawl.pages.notes import Stripped, is_author_note, may_be_author_note, part_notes
from newscrawl.pages.persons import name_persons
from newscrawl.pages.pictures import find_images
from newscrawl.pages.rules import LIMITS, REACH
from newscrawl.pages.segments import find_segments
from newscrawl.pages.top import find_floor, find_headline, mark_top, split_lines
from newscrawl.pages.tree import read_tree
from newscrawl.text.byline import BY, read_byline
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import read_date
from newscrawl.text.rights import read_rights
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from newscrawl.items import Image
    from newscrawl.pages.blocks import Tree

F = FLAGS
_TITLE_END = re.compile(r"\s[|–—-]\s")
_NO_NOTE = (
    F["share"]
    | F["promotion"]
    | F["correction"]
    | F["card"]
    | F["asking"]
    | F["link list"]
    | F["mostly linked"]
    | F["comments"]
    | F["related"]
)
_RIGHTS = F["rights"] | F["site rights"]
_ENDS = F["comments"] | F["related"] | F["comics"] | F["footer"]


@dataclass(frozen=True, slots=True)
class Hints:
    """What a listing or feed said of the story; each part may be empty."""

    headline: str = ""
    teaser: str = ""
    date: str | None = None
    section_path: str = ""
    section_title: str = ""
    date_from: str = "feed"
    """Where ``date`` stands: "feed" or "listing"."""


class Reading:
    """What a page says as a story page."""

    def __init__(self, text: str, url: str, hints: Hints, story_id: str | None = None) -> None:
        """Read a decoded page; `story_id` tells links to other stories of the site from those to itself."""
        self.url, self.hints = url, hints
        self.tree = read_tree(text)
        if _shown(self.tree) < LIMITS["hidden"]:
            self.tree = max(self.tree, read_tree(text, hidden=True), key=_shown)
        self.metadata = read_metadata(self.tree)
        host = urlsplit(url).hostname or ""
        self.title = title_name(self.metadata.title, host)
        names = [self.hints.headline, *self.metadata.headlines, self.title]
        split_lines(self.tree, [name for name in names if len(name) > 11])
        named = [name for name in [*names, self.metadata.title] if name and not is_site_name(name)]
        self.features = Features(self.tree, named, story_id, self.metadata.persons, self._sites())
        mark(self.features)
        self.headline_place = find_headline(self.features, named)
        mark_top(self.features, self.headline_place)
        self.floor, self.is_floor_sure = find_floor(self.features, self.headline_place, hints.teaser)
        self._find_story()

    def _sites(self) -> list[str]:
        """Return what the site may be called: by its host, its metadata and the end of the page's title."""
        host = urlsplit(self.url).hostname or ""
        return [
            host.removeprefix("www."),
            self.metadata.site or "",
            *_TITLE_END.split(self.metadata.title)[1:],
        ]

    def _find_story(self) -> None:
        """Find stretch and masthead; the persons of the byline may show where notes begin, and move the stretch's end."""
        features = self.features
        persons = named = name_persons(self.metadata.persons, self._sites())[0]
        for _ in range(2):
            self.segments = find_segments(
                features.flags,
                features.groups.thread,
                self.floor,
                sure=self.is_floor_sure,
            )
            self.masthead = MastheadReader(
                features, self.headline_place, self.segments, persons, self.url, self.metadata.section
            )
            self.found = self.masthead.read()
            self.segments = trim_end(features, self.segments)
            persons = [*named, *read_byline(self.found.byline).authors]
            if not features.add_persons(persons, low=self.segments.start):
                break
        self.persons = persons
        self.datelines = Datelines(features, self.headline_place, self.segments, self.masthead.behind)

    # --- what it says ----------------------------------------------------------------------------

    @cached_property
    def headline(self) -> str:
        """The headline as printed; from metadata, listing or title where the page prints none."""
        if self.headline_place is not None:
            return fold(self.tree.blocks[self.headline_place].text)
        names = [*self.metadata.headlines, self.hints.headline, self.title]
        return next((name for name in names if name and not is_site_name(name)), "")

    @property
    def byline(self) -> str | None:
        """The byline as printed, without its date."""
        return self.found.byline

    @cached_property
    def article_section(self) -> str:
        """The section's label as printed, else from metadata, else the section's title."""
        path = read_address(self.url).section_path or ""
        return (
            self.found.section
            or self.masthead.linked_section(REACH["masthead"])
            or self.metadata.section
            or self.hints.section_title
            or self.masthead.linked_section(len(self.tree.blocks))
            or POLITICS.titles.get(path, POLITICS.titles.get(path.rpartition("/")[0], ""))
        )

    @cached_property
    def stripped(self) -> Stripped:
        """Body, notes and rights lines, and what was cut out of the story's stretch with its reason."""
        result = Stripped()
        story = []
        for index in [*range(self.segments.start, self.segments.notes), *self._notes_elsewhere()]:
            text = self.tree.blocks[index].text
            past = index >= self.segments.end
            if not text or index in {self.headline_place, self.found.place, self.found.source_place}:
                continue
            label = self.label(index)
            if label == "note" or (label == "body" and not past) or (past and self._is_note(index)):
                story.append(text)
            else:
                result.cut.append((fold(text), self.why(index) if label == "chrome" else "text"))
        part_notes(story, self.persons, result)
        return result

    def _is_note(self, index: int) -> bool:
        """True for a note about the author behind the story's end."""
        text = self.tree.blocks[index].text
        if self.features.flags[index] & _NO_NOTE:
            return False
        return is_author_note(text, self.persons) or may_be_author_note(text, self.persons)

    def label(self, index: int) -> str:
        """Return what a block is: headline, byline, note, body or chrome."""
        if index == self.headline_place:
            return "headline"
        if index in (self.found.place, self.found.source_place):
            return "byline"
        flag = self.features.flags[index]
        points, segments = points_of(flag), self.segments
        if points.note > 0:
            closes = flag & _RIGHTS == F["rights"] and segments.end <= index < segments.notes
            if closes or points.note + 2 > points.chrome:
                return "note"
        return "body" if points.body > points.chrome else "chrome"

    def segment(self, index: int) -> str:
        """Return where a block stands: top, body, notes or after."""
        ends = (self.segments.start, self.segments.end, self.segments.notes)
        return ("top", "body", "notes", "after")[bisect_right(ends, index)]

    def why(self, index: int) -> str:
        """Return what weighed most against a block's being text."""
        return points_of(self.features.flags[index]).why or "no story text"

    def reasons(self, index: int) -> list[str]:
        """Return the rules that gave a block its points, as "label points reason"."""
        return [f"{rule.label} {rule.points:+g} {rule.why}" for rule in matching(self.features.flags[index])]

    def _notes_elsewhere(self) -> list[int]:
        """Find notes that stand above the story, contributors' notes and rights lines behind other things below it."""
        flags, segments = self.features.flags, self.segments
        above = range(self.headline_place or 0, segments.start) if self.headline_place is not None else ()
        notes = [
            i
            for i in above
            if flags[i] & (F["rights"] | F["contributor"] | F["note"])
            and not flags[i] & (F["rule"] | F["card"])
        ]
        closed = False
        for index in range(segments.notes, min(len(flags), segments.notes + REACH["rights"])):
            flag = flags[index]
            closed = closed or bool(flag & _ENDS)
            if (
                (flag & F["more rights"] and notes[-1:] == [index - 1])
                or flag & _RIGHTS == F["rights"]
                or (flag & F["contributor"] and not closed)
            ):
                notes.append(index)
        return notes

    @cached_property
    def dates(self) -> tuple[Sourced, ...]:
        """Every date of publication that the page or feed gives, best first."""
        machine = self.metadata.dates
        top = self.headline_place if self.headline_place is not None else self.segments.start
        notes = self.segments.notes
        printed = self.printed_dates
        found = [one for one in machine if one.source == "jsonld"]
        found += self._stamps(top - REACH["masthead"], self.segments.start + 2)
        found += [one for one in machine if one.source == "meta"]
        found += [Sourced(text, "page") for text, place in printed if place < self.segments.start]
        found += self._stamps(notes - 1, notes + REACH["masthead"])
        found += [Sourced(text, "page") for text, place in printed if place >= self.segments.start]
        return (*found, Sourced(self.hints.date, self.hints.date_from)) if self.hints.date else tuple(found)

    @cached_property
    def printed_dates(self) -> list[tuple[str, int]]:
        """The printed dates, best first, each with its block."""
        return self.datelines.printed()

    def _stamps(self, low: int, high: int) -> list[Sourced]:
        """Return the dates of the ``<time>`` elements in the blocks ``[low, high)``; in one block published before updated."""
        blocks = self.tree.blocks[max(0, low) : high]
        stamps = (sorted({run.stamp for run in block.runs if run.stamp}) for block in blocks)
        return [Sourced(fold(stamp), "time") for found in stamps for stamp in found]

    @cached_property
    def date_published(self) -> str | None:
        """The first date that parses, ISO 8601."""
        return next((iso for one in self.dates if (iso := read_date(one.value))), None)

    @cached_property
    def images(self) -> list[Image]:
        """The story's pictures with their captions."""
        return find_images(self.features, self.segments, self.headline_place, self.found.place, self.url)

    @cached_property
    def landmarks(self) -> dict[str, str | None]:
        """For each landmark the text that shows it, with its block's number; None where it is missing. Drift compares them over runs."""
        return find_landmarks(self.features, self.metadata, self.headline_place, self.found.place)

    @cached_property
    def printed(self) -> Printed:
        """What the pipelines copy into the record."""
        parts = self.stripped
        notice = "\n".join(parts.rights) or None
        holder = read_rights(notice).holder
        named, site = name_persons(self.metadata.persons, self._sites())
        first = re.split(r",|\s\|\s", BY.sub("", self.byline or ""))[0]
        if first and key(first) in urlsplit(self.url).path.split("/"):
            named.append(first)  # the page's address names the columnist
        byline = read_byline(self.byline, (holder,) if holder else (), tuple(named))
        authors = byline.authors
        if (not self.byline) or {key(name) for name in authors} < {key(name) for name in named}:
            authors = tuple(named)
        return Printed(
            body=tuple(parts.body),
            contributor_note="\n\n".join(parts.contributor) or None,
            author_note="\n\n".join(parts.author) or None,
            copyright_notice=notice,
            authors=authors,
            organization=byline.source_organization
            or self.metadata.organization
            or (None if authors else site),
            dates=self.dates,
            dates_modified=(
                *self.metadata.modified,
                *(Sourced(text, "page") for text in self.datelines.later()),
            ),
            landmarks=frozenset(name for name, shown in self.landmarks.items() if shown),
        )


def _shown(tree: Tree) -> int:
    """Count the characters of a page's sentences."""
    return sum(
        len(block.text)
        for block in tree.blocks
        if len(block.text) > LIMITS["prose"] and block.link_share < 0.4
    )
