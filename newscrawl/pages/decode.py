"""Bytes to text: which encoding a page is really in."""

from __future__ import annotations

import re

from scrapy.http import Response, TextResponse

_HIGH = re.compile(rb"[\x80-\xff]+")
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
    return _declared(response) if body.isascii() and not _extends_ascii(response) else text


def _extends_ascii(response: Response) -> bool:
    """True if ASCII bytes are ASCII characters in the declared encoding: not so in ISO-2022-JP or UTF-7."""
    declared = getattr(response, "encoding", "utf-8") or "utf-8"
    return declared.lower().startswith(("utf-8", "ascii", "cp1252", "iso-8859"))


def _declared(response: Response) -> str:
    body = response.body
    encoding = _named(response)
    runs = b" ".join(_HIGH.findall(body))
    if _mostly_multibyte(runs):
        return body.decode("utf-8", errors="replace")  # UTF-8, cut somewhere within a character
    if encoding.lower().replace("-", "") in {"utf8", "ascii"} and _mostly_single(runs):
        encoding = "cp1252"
    try:
        return body.decode(encoding, errors="replace")
    except LookupError:
        return body.decode("cp1252", errors="replace")


def _named(response: Response) -> str:
    """Return the encoding that header or page names; browsers take Windows-1252 where none is, and guess nothing rarer."""
    named = response._declared_encoding() if isinstance(response, TextResponse) else None  # noqa: SLF001  # `encoding` guesses
    return named or "cp1252"


def _mostly_single(runs: bytes) -> bool:
    """True if few of the bytes beyond ASCII belong to characters of several bytes; `runs` are the page's runs of such bytes."""
    return 2 * len(_MULTIBYTE.findall(runs)) < _beyond_ascii(runs) / 2


def _mostly_multibyte(runs: bytes) -> bool:
    """True if the page is UTF-8 with few broken bytes: nearly every byte beyond ASCII belongs to a character of several."""
    return sum(len(found) for found in _SEQUENCE.findall(runs)) >= 0.8 * _beyond_ascii(runs) > 0


def _beyond_ascii(runs: bytes) -> int:
    return len(runs.translate(None, b" "))
