"""Nothing but the named site is asked, however another place is spelt; listeners there hear nothing, and no local file is read."""

import gzip
from contextlib import ExitStack

import pytest

from tests.crawling import crawl, ids
from tests.raw import ALL, NEWS, http, raw, run
from tests.site import channel, listing, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

HOSTS = [
    "127.0.0.2", "127.2", "127.0.2", "0x7f.0.0.2", "0x7f000002", "2130706434", "0177.0.0.2", "017700000002", "127.0.0.2.", "%3127.0.0.2",
    "１２７.0.0.2", "127。0。0。2", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[0:0:0:0:0:ffff:7f00:2]",
]  # fmt: skip
SHAPES = [
    "http://{}:{}{}", "//{}:{}{}", "HTTP://{}:{}{}", "http:\\\\{}:{}{}", "\\\\{}:{}{}", "/\\{}:{}{}", "http://127.0.0.1@{}:{}{}",
    "http://127.0.0.1:80@{}:{}{}", "http://x:y@{}:{}{}", "http:{}:{}{}", "ftp://{}:{}{}", "https://{}:{}{}",
]  # fmt: skip
LOCAL = "words-of-a-local-file"


@pytest.fixture
def canaries():
    """Listen on another loopback address, on another port of the site's own, and on IPv6."""
    with ExitStack() as stack:
        yield [stack.enter_context(raw(host=host)) for host in ("127.0.0.2", "127.0.0.1", "::1")]


def spellings(canaries, secret):
    """Return addresses that lead to the canaries or to a local file, each with a story's path."""
    ports = [canary.url.rpartition(":")[2] for canary in canaries]
    told = [shape.format(host, ports[0], "{}") for shape in SHAPES for host in HOSTS]
    told += [shape.format("127.0.0.1", ports[1], "{}") for shape in SHAPES]
    told += [shape.format("[::1]", ports[2], "{}") for shape in SHAPES]
    return [*told, secret.as_uri() + "?{}", secret.as_uri() + "#{}", "file:{}", "data:text/html,{}", "javascript:location='{}'", "http://[bad{}"]  # fmt: skip


def written(data):
    """Read all that a crawl wrote, unpacked."""
    for path in data.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            yield gzip.decompress(body) if path.suffix == ".gz" else body


def head(to):
    return f"<base href='{to}/'><link rel=canonical href='{to}{NEWS}'><meta http-equiv=refresh content='0;url={to}'>".encode()


def trapped(site, links, canary, secret):
    """Put the addresses everywhere: links of the landing page and of a listing; redirects of stories, feeds and listings."""
    numbers = range(401, 401 + len(links))
    paths = [f"{NEWS}/s-{n}" for n in numbers]
    told = [link.replace("{}", path) for link, path in zip(links, paths, strict=True)]
    shown = b"".join(f'<h2><a href="{link}">Story of a bridge</a></h2>'.encode() for link in told)
    site.pages["/politics"] = (
        b"<html><head>" + head(canary.url) + b"</head><body>" + shown + b"</body></html>"
    )
    news = listing("politicalnews", [101, 102, 103, 105]).replace(b"</body>", shown + b"</body>")
    site.pages[NEWS] = news.replace(b"<head>", b"<head>" + head(canary.url))
    site.special = {
        path: http(b"", "302 X", f"Location: {link}") for path, link in zip(paths, told, strict=True)
    }
    elsewhere = iter(told)
    for section in ("opeds", "fromtheleft", "fromtheright", "mod"):
        for path in (f"/politics/{section}/rss", f"/politics/{section}"):
            site.special[path] = http(b"", "301 X", f"Location: {next(elsewhere)}")
    kind = ("Content-Type: text/html", f"Refresh: 0; url={canary.url}", f"Link: <{canary.url}>; rel=canonical", f"Content-Location: {secret.as_uri()}", "Set-Cookie: a=b")  # fmt: skip
    site.special[NEWS] = http(site.pages[NEWS], "200 OK", *kind)
    return paths


def test_no_spelling_of_another_place_is_asked(tmp_path, canaries):
    secret = tmp_path / "secret.html"
    secret.write_text(f"<h1>{LOCAL}</h1><p>{LOCAL}</p>")
    with raw() as site:
        paths = trapped(site, spellings(canaries, secret), canaries[0], secret)
        result = crawl(
            tmp_path / "data", "-a", f"site={site.url}", "-s", "RETRY_TIMES=0", "-a", "max_pages=1"
        )
        asked = set(site.paths())
    assert [canary.asked for canary in canaries] == [[], [], []]
    assert ids(tmp_path / "data") == ALL, result.stderr
    assert len(asked & set(paths)) > 100
    assert not [head for head in site.heads if "cookie:" in head.lower()]
    assert "Traceback" not in result.stderr
    outputs = [*written(tmp_path / "data"), result.stderr.encode(), result.stdout.encode()]
    assert len(outputs) > 5
    assert not [body for body in outputs if LOCAL.encode() in body]


def test_no_other_places_rules_are_asked(tmp_path, canaries):
    with raw() as site:
        for n, canary in enumerate(canaries):
            site.special["/robots.txt"] = http(b"", "302 X", f"Location: {canary.url}/robots.txt")
            assert run(tmp_path / str(n), site).returncode == 69
        assert set(site.paths()) == {"/robots.txt"}
    assert [canary.asked for canary in canaries] == [[], [], []]


def test_a_site_that_moved_is_named(tmp_path):
    moved = {
        path: http(b"", "301 X", f"Location: http://www.example.test{path}") for path in (NEWS, f"{NEWS}/rss")
    }
    with raw(moved) as site:
        result = run(tmp_path, site)
    assert result.returncode == 69
    assert "If the site moved: -a site=http://www.example.test" in result.stderr


def test_links_to_other_hosts_are_asked_of_the_site_alone(tmp_path):
    pages = channel() | {
        "/politics/opeds": listing("opeds", [105]).replace(b'href="/', b'href="http://127.0.0.2:1/')
    }
    with served(pages) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds")
        assert "/politics/opeds/s-105" in site.asked
