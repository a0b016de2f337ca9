"""What is the matter with a site: problems first, judged as a crawl's health is, then remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from newscrawl.errors import ExitCode
from newscrawl.run.exit_codes import PRECEDENCE
from newscrawl.tools.doctor.finding import TO_MAINTAINERS, Finding, paths
from newscrawl.tools.doctor.list_findings import find_in_lists
from newscrawl.tools.doctor.seen import Lack, Seen
from newscrawl.tools.doctor.story_findings import find_in_stories
from newscrawl.tools.doctor.visit import Role

_SLOW = 1.0  # seconds to a response: as long as the pace, so that it lengthens a crawl
_ORDER = [row.code for row in PRECEDENCE]


def find_all(seen: Seen) -> list[Finding]:
    """Return the problems, in the order of the exit codes, then the remarks."""
    found = [
        *_robots(seen),
        *find_in_lists(seen),
        *find_in_stories(seen),
        *_blocked(seen),
        *_expired(seen),
        *_slowness(seen),
        *_stopped(seen),
    ]
    if not seen.stored and not found:
        found.append(Finding("No story was shown or could be read.", TO_MAINTAINERS, ExitCode.LAYOUT_CHANGED))
    return sorted(found, key=lambda one: _ORDER.index(one.code) if one.code else len(_ORDER))


def _robots(seen: Seen) -> Iterator[Finding]:
    """Yield the problem of a robots.txt that cannot be had: then nothing may be requested."""
    visit = next((one for one in seen.examination.visits if seen.lacks.get(one.number) is Lack.ROBOTS), None)
    if visit is None:
        return
    _, has_moved, site = visit.error.partition("-a site=")
    if has_moved:
        yield Finding(f"The site has moved: its robots.txt redirects to {site.split()[0]}.", f"scrapy doctor -a site={site.split()[0]}", ExitCode.UNREACHABLE)  # fmt: skip
    else:
        yield Finding(
            f"{visit.error[:1].upper()}{visit.error[1:]}.", "Try again later.", ExitCode.UNREACHABLE
        )


def _blocked(seen: Seen) -> Iterator[Finding]:
    """Yield the problem of a site that answers at first and then refuses every page."""
    if refused := seen.blocked:
        sent = 1 + sum(
            1 + len(one.hops)
            for one in seen.examination.visits[: seen.examination.visits.index(refused[0])]
            if seen.lacks.get(one.number) not in {Lack.NOT_ASKED, Lack.FORBIDDEN}
            and one.role is not Role.ROBOTS
        )
        yield Finding(f"After {sent} requests the site refused every further one ({refused[0].answer}): it blocks this program or its pace.", "Wait some hours, then crawl slower (DOWNLOAD_DELAY=5), or ask the operator.", ExitCode.RATE_LIMITED, paths(refused))  # fmt: skip


def _expired(seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong with the answer for an address that shows no story any more."""
    for visit in seen.of(Role.EXPIRED):
        read = seen.reads.get(visit.number)
        is_story = read and read.is_story and visit.story_id not in read.named
        if is_story and read and read.record and (read.named or _is_known(seen, read.record)):
            yield Finding(f"An address without a story answers with another one ({visit.path}).", TO_MAINTAINERS, ExitCode.INCOMPLETE, (visit.path,))  # fmt: skip
        lack = seen.lacks.get(visit.number)
        if lack in {Lack.SILENT, Lack.FAILING, Lack.DAMAGED}:
            yield Finding(f"An expired address ({visit.path}) cannot be read: {visit.answer}.")


def _is_known(seen: Seen, record: Mapping[str, Any]) -> bool:
    """True if what an address of years ago shows is a story that is listed, or as new as those that are."""
    entries = [*chain(*seen.feeds.values()), *chain(*(listing.entries for listing in seen.listings.values()))]
    headlines = {entry.headline for entry in entries}
    headlines |= {story.record["headline"] for story in seen.stored if story.record}
    days = [entry.date[:10] for entry in entries if entry.date]
    days += [
        story.record["date_published"][:10]
        for story in seen.stored
        if story.record and story.record["date_published"]
    ]
    return record["headline"] in headlines or bool(days and (record["date_published"] or "") >= min(days))


def _slowness(seen: Seen) -> Iterator[Finding]:
    if seen.latency >= _SLOW:
        yield Finding(f"The site is slow: a response takes {seen.latency:.1f} s in the median.", "Allow for it: see TIME.")  # fmt: skip


def _stopped(seen: Seen) -> Iterator[Finding]:
    """Yield why the tour ended early, unless a page's own finding says so."""
    stopped = seen.examination.stopped
    limited = stopped.startswith("rate-limited")
    if not stopped or (limited and {Lack.REFUSED, Lack.BLOCKED} & set(seen.lacks.values())):
        return
    left = [visit for visit in seen.examination.visits if seen.lacks.get(visit.number) is Lack.NOT_ASKED]
    what = (
        f"{len(left)} pages were not asked for: {stopped}."
        if left
        else f"The visit was {stopped}: not all was asked for."
    )
    advice, code = ("Try again hours later.", ExitCode.RATE_LIMITED) if limited else ("", None)
    yield Finding(what, advice, code, paths(left))
