"""A site over raw sockets, for answers that no web server's library gives: cut, slow, endless, wrong."""

from __future__ import annotations

import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crawling import ROOT, crawl
from tests.site import channel

NEWS = "/politics/politicalnews"
ALL = ["101", "102", "103", "105"]  # the stories of `channel()` in NEWS, all good


def http(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    """Write an answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def page(answer: bytes | tuple[int, bytes]) -> bytes:
    """Write a page of `tests.site` as an answer."""
    status, body = answer if isinstance(answer, tuple) else (200, answer)
    return http(body, f"{status} X", "Content-Type: text/html; charset=utf-8")


class Raw:
    """Answers with raw bytes.

    ``special[path]`` is bytes, "reset", "hang", an iterator of pieces to send, or a function of how often the path
    was asked for; ``asked`` holds instant and path of each request, ``heads`` its header lines.
    """

    def __init__(self, special: Any = (), host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages = channel()
        self.special = dict(special)
        self.asked: list[tuple[float, str]] = []
        self.heads: list[str] = []
        self.tls = tls
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.create_server((host, 0), family=family)
        name = f"[{host}]" if ":" in host else host
        self.url = f"{'https' if tls else 'http'}://{name}:{self.socket.getsockname()[1]}"

    def paths(self) -> list[str]:
        """Return the paths asked for, in order."""
        return [path for _, path in self.asked]

    def times(self, path: str) -> list[float]:
        """Return the instants at which a path was asked for."""
        return [at for at, one in self.asked if one == path]

    def serve(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.handle, args=(link,), daemon=True).start()

    def handle(self, link: socket.socket) -> None:
        """Answer one request."""
        with link, suppress(OSError, IndexError):
            link.settimeout(10)
            if self.tls:
                link = self.tls.wrap_socket(link, server_side=True)
            head = link.recv(65536).decode("latin-1")
            path = head.split(" ")[1]
            self.heads.append(head)
            self.asked.append((time.monotonic(), path))
            self.send(link, self.answer(path))
            if self.tls:
                link.close()

    def answer(self, path: str) -> Any:
        """Choose the answer."""
        answer = self.special.get(path)
        if callable(answer):
            answer = answer(self.paths().count(path))
        return (
            page(self.pages.get(path, (404, b"<h1>404: Page Not Found</h1>"))) if answer is None else answer
        )

    def send(self, link: socket.socket, answer: Any) -> None:
        """Send the answer, whole or as wanted."""
        if answer == "hang":
            time.sleep(8)
        elif answer == "reset":
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif isinstance(answer, Iterator):
            for piece in answer:
                link.sendall(piece)
        else:
            link.sendall(answer)


@contextmanager
def raw(special: Any = (), host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Raw]:
    """Serve a channel, but for what is special."""
    site = Raw(special, host, tls)
    threading.Thread(target=site.serve, daemon=True).start()
    try:
        yield site
    finally:
        site.socket.close()


def heals(*faults: Any) -> Callable[[int], Any]:
    """Answer with each fault once, then with the page."""
    return lambda count: faults[count - 1] if count <= len(faults) else None


_FAST = ("-s", "NEWSCRAWL_BACKOFF=0.05", "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=2")


def run(data: Path, site: Raw, *options: str) -> Any:
    """Crawl a raw site's news, retrying fast."""
    return crawl(data, "-a", f"site={site.url}", "-a", "sections=politicalnews", *_FAST, *options)


@dataclass(frozen=True)
class Measured:
    """How a crawl in a process of its own ended; ``peak`` is its largest memory in MB."""

    returncode: int
    stderr: str
    peak: float
    seconds: float


_MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def measured_run(data: Path, site: Raw, *options: str) -> Measured:
    """Crawl like `run` and measure that process alone.

    Started from a small process, since Linux counts what the starting process held at ``exec`` as
    the new one's own, and a test runner at the end of its tests holds more than a crawl.
    """
    command = [sys.executable, "-m", "scrapy", "crawl", "politics", "-a", f"site={site.url}", "-a", "sections=politicalnews"]  # fmt: skip
    settings = ["-s", f"NEWSCRAWL_DATA_DIR={data}", "-s", "DOWNLOAD_DELAY=0", *_FAST]
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as log:
        launched = [sys.executable, "-c", _MEASURE, *command, *settings, *options]
        done = subprocess.run(launched, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, check=False)
        log.seek(0)
        return Measured(done.returncode, log.read(), float(done.stdout), time.monotonic() - began)
