"""A site whose bodies come under a content coding, whole or in chunks."""

import gzip
import threading
import zlib
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli  # type: ignore[import-untyped]  # comes with Scrapy
from backports import zstd

from tests.site import channel

CODINGS: dict[str | None, Any] = {
    None: bytes,
    "gzip": partial(gzip.compress, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@contextmanager
def serving(coding_of, *, chunked, pages=None):
    """Serve the test channel, or other pages, each under a content coding, with or without a length."""
    pages = channel() if pages is None else pages

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            answer = pages.get(self.path, (404, b"<title>404: Page Not Found</title>"))
            status, body = answer if isinstance(answer, tuple) else (200, answer)
            assert self.headers["Accept-Encoding"] == "gzip, deflate"  # what warcio undoes
            coding = coding_of(self.path)
            named = b"<meta charset" in body
            body = CODINGS[coding](body)
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if named else "text/html; charset=utf-8")
            if coding:
                self.send_header("Content-Encoding", coding)
            self.send_header(
                *(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body))))
            )
            self.end_headers()
            if chunked:
                body = (
                    b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:]) if part)
                    + b"0\r\n\r\n"
                )
            self.wfile.write(body)

        def log_message(self, *args):
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
