"""Channels: the one place that names a channel's sections, columnists and hosts.

Addresses, the spider, kinds of story and file names take what they need from here. The values come from saved copies of
the site's pages. Sections and columnists that are not named here are found by the crawl, on listings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The site of records that were read from the bundled sample, whatever port serves it, and what its server calls itself.
SAMPLE_SITE, SAMPLE_SERVER = "https://sample.example", "newscrawl-sample"
_LOOPBACK = re.compile(r"127(\.\d+){3}|localhost|::1")


@dataclass(frozen=True, slots=True)
class Section:
    """A listing directly below a channel.

    ``name`` is the last part of its path, ``kind`` is the kind of its stories unless a headline says otherwise, and
    ``viewpoint`` is left, right, moderate or None.
    """

    name: str
    title: str
    kind: str = "news"
    viewpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the site.

    ``name`` is the name of the spider and of the files, ``path`` the first part of the channel's addresses. ``site`` is
    the host used in records; ``hosts`` are all hosts that serve the same paths and ids. ``cartoons`` are paths without
    text stories. ``about`` is roughly how many sections the channel has, those included that only pages name.
    ``other_channels`` are first parts of addresses that are not a columnist's code.
    """

    name: str
    title: str
    path: str
    site: str
    hosts: tuple[str, ...]
    sections: tuple[Section, ...]
    columnists: Mapping[str, str] = field(default_factory=dict)
    cartoons: tuple[str, ...] = ()
    about: int = 0
    other_channels: frozenset[str] = frozenset()

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the known sections by path, in the order in which they are crawled."""
        return {f"{self.path}/{section.name}": section.title for section in self.sections}

    def section(self, section_path: str) -> Section | None:
        """Return the known section that a path names or lies below; None if there is none.

        >>> POLITICS.section("politics/fromtheleft/clarencepage").title
        'From the Left'
        """
        parts = [part for part in section_path.casefold().split("/") if part]
        name = next(iter(parts[1:] if parts[:1] == [self.path] else parts), "")
        return next((section for section in self.sections if section.name == name), None)

    def columnist_code(self, section_path: str) -> str | None:
        """Return the columnist's code in a path such as ``politics/mod/kitwinslow``; None if it names none."""
        parts = [part for part in section_path.casefold().split("/") if part]
        below = parts[1:] if parts[:1] == [self.path] else parts
        return below[1] if len(below) > 1 else None

    def home_of(self, url: str, server: str = "") -> str:
        """Return the site that stands in records for that of a URL: the channel's own for all its hosts, else the URL's.

        ``server`` is the Server header of the response: the sample on loopback is one site, whatever its port.

        >>> POLITICS.home_of("http://ard.arcamaxmails.com/opeds/s-1"), POLITICS.home_of("http://127.0.0.1:8000/politics")
        ('https://www.arcamax.com', 'http://127.0.0.1:8000')
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"} or host in self.hosts:
            return self.site
        if server == SAMPLE_SERVER and is_loopback(host):
            return SAMPLE_SITE
        name = parts.netloc.rpartition("@")[2].lower()
        return _without_default_port(f"{parts.scheme}://{name}")


def identity_of(home: str) -> str:
    """Return what a data folder is bound to: the host and port of a site as `Channel.home_of` returns it.

    >>> identity_of("https://www.arcamax.com"), identity_of("http://127.0.0.1:8000")
    ('www.arcamax.com', '127.0.0.1:8000')
    """
    return home.partition("://")[2]


def is_loopback(host: str) -> bool:
    """True if a host's name or address is that of the machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("www.arcamax.com")
    (True, False)
    """
    return _LOOPBACK.fullmatch(host) is not None


def _without_default_port(site: str) -> str:
    """Return a site without a port that its scheme implies.

    >>> _without_default_port("http://example.org:80"), _without_default_port("https://example.org:8443")
    ('http://example.org', 'https://example.org:8443')
    """
    scheme, _, name = site.partition("://")
    return f"{scheme}://{name.removesuffix({'http': ':80', 'https': ':443'}[scheme])}"


POLITICS = Channel(
    name="politics",
    title="Politics",
    path="politics",
    site="https://www.arcamax.com",
    # All serve the same paths and ids, so the host is never part of a story's identity.
    hosts=(
        "arcamax.com", "www.arcamax.com", "ard.arcamaxmails.com", "ard.bingeeducate.com", "ard.bingeeducational.com",
        "ard.binge-education.com", "ard.toparcamaxoffers.com", "ard.arcadailynews.com", "ard.arcamaxupdates.com",
        "ard.arcamax-plans.com", "ard.arcamaxlive.com", "ard.triviastreaks.com", "www.aramaxoffers.com", "arcamaxezine.com",
    ),
    sections=(
        Section("politicalnews", "Political News"),
        Section("opeds", "Op Eds", kind="commentary"),
        Section("fromtheleft", "From the Left", kind="column", viewpoint="left"),
        Section("fromtheright", "From the Right", kind="column", viewpoint="right"),
        Section("mod", "Politics, Moderate", kind="column", viewpoint="moderate"),
    ),
    # A columnist's code is the name in lower case, without spaces and punctuation. The crawl finds other columnists.
    columnists=MappingProxyType({"clarencepage": "Clarence Page", "monacharen": "Mona Charen"}),
    cartoons=("politics/editorialcartoons", "thefunnies"),
    about=100,
    other_channels=frozenset(
        "automotive books business businessnews celebrities comics currentnews editorialcartoons entertainment "
        "entertainmenttoday esp fashion food games gaming health healthandspirit healthtips home homeandleisure "
        "homes horoscopes jokes knowledge lifeadvice lifestyles movies news newsheadlines parents pets puzzles "
        "recipes religion sciencetech slideshowworld sports sportsnews technology thefunnies tidbits travel "
        "travelandadventure trivia tv video weirdnews".split()
    ),
)  # fmt: skip
