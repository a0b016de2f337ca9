"""What is the matter with listings, their further pages, feeds and landing page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.channels import POLITICS
from newscrawl.errors import ExitCode
from newscrawl.pages.decode import decode
from newscrawl.tools.doctor.finding import (
    TO_MAINTAINERS,
    Finding,
    capital,
    paths,
    sections,
    site_of,
    their,
    verb,
)
from newscrawl.tools.doctor.seen import Lack, Seen, group
from newscrawl.tools.doctor.unknown import odd_feed_dates
from newscrawl.tools.doctor.visit import Role

if TYPE_CHECKING:
    from newscrawl.tools.doctor.visit import Visit

_NO_FEED = {Lack.GONE, Lack.EMPTY, Lack.STRANGE}
_UNREACHABLE = {Lack.SILENT, Lack.FAILING, Lack.ROBOTS, Lack.MOVED}


def find_in_lists(seen: Seen) -> Iterator[Finding]:
    """Yield what is the matter with pages that list stories."""
    yield from _listings(seen)
    yield from _pagination(seen)
    yield from _feeds(seen)
    yield from _landing(seen)


def _listings(seen: Seen) -> Iterator[Finding]:
    """Yield a problem for each reason why sections show no story."""
    visits = seen.of(Role.LISTING)
    for lack, lacking in group(visits, lambda visit: seen.lacks.get(visit.number)).items():
        names = sections(lacking, visits)
        code = _code(lack, everywhere=seen.shows_nothing)
        what, advice = _say_listing(seen, lack, lacking, names)
        if what:
            yield Finding(what, advice, code, paths(lacking))


def _say_listing(seen: Seen, lack: Lack, lacking: list[Visit], names: str) -> tuple[str, str]:
    first = lacking[0]
    match lack:
        case Lack.NOT_ASKED | Lack.ROBOTS | Lack.BLOCKED:  # said once, of the site
            return "", ""
        case Lack.FORBIDDEN:
            return f"robots.txt forbids {names}: {their(lacking)} stories cannot be crawled.", _without(
                seen, lacking
            )
        case Lack.MOVED:
            site = site_of(first.hops[-1])
            return (
                f"The site has moved: {names} {verb(lacking, 'redirects', 'redirect')} to {site}.",
                f"scrapy doctor -a site={site}",
            )
        case Lack.REFUSED:
            return f"The site refuses {names} ({first.answer}).", "Ask its operator, or try again much later."
        case Lack.BARRIER:
            return (
                f"A captcha or consent page stands in place of {names}.",
                "Look at it in a browser; crawl less often, or ask the operator.",
            )
        case Lack.EMPTY if all(map(seen.is_built_by_script, lacking)):
            return f"{capital(names)} {verb(lacking, 'shows', 'show')} no story: the page is built by scripts in the browser{_fed(seen, lacking)}.", TO_MAINTAINERS  # fmt: skip
        case Lack.EMPTY:
            return f"{capital(names)} {verb(lacking, 'shows', 'show')} no story: no address of one stands in the page{_fed(seen, lacking)}.", TO_MAINTAINERS  # fmt: skip
        case Lack.GONE:
            return (
                f"There is no page for {names} ({first.answer}).",
                "See in a browser where the section is now.",
            )
        case _:
            return f"{capital(names)} cannot be read: {first.answer}.", "Try again later."


def _fed(seen: Seen, lacking: list[Visit]) -> str:
    sections = {visit.section for visit in lacking}
    count = sum(
        len(seen.feeds.get(visit.number, ())) for visit in seen.of(Role.FEED) if visit.section in sections
    )
    return f", though feeds show {count}" if count else ", nor in a feed"


def _without(seen: Seen, lacking: list[Visit]) -> str:
    left = [path for path in POLITICS.titles if path not in {visit.section for visit in lacking}]
    if not left or seen.shows_nothing:
        return "Do not crawl; ask the site's operator."
    names = ",".join(path.partition("/")[2] for path in left)
    return f"Leave it out: -a sections={names}"


def _code(lack: Lack, *, everywhere: bool) -> ExitCode:
    """Return the exit code that a crawl would end with, whether all sections lack their stories or some."""
    if lack in {Lack.REFUSED, Lack.BARRIER}:
        return ExitCode.RATE_LIMITED
    if not everywhere:
        return ExitCode.INCOMPLETE
    if lack is Lack.FORBIDDEN:
        return ExitCode.FORBIDDEN
    return ExitCode.UNREACHABLE if lack in _UNREACHABLE else ExitCode.LAYOUT_CHANGED


def _pagination(seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong with the second page of the section whose pages were followed."""
    second = next((visit for visit in seen.of(Role.PAGE) if visit.page == 2), None)
    if second is None:
        return
    first = next(visit for visit in seen.of(Role.LISTING) if visit.section == second.section)
    listing, lack = seen.listings.get(first.number), seen.lacks.get(second.number)
    named = listing is not None and listing.named_next is not None
    same = not seen.ids_of(second) - seen.ids_of(first)
    title = POLITICS.titles.get(second.section, second.section)
    if lack in {Lack.GONE, Lack.EMPTY, Lack.MOVED, Lack.STRANGE} or (lack is None and same):
        how = "shows page 1 again" if lack is None else f"shows no story ({second.answer})"
        if named:
            yield Finding(f"Page 2 of {title} {how}, though page 1 links it: older stories cannot be reached.", TO_MAINTAINERS, ExitCode.INCOMPLETE, (second.path,))  # fmt: skip
        elif _has_older(seen, second):
            yield Finding(f"Page 2 of {title} {how}, though its feed shows older stories: its pages have other addresses.", TO_MAINTAINERS, ExitCode.INCOMPLETE, (second.path,))  # fmt: skip
        else:
            yield Finding(f"Page 2 of {title} {how}: if the section has more stories, its pages have other addresses.", "Look at the end of the listing in a browser.", None, (second.path,))  # fmt: skip
    elif lack not in {None, Lack.NOT_ASKED, Lack.BLOCKED}:
        yield Finding(f"Page 2 of {title} cannot be read: {second.answer}.", "", ExitCode.INCOMPLETE, (second.path,))  # fmt: skip


