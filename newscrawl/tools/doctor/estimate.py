"""How long a first crawl and a daily one will take, by what listings and stories show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

IDS_A_DAY = 1_000  # of the whole site: its ids grow by about so many a day, seen from 2024 to 2026
LONGEST_LIFE = 120  # days that a story stays, seen: one to four months
_LONG = 10  # days between two stories, from which on a day more or less matters little
_WAIT = 1.125  # the mean wait of a crawl, as a multiple of its delay


@dataclass(frozen=True, slots=True)
class Page:
    """What one listing page shows: its section, its number, and id and day (ISO 8601, or None) of each story."""

    section: str
    number: int
    stories: tuple[tuple[int, str | None], ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a crawl will take: stories and requests of the first one and of each day, and seconds a request.

    ``life`` is how long a story stays listed, in days; ``is_end_seen`` is False if listings go on beyond what
    was asked for, so that `LONGEST_LIFE` was assumed.
    """

    stories: int
    requests: int
    daily_stories: float
    daily_requests: int
    seconds_each: float
    life: float
    is_end_seen: bool


def estimate(
    pages: Sequence[Page],
    known_days: dict[int, str],
    sections: int,
    seconds_each: float,
    *,
    end: tuple[int, int],
) -> Estimate | None:
    """Return what a crawl will take; None if no listing shows a story.

    ``pages`` are the listing pages read, ``known_days`` the days of stories that were read themselves, ``sections`` the number
    of listings that a crawl walks, columnists' included. ``end`` is the fewest and the most pages of the section whose pages
    were followed; the second is 0 if its end was not seen.
    """
    first = [page for page in pages if page.number == 1 and page.stories]
    if not first:
        return None
    rates = {page.section: _rate([page], known_days) for page in first}
    deep = _deep_section(pages)
    a_page = max(len(page.stories) for page in first)
    most = end[1]
    life = float(LONGEST_LIFE)
    if most and rates.get(deep):
        followed = [page for page in pages if page.section == deep and page.number <= most]
        life = sum(end) / 2 * a_page / (_rate_over(followed, a_page, known_days) or rates[deep])
    listed = {story for page in pages for story, _ in page.stories}
    stories = round(sum(rates.values()) * life)
    if most:  # other sections have hardly more pages than the one that was followed
        by_pages = round(sum(end) / 2 * a_page * len(first))
        stories = min(stories, by_pages) if rates.get(deep) else by_pages
    stories = max(len(listed), stories)
    # A story is listed by its section, and a columnist's by the columnist too: two listings of each.
    requests = stories + 2 * (stories // a_page) + 2 * sections + 2
    daily = round(sum(rates.values())) + 2 * sections + 2
    return Estimate(
        stories, requests, sum(rates.values()), daily, seconds_each, round(life, 1), is_end_seen=most > 0
    )


def _deep_section(pages: Sequence[Page]) -> str:
    return max(pages, key=lambda page: page.number).section


def _dated(pages: Iterable[Page], known: dict[int, str]) -> list[tuple[int, str | None]]:
    return [(story, day or known.get(story)) for page in pages for story, day in page.stories]


def _rate(pages: Iterable[Page], known: dict[int, str]) -> float:
    """Return the stories a day of some listing pages, between the newest and the oldest whose day is known; 0 if nothing tells."""
    stories = sorted(_dated(pages, known))
    places = [place for place, (_, day) in enumerate(stories) if day]
    dated = stories[places[0] : places[-1] + 1] if len(places) > 1 else stories
    days = _span(dated)
    return (len(dated) - 1) / days if days else 0.0


def _rate_over(pages: Sequence[Page], a_page: int, known: dict[int, str]) -> float:
    """Return the stories a day between the newest and the oldest dated story of a section's pages, which need not be in a row; 0 if nothing tells for sure."""
    dated = [
        ((page.number - 1) * a_page + row, day)
        for page in pages
        for row, (_, day) in enumerate(sorted(_dated([page], known), reverse=True))
        if day
    ]
    if not dated:
        return 0.0
    (first, newest), (last, oldest) = min(dated), max(dated)
    days = (date.fromisoformat(newest[:10]) - date.fromisoformat(oldest[:10])).days
    return (last - first) / days if days >= _LONG else 0.0


def _span(stories: Sequence[tuple[int, str | None]]) -> float:
    """Return the days from the oldest to the newest of some stories, by their days, else by their ids."""
    days = sorted(date.fromisoformat(day[:10]) for _, day in stories if day)
    if len(days) > 1 and days[0] != days[-1]:
        return float((days[-1] - days[0]).days)
    ids = [story for story, _ in stories if story]
    return (max(ids) - min(ids)) / IDS_A_DAY if len(ids) > 1 else 0.0


def mean_wait(delay: float, crawl_delay: float, latency: float) -> float:
    """Return the seconds that each request of a crawl takes: the delay with its jitter, or the response if that takes longer.

    >>> mean_wait(1.0, 0.0, 0.2), mean_wait(1.0, 10.0, 0.2), mean_wait(1.0, 0.0, 4.0)
    (1.125, 11.25, 4.0)
    """
    return max(_WAIT * max(delay, crawl_delay), latency)
