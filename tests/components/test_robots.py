"""robots.txt over raw sockets, to the letter of RFC 9309."""

import gzip

import pytest

from newscrawl.components.robots import read_rules
from tests.crawling import crawl, ids, ledger
from tests.raw import ALL, http, raw, run

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


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
        (chain(5), 77),
        (chain(6), 0),
        ({"/robots.txt": http(b"User-agent: *\nDisallow: /\n", "404 X")}, 0),
        *[({"/robots.txt": http(b"", f"{n} X")}, 69) for n in (429, 503)],
        ({"/robots.txt": "hang"}, 69),
        ({"/robots.txt": "reset"}, 69),
        ({"/robots.txt": http(b"# " + b"x" * 510_000 + b"\nUser-agent: *\nDisallow: /\n")}, 77),
        ({"/robots.txt": http(b"", "301 X", "Location: http://127.0.0.2:1/robots.txt")}, 69),
        ({"/robots.txt": http(b"", "301 X", "Location: http://[bad")}, 69),
        ({"/robots.txt": http(b"", "301 X", "Location: file:///etc/hostname")}, 69),
        ({"/robots.txt": http(b"", "301 X")}, 69),
        ({"/robots.txt": http(gzip.compress(b"User-agent: *\nDisallow: /\n"), "200 OK", "Content-Encoding: gzip")}, 77),
        ({"/robots.txt": http(gzip.compress(RULES)[:-9], "200 OK", "Content-Encoding: gzip")}, 69),
        ({"/robots.txt": b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /"}, 77),
    ],
)  # fmt: skip
def test_robots_txt_rules(tmp_path, special, code):
    with raw(special) as site:
        result = run(tmp_path, site)
    assert result.returncode == code, result.stderr
    pages = [path for path in site.paths() if path.startswith("/politics")]
    assert bool(pages) == (code == 0)
    assert ids(tmp_path) == (ALL if code == 0 else [])


ALLOWED, FORBIDDEN, UNREACHABLE = (
    "allowed",
    "robots.txt forbids http://x/politics",
    "robots.txt is unreachable",
)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, RULES, ALLOWED),
        (200, b"User-agent: *\nDisallow: /politics\n", FORBIDDEN),
        (200, b"\xef\xbb\xbfUser-agent: newscrawl\r\nDisallow: /\r\n", FORBIDDEN),
        (200, b"<!doctype html><html><p>Disallow nothing</p></html>", ALLOWED),
        (200, b"User-agent: *\n" + b"Allow: /a\n" * 60_000, ALLOWED),
        (200, b"# " + b"x" * 510_000 + b"\nUser-agent: *\nDisallow: /\n", FORBIDDEN),
        (200, b"\x00\x01\xff\xfe" * 500, ALLOWED),
        *[(status, b"User-agent: *\nDisallow: /\n", ALLOWED) for status in (400, 401, 403, 404, 410)],
        *[(status, b"User-agent: *\nAllow: /\n", UNREACHABLE) for status in (301, 304, 429, 500, 503)],
    ],
)
def test_the_status_counts_before_the_rules(status, body, why):
    """RFC 9309 §2.3.1: a client error allows everything; a server error, and 429, forbid everything."""
    said = read_rules(status, body).forbid("http://x/politics") or ALLOWED
    assert said.startswith(why)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: NewsCrawl\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: newscrawl/1.0\nDisallow: /", False),
        ("User-agent: newscrawl # us\nDisallow: /", False),
        ("user-agent:newscrawl\rdisallow:/", False),
        ("User-agent: other\nUser-agent: newscrawl\nDisallow: /", False),
        ("User-agent: newscrawl\nDisallow: /a\n\nUser-agent: newscrawl\nDisallow: /politics", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow:", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nAllow: /politics\nDisallow: /", True),
        ("User-agent: news\nDisallow:\n\nUser-agent: *\nDisallow: /", False),
        ("User-agent: news\nDisallow: /", True),
        ("User-agent: newscrawl-images\nDisallow: /", True),
        ("User-agent: *bot\nDisallow: /", True),
        ("User-agent:\nDisallow: /", True),
        ("Disallow: /", True),
        ("User-agent: *\nDisallow: /*/mod$", False),
        ("User-agent: *\nDisallow: /pol%69tics", False),
    ],
)
def test_the_group_is_that_of_the_product(text, allowed):
    """RFC 9309 §2.2.1: "news" is not "newscrawl", and where no group names the product that of * counts."""
    assert (read_rules(200, text.encode()).forbid("http://x/politics/mod") is None) == allowed


@pytest.mark.parametrize("answer", [http(RULES), "hang"], ids=["answers", "hangs"])
def test_robots_txt_is_asked_for_once(tmp_path, answer):
    with raw({"/robots.txt": answer}) as site:
        crawl(
            tmp_path,
            "-a",
            f"site={site.url}",
            "-s",
            "DOWNLOAD_TIMEOUT=1",
            "-s",
            "RETRY_TIMES=0",
            "-a",
            "max_pages=1",
        )
    assert site.paths().count("/robots.txt") == (2 if answer == "hang" else 1)  # one more try where it fails


def test_a_changed_robots_txt_is_told(tmp_path):
    with raw({"/robots.txt": http(RULES)}) as site:
        for _ in range(2):
            run(tmp_path, site)
        site.special["/robots.txt"] = http(RULES + b"Disallow: /elsewhere\n")
        run(tmp_path, site)
        site.special["/robots.txt"] = http(b"", "404 X")
        run(tmp_path, site)
    told = [ledger(tmp_path, number)["robots"] for number in (1, 2, 3, 4)]
    assert [one["changed"] for one in told] == [None, False, True, True]
    assert [one["answer"] for one in told] == ["status 200"] * 3 + ["status 404"]


def test_rules_for_one_section_cost_no_other(tmp_path):
    with raw({"/robots.txt": http(b"User-agent: *\nDisallow: /politics/opeds\n")}) as site:
        result = crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds,politicalnews")
    assert result.returncode == 65, result.stderr
    assert "robots.txt forbids" in ledger(tmp_path)["sections"]["politics/opeds"]["failure"]
    assert not [path for path in site.paths() if path.startswith("/politics/opeds")]
    assert ids(tmp_path) == ALL


def test_a_robots_txt_that_moved_names_the_site_to_use(tmp_path):
    with raw({"/robots.txt": http(b"", "301 X", "Location: http://127.0.0.2:1/robots.txt")}) as site:
        assert "-a site=http://127.0.0.2:1" in run(tmp_path, site).stderr
