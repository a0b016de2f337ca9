"""Listings, and pages at story addresses, that an independent generator (2026-11-25) found to be misread."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.kind import PageKind, classify_page
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.story import StoryPage

TEASER = (
    "The harbor board of Saltholm voted on Friday to raise the levy on every boat that lies in the basin over"
)
WRAPS = {
    "break": "<b><a href='{a}'>{h}</a></b><br>{t} <a href='{a}'>...Read more</a><br><br>",
    "row": "<table><tr><td><a href='{a}'>{h}</a><br>{t} <a href='{a}'>Continue reading »</a></td></tr></table>",
}


def entry(wrap, number):
    return wrap.format(a=f"/politics/opeds/s-{number}", h=f"Headline number {number}", t=f"{TEASER} {number}")


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_a_headline_and_its_teaser_in_one_element_are_parted(wrap):
    body = "".join(entry(wrap, number) for number in (11, 12, 13))
    page = ListingPage(HtmlResponse("https://www.arcamax.com/politics/opeds", body=body.encode()))
    assert [one.headline for one in page.entries] == [f"Headline number {n}" for n in (11, 12, 13)]
    assert [one.teaser for one in page.entries] == [f"{TEASER} {n}" for n in (11, 12, 13)]


def judged(body, title="ArcaMax Publishing"):
    source = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return classify_page(
        StoryPage(HtmlResponse("https://www.arcamax.com/politics/opeds/s-3900001", body=source.encode()))
    ).kind


def test_a_short_listing_without_read_more_at_a_storys_address_is_no_story():
    entries = "".join(
        f"<li><a href='/politics/opeds/s-{n}'>Headline number {n}</a><p>{TEASER} winter.</p></li>"
        for n in (11, 12)
    )
    assert judged(f"<ul>{entries}</ul>") is PageKind.EXPIRED


def test_a_listing_whose_links_are_swallowed_is_no_story():
    lost = '<h3>A headline</h3><p>It rained, <a href="http://x.example ...<a href="/politics/opeds/s-12">Read more</a></p>'
    assert (
        judged(f"<h4><a href='/politics/opeds/s-11'>Another headline</a></h4><p>It snowed.</p>{lost}")
        is PageKind.EXPIRED
    )


@pytest.mark.parametrize(
    "says", ["Sorry, we couldn't find that page.", "Story not found", "We were not able to find the article."]
)
def test_a_page_that_says_it_found_nothing_is_no_story(says):
    assert judged(f"<h2>{says}</h2><p>It may have been moved.</p>", "Oops") is PageKind.NOT_FOUND


def test_a_page_without_prose_or_landmark_is_no_story():
    assert judged("<h2>Hello there</h2><p>It works!</p>") is PageKind.EMPTY
