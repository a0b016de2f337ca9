"""Answers that are damaged, hostile or slow cost no good story, and each has a name in the ledger."""

import gzip
import json

import brotli  # type: ignore[import-untyped]  # comes with Scrapy
import pytest

from tests.crawling import ids, ledger, lines
from tests.raw import ALL, NEWS, heals, http, measured_run, page, raw, run
from tests.site import listing, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_what_heals_is_held_whole(tmp_path):
    whole = page(story(103))
    special = {
        f"{NEWS}/s-101": heals(http(b"", "429 X", "Retry-After: 1"), http(b"", "503 X", "Retry-After: 1")),
        f"{NEWS}/s-102": heals("reset", "reset"),
        f"{NEWS}/s-103": heals(whole[:-300], whole[:-10]),
        f"{NEWS}/s-105": heals("reset", "reset", "reset", "reset"),
    }
    with raw(special) as site:
        for _ in range(2):
            assert run(tmp_path, site).returncode == 0
    assert ids(tmp_path) == ALL
    bodies = [one["article_body"] for path in tmp_path.glob("stories/*") for one in lines(path)]
    assert all(body.count("\n\n") == 2 for body in bodies)


def hostile(canary, secret):
    """Return the name that each fault is to have in the ledger, by kind of fault."""
    words = b"A paragraph of the story that lies very deep, as it seems.</p>"
    wide = b"<html><p " + b" ".join(b"a%d=1" % n for n in range(40_000)) + b">x</p>" + story(9)
    packed = gzip.compress(story(10))
    kind = "Content-Type: text/html; charset=utf-8"
    return {
        "nested over": http(b"<html><h1>Deep</h1>" + b"<div>" * 60_000 + b"<p>" + words, "200 OK", kind),
        "NUL bytes": http(story(302).replace(b"<p>", b"<p>\x00\x00")),
        "unpacks to more": http(gzip.compress(bytes(300 << 20), 9), "200 OK", "Content-Encoding: gzip", kind),
        "unpacks to more than": http(brotli.compress(bytes(300 << 20), quality=1), "200 OK", "Content-Encoding: br", kind),
        "status 302, redirects to file:": http(b"", "302 X", f"Location: {secret.as_uri()}"),
        "Not on": http(b"", "302 X", f"Location: {canary}/politics/opeds/s-305"),
        "max redirections": lambda _: None,
        "attributes": http(wide),
        "truncated gzip": http(packed[: len(packed) // 2], "200 OK", "Content-Encoding: gzip"),
        "inside a tag": http(story(309)[:-400] + b"<p class='x"),
        "inside a character": http("<h1>Né</h1><p>Café".encode()[:-1], "200 OK", kind),
        "wrong charset": http(story(311).replace(b"<p>", b"<p>" + "é".encode() * 60 + b"\xe2\x82 " * 12), "200 OK", kind),
    }  # fmt: skip


def test_faults_at_six_of_seven_addresses_cost_no_good_story_and_are_named(tmp_path):
    secret, data = tmp_path / "secret", tmp_path / "data"
    secret.write_text("words-of-a-local-file")
    with raw(host="127.0.0.2") as canary, raw() as site:
        faults = hostile(canary.url, secret)
        good = [str(number) for number in range(400, 411)]
        numbers, names = list(good), {}
        for at in range(6 * len(good)):
            number, name = str(500 + at), list(faults)[at % len(faults)]
            loop = http(b"", "302 X", f"Location: {NEWS}/s-{number}")
            site.special[f"{NEWS}/s-{number}"] = loop if name == "max redirections" else faults[name]
            numbers.insert(at + at // 6, number)
            names[number] = name
        site.pages = {
            NEWS: listing("politicalnews", [int(number) for number in numbers]),
            **{f"{NEWS}/s-{n}": story(int(n)) for n in good},
        }
        result = measured_run(data, site)
        assert canary.asked == []
    assert result.returncode == 65, result.stderr
    assert ids(data) == good
    assert result.seconds < 120
    assert result.peak < 300
    failures = ledger(data)["failures"]
    assert {number: why for number, why in failures.items() if names[number] not in why} == {}
    assert set(failures) == set(names)
    assert not any(secret.read_bytes() in path.read_bytes() for path in data.glob("stories/*"))


def test_a_slow_page_costs_no_other_story(tmp_path):
    slow = page(b"<h1>Slow</h1>" + b"8 signs.<br>" * 99_000)  # within every limit but that of time
    with raw({f"{NEWS}/s-102": slow, f"{NEWS}/rss": slow, "/politics": slow}) as site:
        result = run(tmp_path, site, "-s", "NEWSCRAWL_LONGEST_READING=1")
    assert result.returncode == 0, result.stderr
    assert ids(tmp_path) == ["101", "103", "105"]
    assert ledger(tmp_path)["failures"] == {"102": "takes over 1 s to read"}


def test_pages_that_killed_twice_are_left_out_and_a_listing_gets_another_chance(tmp_path):
    (tmp_path / "quarantine").mkdir()
    deaths = {"102": 2, "page-politics-politicalnews-page-2": 2}
    (tmp_path / "quarantine" / "deaths.json").write_text(json.dumps(deaths))
    with raw() as site:
        assert run(tmp_path, site).returncode == 65
        assert run(tmp_path, site).returncode == 0
    assert f"{NEWS}/s-102" not in site.paths()
    assert ids(tmp_path) == [number for number in ALL if number != "102"]
    assert "quarantined" in ledger(tmp_path)["sections"]["politics/politicalnews"]["failure"]
    assert "quarantined" in ledger(tmp_path, 2)["skipped"]["102"]
