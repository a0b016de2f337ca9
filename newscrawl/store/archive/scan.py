"""Reads an archive file record by record: what the index is made from, and what one record holds."""

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
from newscrawl.store.paths import run_of

_BLOCK = 4096  # bytes read at once where a record's length is not known: a metadata record's, mostly
_LOADER = ArcWarcRecordLoader()


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file: its type, header fields, HTTP head and payload."""

    kind: str
    fields: dict[str, str]
    status: int
    headers: Headers
    payload: bytes


def scan(path: Path, start: int = 0) -> Iterator[tuple[Place | None, int]]:
    """Give each page from an offset on (None for other records) with the offset behind it; ends where a record is torn.

    The offset of a last page whose metadata record is still to come is its own, so that it is read again with it.
    """
    waiting: Place | None = None
    end = start
    for offset, length, record in records(path, start):
        if waiting and record.kind == "metadata" and record.fields.get("WARC-Refers-To") == waiting.record_id:
            waiting = _with_facts(waiting, offset, load_facts(record.payload))
        elif waiting:
            yield waiting, end
            waiting = None
        if record.kind in {"response", "revisit"}:
            waiting = _place(path.name, offset, length, record)
        end = offset + length
    yield waiting, end if waiting is None or waiting.facts is not None else waiting.offset


def records(path: Path, start: int = 0) -> Iterator[tuple[int, int, Record]]:
    """Give offset, length and content of each whole record from an offset on."""
    with path.open("rb") as file:
        while found := member(file, start):
            yield start, found.length, _record(found.content)
            start += found.length


def read_record(file: BinaryIO, offset: int, length: int = _BLOCK) -> Record:
    """Read the record at an offset of an open file; with its length known it is read in one go.

    Raises:
        ValueError: no whole record stands there.
    """
    found = member(file, offset, length)
    if found is None:
        raise ValueError("it is no whole gzip member")
    return _record(found.content)


def _record(content: bytes) -> Record:
    try:
        raw = _LOADER.parse_record_stream(BytesIO(content), known_format="warc", no_record_parse=True)
        fields, block = dict(raw.rec_headers.headers), raw.raw_stream.read()
        if raw.rec_type not in {"response", "revisit"}:
            return Record(raw.rec_type, fields, 0, (), block)
        return Record(raw.rec_type, fields, *_read_http(block))
    except (ArchiveLoadFailed, EOFError, IndexError) as error:
        raise ValueError(f"it is no WARC record: {error}") from error


def _read_http(block: bytes) -> tuple[int, Headers, bytes]:
    """Part an HTTP answer into status, headers and payload; values stay Latin-1, where warcio guesses at UTF-8."""
    head, _, payload = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    named = (line.partition(": ") for line in lines)
    return int(first.split(" ")[1]), tuple((name, value) for name, _, value in named), payload


def load_facts(raw: bytes) -> dict[str, Any]:
    """Read a metadata record's JSON; what is no JSON object counts as empty."""
    try:
        facts = json.loads(raw)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


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
        run=run_of(name),
    )


def _with_facts(place: Place, offset: int, facts: dict[str, Any]) -> Place:
    return replace(place, facts=offset, story_id=str(facts.get("story_id") or ""))
