"""A small site over loopback for the crawl's tests: pages by path, every request noted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOWNS = "Ellery Brook Marden Tolland Vesper Quarry Linden Orchard Halden Wexley Norton Pell".split()


@dataclass
class Site:
    """Bodies (or (status, body) pairs) by path; an unknown path answers 404."""

    pages: dict[str, bytes | tuple[int, bytes]]
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    url: str = ""


class Server(ThreadingHTTPServer):
    """Says nothing of clients that were killed."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet."""


@contextmanager
def served(pages: dict[str, bytes | tuple[int, bytes]]) -> Iterator[Site]:
    """Serve pages on a free loopback port."""
    site = Site(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two writes: the second would wait 40 ms for an ACK

        def do_GET(self) -> None:  # the standard library's name
            site.asked.append(self.path)
            site.agents.add(self.headers.get("User-Agent", ""))
            answer = site.pages.get(self.path, (404, b"<title>404: Page Not Found</title>"))
            status, body = answer if isinstance(answer, tuple) else (200, answer)
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def paragraphs(number: int) -> list[str]:
    """Invent a story's paragraphs; no two numbers share a text."""
    town, other = TOWNS[number % 12], TOWNS[(number * 5 + 1) % 12]
    return [
        f"{town.upper()} — The council of {town} voted {number + 3} to 2 on Tuesday to mend the old bridge by the mill.",
        f"“We waited {number + 7} years for this,” said the clerk, who had come from {other} to watch.",
        f"The work will cost about {number + 11} million dollars, a report by the town's engineer says.",
    ]


def story(number: int, text: int | None = None, section: str = "Political News") -> bytes:
    """Make a story page."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs(number if text is None else text))
    headline = f"Council number {number} mends a bridge"
    return (
        f"<html><head><title>{headline} | ArcaMax Publishing</title></head><body><div>Politics / ArcaMax</div>"
        f"<h1>{headline}</h1><p>Ann Lee, Harbor City News on Nov 15, 2024</p><p>Published in {section}</p>{body}"
        f"<p>©2024 Harbor City News. Distributed by Tribune Content Agency, LLC.</p><h3>Comments</h3>"
        f"<p>Copyright 2026 ArcaMax Publishing</p></body></html>"
    ).encode()


def listing(section: str, numbers: list[int]) -> bytes:
    """Make a listing page of a section."""
    entries = "".join(
        f'<h2><a href="/politics/{section}/s-{n}">Council number {n} mends a bridge</a></h2><p>{paragraphs(n)[0][:80]}'
        f' <a href="http://ard.arcamaxmails.com/politics/{section}/s-{n}?x=1">...Read more</a></p>'
        for n in numbers
    )
    return f"<html><head><title>{section} | ArcaMax</title></head><body>{entries}</body></html>".encode()


def channel() -> dict[str, bytes | tuple[int, bytes]]:
    """Make a channel: two sections, six stories, one of them a copy, one expired."""
    news = listing("politicalnews", [101, 102, 103])
    return {
        "/politics": b"<html><body><a href='/politics/opeds'>Op Eds</a></body></html>",
        "/politics/politicalnews": news,
        "/politics/politicalnews/page-2": listing("politicalnews", [104, 105]),
        "/politics/politicalnews/page-3": listing("politicalnews", [104, 105]),
        "/politics/opeds": listing("opeds", [106, 105]),
        **{f"/politics/politicalnews/s-{n}": story(n) for n in (101, 102, 103)},
        "/politics/politicalnews/s-104": news,
        "/politics/politicalnews/s-105": story(105),
        "/politics/opeds/s-105": story(105),
        "/politics/opeds/s-106": story(106, text=101, section="Op Eds"),
    }