def _has_older(seen: Seen, visit: Visit) -> bool:
    """True if the section's feed shows stories older than all of its listing."""
    listed = [
        int(one.partition("-")[0])
        for one in seen.ids_of(next(v for v in seen.of(Role.LISTING) if v.section == visit.section))
    ]
    fed = [
        int((entry.address.story_id or "0").partition("-")[0])
        for one in seen.of(Role.FEED)
        if one.section == visit.section
        for entry in seen.feeds.get(one.number, ())
    ]
    return bool(listed and fed) and min(fed) < min(listed)


def _feeds(seen: Seen) -> Iterator[Finding]:
    """Yield a remark for each reason why feeds show no story, unless their listings lack stories for the same reason."""
    visits = seen.of(Role.FEED)
    listings = {visit.section: seen.lacks.get(visit.number) for visit in seen.of(Role.LISTING)}
    for lack, lacking in group(visits, lambda visit: seen.lacks.get(visit.number)).items():
        own = [visit for visit in lacking if listings.get(visit.section) is not lack]
        if (
            not own
            or lack in {Lack.NOT_ASKED, Lack.ROBOTS, Lack.BLOCKED}
            or (lack in _NO_FEED and any(seen.feeds.values()))
        ):
            continue  # not every section need have a feed
        whose = (
            "No section has a feed"
            if lack in _NO_FEED
            else f"The {verb(own, 'feed', 'feeds')} of {sections(own, visits)} cannot be read"
        )
        how = own[0].answer if lack is not Lack.EMPTY else "there is a page, but no story in it"
        yield Finding(f"{whose} ({how}): a crawl reads listings alone; what they lose stays unseen.", "", None, paths(own))  # fmt: skip
    odd = [
        value
        for visit in visits
        if visit.page_found is not None
        for value in odd_feed_dates(decode(visit.page_found))
    ]
    if odd and not any(entry.date for entries in seen.feeds.values() for entry in entries):
        yield Finding(f"The feeds' dates are not understood: “{odd[0]}”.", TO_MAINTAINERS)


def _landing(seen: Seen) -> Iterator[Finding]:
    for visit in seen.of(Role.LANDING):
        lack = seen.lacks.get(visit.number)
        others = {seen.lacks.get(one.number) for one in seen.of(Role.LISTING)}
        if lack and lack not in others | {Lack.NOT_ASKED, Lack.ROBOTS}:
            what = "links no section" if lack is Lack.EMPTY else f"cannot be read ({visit.answer})"
            yield Finding(
                f"The landing page {what}: a crawl begins with the known sections.", "", None, (visit.path,)
            )
