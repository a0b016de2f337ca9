"""Dates: what day or instant a printed date names, and where one stands in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from dateutil import parser

from newscrawl.text.cached import cached

_YEARS = range(1990, 2101)
_LONGEST_SHORT = 60  # characters of a date without a year, with weekday and time
_STANDARD = {"E": -5, "C": -6, "M": -7, "P": -8, "AK": -9, "H": -10}  # EST, EDT …
_ZONES = {"UTC": 0, "GMT": 0, "Z": 0} | {
    f"{name}{kind}T": hours + (kind == "D") for name, hours in _STANDARD.items() for kind in "SD"
}
# Two unlike days: whatever differs between two readings was not printed but taken from here.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2003, 2, 2))  # noqa: DTZ001  # zone-less on purpose


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date inside a line: ``line[start:end]`` is ``text``, ``iso`` what it names."""

    start: int
    end: int
    iso: str
    text: str


@cached
def read_date(text: str) -> str | None:
    """Read a text that is a date, labels such as "Posted:" aside: an ISO 8601 day, or an instant.

    An instant needs a printed time and a printed, unambiguous zone; nothing is guessed, and a date
    without year, month or day, or outside 1990 to 2100, is None.

    >>> read_date("Published: Nov. 15, 2024 3:05 p.m. EST")
    '2024-11-15T15:05:00-05:00'
    >>> read_date("Mar/27/2014")
    '2014-03-27'
    >>> read_date("2024") is None
    True
    """
    match = _WHOLE.fullmatch(text)
    return _iso(match) if match else None


@cached
def find_date(line: str) -> DateFound | None:
    """Find the first full date in a line, with the weekday, time and zone that belong to it.

    >>> find_date("Jenny Doe, Some News on Nov 15, 2024")
    DateFound(start=24, end=36, iso='2024-11-15', text='Nov 15, 2024')
    """
    return next(_dates(line), None)


def short_date(line: str) -> int | None:
    """Find where a date without a year, or an age, begins that ends a line; None where there is none.

    >>> short_date("Jo Doe, Some News on Nov 15"), short_date("5 hours ago"), short_date("In May 15 met.")
    (21, 0, None)
    """
    match = _SHORT.search(line, max(0, len(line) - _LONGEST_SHORT)) if len(line) < 200 else None
    return match.start() if match else None


def is_stamp(line: str) -> bool:
    """True if a line holds dates, times and their labels and nothing else.

    >>> is_stamp("Published Nov. 15, 2024 at 5:00 a.m. | Updated Nov. 16, 2024"), is_stamp("On Nov. 15, 2024, it rained.")
    (True, False)
    """
    rest, end = "", 0
    for found in _dates(line):
        rest, end = rest + line[end : found.start], found.end
    return end > 0 and not re.sub(_STAMP_WORDS, "", rest + line[end:])


def _dates(line: str) -> Iterator[DateFound]:
    for match in _INSIDE.finditer(line) if _HAS_YEAR.search(line) else ():
        if iso := _iso(match):
            start, end = match.span("all")
            yield DateFound(start, end, iso, line[start:end])


def _iso(match: re.Match[str]) -> str | None:
    day = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b|\bof\b", " ", match["date"], flags=re.IGNORECASE)
    day = re.sub(r"[\s,./-]+", " ", day) if re.search(r"[a-z]", day, re.IGNORECASE) else day
    time = (match["time"] or match["time_before"] or "").replace(".", "")
    zone = (match["zone"] or match["zone_before"] or "").replace(".", "").upper()
    zone = re.sub(r"^(?:GMT|UTC)(?=[+-])", "", zone.replace("−", "-"))
    moment = (_parse(f"{day} {time} {zone}") if time and zone else None) or _parse(day)
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.isoformat(timespec="seconds") if moment.tzinfo else moment.date().isoformat()


@lru_cache(maxsize=2048)  # the lines differ, the days in them are few
def _parse(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))  # as machines write it
    except ValueError:
        return _parse_printed(text)


def _parse_printed(text: str) -> datetime | None:
    try:
        first, second = (parser.parse(text, default=default, tzinfos=_zone) for default in _DEFAULTS)
        invented = first.date() != second.date() or abs(first.utcoffset() or timedelta()) >= timedelta(
            hours=15
        )
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
        return None
    return None if invented else first


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """Answer dateutil's question for a zone; a zone nobody knows is none, without its warning."""
    if name and name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    return None if name or offset is None else timezone(timedelta(seconds=offset))


