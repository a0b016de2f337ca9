"""What the spider reads from an answer."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.errors import DamagedPage
from newscrawl.spiders.parsing import read_listing


def test_a_listing_is_checked_for_more_than_its_first_fault():
    """A cut character costs no listing, but what else is wrong with the page does."""
    shown = b"<h2><a href='/politics/opeds/s-12'>A headline of the day</a></h2>"
    cut = "<p>é".encode()[:-1]
    assert len(read(shown + cut).entries) == 1
    for source in (b"<div>" * 3_000 + cut, b"".join(b"'/politics/opeds/s-%d' " % n for n in range(5_001))):
        with pytest.raises(DamagedPage, match=r"nested over|over 5000 stories"):
            read(source)


def read(body):
    return read_listing(HtmlResponse("https://www.arcamax.com/politics/opeds", body=body), check=True)


def test_a_listing_is_decoded_once(monkeypatch):
    monkeypatch.setattr("newscrawl.pages.listing.decode", None)
    assert len(read(b"<h2><a href='/politics/opeds/s-12'>A headline of the day</a></h2>").entries) == 1
