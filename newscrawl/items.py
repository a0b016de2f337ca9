"""The record of a story, and the printed page it is read from.

The keys, their order and their meaning are the project's public format; ``docs/record.md`` explains each.
Names are schema.org NewsArticle's in snake case.
"""

from __future__ import annotations

from dataclasses import InitVar, asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """One ``<a href>`` inside a block: its address as written and its text."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    r"""A piece of a page that reads as one paragraph, in reading order.

    ``text`` has one blank for any run of white space and ``\n`` for a single ``<br>``.
    ``box`` numbers the outermost element that parts the block from the story's own
    paragraphs (0: it stands among them); blocks of one box are judged together.
    """

    text: str
    tag: str = "p"
    links: tuple[Link, ...] = ()
    box: int = 0
    inside: frozenset[str] = frozenset()

    @property
    def link_share(self) -> float:
        """Share of the text that is linked, 0.0 to 1.0."""
        linked = sum(len(link.text) for link in self.links)
        return min(1.0, linked / len(self.text)) if self.text else 0.0


@dataclass(slots=True)
class Image:
    """A picture of the story; ``caption`` is None where none is printed."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value as printed and where it was found (``jsonld``, ``time``, ``meta``, ``page``, ``feed``)."""

    value: str
    source: str


@dataclass(slots=True)
class Parts:
    """A story's text, each list in reading order; ``cut`` holds (text, reason) pairs: what was cut as chrome."""

    body: list[str] = field(default_factory=list)
    contributor: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    cut: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Printed:
    """A story page as printed, its text parted from chrome: what the pipelines turn into a record."""

    parts: Parts = field(default_factory=Parts)
    dates: tuple[Sourced, ...] = ()
    dates_modified: tuple[Sourced, ...] = ()
    persons: tuple[str, ...] = ()
    organization: str | None = None
    landmarks: frozenset[str] = frozenset()


@dataclass(kw_only=True)
class Story:
    """One story; each key stands in the published line, in this order."""

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
        """Keep the printed page beside the record; it is no field and never exported."""
        self.page = printed or Printed()

    def record(self) -> dict[str, Any]:
        """Give the published line's keys and values; lists are the story's own, no copies."""
        values = {name: value for name, value in vars(self).items() if name != "page"}
        return values | {"images": [asdict(image) for image in self.images]}
