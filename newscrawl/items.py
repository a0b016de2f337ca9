"""The story record, and the printed page it is read from.

The keys, their order and their meaning are the project's public format; ``docs/record.md`` explains each key.
The names are those of schema.org's NewsArticle, in snake case.
"""

from __future__ import annotations

from dataclasses import InitVar, asdict, dataclass, field
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Printed:
    """A story page as read once; the pipelines copy the record's fields out of it."""

    body: tuple[str, ...] = ()
    contributor_note: str | None = None
    author_note: str | None = None
    copyright_notice: str | None = None
    authors: tuple[str, ...] = ()
    organization: str | None = None
    dates: tuple[Sourced, ...] = ()
    dates_modified: tuple[Sourced, ...] = ()
    landmarks: frozenset[str] = frozenset()
    own_ids: frozenset[str] = frozenset()
    """The ids in what the page gives as its own address, in a crawl."""
    behind: str = ""
    """The lines right behind the body, in a crawl: they may say that it is not the whole story."""


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
