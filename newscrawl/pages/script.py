"""Stories that a page carries as JSON in a script: every object that holds a story's address and a title."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from newscrawl.pages.entries import Entry
from newscrawl.pages.feed import plain
from newscrawl.pages.read_more import whole
from newscrawl.pages.rules import LISTING
from newscrawl.text.dates import read_date
from newscrawl.urls import Address, AddressKind, read_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TITLES = ("headline", "title", "name", "heading", "hed")
_TEASERS = tuple(
    "teaser description summary excerpt abstract deck dek standfirst snippet blurb lead subtitle".split()
)
_DATES = tuple(
    "datepublished publisheddate publishdate pubdate publishedat published date dateline displaydate createdat".split()
)
_KEY = re.compile(r"[^a-z]+")
_START = re.compile(
    r"""(?: \A | [=(,;:] ) \s*+ (?= [{\[] \s*+ ["{\[\]}0-9] )  # window.__STATE__ = {"props": …   self.push([1, {"url": …
      | JSON\.parse\( \s*+ (?= "[{\[\\] )                  # JSON.parse("{\"props\": …")
    """,
    re.VERBOSE,
)
_STORY = re.compile(r"s-[0-9]", re.IGNORECASE)


def script_stories(scripts: Iterable[str], base: str) -> Iterator[Entry]:
    """Yield the channel's stories that JSON in these scripts' texts names, in order; JSON that cannot be read is passed over.

    >>> next(script_stories(['X = {"a": [{"path": "/politics/mod/s-7", "title": "Harwick"}]};'], "")).headline
    'Harwick'
    """
    for script in scripts:
        for value in _values(script) if _STORY.search(script) else ():
            for members in _objects(value):
                if (story := _story(members, base)) is not None:
                    yield story


def _values(script: str) -> Iterator[Any]:
    """Yield the JSON values that a script is or assigns, one behind the other."""
    decoder = json.JSONDecoder()
    at = 0
    for _ in range(LISTING["starts"]):
        start = _START.search(script, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(script, start.end())
            yield value
        except (ValueError, RecursionError):  # no JSON, or JSON built to exhaust a parser
            at = max(start.end(), start.start() + 1)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside a JSON value, however deep, also those that a text in it holds as JSON, without recursion."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(reversed(one.values()))
        elif isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, str) and "{" in one and _STORY.search(one):  # JSON.parse("{\"props\": …
            waiting.extend(_values(one))


def _story(members: dict[str, Any], base: str) -> Entry | None:
    named = {_KEY.sub("", name.lower()): value for name, value in members.items()}
    headline = _text(named, _TITLES)
    address = _address(members, base) if headline else None
    if address is None:
        return None
    day = next(filter(None, (read_date(_text(named, (name,))) for name in _DATES)), None)
    return Entry(address, headline, whole(_text(named, _TEASERS)), day and day[:10])


def _text(named: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first text among the named members, without its markup; of {"rendered": "…"} the text inside."""
    for name in names:
        value = named.get(name)
        if isinstance(value, dict):
            value = next((inner for inner in value.values() if isinstance(inner, str)), None)
        if isinstance(value, str) and (text := plain(value)):
            return text
    return ""


def _address(members: dict[str, Any], base: str) -> Address | None:
    """Find a story's address among an object's own members, else in the objects right below that have no title."""
    below = (value for value in members.values() if isinstance(value, dict))
    inner = [text for value in below if not value.keys() & set(_TITLES) for text in value.values()]
    for text in (*members.values(), *inner):
        if isinstance(text, str) and _STORY.search(text) and " " not in text.strip():
            address = read_address(text, base)
            if address.kind is AddressKind.STORY and address.section_path and address.is_in_channel:
                return address
    return None
