"""Addresses of the site: what kind of page an address names, and its canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from newscrawl.channels import POLITICS

#: The channel whose addresses are read.
CHANNEL = POLITICS


class AddressKind(StrEnum):
    """The kind of page that an address names, judged by the address alone."""

    LANDING = "landing"
    LISTING = "listing"
    STORY = "story"
    FEED = "feed"
    CARTOON = "cartoon"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the site, without its host, which is never part of a page's identity.

    ``path`` is canonical. ``section_path`` is the listing that the page belongs to (for a bare path from a feed, only the
    columnist's code). ``story_id`` is what follows ``s-``.
    """

    kind: AddressKind
    path: str
    section_path: str | None = None
    story_id: str | None = None
    page: int = 1

    @property
    def url(self) -> str:
        """The address on the site's first host."""
        return CHANNEL.site + self.path

    @property
    def is_in_channel(self) -> bool:
        """True if the address is in the channel, or is a bare path that may be a columnist's."""
        first, _, below = (self.section_path or "").partition("/")
        return first == CHANNEL.path or bool(first and not below and first not in CHANNEL.other_channels)

    @property
    def fault(self) -> str | None:
        """The limit that keeps an address of the channel from being requested; None if there is none.

        >>> read_address("/politics/a/b/c/s-1").fault, read_address("/politics/mod/mod").fault
        ('path over 3 segments deep', 'path repeats a segment')
        """
        above = [
            one for one in self.path.split("/")[1:] if not _STORY.fullmatch(one) and not _PAGE.fullmatch(one)
        ]
        if self.kind is not AddressKind.OTHER or above[:1] != [CHANNEL.path]:
            return None
        if len(set(above)) < len(above):
            return "path repeats a segment"
        return f"path over {_DEEPEST} segments deep" if len(above) > _DEEPEST else None


def read_address(url: str, base: str | None = None) -> Address:
    """Return the address that any text stands for; never raise: what cannot be an address of the site is OTHER.

    A relative link is resolved against ``base``, the page that contains it (RFC 3986 §5.2), except that a link that
    begins with a section (``politics/opeds/s-1``) is resolved against the root.

    >>> address = read_address("//ard.arcamaxmails.com/opeds/s-4060857?print")
    >>> address.path, address.story_id
    ('/politics/opeds/s-4060857', '4060857')
    >>> read_address("s-12", "https://arcamax.com/politics/mod/page-2").path
    '/politics/mod/s-12'
    >>> read_address("javascript:history.back()").kind
    <AddressKind.OTHER: 'other'>
    """
    segments = _segments(url, base)
    if segments is None:
        return Address(AddressKind.OTHER, "/")
    if segments and segments[0] in _BELOW_CHANNEL:
        segments.insert(0, CHANNEL.path)
    return _classify(segments)


def canonical_url(url: str) -> str:
    """Return the canonical form of an address of the site, whatever host served it.

    >>> canonical_url("http://arcamax.com//OpEds/?x=1")
    'https://www.arcamax.com/politics/opeds'
    """
    return read_address(url).url


def listing_path(section_path: str, page: int = 1) -> str:
    """Return the path of a section's listing page.

    >>> listing_path("politics/opeds", 2)
    '/politics/opeds/page-2'
    """
    path = "/" + section_path.strip("/")
    return path if page <= 1 else f"{path}/page-{page}"


def feed_path(section_path: str) -> str:
    """Return the path of a section's feed.

    >>> feed_path("politics/opeds")
    '/politics/opeds/rss'
    """
    return listing_path(section_path) + "/rss"


def on_site(site: str, path: str) -> str:
    """Return the URL of a path on a site; the site may end with a slash or not.

    >>> on_site("http://127.0.0.1:8000/", "/politics/mod")
    'http://127.0.0.1:8000/politics/mod'
    """
    return f"{site.rstrip('/')}/{path.lstrip('/')}"


_CARTOONS = [path.split("/") for path in CHANNEL.cartoons]
_BELOW_CHANNEL = frozenset(section.name for section in CHANNEL.sections) | {
    parts[1] for parts in _CARTOONS if parts[0] == CHANNEL.path
}
#: The first segments of addresses that are written without the slash before them.
ROOTED = _BELOW_CHANNEL | {CHANNEL.path}
_LONGEST_ID = 40
_DEEPEST = 3  # channel, section, columnist

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"//(?:[^\s/\[\]<>\"]+|[^\s/\[\]<>\"]*\[[0-9a-f:.]+\](?::[0-9]*)?)(?=/|$)", re.IGNORECASE)
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_STRAY_PERCENT = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9a-f]{2})", re.IGNORECASE)
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")

