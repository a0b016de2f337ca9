"""Serve the sample channel on 127.0.0.1 with the standard library's HTTP server."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from newscrawl.channels import SAMPLE_SERVER
from newscrawl.tools.sample.channel import Channel, Page, build

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def _channel() -> Channel:
    return build()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes: the second would wait 40 ms for an ACK

    def do_GET(self) -> None:  # the standard library's name
        """Respond with the page at the path, whatever the query string and trailing slash."""
        path = self.path.partition("?")[0].rstrip("/")
        page = _channel().pages.get(path) or Page(
            b"<title>404: Page Not Found</title><h1>404: Page Not Found</h1>", status=404
        )
        self.send_response(page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)

    def version_string(self) -> str:
        """Return the Server header, by which a crawl knows the sample whatever its port."""
        return SAMPLE_SERVER

    def log_message(self, *args: object) -> None:
        """Log nothing: the crawl's own log shows the requests."""


@contextmanager
def serve(port: int = 0) -> Iterator[str]:
    """Serve the channel in a thread and yield its address, such as ``http://127.0.0.1:40123``."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
