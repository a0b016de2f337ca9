"""The whole sample channel: every page by path, and what a correct crawl of it must find."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

from newscrawl.tools.sample.stories import SampleStory, write_stories
from newscrawl.tools.sample.templates import CHANNELS, CRUMB, label, page
from newscrawl.tools.sample.words import COLUMNISTS

A_PAGE = 12
HOSTS = ("", "http://ard.arcamaxmails.com", "https://www.arcamax.com", "http://ard.triviastreaks.com")
FEED_ONLY = "politics/mod/kitwinslow"
CAPTCHA = "<html><head><title>Just a moment</title></head><body><h1>Are you a human?</h1><p>Solve the captcha to go on.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Page:
    """One response of the sample's server."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Channel:
    """Pages by path, the stories that a crawl must store, and the ids that must become tombstones, with the reason."""

    pages: dict[str, Page]
    stories: list[SampleStory]
    tombstones: dict[str, str]

    @property
    def groups(self) -> dict[str, set[str]]:
        """For each text, the ids it appears under; exactly one of each group must be published."""
        groups: dict[str, set[str]] = {}
        for story in self.stories:
            groups.setdefault(story.copy_of or story.id, set()).add(story.id)
        return groups


def build() -> Channel:
    """Return the channel; it consists of the same bytes every time."""
    stories = write_stories()
    tombstones = {
        "3900001": "expired",
        "3900002": "expired",
        "3900003": "expired",
        "3900004": "expired",
        "3900005": "not found",
        "3900006": "captcha",
    }
    pages = {f"/{story.section_path}/s-{story.id}": Page(*_story(story)) for story in stories}
    for section in _sections(stories):
        pages |= _listings(section, stories, list(tombstones) if section == "politics/politicalnews" else [])
        pages[f"/{section}/rss"] = Page(_feed(section, stories), "application/rss+xml; charset=utf-8")
    news = pages["/politics/politicalnews"]
    pages |= {
        f"/politics/politicalnews/s-{gone}": news for gone, why in tombstones.items() if why == "expired"
    }
    pages["/politics/politicalnews/s-3900006"] = Page(CAPTCHA.encode())
    pages["/politics"] = Page(
        f"<html><body>{CRUMB}<h1>Politics</h1>{_navigation(stories)}<ul>{CHANNELS}</ul></body></html>".encode()
    )
    pages["/robots.txt"] = Page(b"User-agent: *\nAllow: /\n", "text/plain")
    pages |= {_bare(story): pages[f"/{story.section_path}/s-{story.id}"] for story in stories}
    return Channel(pages, stories, tombstones)


def _story(story: SampleStory) -> tuple[bytes, str]:
    body, charset = page(story)
    return body, f"text/html; charset={charset}"


def _sections(stories: list[SampleStory]) -> list[str]:
    own = Counter(story.section_path for story in stories)
    return [*own, "politics/fromtheleft", "politics/fromtheright", "politics/mod"]


def _navigation(stories: list[SampleStory]) -> str:
    return "".join(f"<a href='/{section}/'>{label(section)}</a> " for section in _sections(stories))


def _shown(section: str, stories: list[SampleStory]) -> list[SampleStory]:
    """Return the stories a section's listing shows, newest first; one columnist's newest two are only in the feed."""
    shown = [
        story
        for story in stories
        if story.section_path == section or story.section_path.startswith(f"{section}/")
    ]
    hidden = (
        {story.id for story in stories if story.section_path == FEED_ONLY} if section != FEED_ONLY else set()
    )
    newest = [
        story for story in sorted(shown, key=lambda one: int(one.id), reverse=True) if story.id not in hidden
    ]
    return newest[2:] if section == FEED_ONLY else newest


def _listings(section: str, stories: list[SampleStory], gone: list[str]) -> dict[str, Page]:
    shown = _shown(section, stories)
    parts = [shown[at : at + A_PAGE] for at in range(0, len(shown), A_PAGE)]
    pages = {}
    for number, part in enumerate(parts, 1):
        path = f"/{section}" if number == 1 else f"/{section}/page-{number}"
        is_last = number == len(parts)
        pages[path] = Page(_listing(section, part, gone if is_last else [], number, is_last=is_last))
    past = f"/{section}/page-{len(parts) + 1}"
    if section == "politics/politicalnews":
        pages[past] = pages[f"/{section}/page-{len(parts)}"]
    elif section == "politics/opeds":
        pages[past] = pages[f"/{section}"]
    elif section in COLUMNISTS:
        pages[past] = Page(_listing(section, [], [], len(parts) + 1, is_last=True))
    return pages


def _listing(
    section: str, stories: list[SampleStory], gone: list[str], number: int, *, is_last: bool
) -> bytes:
    entries = b"".join(_entry(story, place) for place, story in enumerate(stories))
    lost = "".join(
        f"<h3><a href='/{section}/s-{old}'>An older story, number {old}</a></h3><p>Nobody remembers it ...Read more</p>"
        for old in gone
    )
    head = f"<html><head><title>{label(section)} | ArcaMax Publishing</title></head><body>{CRUMB}"
    older = "" if is_last else f"<div><a href='/{section}/page-{number + 1}'>Older</a></div>"
    tail = f"{lost}{older}<h3>Related Channels</h3><ul>{CHANNELS}</ul></body></html>"
    return head.encode() + entries + tail.encode()


def _entry(story: SampleStory, place: int) -> bytes:
    path = f"{HOSTS[int(story.id) % len(HOSTS)]}/{story.section_path}/s-{story.id}"
    teaser = escape(" ".join(story.paragraphs))[:290]
    title = f"<h3><a href='{path}'>{escape(story.headline)}</a></h3>"
    if place % 12 == 5:  # the teaser is cut inside its own markup, which hides the link
        title = f"<h3>{escape(story.headline)}</h3>"
        return f'{title}<p>{teaser[:200]} <a href="http://ellery.exa ...<a href="{path}">Read more</a></p>'.encode()
    cut = (
        f"{teaser} Á".encode()[:-1] if place % 12 == 7 else teaser.encode()
    )  # … or the teaser is cut inside a character
    return title.encode() + b"<p>" + cut + f" ...<a href='{path}?source=1930'>Read more</a></p>".encode()


def _bare(story: SampleStory) -> str:
    return f"/{story.section_path.rpartition('/')[2]}/s-{story.id}"


def _feed(section: str, stories: list[SampleStory]) -> bytes:
    newest = sorted(
        (one for one in stories if one.section_path == section), key=lambda one: int(one.id), reverse=True
    )
    items = "".join(
        f"<item><title><![CDATA[{one.headline} ]]></title><link>https://www.arcamax.com{_bare(one)}</link>"
        f'<description><![CDATA[{one.paragraphs[0]}<br /><br /><hr size="1" />]]></description>'
        f"<pubDate>{one.day:%b/%d/%Y}</pubDate></item>"
        for one in newest[:20] if one.day
    )  # fmt: skip
    return f'\n\n<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{label(section)}</title>{items}</channel></rss>'.encode()
