"""Marks of a text that is not the whole story, or not as it was written: a paywall's cut, a first page, broken letters."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_TAIL = 400  # characters at a body's end in which a cut shows
# Read more at harwick.example; Subscribe to continue reading; Page 1 of 2
_CUT = re.compile(
    r"\bread (?:more|the (?:full|rest|whole)\b.{0,40}?) (?:at|on)\b|\b(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|read|keep)",
    re.IGNORECASE,
)
# These count right behind a body, too, where the others may ask for a newsletter or name related stories.
_GOES_ON = re.compile(
    r"\bpage 1 of [2-9]\b|\bcontinued? (?:on|to) (?:the )?next page\b|\bto continue reading\b|\b(?:this|the) (?:article|story) is for subscribers\b",
    re.IGNORECASE,
)
# UTF-8 read as Windows-1252: â€™, Ã©; a character that could not be decoded
_BROKEN = re.compile("â€[™œ\u009d“”˜¦]|Ã[©¨¡­³±¼¶¤§]|Â[\u00a0«»©®·]|\ufffd")
_BROKEN_ENOUGH = 2
_EARLIEST = 1990
_AHEAD = timedelta(days=2)


def suspicion(body: str, date: str | None, fetched: str, teaser: str = "", behind: str = "") -> str:
    """Return why a stored story may be cut, damaged or misdated; empty if nothing shows it.

    ``date`` is the story's day or instant, ``fetched`` the instant of the request (both ISO 8601), ``teaser`` what the listing
    said of the story, ``behind`` the lines right behind the body.

    >>> suspicion("It rained. Subscribe to continue reading.", None, "2026-11-01T06:00:00+00:00")
    'cut: "Subscribe to continue"'
    >>> suspicion("It rained.", "1970-01-01", "2026-11-01T06:00:00+00:00")
    'dated 1970-01-01'
    >>> suspicion("It rained.", None, "2026-11-01T06:00:00+00:00", behind="Page 1 of 2")
    'cut: "Page 1 of 2"'
    >>> suspicion("It rained.", "2026-10-31", "2026-11-01T06:00:00+00:00")
    ''
    """
    tail = body[-_TAIL:]
    if cut := _CUT.search(tail) or _GOES_ON.search(f"{tail}\n{behind}"):
        return f'cut: "{cut[0]}"'
    if len(_BROKEN.findall(body)) >= _BROKEN_ENOUGH:
        return f'broken letters: "{next(_BROKEN.finditer(body))[0]}"'
    if teaser and len(body) <= len(teaser) + 20 and _words(body).startswith(_words(teaser)[:80]):
        return "the text is the listing's teaser"
    if date and (int(date[:4]) < _EARLIEST or _day(date) > _day(fetched) + _AHEAD):
        return f"dated {date[:10]}"
    return ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text)).casefold()


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text[:10])