_SLUG = re.compile(r"(?!s-%)(?:[a-z0-9-]|%[89a-f][0-9a-f])+")  # robertbreich, bj%c3%b6rnmarch
_PAGE = re.compile(r"page-([1-9][0-9]{0,3})")  # page-16
_STORY_LIKE = re.compile(r"s-[0-9]")
_STORY = re.compile(r"s-([0-9]+(?:-[0-9]+)*)(?:[;&].*)?")  # s-276907-978966


def _segments(url: str, base: str | None) -> list[str] | None:
    """Return the segments of the absolute path, decoded and in lower case; None if the URL names no page."""
    path = _raw_path(url)
    if not path:
        return None
    if not path.startswith("/"):
        first = path.partition("/")[0].lower()
        before = "/" if first in ROOTED else _raw_path(base or "") or "/"
        path = f"/{before.rpartition('/')[0]}/{path}"
    segments: list[str] = []
    for segment in _decode(path).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
    return segments


def _raw_path(url: str) -> str | None:
    """Return the path without scheme, host, query and fragment; None for what no browser would request over HTTP."""
    path = re.split(r"[?#]", url or "", maxsplit=1)[0].strip()
    if _UNUSABLE.search(path):
        return None
    scheme = _SCHEME.match(path)
    if scheme:
        path = path[scheme.end() :]
        if scheme[1].lower() not in {"http", "https"} or not path.startswith("//"):
            return None
    if not path.startswith("//"):
        return path
    host = _HOST.match(path)
    return (path[host.end() :] or "/") if host else None


def _decode(path: str) -> str:
    """Normalise percent-encoding: decode what needs none, encode what does; doing it twice changes nothing."""
    path = _PERCENT.sub(_unquote, _STRAY_PERCENT.sub("%25", path))
    return quote(path, safe="/%!$&'()*+,;=:@~").lower()


def _unquote(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.match(char) else match[0]


def _classify(segments: list[str]) -> Address:
    for number, segment in enumerate(segments):
        story = _STORY.fullmatch(segment)
        if story and len(story[1]) <= _LONGEST_ID:
            return _story_address(segments[:number], story[1])
    if _is_cartoon(segments):
        return Address(AddressKind.CARTOON, _path(segments), _path(segments)[1:])
    if len(segments) > 1 and segments[-1] == "rss" and _is_section(segments[:-1]):
        return Address(AddressKind.FEED, _path(segments), _path(segments[:-1])[1:])
    return _listing_address(segments)


def _story_address(above: list[str], story_id: str) -> Address:
    name = f"s-{story_id}"
    if _is_cartoon(above):
        return Address(AddressKind.CARTOON, _path([*above, name]), _path(above)[1:], story_id)
    section = above[:-1] if above and _PAGE.fullmatch(above[-1]) else above
    if section and not _is_section(section):
        return Address(AddressKind.OTHER, _path([*above, name]))
    return Address(AddressKind.STORY, _path([*section, name]), "/".join(section) or None, story_id)


def _listing_address(segments: list[str]) -> Address:
    above, page = segments, 1
    if segments and (numbered := _PAGE.fullmatch(segments[-1])):
        above, page = segments[:-1], int(numbered[1])
    if above[:1] != [CHANNEL.path] or not _is_section(above):
        return Address(AddressKind.OTHER, _path(segments))
    section_path = "/".join(above)
    kind = AddressKind.LISTING if len(above) > 1 else AddressKind.LANDING
    return Address(kind, listing_path(section_path, page), section_path, page=page)


def _is_section(segments: list[str]) -> bool:
    """True if segments could name a listing: up to three plain words, none of them like a page number or a story."""
    return (
        0 < len(segments) <= _DEEPEST
        and segments[0] != "esp"
        and len(set(segments)) == len(segments)  # /politics/mod/mod would link to itself without end
        and all(_SLUG.fullmatch(segment) for segment in segments)
        and not any(s == "rss" or s.startswith("page-") or _STORY_LIKE.match(s) for s in segments)
    )


def _is_cartoon(segments: list[str]) -> bool:
    return any(segments[: len(parts)] == parts for parts in _CARTOONS)


def _path(segments: list[str]) -> str:
    return "/" + "/".join(segments)
