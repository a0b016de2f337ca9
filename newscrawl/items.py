"""The story record, and the printed page it is read from.

The keys, their order and their meaning are the project's public format; ``docs/record.md`` explains each key.
The names are those of schema.org's NewsArticle, in snake case.
"""

from __future__ import annotations

from dataclasses import InitVar, asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """An ``<a href>`` inside a block: the address as written, and the text."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    r"""A piece of a page that reads as one paragraph.

    ``text`` has one space for any run of white space, and ``\n`` for a single ``<br>``. ``box`` is the number of the
    outermost element that separates the block from the story's own paragraphs, or 0 if none does; the blocks of one
    box are judged together.
    """

    text: str
    tag: str = "p"
    links: tuple[Link, ...] = ()
    box: int = 0
    inside: frozenset[str] = frozenset()

    @property
    def link_share(self) -> float:
        """Share of the text that is inside links, from 0.0 to 1.0."""
        linked = sum(len(link.text) for link in self.links)
        return min(1.0, linked / len(self.text)) if self.text else 0.0


@dataclass(slots=True)
class Image:
    """A picture of the story; ``caption`` is None if none is printed."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value as printed, and where it was found (``jsonld``, ``time``, ``meta``, ``page``, ``feed``)."""

    value: str
    source: str


@dataclass(slots=True)
class Parts:
    """A story's text, each list in reading order; ``cut`` holds the chrome that was removed, as (text, reason) pairs."""

    body: list[str] = field(default_factory=list)
    contributor: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    cut: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Printed:
    """A story page as printed, its text separated from the chrome; the pipelines turn it into a record."""

    parts: Parts = field(default_factory=Parts)
    dates: tuple[Sourced, ...] = ()
    dates_modified: tuple[Sourced, ...] = ()
    persons: tuple[str, ...] = ()
    organization: str | None = None
    landmarks: frozenset[str] = frozenset()


@dataclass(kw_only=True)
class Story:
    """One story; the published line has these keys, in this order."""

    id: str
    version: int = 1
    url: str
    headline: str = ""
    kind: str = ""
    viewpoint: str | None = None
    article_section: str = ""
    section_path: str = ""
    sections: list[str] = field(default_factory=list)
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    source_organization: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    date_published_from: str | None = None
    article_body: str = ""
    contributor_note: str | None = None
    author_note: str | None = None
    copyright_notice: str | None = None
    copyright_year: int | None = None
    copyright_holder: str | None = None
    distributor: str | None = None
    images: list[Image] = field(default_factory=list)
    word_count: int = 0
    in_language: str = "en"
    cluster: str = ""
    version_of: str | None = None
    text_sha256: str = ""
    fetched_at: str = ""
    fetched_url: str = ""
    run: int = 0
    extractor: str = ""
    printed: InitVar[Printed | None] = None

    def __post_init__(self, printed: Printed | None) -> None:
        """Keep the printed page with the story; it is not a field and is never exported."""
        self.page = printed or Printed()

    def record(self) -> dict[str, Any]:
        """Return the published line's keys and values; lists are the story's own, not copies."""
        values = {name: value for name, value in vars(self).items() if name != "page"}
        return values | {"images": [asdict(image) for image in self.images]}
