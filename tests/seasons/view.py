"""What each address of a world's site answers at one hour, and what that answer truly shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.seasons.markup import Look, feed_page, landing_page, listing_page, story_page
from tests.seasons.world import BY_PATH, Tale, World, ids

LANDING = "politics"
_STORY = re.compile(r".*/s-(\d+)")
_PAGE = re.compile(r"(.*)/page-(\d+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and the truth about it: the ids it ``shows``, its ``next`` page, the ``story`` and version that it gives whole.

    Status 0 is a connection that is reset.
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    shows: tuple[str, ...] = ()
    next: str | None = None
    story: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a path: robots, landing, feed, listing or story, with its section, page number and story id."""

    kind: str
    section: str = ""
    page: int = 1
    story: str = ""


def place_of(path: str) -> Place:
    """Return what stands at a path.

    >>> place_of("/politics/opeds/page-2")
    Place(kind='listing', section='politics/opeds', page=2, story='')
    """
    bare, _, query = path.partition("?")
    bare = bare.rstrip("/")
    if bare == "/robots.txt":
        return Place("robots")
    if found := _STORY.fullmatch(bare):
        return Place("story", story=found[1])
    if bare.endswith("/rss"):
        return Place("feed", bare.strip("/").removesuffix("/rss"))
    if bare == f"/{LANDING}":
        return Place("landing")
    if found := _PAGE.fullmatch(bare):
        return Place("listing", found[1].strip("/"), int(found[2]))
    return Place("listing", bare.strip("/"), int(query[2:]) if query.startswith("p=") else 1)


Spoil = Callable[["View", Place, Answer], Answer]


@dataclass
class View:
    """The site at one hour: ``honest`` answers, and ``answer`` what the spoils make of them."""

    world: World
    at: float
    look: Look = field(default_factory=Look)
    spoils: Sequence[Spoil] = ()

    def answer(self, path: str) -> Answer:
        """Return what the site answers at a path."""
        place = place_of(path)
        answer = self.honest(place)
        if self.look.query and place.kind == "listing" and "/page-" in path:
            answer = NOT_FOUND
        for spoil in self.spoils:
            answer = spoil(self, place, answer)
        is_tagged = any(name == "ETag" for name, _ in answer.headers)
        if answer.status == 200 and self.look.etags and not is_tagged and place.kind in {"listing", "feed"}:
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            answer = replace(answer, headers=(*answer.headers, ("ETag", tag)))
        return answer

    def honest(self, place: Place) -> Answer:
        """Return what stands at a place while nothing is wrong."""
        if place.kind == "robots":
            return Answer(self.look.robots.encode(), headers=(("Content-Type", "text/plain"),))
        if place.kind == "story":
            return self._story(place.story)
        if place.kind == "landing":
            newest = sorted(
                {tale for path in self.sections for tale in self.listed(path)[:2]}, key=lambda one: -one.born
            )[:5]
            return self.page(landing_page(self.sections, newest, self.look, self.at), shows=ids(newest))
        if place.section not in self.sections:
            return NOT_FOUND
        if place.kind == "feed":
            newest = self.listed(place.section)[: self.look.feed_size]
            kind = (("Content-Type", f"application/rss+xml; charset={self.look.charset}"),)
            body = self.look.encode(feed_page(place.section, newest, self.look))
            return Answer(body, headers=kind, shows=ids(newest)) if self.look.feeds else NOT_FOUND
        return self.listing(place.section, place.page)

    @property
    def sections(self) -> list[str]:
        """Paths of the sections that the site has now."""
        return [
            path for path, section in BY_PATH.items() if not section.parent or path in self.look.columnists
        ]

    def listed(self, section: str) -> list[Tale]:
        """Return the stories that a section's pages list now, newest first, without pinned ones."""
        shown = self.world.listed(section, self.at)
        return [
            tale
            for tale in shown
            if not BY_PATH[tale.path(self.at)].parent or tale.path(self.at) in self.look.columnists
        ]

    def pages(self, section: str) -> list[list[Tale]]:
        """Return the stories of each listing page of a section."""
        shown, size = self.listed(section), self.look.page_size
        pinned = shown[-self.look.pinned :] if self.look.pinned else []
        order = [*pinned, *(tale for tale in shown if tale not in pinned)]
        return [order[start : start + size] for start in range(0, len(order), size)] or [[]]

    def listing(self, section: str, number: int = 1, **how: str) -> Answer:
        """Return a listing page; beyond the last page the last one stands again."""
        pages = self.pages(section)
        number = min(max(number, 1), len(pages))
        name = "?p=" if self.look.query else "/page-"
        turn = f"/{section}{name}{number + 1}" if number < len(pages) else None
        tales = pages[number - 1]
        return self.page(
            listing_page(section, tales, self.look, self.at, turn, **how), shows=ids(tales), next=turn
        )

    def page(self, html: str, **truth: object) -> Answer:
        """Return an HTML page in the site's charset."""
        kind = (("Content-Type", f"text/html; charset={self.look.charset}"),)
        return Answer(self.look.encode(html), headers=kind, **truth)  # type: ignore[arg-type]

    def _story(self, story_id: str) -> Answer:
        tale = self.world.tales.get(story_id)
        if tale is None or tale.born > self.at or (tale.withdrawn is not None and self.at >= tale.withdrawn):
            return NOT_FOUND
        if not tale.is_there(
            self.at
        ):  # an expired story's address gives its section's listing, with status 200
            return replace(self.listing(tale.path(self.at)), shows=(), next=None)
        version = tale.version(self.at)
        return self.page(story_page(tale, version, self.look), story=(story_id, version))

    # --- the truth ------------------------------------------------------------------------------------

    def visible(self) -> set[str]:
        """Return the ids that any listing page, feed or the landing page shows now, spoilt as they are."""
        return {story_id for path in self._witnesses() for story_id in self.answer(path).shows}

    def _witnesses(self) -> Iterator[str]:
        yield f"/{LANDING}"
        for section in self.sections:
            yield f"/{section}/rss"
            turn = "?p=" if self.look.query else "/page-"
            yield f"/{section}"
            yield from (f"/{section}{turn}{number}" for number in range(2, len(self.pages(section)) + 1))

    def readable(self, story_id: str) -> bool:
        """True if a story's address gives the whole story now."""
        story = self.answer(f"/{self.world.tales[story_id].path(self.at)}/s-{story_id}").story
        return story is not None and story[0] == story_id


NOT_FOUND = Answer(
    b"<title>404: Page Not Found</title><h1>404: Page Not Found</h1>", 404, (("Content-Type", "text/html"),)
)
