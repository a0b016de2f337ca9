"""The day that a listing prints: from the entry to the record, and which source wins."""

from __future__ import annotations

from newscrawl.pages.entries import Entry
from newscrawl.pages.story import Hints
from newscrawl.spiders.politics import PoliticsSpider
from newscrawl.urls import read_address
from tests.pages.shapes import FIRST, HEADLINE, SECOND, paragraphs, read

DAY = "2026-11-14"


def test_a_listings_day_dates_a_story_that_prints_none():
    page = read(
        f"<h1>{HEADLINE}</h1>{paragraphs(FIRST, SECOND)}",
        hints=Hints(HEADLINE, date=DAY, date_from="listing"),
    )
    assert [(one.value, one.source) for one in page.dates] == [(DAY, "listing")]


def test_the_pages_own_day_wins_over_a_listings():
    page = read(
        f"<h1>{HEADLINE}</h1><p>Ann Lee, The Harwick Mail</p><p>Nov 15, 2026</p>{paragraphs(FIRST, SECOND)}",
        hints=Hints(HEADLINE, date=DAY, date_from="listing"),
    )
    assert [one.source for one in page.dates] == ["page", "listing"]


def test_a_story_asked_for_from_a_listing_knows_its_day_and_where_it_stands():
    entry = Entry(read_address("/politics/opeds/s-12"), HEADLINE, FIRST, DAY)
    (request,) = PoliticsSpider().requests.entry(entry, "politics/opeds")
    hints = request.cb_kwargs["hints"]
    assert (hints.date, hints.date_from, hints.section_path) == (DAY, "listing", "politics/opeds")
