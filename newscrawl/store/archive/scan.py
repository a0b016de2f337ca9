"""Parse an archive file record by record, for the index and the reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from newscrawl.store.archive.place import Place
from newscrawl.store.archive.record import Headers
from newscrawl.store.archive.repair import member
from newscrawl.store.paths import run_number

_BLOCK = 4096  # bytes read at once if a record's length is not known, as for metadata records
_LOADER = ArcWarcRecordLoader()


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: its type, header fields and payload; for responses also the HTTP status and headers."""

    kind: str
    fields: dict[str, str]
    status: int
    headers: Headers
    payload: bytes


def scan(path: Path, start: int = 0) -> Iterator[tuple[Place | None, int]]:
    """Yield each page (None for other records) and the offset up to which the file is then read.

    Begins at the offset ``start`` and ends at the first incomplete record. If the last page has no metadata record yet,
    its own offset is yielded with it, so that the next scan reads the page again together with its metadata.
    """
    waiting: Place | None = None
    end = start
    for offset, length, record in records(path, start):
        if waiting and record.kind == "metadata" and record.fields.get("WARC-Refers-To") == waiting.record_id:
            waiting = _with_metadata(waiting, offset, load_metadata(record.payload))
        elif waiting:
            yield waiting, end
            waiting = None
        if record.kind in {"response", "revisit"}:
            waiting = _place(path.name, offset, length, record)
        end = offset + length
    yield waiting, end if waiting is None or waiting.facts is not None else waiting.offset


def records(path: Path, start: int = 0) -> Iterator[tuple[int, int, Record]]:
    """Yield the offset, the length in bytes and the content of each complete record from an offset on."""
    with path.open("rb") as file:
        while found := member(file, start):
            yield start, found.length, _record(found.content)
            start += found.length


def read_record(file: BinaryIO, offset: int, length: int = _BLOCK) -> Record:
    """Return the record at an offset of an open file; with its ``length`` in bytes it is read in one go.

    Raises:
        ValueError: there is no complete WARC record at the offset.
    """
    found = member(file, offset, length)
    if found is None:
        raise ValueError("not a complete gzip member")
    return _record(found.content)


def _record(content: bytes) -> Record:
    try:
        raw = _LOADER.parse_record_stream(BytesIO(content), known_format="warc", no_record_parse=True)
        fields, block = dict(raw.rec_headers.headers), raw.raw_stream.read()
        if raw.rec_type not in {"response", "revisit"}:
            return Record(raw.rec_type, fields, 0, (), block)
        return Record(raw.rec_type, fields, *_read_http(block))
    except (ArchiveLoadFailed, EOFError, IndexError) as error:
        raise ValueError(f"not a WARC record: {error}") from error


def _read_http(block: bytes) -> tuple[int, Headers, bytes]:
    """Split an HTTP response into status, headers and payload; values are decoded as Latin-1, while warcio tries UTF-8."""
    head, _, payload = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    named = (line.partition(": ") for line in lines)
    return int(first.split(" ")[1]), tuple((name, value) for name, _, value in named), payload


def load_metadata(raw: bytes) -> dict[str, Any]:
    """Return the JSON object of a metadata record; anything else counts as empty."""
    try:
        metadata = json.loads(raw)
    except ValueError:
        return {}
    return metadata if isinstance(metadata, dict) else {}


def _place(name: str, offset: int, length: int, record: Record) -> Place:
    return Place(
        file=name,
        offset=offset,
        length=length,
        facts=None,
        record_id=record.fields["WARC-Record-ID"],
        url=record.fields["WARC-Target-URI"],
        date=record.fields["WARC-Date"],
        status=record.status,
        digest=record.fields.get("WARC-Payload-Digest", ""),
        is_revisit=int(record.kind == "revisit"),
        story_id="",
        run=run_number(name),
    )


def _with_metadata(place: Place, offset: int, metadata: dict[str, Any]) -> Place:
    return replace(place, facts=offset, story_id=str(metadata.get("story_id") or ""))
