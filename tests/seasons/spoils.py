"""What can go wrong with the answers of a site, each as a function that spoils honest answers."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from tests.seasons.markup import listing_page, story_page
from tests.seasons.view import LANDING, NOT_FOUND, Answer, Place, Spoil, View
from tests.seasons.world import Tale, headline, ids, paragraphs

Make = Callable[[View, Place, Answer], Answer]
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def at(
    kind: str, make: Make, *, section: str = "", page: int = 0, share: float = 1.0, only: Iterable[str] = ()
) -> Spoil:
    """Spoil the answers at one kind of place: of a section, a page number, a share of the stories, or some ids alone."""
    wanted = frozenset(only)

    def spoil(view: View, place: Place, answer: Answer) -> Answer:
        hit = (
            place.kind == kind
            and section in {"", place.section}
            and page in {0, place.page}
            and (not wanted or place.story in wanted)
            and zlib.crc32(place.story.encode()) % 1000 < share * 1000
        )
        return make(view, place, answer) if hit else answer

    return spoil


def everywhere(make: Make) -> Spoil:
    """Spoil every answer."""
    return make


def status(number: int, *headers: tuple[str, str]) -> Make:
    """Answer with a status and no page; 0 resets the connection."""
    return lambda _view, _place, _answer: Answer(b"<h1>Error</h1>", number, (*HTML, *headers))


def says(html: str, number: int = 200) -> Make:
    """Answer with a page that is neither story nor listing."""
    return lambda _view, _place, _answer: Answer(html.encode(), number, HTML)


gone = status(404)
cookies = says(
    "<title>Before you continue</title><h1>Your privacy</h1><p>We use cookies. Accept all cookies to go on.</p><button>Accept</button>"
)
captcha = says("<title>Just a moment</title><p>Verify you are human. Complete the captcha to go on.</p>")
maintenance = says(
    "<title>Maintenance</title><h1>We are down for maintenance</h1><p>We will be back soon. Try again later.</p>"
)
shell = says("<title>Politics | ArcaMax</title><div id=app></div><script src=/app.js></script>")
nothing = says("<title>Politics | ArcaMax</title><h1>Politics</h1><p>There are no stories here.</p>")


def picture(_view: View, _place: Place, _answer: Answer) -> Answer:
    """Answer with a picture."""
    return Answer(
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 4, headers=(("Content-Type", "image/jpeg"),)
    )


def to_landing(_view: View, _place: Place, _answer: Answer) -> Answer:
    """Redirect to the landing page."""
    return Answer(b"", 302, (("Location", f"/{LANDING}"),))


def as_listing(view: View, place: Place, _answer: Answer) -> Answer:
    """Answer with the listing of the story's section."""
    return replace(view.listing(view.world.tales[place.story].path(view.at)), next=None)


def first_page_again(view: View, place: Place, answer: Answer) -> Answer:
    """Answer with the first page in place of a later one."""
    return view.listing(place.section) if place.page > 1 else answer


def few_old_links(view: View, place: Place, _answer: Answer) -> Answer:
    """Answer with a listing whose stories come by script: only a box of old ones is left as links."""
    old = view.listed(place.section)[-3:]
    return view.page(listing_page(place.section, old, view.look, view.at), shows=ids(old))


def story_as(
    *, body: Callable[[tuple[str, ...]], Iterable[str]] | None = None, head: str = "", day: str = ""
) -> Make:
    """Answer with the story's page, its paragraphs, head or date changed; a changed body is not the whole story."""

    def make(view: View, place: Place, answer: Answer) -> Answer:
        if answer.story is None:
            return answer
        tale = view.world.tales[place.story]
        lines = tuple(body(paragraphs(tale.copy_of or tale.id, answer.story[1]))) if body else ()
        page = view.page(story_page(tale, answer.story[1], view.look, lines, head, day))
        return page if body else replace(page, story=answer.story)

    return make


paywall = story_as(body=lambda lines: (*lines[:2], "Subscribe to continue reading."))
teaser = story_as(body=lambda lines: (f"{lines[0][:140]} ...",))
first_of_two = story_as(body=lambda lines: (*lines[: len(lines) // 2], "Page 1 of 2"))
mojibake = story_as(
    body=lambda lines: (
        f"The clerk’s word “yes” was heard. {one}".encode().decode("cp1252", "replace") for one in lines
    )
)
epoch_day = story_as(day="Jan 01, 1970")
_COMMAS = json.dumps({"@type": "NewsArticle", "author": "a," * 300_000})


def commas(view: View, place: Place, answer: Answer) -> Answer:
    """Answer with the story's page, its only byline being 600 KB of commas in JSON-LD."""
    made = story_as(head=f"<script type='application/ld+json'>{_COMMAS}</script>")(view, place, answer)
    return replace(made, body=made.body.replace(b"Ann Lee, Harbor City News on", b""))


def _named(tale: Tale, view: View) -> str:
    url = f"https://www.arcamax.com/{tale.path(view.at)}/s-{tale.id}"
    data = json.dumps(
        {"@type": "NewsArticle", "headline": headline(tale.id), "url": url, "mainEntityOfPage": url}
    )
    return f"<link rel=canonical href='{url}'><meta property='og:url' content='{url}'><script type='application/ld+json'>{data}</script>"


def page_of(choose: Callable[[View, str], Tale]) -> Make:
    """Answer with the page of another story, which names itself by canonical, og:url and JSON-LD."""

    def make(view: View, place: Place, _answer: Answer) -> Answer:
        other = choose(view, place.story)
        version = other.version(view.at)
        return view.page(
            story_page(other, version, view.look, head=_named(other, view)), story=(other.id, version)
        )

    return make


def oldest_listed(view: View, _story: str) -> Tale:
    """Return the one story that a broken site gives at every address."""
    return view.listed("politics/politicalnews")[-1]


def next_listed(view: View, story_id: str) -> Tale:
    """Return the story listed next to another."""
    tales = view.listed(view.world.tales[story_id].path(view.at))
    names = [tale.id for tale in tales]
    return tales[(names.index(story_id) + 1) % len(tales)] if story_id in names else tales[0]


def without_section(section: str) -> Spoil:
    """Take a section's listing and feed off the site."""

    def spoil(_view: View, place: Place, answer: Answer) -> Answer:
        return NOT_FOUND if place.section == section else answer

    return spoil


def cut_feed(_view: View, _place: Place, answer: Answer) -> Answer:
    """Cut a feed in the middle."""
    return replace(
        answer,
        body=answer.body[: len(answer.body) // 2],
        shows=answer.shows[: max(0, len(answer.shows) // 2 - 1)],
    )


def long_etag(_view: View, _place: Place, answer: Answer) -> Answer:
    """Answer with an ETag of nine thousand characters, which the server refuses to be sent back."""
    return replace(answer, headers=(*answer.headers, ("ETag", f'"{"e" * 9000}"')))
