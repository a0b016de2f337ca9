"""Bytes to text: which encoding a page is really in."""

from __future__ import annotations

import re

from scrapy.http import Response, TextResponse

_ASCII = bytes(range(0x80))
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


def decode(response: Response) -> str:
    """Decode a response's body; what is valid UTF-8 with multi-byte characters is UTF-8, whatever is declared.

    Otherwise the declared encoding counts (header, then meta, as browsers do), and a page that
    declares UTF-8 but is full of single high bytes is read as Windows-1252.
    """
    body = response.body
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _declared(response)
    declared = getattr(response, "encoding", "utf-8") or "utf-8"
    if body.isascii() and not declared.lower().startswith(("utf-8", "ascii", "cp1252", "iso-8859")):
        return _declared(response)
    return text


def _declared(response: Response) -> str:
    body = response.body
    encoding = response.encoding if isinstance(response, TextResponse) else "cp1252"
    if _mostly_multibyte(body):
        return body.decode("utf-8", errors="replace")  # UTF-8, cut somewhere within a character
    if encoding.lower().replace("-", "") in {"utf8", "ascii"} and _mostly_single(body):
        encoding = "cp1252"
    try:
        return body.decode(encoding, errors="replace")
    except LookupError:
        return body.decode("cp1252", errors="replace")


def _mostly_single(body: bytes) -> bool:
    high = _beyond_ascii(body)
    return 2 * len(_MULTIBYTE.findall(body)) < high / 2


def _mostly_multibyte(body: bytes) -> bool:
    """Tell UTF-8 with few broken bytes: nearly every byte beyond ASCII belongs to a character of several."""
    high = _beyond_ascii(body)
    return sum(len(found) for found in _SEQUENCE.findall(body)) >= 0.8 * high > 0


def _beyond_ascii(body: bytes) -> int:
    """Count the bytes from 0x80 up."""
    return len(body.translate(None, _ASCII))
