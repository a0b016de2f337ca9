"""Manners and armour over raw sockets: robots.txt, pace, other hosts, damaged and hostile answers."""

import gzip
import json
import re
import socket
import struct
import threading
import time
from contextlib import contextmanager
from itertools import pairwise

import pytest

from tests.site import channel, listing, story
from tests.test_crawl import crawl, lines

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
NEWS = "/politics/politicalnews"


def http(body=b"", status="200 OK", *headers):
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def unless_none(answer):
    status, body = answer if isinstance(answer, tuple) else (200, answer)
    return http(body, f"{status} X", "Content-Type: text/html; charset=utf-8")


class Raw:
    """Answers with raw bytes; `special[path]` is bytes, "reset", "hang", or a function of how often it was asked."""

    def __init__(self, special=(), host="127.0.0.1"):
        self.pages = channel()
        self.special = dict(special)
        self.asked = []
        self.socket = socket.create_server((host, 0))
        self.url = f"http://{host}:{self.socket.getsockname()[1]}"

    def paths(self):
        return [path for _, path in self.asked]

    def serve(self):
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.handle, args=(link,), daemon=True).start()

    def handle(self, link):
        with link:
            link.settimeout(10)
            try:
                path = link.recv(65536).decode("latin-1").split(" ")[1]
            except (OSError, IndexError):
                return
            self.asked.append((time.monotonic(), path))
            answer = self.special.get(path)
            if callable(answer):
                answer = answer(self.paths().count(path))
            if answer is None:
                answer = unless_none(self.pages.get(path, (404, b"<h1>404: Page Not Found</h1>")))
            if answer == "hang":
                time.sleep(8)
            elif answer == "reset":
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                link.sendall(answer)


@contextmanager
def raw(special=(), host="127.0.0.1"):
    site = Raw(special, host)
    threading.Thread(target=site.serve, daemon=True).start()
    try:
        yield site
    finally:
        site.socket.close()


def run(data, site, *options):
    fast = ("-s", "NEWSCRAWL_BACKOFF=0.05", "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=2")
    return crawl(data, "-a", f"site={site.url}", "-a", "sections=politicalnews", *fast, *options)


def ledger(data, number=1):
    return json.loads((data / f"runs/politics-{number:06d}.json").read_text())


def ids(data):
    return sorted(one["id"] for path in data.glob("stories/*") for one in lines(path))


ALL = ["101", "102", "103", "105"]
RULES = b"User-agent: *\nDisallow: /nowhere\n"


def chain(length):
    hops = {f"/hop{n}": http(b"", "301 X", f"Location: /hop{n + 1}") for n in range(1, length)}
    return {
        "/robots.txt": http(b"", "301 X", "Location: /hop1"),
        **hops,
        f"/hop{length}": http(b"User-agent: *\nDisallow: /\n"),
    }


@pytest.mark.parametrize(
    ("special", "code"),
    [
        ({"/robots.txt": http(RULES)}, 0),
        ({"/robots.txt": http(b"User-agent: *\nDisallow: /politics\n")}, 77),
        ({"/robots.txt": http(b"\xef\xbb\xbfUser-agent: newscrawl\r\nDisallow: /\r\n")}, 77),
        (chain(5), 77),
        (chain(6), 0),
        *[({"/robots.txt": http(b"User-agent: *\nDisallow: /\n", f"{n} X")}, 0) for n in (401, 403, 404, 410)],
        *[({"/robots.txt": http(b"", f"{n} X")}, 69) for n in (429, 500, 503)],
        ({"/robots.txt": "hang"}, 69),
        ({"/robots.txt": "reset"}, 69),
        ({"/robots.txt": http(b"<!doctype html><html><p>Disallow nothing</p></html>")}, 0),
        ({"/robots.txt": http(b"User-agent: *\n" + b"Allow: /a\n" * 60_000 + b"")}, 0),
        ({"/robots.txt": http(b"# " + b"x" * 510_000 + b"\nUser-agent: *\nDisallow: /\n")}, 77),
        ({"/robots.txt": http(b"\x00\x01\xff\xfe" * 500)}, 0),
        ({"/robots.txt": http(b"", "301 X", "Location: http://127.0.0.2:1/robots.txt")}, 69),
    ],
)  # fmt: skip
def test_robots_txt_rules(tmp_path, special, code):
    with raw(special) as site:
        result = run(tmp_path, site)
    assert result.returncode == code, result.stderr
    pages = [path for path in site.paths() if path.startswith("/politics")]
    assert bool(pages) == (code == 0)
    assert ids(tmp_path) == (ALL if code == 0 else [])


