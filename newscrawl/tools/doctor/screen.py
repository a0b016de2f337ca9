"""The doctor's findings on one screen of 80 by 24: what is the matter first."""

from __future__ import annotations

import textwrap
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS
from newscrawl.text.printable import printable
from newscrawl.tools.doctor.next_step import doctor_of, next_commands
from newscrawl.tools.doctor.reading import field_sources, odd_dates
from newscrawl.tools.doctor.seen import Lack, Seen
from newscrawl.tools.doctor.tour import header
from newscrawl.tools.doctor.unknown import shapes
from newscrawl.tools.doctor.visit import Cause, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.tools.doctor.diagnosis import Diagnosis
    from newscrawl.tools.doctor.estimate import Estimate
    from newscrawl.tools.doctor.finding import Finding

_WIDTH, _HEIGHT = 80, 23  # the last line of a screen is the shell's prompt
_HEAD = 9  # columns of a heading: STORIES
_LEAST_FINDINGS = 6
_SHORT = {
    "source_organization": "source",
    "date_published": "date",
    "article_section": "section",
    "article_body": "text",
    "copyright_notice": "rights line",
    "contributor_note": "contributors",
    "author_note": "author's note",
}


def show(diagnosis: Diagnosis, contact: str = "") -> str:
    """Return the screen: at most 23 lines of at most 80 columns, commands aside, which are never cut.

    ``contact`` is the one that was given on the command line: commands that ask a public site repeat it.
    """
    seen = diagnosis.seen
    below = [*_stories(seen), *_unknown(seen), *_site(seen), *_time(seen), *_next(diagnosis, contact)]
    room = max(_LEAST_FINDINGS, _HEIGHT - 1 - len(below))
    return printable("\n".join([_title(seen), *_findings(diagnosis, room, contact), *below]))


def _title(seen: Seen) -> str:
    one = seen.examination
    return f"{one.site} on {one.at[:10]} at {one.at[11:16]} UTC: {_plural(one.requests, 'request')} in {one.seconds:.0f} s"[
        :_WIDTH
    ]


def _findings(diagnosis: Diagnosis, room: int, contact: str) -> list[str]:
    """Return what is the matter, in at most so many lines."""
    found = diagnosis.findings
    problems = [one for one in found if one.code]
    if not found:
        return ["Nothing is the matter: no problem found."]
    remarks = len(found) - len(problems)
    code = int(diagnosis.exit_code)
    head = f"{_plural(len(problems), 'problem')} (exit code {code})" if problems else "No problem found"
    lines = [f"{head}{', ' if remarks else ''}{_plural(remarks, 'remark') if remarks else ''}:"]
    for place, one in enumerate(found):
        shown = _finding(one, contact)
        rest = len(found) - place
        if len(lines) + len(shown) + (rest > 1) > room and place:
            return [*lines, f"  and {rest} more: see report.html in the bundle"]
        lines += shown
    return lines


def _finding(one: Finding, contact: str) -> list[str]:
    sign = "!" if one.code else "-"
    advice = doctor_of(one.advice, contact) if one.advice.startswith("scrapy ") else one.advice
    text = f"{one.what} {advice}".strip()
    return textwrap.wrap(
        text, _WIDTH, initial_indent=f"{sign} ", subsequent_indent="  ", break_on_hyphens=False
    )[:4]


def _block(head: str, lines: Iterable[str]) -> list[str]:
    wrapped = [part for line in lines for part in textwrap.wrap(line, _WIDTH - _HEAD, break_on_hyphens=False)]
    return [f"{head if place == 0 else '':<{_HEAD}}{line}" for place, line in enumerate(wrapped)]


def _stories(seen: Seen) -> list[str]:
    """Return how the stories were read, and for each field how many had it and where it came from."""
    asked, stored = (
        [visit for visit in seen.of(Role.STORY) if visit.cause is not Cause.NOT_ASKED],
        seen.stored,
    )
    if not asked:
        return _block("STORIES", ["none could be asked for: no listing or feed showed one"])
    sure = sum(1 for story in stored if not story.doubts)
    words = median([story.record["word_count"] for story in stored if story.record] or [0])
    points = min([story.points for story in stored], default=0)
    text = f"{len(stored)} of {len(asked)} read as stories"
    more = f", {sure} surely; median {words:.0f} words; evidence {points:g}+"
    lines = _block("STORIES", [f"{text}{more if stored else ''}"])
    if stored:
        cells = [
            f"{_SHORT.get(name, name)} {_sources(counts)}" for name, counts in field_sources(stored).items()
        ]
        lines += [
            f"  {''.join(f'{cell[:25]:<26}' for cell in cells[place : place + 3])}".rstrip()
            for place in range(0, len(cells), 3)
        ]
    return lines


def _sources(counts: dict[str, int]) -> str:
    """Return how many stories have a field, and the source of most: "11 page"."""
    total = sum(counts.values())
    if not total:
        return "0"
    best = max(counts, key=lambda one: counts[one])
    return f"{total} {best}{'+' if len(counts) > 1 else ''}"


def _unknown(seen: Seen) -> list[str]:
    """Return what no rule understood: dates, then lines that stand on several pages."""
    dates = odd_dates(seen.stored)
    lines = shapes(story.unknown.lines for story in seen.stored)
    if not dates and not lines:
        return []
    shown = [f"date “{_cut(one.example, 30)}” ({one.count}x)" for one in dates[:2]]
    shown += [f"“{_cut(one.example, 40)}” ({one.count}x)" for one in lines[: 3 - len(shown)]]
    left = len(dates) + len(lines) - len(shown)
    return _block("UNKNOWN", [", ".join(shown) + (f" and {left} more" if left > 0 else "")])


