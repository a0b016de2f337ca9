"""What a crawl puts into the archive: bodies as received, what the record needs, nothing outside a run."""

import gzip
import threading
import zlib
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli  # type: ignore[import-untyped]  # comes with Scrapy
import pytest
from backports import zstd
from warcio.cli import main as warcio

from newscrawl.store.archive.scan import load_facts, records
from tests.site import channel, served
from tests.test_crawl import crawl, lines

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PATH = "archive/politics-000001.warc.gz"


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


@pytest.mark.parametrize(("encoding", "chunked"), [("gzip", False), ("deflate", True), (None, True)])
def test_bodies_are_archived_as_received(tmp_path, encoding, chunked):
    with serving(lambda _path: encoding, chunked=chunked) as site:
        result = crawl(tmp_path, "-a", f"site={site}", "-a", "sections=politicalnews,opeds")
    assert result.returncode == 0, result.stderr
    found = {
        r.fields["WARC-Target-URI"].removeprefix(site): r
        for _, _, r in records(tmp_path / PATH)
        if r.kind in {"response", "revisit"}
    }
    story = found["/politics/politicalnews/s-102"]
    plain: Any = channel()["/politics/politicalnews/s-102"]
    assert story.payload == CODINGS[encoding](plain)
    assert dict(story.headers).get("Content-Encoding") == encoding
    assert {"/robots.txt", "/politics/politicalnews", "/politics/politicalnews/page-3"} <= set(found)
    with pytest.raises(SystemExit) as end:
        warcio(["check", str(tmp_path / PATH)])
    assert end.value.code == 0


def test_metadata_hold_what_the_record_needs_beside_the_page(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews")
    facts = [
        load_facts(record.payload) for _, _, record in records(tmp_path / PATH) if record.kind == "metadata"
    ]
    stories = {record["id"]: record for record in lines(tmp_path / "stories/politics-000001.jsonl")}
    own = next(one for one in facts if one.get("story_id") == "102")
    assert own["run"] == 1
    assert own["hints"]["headline"] == "Council number 102 mends a bridge"
    assert own["hints"]["section_path"] == "politics/politicalnews"
    assert own["fetched_at"] == stories["102"]["fetched_at"]
    assert {one["page"] for one in facts if "page" in one} == {1, 2, 3}


def test_an_archive_that_is_switched_off_is_not_there(tmp_path):
    with served(channel()) as site:
        result = crawl(
            tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds", "-s", "NEWSCRAWL_ARCHIVE=False"
        )
    assert result.returncode == 0
    assert not (tmp_path / "archive").exists()