def test_a_robots_txt_that_moved_names_the_site_to_use(tmp_path):
    with raw({"/robots.txt": http(b"", "301 X", "Location: http://127.0.0.2:1/robots.txt")}) as site:
        assert "-a site=http://127.0.0.2:1" in run(tmp_path, site).stderr


def test_requests_keep_the_delay_and_the_crawl_delay(tmp_path):
    with raw({"/robots.txt": http(b"User-agent: *\nCrawl-delay: 0.4\n")}) as site:
        assert run(tmp_path, site, "-s", "DOWNLOAD_DELAY=0.2").returncode == 0
    times = [at for at, path in site.asked if path != "/robots.txt"]
    assert min(b - a for a, b in pairwise(times[1:])) > 0.38


def test_nothing_is_asked_before_retry_after_has_passed(tmp_path):
    def refuse(count):
        return http(b"", "429 X", "Retry-After: 2") if count == 1 else None

    with raw({f"{NEWS}/s-102": refuse, f"{NEWS}/s-103": refuse}) as site:
        assert run(tmp_path, site).returncode == 0
    refused = [n for n, (_, path) in enumerate(site.asked) if path in {f"{NEWS}/s-102", f"{NEWS}/s-103"}]
    first = refused[0]
    assert site.asked[first + 1][0] - site.asked[first][0] >= 2
    assert ids(tmp_path) == ALL
    assert ledger(tmp_path)["seconds_waited"] >= 2


@pytest.mark.parametrize("answer", [http(b"", "429 X"), http(b"", "503 X", "Retry-After: 99999999")])
def test_a_site_that_keeps_refusing_is_left_alone(tmp_path, answer):
    with raw({f"{NEWS}/rss": answer, NEWS: answer}) as site:
        result = run(tmp_path, site)
    assert result.returncode == 78, result.stderr
    assert ledger(tmp_path)["verdict"] == "blocked"


def test_what_heals_is_held_whole(tmp_path):
    def heals(*faults):
        return lambda count: faults[count - 1] if count <= len(faults) else None

    page = unless_none(story(103))
    special = {
        f"{NEWS}/s-101": heals(http(b"", "429 X", "Retry-After: 1"), http(b"", "503 X", "Retry-After: 1")),
        f"{NEWS}/s-102": heals("reset", "reset"),
        f"{NEWS}/s-103": heals(page[:-300], page[:-10]),
        f"{NEWS}/s-105": heals("reset", "reset", "reset", "reset"),
    }
    with raw(special) as site:
        for _ in range(2):
            assert run(tmp_path, site).returncode == 0
    assert ids(tmp_path) == ALL
    whole = {one["id"]: one["article_body"] for path in tmp_path.glob("stories/*") for one in lines(path)}
    assert all(body.count("\n\n") == 2 for body in whole.values())


