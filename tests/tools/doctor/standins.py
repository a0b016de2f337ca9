"""Stand-ins of the site for the doctor: one that is well, and changes to it, in memory or over loopback."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from scrapy.http import HtmlResponse, XmlResponse

from newscrawl.channels import POLITICS
from newscrawl.tools.doctor.bundle import Examination
from newscrawl.tools.doctor.diagnosis import Diagnosis
from newscrawl.tools.doctor.findings import find_all
from newscrawl.tools.doctor.seen import Seen
from newscrawl.tools.doctor.tour import Tour
from newscrawl.tools.doctor.visit import Cause, Visit
from tests.site import TOWNS, Server

NEWEST = date(2026, 11, 27)
PAGES, A_PAGE = 6, 8
WRITERS = "Ann Lee, Bo Winter, Cleo Marsh, Dan Okafor, Eve Stone".split(", ")
_SENTENCES = (
    "The council of {a} met for {n} hours on Tuesday to talk about the mill bridge and the road to {b}.",
    "“We have waited {n} years for somebody to mend it,” said the clerk of {b}, who had come by bus.",
    "An engineer from {a} put the cost at {n} million dollars and the time at two winters.",
    "Shopkeepers in {b} fear that the {n} weeks without a road will cost them the summer.",
    "The vote in {a} was {n} to two, and the mayor called it the longest evening of her term.",
)


@dataclass(frozen=True)
class Answer:
    """One response; ``wait`` is in seconds."""

    body: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "text/html; charset=utf-8"
    wait: float = 0.0


Change = Callable[[str, Answer], Answer]


def sections() -> list[str]:
    return list(POLITICS.titles)


def number(place: int, page: int, row: int) -> int:
    """Return a story's number: newer ones are higher, eight a day and section."""
    return 4_060_000 - 1_000 * ((page - 1) * A_PAGE + row) // A_PAGE * 1 - place


def numbers(place: int, page: int) -> list[int]:
    return [number(place, page, row) for row in range(A_PAGE)]


