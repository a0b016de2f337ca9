"""The world's pages as bytes: story, listing, feed and landing page in several layouts and charsets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from tests.seasons.world import BY_PATH, EPOCH, Tale, headline, paragraphs

ROBOTS = "User-agent: *\nDisallow: /esp/\n"


@dataclass(frozen=True, slots=True)
class Look:
    """How the site looks: what a redesign or another server would change, and readers must cope with.

    ``host`` is the origin of links to stories; empty for links without a host. ``pinned`` old stories open the first page
    of each listing. ``query`` numbers listing pages as ``?p=2``.
    """

    layout: str = "plain"
    charset: str = "utf-8"
    page_size: int = 8
    host: str = ""
    feeds: bool = True
    feed_size: int = 5
    dates: bool = True
    etags: bool = True
    robots: str = ROBOTS
    columnists: tuple[str, ...] = ("politics/fromtheleft/clarencepage",)
    pinned: int = 0
    query: bool = False

    def encode(self, text: str) -> bytes:
        """Return a page's bytes in the site's charset."""
        return text.encode(
            "cp1252" if self.charset == "windows-1252" else self.charset, errors="xmlcharrefreplace"
        )


def first_look(seed: int) -> Look:
    """Return how a site of this seed looks at first."""
    dice = random.Random(f"look {seed}")
    return Look(
        page_size=dice.randint(5, 10),
        feed_size=dice.randint(3, 10),
        etags=dice.random() < 0.6,
        dates=dice.random() < 0.8,
    )


def day_of(tale: Tale) -> str:
    """Return the day that a story's page prints, such as ``Jan 05, 2027``."""
    return f"{EPOCH + timedelta(hours=tale.born):%b %d, %Y}"


def story_page(
    tale: Tale, version: int, look: Look, body: Sequence[str] = (), head: str = "", day: str = ""
) -> str:
    """Return a story's page; ``body`` replaces its paragraphs, ``head`` adds to its head, ``day`` replaces its date."""
    lines = [escape(one, quote=False) for one in body or paragraphs(tale.copy_of or tale.id, version)]
    name = escape(headline(tale.copy_of or tale.id), quote=False)
    title = BY_PATH[tale.section].title
    byline = f"Ann Lee, Harbor City News{f' on {day or day_of(tale)}' if look.dates else ''}"
    rights = "©2027 Harbor City News. Distributed by Tribune Content Agency, LLC."
    top = f"<html><head><meta charset={look.charset}><title>{name} | ArcaMax Publishing</title>{head}</head><body>"
    end = "<h3>Comments</h3><p>Copyright 2027 ArcaMax Publishing</p></body></html>"
    crumb = f"<div><a href='/{tale.section}'>{title}</a> / <a href='/politics'>Politics</a> / ArcaMax</div>"
    if look.layout == "cards":
        text = "".join(f"<div class=k9>{one}</div>" for one in lines)
        return (
            f"{top}<header>{crumb}</header><main><article><h2>{name}</h2><div>{byline}</div><div>Published in {title}</div>"
            f"<section>{text}</section><footer>{rights}</footer></article>{end.replace('</body>', '</main></body>')}"
        )
    if look.layout == "table":
        text = "".join(f"<p>{one}</p>" for one in lines)
        return (
            f"{top}<table><tr><td>{crumb}<h1>{name}</h1><p>{byline}</p><p>Published in {title}</p>{text}<p>{rights}</p>"
            f"</td></tr></table>{end}"
        )
    text = "".join(f"<p>{one}</p>" for one in lines)
    return f"{top}{crumb}<h1>{name}</h1><p>{byline}</p><p>Published in {title}</p>{text}<p>{rights}</p>{end}"


def listing_page(section: str, tales: Sequence[Tale], look: Look, at: float, next_path: str | None = None, more: str = "...Read more") -> str:  # fmt: skip
    """Return a listing page; ``more`` are the words of the link behind each teaser, none where it is empty."""
    title = BY_PATH[section].title
    entries = "".join(_entry(tale, look, at, more) for tale in tales)
    turn = f"<p><a href='{next_path}'>Next</a></p>" if next_path else ""
    return (
        f"<html><head><meta charset={look.charset}><title>{title} | ArcaMax</title></head><body>"
        f"<div><a href='/politics'>Politics</a> / ArcaMax</div><h1>{title}</h1>{entries}{turn}"
        "<h3>Related Channels</h3><p>Copyright 2027 ArcaMax Publishing</p></body></html>"
    )


def _entry(tale: Tale, look: Look, at: float, more: str) -> str:
    link = f"{look.host}/{tale.path(at)}/s-{tale.id}"
    name = escape(headline(tale.copy_of or tale.id), quote=False)
    teaser = escape(paragraphs(tale.copy_of or tale.id)[0][:140], quote=False)
    read = f" <a href='{link}'>{more}</a>" if more else ""
    if look.layout == "cards":
        return f"<li><div><a href='{link}'>{name}</a></div><div>{teaser}{read}</div></li>"
    if look.layout == "table":
        return f"<table><tr><td><b><a href='{link}'>{name}</a></b><br>{teaser}{read}</td></tr></table>"
    return f"<h2><a href='{link}'>{name}</a></h2><p>{teaser}{read}</p>"


def feed_page(section: str, tales: Sequence[Tale], look: Look) -> str:
    """Return a section's feed, as the site writes it: addresses without the channel, a day as date."""
    name = section.rpartition("/")[2]
    items = "".join(
        f"<item><title><![CDATA[{headline(tale.copy_of or tale.id)} ]]></title>"
        f'<description><![CDATA[{paragraphs(tale.copy_of or tale.id)[0][:140]}<br /><br /><hr size="1" />]]></description>'
        f"<link>https://www.arcamax.com/{name}/s-{tale.id}</link>"
        + (f"<pubDate>{EPOCH + timedelta(hours=tale.born):%b/%d/%Y}</pubDate>" if look.dates else "")
        + "</item>"
        for tale in tales
    )
    return f'\n\n<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'


def landing_page(sections: Sequence[str], tales: Sequence[Tale], look: Look, at: float) -> str:
    """Return the channel's landing page: its sections and the newest stories."""
    links = "".join(f"<li><a href='/{path}'>{BY_PATH[path].title}</a></li>" for path in sections)
    entries = "".join(_entry(tale, look, at, "...Read more") for tale in tales)
    return f"<html><head><meta charset={look.charset}><title>Politics | ArcaMax</title></head><body><ul>{links}</ul>{entries}</body></html>"
