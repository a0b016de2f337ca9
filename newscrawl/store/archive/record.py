"""WARC 1.1 records as bytes: one gzip member each, with the HTTP headers as Scrapy returns them."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import uuid4

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = tuple[tuple[str, str], ...]

_NOTE = (
    "response bodies as received, after the transfer coding and before the content coding was undone; "
    "header names, order and white space as Scrapy 2.19 gives them back, so not the bytes on the wire; "
    "Transfer-Encoding stands as X-Archive-Orig-Transfer-Encoding; no request records"
)
_GZIP = zlib.MAX_WBITS + 16
_LEVEL = 6  # level 9 takes a fifth longer and saves half a percent
_ONE_LINE = str.maketrans(
    "\r\n", "  "
)  # `splitlines` would also split at bytes of UTF-8: \x85 is half of an Å
_BUILDER = RecordBuilder(warc_version="1.1")
_WRITER = WARCWriter(None, gzip=False, warc_version="1.1")


@dataclass(frozen=True, slots=True)
class Received:
    """One response as received: raw body, header values as Latin-1 text, date as an ISO 8601 instant in UTC.

    ``is_cut`` is True if the connection ended before the body did. ``facts`` is the content of the metadata record:
    what a story record needs besides the page (story id, run, hints …) as plain JSON values.
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    date: str
    protocol: str = "HTTP/1.1"
    ip: str | None = None
    is_cut: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier record with the same payload that a `revisit` record refers to."""

    record_id: str
    url: str
    date: str


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """An HTTP head encoded as Latin-1, because warcio would percent-encode characters outside ASCII."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self.to_bytes(header_filter, "latin-1")


def payload_digest(body: bytes) -> str:
    """Return the digest of a payload or block as WARC headers write it: "sha256:" and Base32.

    >>> payload_digest(b"")
    'sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===='
    """
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode()


def new_id() -> str:
    """Return a new, random WARC-Record-ID."""
    return f"<urn:uuid:{uuid4()}>"


def warcinfo(filename: str, software: str) -> bytes:
    """Return the `warcinfo` record: the software that wrote the file, and how its bytes differ from those on the wire."""
    info = {"software": software, "format": "WARC File Format 1.1", "robots": "obey", "description": _NOTE}
    info["conformsTo"] = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
    return _member(_BUILDER.create_warcinfo_record(filename, info))


def response(page: Received, record_id: str, digest: str) -> bytes:
    """Return a `response` record; ``digest`` is the `payload_digest` of the body."""
    head = _head(page)
    head.compute_headers_buffer()
    # Without these headers warcio computes the digests in pieces, and the crawl waits for the GIL after each.
    digests = {
        "WARC-Payload-Digest": digest,
        "WARC-Block-Digest": payload_digest(head.headers_buff + page.body),
    }
    record = _BUILDER.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=head,
        warc_headers_dict=_own_headers(page, record_id) | digests,
    )
    return _member(record)


def revisit(page: Received, record_id: str, digest: str, original: Original) -> bytes:
    """Return a `revisit` record: a response with the same payload as an earlier record."""
    headers = _own_headers(page, record_id) | {"WARC-Refers-To": original.record_id}
    record = _BUILDER.create_revisit_record(
        page.url, digest, original.url, original.date, http_headers=_head(page), warc_headers_dict=headers
    )
    return _member(record)


def metadata(page: Received, refers_to: str) -> bytes:
    """Return the `metadata` record of a page: its ``facts`` as JSON; ``refers_to`` is the page's record id."""
    body = json.dumps(page.facts, ensure_ascii=False).encode()
    headers = {"WARC-Date": page.date, "WARC-Refers-To": refers_to, "WARC-Record-ID": new_id()}
    record = _BUILDER.create_warc_record(
        page.url,
        "metadata",
        payload=BytesIO(body),
        length=len(body),
        warc_content_type="application/json",
        warc_headers_dict=headers,
    )
    return _member(record)


def _own_headers(page: Received, record_id: str) -> dict[str, str]:
    headers = {"WARC-Record-ID": record_id, "WARC-Date": page.date}
    if page.ip:
        headers["WARC-IP-Address"] = page.ip
    if page.is_cut:
        headers["WARC-Truncated"] = "disconnect"
    return headers


def _head(page: Received) -> _Head:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = ""
    named = [(_named(name), value.translate(_ONE_LINE)) for name, value in page.headers]
    return _Head(f"{page.status} {phrase}".rstrip(), named, protocol=page.protocol)


def _named(name: str) -> str:
    """Return the name to write for a header; Transfer-Encoding is renamed, since readers would undo the coding again."""
    return f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name


def _member(record: Any) -> bytes:
    out = BytesIO()
    _WRITER._write_warc_record(out, record)  # noqa: SLF001  # a new WARCWriter for each record would look up the host name each time
    return zlib.compress(out.getvalue(), _LEVEL, _GZIP)