def day(story: int) -> date:
    return NEWEST - timedelta(days=(4_060_000 - story) // 1_000)


def path_of(section: str, story: int) -> str:
    below = "/clarencepage" if section == "politics/fromtheleft" else ""
    return f"/{section}{below}/s-{story}"


def headline(story: int) -> str:
    return f"{TOWNS[story % 12]} mends bridge number {story}"


def paragraphs(story: int) -> list[str]:
    a, b = TOWNS[story % 12], TOWNS[(story // 7 + 5) % 12]
    return [
        f"{one.format(a=a, b=b, n=story % 89 + 3)} That was item {story % 997 + place}."
        for place, one in enumerate(_SENTENCES)
    ]


def story_page(section: str, story: int) -> str:
    """Make a story page, with the byline of the section's writer."""
    title = POLITICS.titles[section]
    writer = "Clarence Page" if section == "politics/fromtheleft" else WRITERS[story % 5]
    text = "".join(f"<p>{one}</p>" for one in paragraphs(story))
    return (
        f"<!doctype html><html><head><title>{headline(story)} | ArcaMax Publishing</title>"
        f'<link rel="canonical" href="https://www.arcamax.com{path_of(section, story)}"></head><body>'
        f'<p><a href="/politics/">Politics</a> / <a href="/">ArcaMax</a></p><h1>{headline(story)}</h1>'
        f"<p>{writer}, Harbor City News on {day(story):%b %d, %Y}</p><p>Published in {title}</p>{text}"
        f"<p>©2026 Harbor City News. Distributed by Tribune Content Agency, LLC.</p><h3>Comments</h3>"
        f"<p>Copyright 2026 ArcaMax Publishing</p></body></html>"
    )


def listing_page(section: str, place: int, page: int) -> str:
    rows = "".join(
        f'<h2><a href="{path_of(section, one)}">{headline(one)}</a></h2><p>{paragraphs(one)[0][:90]}'
        f' <a href="{path_of(section, one)}">...Read more</a></p>'
        for one in numbers(place, page)
    )
    menu = "".join(f'<a href="/{path}">{title}</a> ' for path, title in POLITICS.titles.items())
    older = f'<a href="/{section}/page-{page + 1}">Older</a>' if page < PAGES else ""
    return (
        f"<html><head><title>{POLITICS.titles[section]} | ArcaMax</title></head><body><nav>{menu}"
        f'<a href="/politics/fromtheleft/clarencepage">Clarence Page</a></nav>{rows}{older}</body></html>'
    )


def feed(section: str, place: int) -> str:
    items = "".join(
        f"<item><title><![CDATA[{headline(one)} ]]></title><link>https://www.arcamax.com{path_of(section, one)}</link>"
        f"<description><![CDATA[{paragraphs(one)[0]}<hr />]]></description><pubDate>{day(one):%b/%d/%Y}</pubDate></item>"
        for one in numbers(place, 1)
    )
    return f'\n<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def pages() -> dict[str, Answer]:
    """Make a channel that is well: every page by its path."""
    made = {"/robots.txt": Answer("User-agent: *\nDisallow: /esp/\n", kind="text/plain")}
    for place, section in enumerate(sections()):
        for page in range(1, PAGES + 1):
            path = f"/{section}" if page == 1 else f"/{section}/page-{page}"
            made[path] = Answer(listing_page(section, place, page))
            for one in numbers(place, page):
                made[path_of(section, one)] = Answer(story_page(section, one))
        made[f"/{section}/rss"] = Answer(feed(section, place), kind="application/rss+xml")
    menu = "".join(f'<a href="/{path}">{title}</a> ' for path, title in POLITICS.titles.items())
    made["/politics"] = Answer(f"<html><body><h1>Politics</h1>{menu}</body></html>")
    made["/politics/fromtheleft/clarencepage"] = Answer(listing_page("politics/fromtheleft", 2, 2))
    return made


@dataclass
class StandIn:
    """A channel with changes; ``asked`` holds the instant and path of each request."""

    changes: tuple[Change, ...] = ()
    made: dict[str, Answer] = field(default_factory=pages)
    asked: list[tuple[float, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    url: str = "http://127.0.0.1"

    def answer(self, path: str, validators: str = "") -> Answer:
        """Return the response to a request; an old address shows its section's listing."""
        self.asked.append((time.monotonic(), path))
        found = self.made.get(path) or self.made.get(path.partition("?")[0].rstrip("/"))
        if found is None and is_story(path):
            found = self.made.get(path.rpartition("/")[0])
        found = found or Answer("<title>404: Page Not Found</title><h1>404: Page Not Found</h1>", 404)
        for change in self.changes:
            found = change(path, found)
        tag = f'"{hashlib.sha256(found.body.encode()).hexdigest()[:16]}"'
        if found.status == 200 and validators == tag:
            return Answer(status=304)
        return Answer(found.body, found.status, (*found.headers, ("ETag", tag)), found.kind, found.wait)


@contextmanager
def serving(stand_in: StandIn) -> Iterator[StandIn]:
    """Serve a stand-in on a free loopback port; its bodies are packed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # the standard library's name
            stand_in.agents.add(self.headers.get("User-Agent", ""))
            answer = stand_in.answer(self.path, self.headers.get("If-None-Match", ""))
            time.sleep(answer.wait)
            body = gzip.compress(answer.body.encode())
            self.send_response(answer.status)
            for name, value in (("Content-Type", answer.kind), ("Content-Encoding", "gzip"), *answer.headers):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def examine(*changes: Change, made: dict[str, Answer] | None = None) -> Examination:
    """Take the doctor's tour through a stand-in in memory, without robots.txt."""
    stand_in = StandIn(changes, made or pages())

    async def ask(visit: Visit) -> None:
        visit.at = "2026-11-28T08:00:00+00:00"
        answer = stand_in.answer(visit.path, visit.validators.get("If-None-Match", ""))
        kind = XmlResponse if "xml" in answer.kind else HtmlResponse
        headers = {"Content-Type": answer.kind, **dict(answer.headers)}
        url = stand_in.url + visit.path
        visit.response = kind(url, status=answer.status, headers=headers, body=answer.body.encode())
        visit.seconds = answer.wait
        if target := dict(answer.headers).get("Location"):
            visit.hops, visit.cause = [target], Cause.MOVED

    visits = asyncio.run(Tour(ask).run())
    return Examination(stand_in.url, "2026-11-28T08:00:00+00:00", visits, requests=len(visits), seconds=38.0)


def judged(*changes: Change, made: dict[str, Answer] | None = None) -> Diagnosis:
    """Return the diagnosis of a stand-in in memory."""
    return _judged_once(changes) if made is None else _judged(changes, made)


def _judged(changes: tuple[Change, ...], made: dict[str, Answer] | None) -> Diagnosis:
    seen = Seen(examine(*changes, made=made))
    return Diagnosis(Path("data/doctor/20261128T080000Z"), seen, find_all(seen))


@cache
def _judged_once(changes: tuple[Change, ...]) -> Diagnosis:
    return _judged(changes, None)


# --- what can be the matter -------------------------------------------------------------------------


def is_story(path: str) -> bool:
    return "/s-" in path


def is_listing(path: str) -> bool:
    return not is_story(path) and path != "/robots.txt" and not path.endswith("/rss") and path != "/politics"


def app_shell(path: str, answer: Answer) -> Answer:
    """Let the browser build every listing."""
    shell = '<html><head><title>News</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'
    return Answer(shell) if is_listing(path) else answer


def no_feeds(path: str, answer: Answer) -> Answer:
    return Answer("<h1>404: Page Not Found</h1>", 404) if path.endswith("/rss") else answer


def captcha(path: str, answer: Answer) -> Answer:
    """Show a captcha in place of every story."""
    page = "<html><head><title>Just a moment</title></head><body><h1>Are you a human?</h1><p>Solve the captcha to go on.</p></body></html>"
    return Answer(page) if is_story(path) else answer


def captcha_everywhere(path: str, answer: Answer) -> Answer:
    return answer if path == "/robots.txt" else captcha("/s-1", answer)


def moved_host(path: str, _answer: Answer) -> Answer:
    return Answer("", 301, (("Location", f"https://news.example{path}"),))


def moved_pages(path: str, answer: Answer) -> Answer:
    return answer if path == "/robots.txt" else moved_host(path, answer)


def unknown_labels(path: str, answer: Answer) -> Answer:
    """Name author and day by words that no rule knows."""
    if not is_story(path):
        return answer
    body = answer.body
    for writer in (*WRITERS, "Clarence Page"):
        body = body.replace(
            f"<p>{writer}, Harbor City News on ", f"<p>Penned: {writer.lower()} (hcn)</p><p>Anno "
        )
    shown = f"{NEWEST:%Y}".join(("", " day 331"))
    start = body.find("<p>Anno ")
    end = body.find("</p>", start)
    body = body[:start] + f"<p>{shown}" + body[end:] if start >= 0 else body
    return Answer(body)


def no_days(path: str, answer: Answer) -> Answer:
    """Let feeds show no day."""
    if not path.endswith("/rss"):
        return answer
    parts = answer.body.split("<pubDate>")
    body = "".join([parts[0], *(part.partition("</pubDate>")[2] for part in parts[1:])])
    return Answer(body, kind=answer.kind)


def slow(path: str, answer: Answer) -> Answer:
    return (
        Answer(answer.body, answer.status, answer.headers, answer.kind, 1.4)
        if path != "/robots.txt"
        else answer
    )


def one_section_forbidden(path: str, answer: Answer) -> Answer:
    if path != "/robots.txt":
        return answer
    return Answer("User-agent: *\nDisallow: /politics/fromtheleft\n", kind="text/plain")


def with_slashes(path: str, answer: Answer) -> Answer:
    """Redirect every page to the same address with a slash behind it."""
    if path == "/robots.txt" or path.endswith("/"):
        return answer
    return Answer("", 301, (("Location", f"{path}/"),))
