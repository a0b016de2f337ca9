"""Serve a view of the world over loopback, and note what was asked and what was answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.seasons.view import Answer, View
from tests.site import Server

LONGEST_HEADER = 8_000  # as usual with web servers


@dataclass
class LiveSite:
    """A site whose view changes from run to run.

    ``asked`` holds path, status and answer of each request of the current run; ``after`` is called with their count.
    """

    view: View
    url: str = ""
    asked: list[tuple[str, int, Answer]] = field(default_factory=list)
    after: list[tuple[int, object]] = field(default_factory=list)

    def note(self, path: str, status: int, answer: Answer) -> None:
        """Note a request, and do what is to be done after so many."""
        self.asked.append((path, status, answer))
        for count, act in list(self.after):
            if len(self.asked) >= count and callable(act):
                self.after.clear()
                act()


@contextmanager
def live(view: View) -> Iterator[LiveSite]:
    """Serve a view on a free loopback port; assign ``site.view`` to change it."""
    site = LiveSite(view)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # the standard library's name
            answer = site.view.answer(self.path)
            tag, known = dict(answer.headers).get("ETag"), self.headers.get("If-None-Match", "")
            if len(known) > LONGEST_HEADER:
                answer, tag = Answer(b"<h1>Request header too large</h1>", 431), None
            same = tag is not None and known == tag
            site.note(self.path, 304 if same else answer.status, answer)
            if answer.status == 0:
                self.close_connection = True
                self.connection.close()
                return
            body = b"" if same else answer.body
            self.send_response(304 if same else answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
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