_MONTH = r"""(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?
              |sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"""
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"[12][0-9]{3}"
_HAS_YEAR = re.compile(_YEAR)
_GAP = r"[\s,./-]{1,4}"
_DATE = rf"""
      {_YEAR} (?P<dash>[-/.]) {_MONTH_NUMBER} (?P=dash) {_DAY}            # 2024-11-15, 2024/11/15
    | {_DAY} (?P<slash>[-/]) {_DAY} (?P=slash) {_YEAR}                    # 11/15/2024
    | {_MONTH} {_GAP} {_DAY} (?:st|nd|rd|th)? {_GAP} {_YEAR}              # Nov. 15, 2024, Mar/27/2014
    | {_DAY} (?:st|nd|rd|th)? (?:\s{{1,3}}of)? {_GAP} {_MONTH} {_GAP} {_YEAR}  # 15 November 2024
    | {_YEAR} {_GAP} {_MONTH} {_GAP} {_DAY}                               # 2024 Nov 15
"""
_COMPACT = r"(?:19|20|21)[0-9]{2} (?:0[1-9]|1[0-2]) (?:0[1-9]|[12][0-9]|3[01])"  # 20241115
_WEEKDAY = r"""(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s,.]{1,4})?"""
_CLOCK = r"""
    (?P<time{at}> [0-9]{{1,2}} :[0-9]{{2}} (?: :[0-9]{{2}} )? (?: \s{{0,2}} [ap]\.?m\b\.? )?  # 10:00, 3:05 p.m.
                | [0-9]{{1,2}} \s{{0,2}} [ap]\.?m\b\.?                      # 3pm
                | (?<=T) [0-9]{{4}} (?:[0-9]{{2}})? (?![0-9]) )             # 20241115T1000
    (?: \.[0-9]{{1,9}} | ,[0-9]{{3,9}} )?
    (?: \s{{0,2}} \(?
        (?: (?P<zone{at}> z | (?:utc|gmt)? [+−-][0-9]{{1,2}}(?::?[0-9]{{2}})? (?![0-9:])  # Z, -05:00, GMT+2
                        | utc | gmt | (?:ak|[ecmph])\.?[sd]\.?t )                       # EST, E.S.T.
          | [ecmp]\.?t | (?:eastern|central|mountain|pacific|local)(?:\s{{1,2}}time)? )  # ET: which of two?
        (?!\w) \)?
    )?
"""
_BEFORE = rf"(?: {_CLOCK.format(at='_before')} [\s,|·•-]{{1,4}} (?:on\s{{1,2}})? )?"
_AFTER = rf"(?: (?: T | \s{{0,2}}[,|·•@–—-]?\s{{0,2}}(?:at\s{{1,2}})? ) {_CLOCK.format(at='')} )?"
_LABEL = r"""(?:(?:first|last|originally|date|published|posted|updated|modified|created|issued|released
                  |publication|on|at)\b[\s:,|-]*+)*+"""
_TAIL = r"""[\s.,]* (?: [|;·•(\[\n].* | [+-][0-9:]{2,6} | T[0-9]+ | [a-z]{1,5} )? \s*"""
_STAMP_WORDS = re.compile(
    r"(?:published|posted|updated|modified|first|last|originally|date|on|at|by|ago|(?:[0-9]{1,2}:[0-9]{2}\s*)?[ap]\.?m\b|[ecmp][sd]?t\b|[0-9:]+|[^\w])+",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"(?<![\w/])(?<!\w[-.]) (?P<all> {_BEFORE} {_WEEKDAY} (?P<date>{_DATE}) (?![0-9]|[/-][0-9]) {_AFTER} )",
    re.VERBOSE | re.IGNORECASE,
)
# Such as: Friday, Nov. 15; 15 November at 5:00 a.m.; 2 days ago; yesterday
_SHORT = re.compile(
    rf"""(?<![\w-]) (?: {_WEEKDAY} (?: {_MONTH} [\s.]{{1,2}} {_DAY} (?:st|nd|rd|th)? | {_DAY} \s {_MONTH} )
          | (?: [0-9]{{1,2}} | an? ) \s (?:minute|min|hour|hr|day|week|month)s? \s ago | yesterday | today )
          \.? (?: ,? \s (?:at\s)? [0-9]{{1,2}}:[0-9]{{2}} (?: \s? [ap]\.?m\.? )? (?: \s [ecmp][sd]?t )? )? $""",
    re.VERBOSE | re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"\s*+ {_LABEL} {_BEFORE} {_WEEKDAY} (?P<date>{_DATE}|{_COMPACT}) (?![0-9]) {_AFTER} {_TAIL}",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