def hostile(canary):
    deep = (
        b"<html><h1>Deep</h1>"
        + b"<div>" * 60_000
        + b"<p>A paragraph of the story that lies very deep, as it seems.</p>"
    )
    bomb = gzip.compress(b"\x00" * (300 << 20), 9) if canary else b""
    wide = b"<html><p " + b" ".join(b"a%d=1" % n for n in range(40_000)) + b">x</p>" + story(9)
    packed = gzip.compress(story(10))
    return {
        "301": http(deep),
        "302": http(story(302).replace(b"<p>", b"<p>\x00\x00")),
        "303": http(bomb, "200 OK", "Content-Encoding: gzip", "Content-Type: text/html"),
        "304": http(b"", "302 X", "Location: file:///etc/hostname"),
        "305": http(b"", "302 X", f"Location: {canary}/politics/opeds/s-305"),
        "306": http(b"", "302 X", f"Location: {NEWS}/s-306"),
        "307": http(wide),
        "308": http(packed[: len(packed) // 2], "200 OK", "Content-Encoding: gzip"),
        "309": http(story(309)[:-400] + b"<p class='x"),
        "310": http(story(310).replace(b"the", b"th\xe2"), "200 OK", "Content-Type: text/html; charset=utf-8"),
    }  # fmt: skip


def test_hostile_pages_cost_no_good_story_and_are_named(tmp_path):
    with raw(host="127.0.0.2") as canary:
        faults = hostile(canary.url)
        with raw({f"{NEWS}/s-{number}": answer for number, answer in faults.items()}) as site:
            site.pages[NEWS] = listing("politicalnews", [101, *map(int, faults), 102, 103])
            began = time.monotonic()
            result = run(tmp_path, site)
        assert canary.asked == []
    assert time.monotonic() - began < 60
    assert result.returncode == 0, result.stderr
    assert ids(tmp_path) == ALL or ids(tmp_path) == sorted([*ALL, "310"])
    failures = ledger(tmp_path)["failures"]
    assert set(failures) >= {number for number in faults if number != "310"}
    assert "nested" in failures["301"]
    assert "NUL" in failures["302"]
    assert "unpacks" in failures["303"]
    assert "attributes" in failures["307"]
    assert "truncated gzip" in failures["308"]
    assert "inside a tag" in failures["309"]


def test_no_spelling_of_another_host_is_asked(tmp_path):
    with raw(host="127.0.0.2") as canary:
        port = canary.url.rpartition(":")[2]
        hosts = [
            "127.0.0.2",
            "0x7f.0.0.2",
            "0x7f000002",
            "2130706434",
            "0177.0.0.2",
            "127.2",
            "[::ffff:127.0.0.2]",
            "127.0.0.2.",
            "%3127.0.0.2",
            "１２７.0.0.2",
        ]  # a spelling
        shapes = [
            "http://{}:{}{}",
            "//{}:{}{}",
            "http:\\\\{}:{}{}",
            "http://127.0.0.1@{}:{}{}",
            "HTTP://{}:{}{}",
        ]
        with raw() as site:
            paths = [f"{NEWS}/s-{n}" for n in range(401, 401 + len(hosts) * len(shapes))]
            links = [
                shape.format(host, port, path)
                for (host, shape), path in zip([(h, s) for h in hosts for s in shapes], paths, strict=True)
            ]
            page = "".join(f'<h2><a href="{link}">Story {n}</a></h2>' for n, link in enumerate(links))
            head = f'<base href="{canary.url}/"><link rel=canonical href="{canary.url}{NEWS}"><meta http-equiv=refresh content="0;url={canary.url}">'
            page += (
                "<h2><a href='http://[bad'>x</a></h2><h2><a href='gopher://x/politics/opeds/s-9'>x</a></h2>"
            )
            body = listing("politicalnews", [101]).replace(b"<head>", b"<head>" + head.encode())
            site.pages[NEWS] = body.replace(b"</body>", page.encode() + b"</body>")
            site.special = {
                path: http(b"", "302 X", f"Location: {link}") for path, link in zip(paths, links, strict=True)
            }
            result = run(tmp_path, site, "-s", "RETRY_TIMES=0")
        assert canary.asked == []
    assert "101" in ids(tmp_path), result.stderr
    assert len(re.findall(r"s-4\d\d", " ".join(site.paths()))) >= 10
