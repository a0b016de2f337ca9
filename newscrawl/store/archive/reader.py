"""Read pages from the archive, one at a time, as the responses that the crawl's callbacks received."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from newscrawl.errors import CannotOpen, DamagedPage, StateDamaged
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import Place
from newscrawl.store.archive.scan import Record, load_metadata, read_record
from newscrawl.store.paths import archives
from newscrawl.urls import read_address

_MOST_BYTES = 10 * 1024 * 1024  # of a decoded body, as DOWNLOAD_MAXSIZE in settings.py


@dataclass(frozen=True, slots=True)
class Page:
    """One archived page: its place, its response as a callback receives it, and the JSON of its metadata record."""

    place: Place
    response: Response
    facts: dict[str, Any]


class Reader:
    """Finds and reads the pages of an archive folder; memory use does not grow with the archive.

    Raises:
        CannotOpen: there is no archive, or its index cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not archives(folder):
            raise CannotOpen(
                f"There is no archive in {folder}. Crawl first, or name another data folder with -s NEWSCRAWL_DATA_DIR=…"
            )
        try:
            self.index = Index(folder)
            self.index.catch_up()
        except (OSError, sqlite3.Error) as error:
            raise CannotOpen(
                f"Cannot index the archive in {folder}: {error}. Make the folder writable."
            ) from error

    def pages(
        self, *, run: int | None = None, since: str | None = None, story_id: str | None = None
    ) -> Iterator[Page]:
        """Yield the page that each run read each story from, in the order of the files; skip those with a missing payload.

        The arguments are those of `Index.story_pages`.

        Raises:
            StateDamaged: a record is damaged.
            DamagedPage: a body cannot be decoded.
        """
        for place, source in self.places(run=run, since=since, story_id=story_id):
            if source:
                yield read_page(self.folder, place, source)

    def places(
        self, *, run: int | None = None, since: str | None = None, story_id: str | None = None
    ) -> Iterator[tuple[Place, Place | None]]:
        """Yield the places that `pages` reads: that of the page and that of its payload (None if its file is missing)."""
        for place in self.index.story_pages(run=run, since=since, story_id=story_id):
            try:
                yield place, self.index.payload_of(place)
            except StateDamaged:
                yield place, None

    def by_id(self, story_id: str) -> Page | None:
        """Return the last page that a story was read from, or None (see `read_page` for errors)."""
        return self._last(list(self.index.story_pages(story_id=story_id)))

    def by_url(self, url: str) -> Page | None:
        """Return the last page of a URL; else the last page, on any host, of the story that the URL names; else None."""
        story_id = read_address(url).story_id
        return self._last(self.index.of_url(url)) or (self.by_id(story_id) if story_id else None)

    def _last(self, places: list[Place]) -> Page | None:
        if not places:
            return None
        last = max(places, key=lambda place: (place.date, place.offset))
        return read_page(self.folder, last, self.index.payload_of(last))


def read_page(folder: Path, place: Place, source: Place) -> Page:
    """Return one page; ``source`` is the place of its payload (`Index.payload_of`).

    Raises:
        StateDamaged: a record is damaged, or its file is missing.
        DamagedPage: the body cannot be decoded.
    """
    try:
        with (folder / place.file).open("rb") as file:
            record = read_record(file, place.offset, place.length)
            facts = load_metadata(read_record(file, place.facts).payload) if place.facts else {}
        payload = record
        if source != place:
            with (folder / source.file).open("rb") as file:
                payload = read_record(file, source.offset, source.length)
    except (OSError, ValueError) as error:
        raise StateDamaged(
            f"{folder / place.file}: cannot read the record at byte {place.offset} ({error}). Run `scrapy verify`; "
            "if it finds no damage, delete index.db beside the file: it is rebuilt."
        ) from error
    return Page(place, as_response(place.url, record, payload.payload), facts)


def as_response(url: str, record: Record, body: bytes) -> Response:
    """Return the response that a callback receives: the body decoded, and the class chosen, as Scrapy does it.

    Raises:
        DamagedPage: the body cannot be decoded.
    """
    headers = Headers()
    for name, value in record.headers:
        headers.appendlist(name.encode("latin-1"), value.encode("latin-1", "replace"))
    body = _decoded(headers, body)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=record.status, headers=headers, body=body)


def _decoded(headers: Headers, body: bytes) -> bytes:
    """Undo the content codings with Scrapy's own functions, so that the body is the one that the crawl decoded.

    Raises:
        DamagedPage: the body cannot be decoded, or is longer than `_MOST_BYTES`.
    """
    named = headers.getlist("Content-Encoding")
    if not named:
        return body
    codings, kept = HttpCompressionMiddleware._split_encodings(named)  # noqa: SLF001  # pure, and Scrapy is pinned
    try:
        for coding in codings:
            body = HttpCompressionMiddleware._decode(body, coding, _MOST_BYTES)  # noqa: SLF001
    except Exception as error:  # each coding's library raises its own errors
        raise DamagedPage(f"cannot be unpacked ({error})") from error
    headers["Content-Encoding"] = kept
    if not kept:
        del headers["Content-Encoding"]
    return body
