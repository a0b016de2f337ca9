"""Validators that are kept and sent."""

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from newscrawl.spiders.conditional import REFUSED, conditional, keep_validators
from newscrawl.store.schema import ListingRow

URL = "https://www.arcamax.com/politics/opeds"
DATE = "Fri, 15 Nov 2024 10:00:00 GMT"


def run_with(row):
    """Return the parts of a run that keep listings."""
    kept: list[ListingRow] = []
    walks = SimpleNamespace(validators_of=lambda _path, _section: row, keep_validators=kept.append)
    return SimpleNamespace(walks=walks, state=SimpleNamespace(listing=lambda _path: row)), kept


def held(etag, modified=None):
    return ListingRow("/politics/opeds", etag, modified, "", "[]")


@pytest.mark.parametrize(
    ("etag", "sent"), [('"abc"', b'"abc"'), ("x" * 8_200, None), ("", None), (None, None)]
)
def test_a_validator_that_an_older_version_kept_is_not_sent_if_it_is_too_long(etag, sent):
    run, _ = run_with(held(etag, DATE))
    request = conditional(run, Request(URL), "politics/opeds")
    assert request.headers.get("If-None-Match") == sent
    assert request.headers["If-Modified-Since"] == DATE.encode()


@pytest.mark.parametrize(
    ("row", "meta", "etag", "kept"),
    [
        (None, {}, '"abc"', ('"abc"', DATE)),
        (None, {}, "x" * 1_001, (None, DATE)),
        (None, {REFUSED: True}, '"abc"', ("", None)),
        (held(""), {}, '"abc"', ("", None)),
    ],
    ids=["short", "too long", "refused", "refused in an earlier run"],
)
def test_validators_are_kept_unless_too_long_or_refused(row, meta, etag, kept):
    run, rows = run_with(row)
    headers = {"ETag": etag, "Last-Modified": DATE}
    keep_validators(run, HtmlResponse(URL, headers=headers, request=Request(URL, meta=meta)), ["7"])
    assert [(one.etag, one.last_modified) for one in rows] == [kept]
