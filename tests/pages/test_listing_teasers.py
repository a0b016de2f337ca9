"""Teasers on listing pages: their last full stop, their place beside the headline, boxes behind them."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.listing import ListingPage

TEASER = "The town sold its lighthouse on Monday, and nobody said a word. It was over in an hour."
LINK = "<a href='/politics/mod/s-77'>Harwick sells its lighthouse</a>"
MORE = "<a href='/politics/mod/s-77'>Read more</a>"
BOX = "<div><div>Stay informed</div><div>Start the day with 90,000 others.</div><input><button>Sign up</button></div>"


@pytest.mark.parametrize(
    "shape",
    [
        f"<h3>{LINK}</h3><p>{TEASER} ...{MORE}</p>",
        f"<table><tr><td>{LINK}<br>{TEASER} {MORE}</td></tr></table>",
        f"<li>{LINK} <span>{TEASER}</span> {MORE}</li>",
        f"<div>{LINK}<p>{TEASER}</p></div>{BOX}",
    ],
)
def test_a_teaser_is_read_to_its_last_full_stop(shape):
    body = f"<html><body><h1>Politics, Moderate</h1>{shape}</body></html>".encode()
    entry = ListingPage(HtmlResponse("https://www.arcamax.com/politics/mod", body=body)).entries[0]
    assert (entry.headline, entry.teaser) == ("Harwick sells its lighthouse", TEASER)
