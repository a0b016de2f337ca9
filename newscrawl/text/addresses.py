"""Story addresses in source text, however damaged: where each begins, and what it is."""

from __future__ import annotations

import re

from newscrawl.urls import CHANNEL, ROOTED, Address, AddressKind, read_address

_QUERY = re.compile(r"[?#&]")
_PIECE = re.compile(r"""[^\s"'<>`{}|^]++""")  # holds whole tokens; found faster
_TOKEN = re.compile(
    r"""(?: [^\s"'<>`{}|^\\&]++                      # https://www.arcamax.com/opeds/s-1?print
          | \\{1,2}/                                 # \/ as in JSON
          | & (?! (?:quot|apos|lt|gt|\#0*3[49]|\#x2[27]); )  # &amp; but no &quot;
        )++""",
    re.VERBOSE | re.IGNORECASE,
)
_CHUNK = re.compile(r"[A-Za-z0-9_%~.:@/\\-]+")
_ABSOLUTE = re.compile(r"https?:\\{0,2}/", re.IGNORECASE)
_IN_CHANNEL = re.compile(rf"(?<![A-Za-z0-9_-]){CHANNEL.path}\\{{0,2}}/", re.IGNORECASE)
_ROOT = re.compile(r"(?:\.{0,2}\\{0,2}/)|(?:" + "|".join(sorted(ROOTED)) + r")\\{0,2}/", re.IGNORECASE)


def story_addresses(source: str, base: str | None = None) -> list[tuple[int, Address]]:
    r"""Return the story addresses in source text, however damaged, each with the position where it begins.

    Slashes may be escaped as in JSON. Addresses inside a query string, as in share links, are ignored.

    >>> story_addresses('cut <a href="politics/mod/s-12">Read more')[0][1].path
    '/politics/mod/s-12'
    >>> [(at, address.path) for at, address in story_addresses(r'"https:\/\/x.com\/opeds\/s-3?a=1"')]
    [(1, '/politics/opeds/s-3')]
    """
    found: list[tuple[int, Address]] = []
    pieces = (piece for piece in _PIECE.finditer(source) if "s-" in piece[0].lower())
    for token in (token for piece in pieces for token in _TOKEN.finditer(source, *piece.span())):
        if "s-" not in token[0].lower():
            continue
        written = _QUERY.split(token[0], maxsplit=1)[0]
        for chunk in _CHUNK.finditer(written):
            start = _start(chunk[0])
            address = _story(chunk[0], start, base)
            if address:
                found.append((token.start() + chunk.start() + start, address))
    return found


def _start(chunk: str) -> int:
    """Return where an address begins in a chunk of URL characters: at the last scheme, else at the channel's name."""
    absolute = list(_ABSOLUTE.finditer(chunk))
    if absolute:
        return absolute[-1].start()
    channel = _IN_CHANNEL.search(chunk)
    if channel is None:
        return 0
    return channel.start() - (chunk[channel.start() - 1 : channel.start()] == "/")


def _story(chunk: str, start: int, base: str | None) -> Address | None:
    """Return the story address in a chunk; None for a bare ``word/s-1``, which is as often text as an address."""
    text = chunk[start:].replace("\\", "").rstrip(".:@~%-")
    if not _ABSOLUTE.match(text) and not _ROOT.match(text):
        return None
    address = read_address(text, base)
    return address if address.kind is AddressKind.STORY and address.section_path else None