# --- how the site behaves ---------------------------------------------------------------------------


def _site(seen: Seen) -> list[str]:
    if Lack.ROBOTS in seen.lacks.values():
        return _block("SITE", ["robots.txt cannot be had, so no page was asked for."])
    told = [
        _robots(seen),
        _pages(seen),
        _feeds(seen),
        _conditional(seen),
        _hosts(seen),
        _own(seen),
        _expired(seen),
        _newest(seen),
    ]
    return _block("SITE", ["; ".join(filter(None, told)) + "."])


def _robots(seen: Seen) -> str:
    robots = seen.of(Role.ROBOTS)
    forbidden = sum(1 for lack in seen.lacks.values() if lack is Lack.FORBIDDEN)
    if not robots or robots[0].response is None:
        return ""
    delay = f", Crawl-delay {seen.examination.crawl_delay:g} s" if seen.examination.crawl_delay else ""
    said = f"forbids {_plural(forbidden, 'page')}" if forbidden else "allows all that was asked"
    return f"robots.txt ({robots[0].status}) {said}{delay}"


def _pages(seen: Seen) -> str:
    shown = [len(seen.ids_of(visit)) for visit in seen.of(Role.LISTING) if seen.ids_of(visit)]
    if not shown:
        return "no listing shows a story"
    size = f"{min(shown)}" if min(shown) == max(shown) else f"{min(shown)} to {max(shown)}"
    if not seen.of(Role.PAGE):
        return f"{size} stories a listing page"
    title = POLITICS.titles.get(seen.of(Role.PAGE)[0].section, "")
    fewest, most = seen.end
    if not most and fewest == 1:  # what stands on page 2 is not known
        return f"{size} stories a listing page"
    if not most:
        return f"{size} stories a listing page; {title} goes on at page {fewest}"
    pages = _plural(most, "page") if fewest == most else f"{fewest} to {most} pages"
    return f"{size} stories a listing page; {title} has {pages}"


def _feeds(seen: Seen) -> str:
    asked = [visit for visit in seen.of(Role.FEED) if seen.lacks.get(visit.number) is not Lack.NOT_ASKED]
    good = [visit for visit in asked if seen.feeds.get(visit.number)]
    return f"{len(good)} of {len(asked)} feeds" if asked else ""


def _conditional(seen: Seen) -> str:
    asked = [
        visit
        for visit in seen.of(Role.AGAIN)
        if visit.response is not None and seen.lacks.get(visit.page) not in {Lack.BARRIER, Lack.REFUSED}
    ]
    if asked:
        same = sum(1 for visit in asked if visit.status == 304)
        return f"unchanged pages answered with 304: {same} of {len(asked)}"
    pages = [visit for visit in seen.of(Role.LISTING, Role.FEED) if visit.page_found is not None]
    held = [visit for visit in pages if header(visit, "ETag") or header(visit, "Last-Modified")]
    return "no ETag or Last-Modified: unchanged pages are sent whole" if pages and not held else ""


def _hosts(seen: Seen) -> str:
    hops = sum(bool(visit.hops) for visit in seen.examination.visits)
    moved = sum(1 for lack in seen.lacks.values() if lack is Lack.MOVED)
    if moved:
        return f"{_plural(moved, 'page')} redirected to another host"
    return f"{_plural(hops, 'page')} redirected on the host" if hops else "no redirects"


def _own(seen: Seen) -> str:
    """Return how many stories give their own address, and another site that they give."""
    named = [story for story in seen.stored if story.named]
    right = [story for story in named if story.visit.story_id in story.named]
    said = f"{len(right)} of {len(seen.stored)} stories name their own address" if named else ""
    known = {urlsplit(seen.examination.site).netloc, *POLITICS.hosts}
    others = sorted({site for story in named for site in story.hosts if urlsplit(site).netloc not in known})
    return f"{said}, on {others[0]}" if others else said


def _expired(seen: Seen) -> str:
    for visit in [one for one in seen.of(Role.EXPIRED) if one.cause is not Cause.NOT_ASKED]:
        read = seen.reads.get(visit.number)
        how = f"reads as {read.kind}" if read else f"gives {visit.answer}"
        return f"an expired address {how}"
    return ""


def _newest(seen: Seen) -> str:
    return f"newest story of {seen.newest_day}" if seen.newest_day else ""


# --- what comes then --------------------------------------------------------------------------------


def _time(seen: Seen) -> list[str]:
    told = seen.estimate()
    if told is None or not seen.stored:
        return []
    return _block("TIME", [_first(told), _daily(told)])


def _first(told: Estimate) -> str:
    about = "about" if told.is_end_seen else "at most about"
    return f"first crawl: {about} {_round(told.stories)} stories, {_round(told.requests)} requests, {_duration(told.requests * told.seconds_each)}"


def _daily(told: Estimate) -> str:
    new = f"{_round(told.daily_stories)} stories, " if told.daily_stories else ""
    return f"then daily: about {new}{_round(told.daily_requests)} requests, {_duration(told.daily_requests * told.seconds_each)}"


def _next(diagnosis: Diagnosis, contact: str) -> list[str]:
    """Return where the bundle is and what to do next."""
    return [
        *_block("NEXT", ["report.html in the bundle, the folder that is named here, says all"]),
        *next_commands(diagnosis, contact),
    ]


def _round(number: float) -> str:
    """Return a number with two figures that count.

    >>> _round(7.4), _round(1234)
    ('7', '1,200')
    """
    whole = round(number)
    size = 10 ** max(0, len(str(whole)) - 2)
    return f"{round(whole / size) * size:,}"


def _duration(seconds: float) -> str:
    """Return a time in words.

    >>> _duration(40), _duration(1500), _duration(9000)
    ('40 s', '25 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
