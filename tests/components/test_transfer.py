"""Bodies: whole as announced, or a named failure."""

import pytest

from tests.crawling import ids, ledger
from tests.raw import ALL, NEWS, heals, raw, run
from tests.site import listing, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def header(*lines):
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


HTML = "Content-Type: text/html"


def test_a_body_that_is_not_what_its_header_announces_is_no_story(tmp_path):
    body, cut = story(9), len(story(9)) - 300
    chunks = b"%x\r\n%s\r\n" % (cut, body[:cut])
    faults = {
        "201": (header("HTTP/1.1 200 OK", HTML, f"Content-Length: {cut}") + body, "longer than announced"),
        "202": (header("HTTP/1.1 200 OK", HTML, f"Content-Length: {len(body) + 1}") + body, "closed early"),
        "203": (header("HTTP/1.1 200 OK", HTML, "Transfer-Encoding: chunked") + chunks, "closed early"),
        "204": (header("HTTP/1.1 200 OK", HTML, "Transfer-Encoding: chunked") + chunks + b"0\r\n\r\n" + body[cut:], "longer than announced"),
        "205": (header("HTTP/1.0 200 OK", HTML) + body[:cut], "closed early"),
        "206": (header("HTTP/1.1 206 X", HTML, f"Content-Length: {cut}", "Content-Range: bytes 0-9/10") + body[:cut], "partial content"),
    }  # fmt: skip
    with raw({f"{NEWS}/s-{number}": answer for number, (answer, _) in faults.items()}) as site:
        site.pages[NEWS] = listing("politicalnews", [101, *map(int, faults)])
        assert run(tmp_path, site).returncode == 65  # most of its stories could not be read
    failures = ledger(tmp_path)["failures"]
    assert {number: why for number, why in failures.items() if faults[number][1] not in why} == {}
    assert set(failures) == set(faults)
    assert ids(tmp_path) == ["101", "105"]


def test_a_server_that_ends_bodies_by_closing_is_read(tmp_path):
    """HTTP/1.0 without lengths, robots.txt and refusals too, which are plain text."""

    def old(status, kind, body):
        return header(f"HTTP/1.0 {status}", f"Content-Type: {kind}") + body

    with raw(
        {"/robots.txt": old("200 OK", "text/plain", b"User-agent: *\nDisallow: /politics/opeds\n")}
    ) as site:
        refusal = old("429 X", "text/html", b"<p>Slow down")
        for path, answer in list(site.pages.items()):
            body = answer[1] if isinstance(answer, tuple) else answer
            site.special[path] = old("200 OK", "text/html", body.replace(b"</html>", b"") + b"\n")
        site.special[f"{NEWS}/s-102"] = heals(refusal, old("503 X", "text/plain", b"Later"))
        site.pages[f"{NEWS}/s-102"] = story(102)
        result = run(tmp_path, site)
    assert result.returncode == 0, result.stderr
    assert ids(tmp_path) == ALL
