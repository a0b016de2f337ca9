"""A story that kills or holds up the process in any pipeline, or a listing whose validators a server refuses, stops no crawl."""

import json
import os
import signal
import time

import pytest

from newscrawl.items import Story
from newscrawl.settings import ITEM_PIPELINES
from tests.crawling import crawl, ids, ledger, on
from tests.raw import NEWS, http, raw, run
from tests.site import channel, listing, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
ENDLESS = 600


def one_page():
    """Make a channel with one listing page of news."""
    pages = {path: body for path, body in channel().items() if "/page-" not in path}
    return pages | {NEWS: listing("politicalnews", [101, 102, 103, 105])}


class Kill:
    """Pipeline that one story kills the process in."""

    def process_item(self, item):
        if isinstance(item, Story) and item.id == "102":
            os.kill(os.getpid(), signal.SIGKILL)
        return item


class Hang:
    """Pipeline that does not end for one story."""

    def process_item(self, item):
        if item.id == "102":
            time.sleep(ENDLESS)
        return item


def with_pipeline(cls, order):
    pipelines = json.dumps({**ITEM_PIPELINES, f"{__name__}.{cls.__name__}": order})
    return ("-s", f"ITEM_PIPELINES={pipelines}")


@pytest.mark.parametrize("order", [50, 700], ids=["before all", "after all"])
def test_a_story_that_kills_the_process_in_a_pipeline_is_left_out_after_the_second_time(tmp_path, order):
    with served(one_page()) as site:
        for _ in range(2):
            killed = crawl(tmp_path, *on(site), *with_pipeline(Kill, order))
            assert killed.returncode == -signal.SIGKILL, killed.stderr
        third = crawl(tmp_path, *on(site), *with_pipeline(Kill, order))
    assert third.returncode == 0, third.stderr
    assert "quarantined" in ledger(tmp_path, 3)["skipped"]["102"]
    assert set(ids(tmp_path)) >= {"101", "103", "105"}
    assert list((tmp_path / "quarantine").glob("*.parsing")) == []


@pytest.mark.parametrize("order", [50, 350, 700])
def test_a_story_that_holds_up_a_pipeline_is_a_failure_with_a_name(tmp_path, order):
    with served(one_page()) as site:
        result = crawl(tmp_path, *on(site), *with_pipeline(Hang, order), "-s", "NEWSCRAWL_LONGEST_READING=2")
    assert result.returncode == 0, result.stderr
    account = ledger(tmp_path)
    stored = order > ITEM_PIPELINES["newscrawl.pipelines.record.Record"]
    assert account["failures"] == ({} if stored else {"102": "takes over 2 s to read"})
    assert set(ids(tmp_path)) == {"101", "103", "105"} | ({"102"} if stored else set())
    assert list((tmp_path / "quarantine").glob("*.parsing")) == []


def tagged(etag, date=""):
    """Write the listing as an answer with validators."""
    more = [f"Last-Modified: {date}"] if date else []
    return http(
        listing("politicalnews", [101, 102, 103]), "200 OK", "Content-Type: text/html", f"ETag: {etag}", *more
    )


def conditional_heads(site):
    return [head for head in site.heads if "if-none-match" in head.lower() or "if-modified" in head.lower()]


def refusing(site, status, etag, most=0):
    """Answer with a status, or reset, to a conditional request with more than ``most`` bytes of header."""

    def answer(_count):
        head = site.heads[-1]
        if conditional_heads(site)[-1:] == [head] and len(head) > most:
            return status if status == "reset" else http(b"", status)
        return tagged(etag)

    return answer


@pytest.mark.parametrize("status", ["400 X", "412 X", "413 X", "414 X", "431 X"])
def test_a_request_whose_validators_are_refused_is_asked_again_without_them(tmp_path, status):
    with raw() as site:
        site.pages = one_page()
        site.special[NEWS] = refusing(site, status, '"abc"')
        results = [run(tmp_path, site).returncode for _ in range(3)]
    assert results == [0, 0, 0]
    assert len(conditional_heads(site)) == 1  # the refusal is remembered: no run after it pays for it again
    assert site.paths().count(NEWS) == 4


def test_a_request_with_validators_whose_connection_is_closed_is_asked_once_more_without_them(tmp_path):
    with raw() as site:
        site.pages = one_page()
        site.special[NEWS] = refusing(site, "reset", '"abc"')
        results = [run(tmp_path, site, "-s", "RETRY_TIMES=1").returncode for _ in range(2)]
    assert results == [0, 0]
    assert site.paths().count(NEWS) == 4  # as it was, again after a pause, then without validators


def test_a_validator_of_8_kb_is_not_kept(tmp_path):
    with raw() as site:
        site.pages = one_page()
        site.special[NEWS] = refusing(site, "400 X", f'"{"x" * 8_200}"', most=8_000)
        results = [run(tmp_path, site).returncode for _ in range(2)]
    assert results == [0, 0]
    assert conditional_heads(site) == []
