"""Shapes of pages that hide a story's edges: each states what must still be read."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.kind import PageKind, classify_page
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.story import Hints, StoryPage
from newscrawl.pages.tree import read_tree

LONG = "The council of Ellery voted on Tuesday to mend the old bridge by the mill, and nobody in the room objected."
MORE = "The work will cost about eleven million dollars, a report by the town's engineer says, and take two summers."
HEADLINE = "Council of Ellery mends a bridge"
COMMENTS = "".join(
    f"<div><b>reader{i}</b><p>I have lived in this town for forty years and never saw a bridge mended on time, number {i}.</p></div>"
    for i in range(5)
)
CARD = (
    "<div><h4>Related stories</h4><p><a href='/politics/opeds/s-77'>The ferry that nobody wanted at all</a></p>"
    "<p>A ferry lies in the harbor of Marden, and the town that bought it would like to be rid of it soon…</p></div>"
)


def read(body, hints=None):
    source = f"<html><head><title>{HEADLINE} | ArcaMax Publishing</title></head><body>{body}</body></html>"
    return StoryPage(HtmlResponse("https://www.arcamax.com/politics/mod/s-12", body=source.encode()), hints)


def test_a_short_story_ends_before_long_comments():
    page = read(
        f"<h1>{HEADLINE}</h1><p>Ann Lee</p><div><p>{LONG}</p><p>It rained.</p></div><h3>5 Comments</h3>{COMMENTS}"
    )
    assert page.stripped.body == [LONG, "It rained."]


def test_a_story_goes_on_behind_a_box_of_related_stories():
    page = read(f"<h1>{HEADLINE}</h1><div><p>{LONG}</p>{CARD}<p>{MORE}</p><p>It rained.</p></div>")
    assert page.stripped.body == [LONG, MORE, "It rained."]


def test_a_newsletter_box_without_a_form_goes_out_whole():
    box = "<div><div><p>Politics, at breakfast.</p><p>A short letter, written by our editors, each weekday.</p><p><a href='/n'>Sign me up</a></p></div></div>"
    page = read(f"<h1>{HEADLINE}</h1><div><p>{LONG}</p>{box}<p>{MORE}</p></div>")
    assert page.stripped.body == [LONG, MORE]


def test_a_deck_above_the_byline_is_no_paragraph():
    deck = "A closer look at the bridge and at those who will have to pay for all of it."
    page = read(
        f"<h1>{HEADLINE}</h1><p>{deck}</p><p>By Ann Lee</p><div><p>It rained.</p><p>{LONG}</p><p>{MORE}</p></div>"
    )
    assert page.stripped.body == ["It rained.", LONG, MORE]


def test_byline_and_source_in_lines_of_their_own_are_read_together():
    page = read(
        f"<h1>{HEADLINE}</h1><div>By <a href='/a'>Ann Lee</a></div><div>Ellery Ledger</div><div>Nov 15, 2024</div><div><p>{LONG}</p><p>{MORE}</p></div>"
    )
    assert page.byline == "By Ann Lee, Ellery Ledger"


def test_a_headline_and_byline_in_one_element_are_parted():
    page = read(
        f"<div><span>{HEADLINE}</span> <span>Ann Lee, Ellery Ledger</span></div><ul><li>{LONG}</li><li>{MORE}</li></ul>"
    )
    assert page.headline == HEADLINE
    assert page.byline == "Ann Lee, Ellery Ledger"
    assert page.stripped.body == [LONG, MORE]


def test_elements_that_html_does_not_know_part_lines():
    page = read(
        f"<x-story><h1>{HEADLINE}</h1><x-by>Ann Lee, Ellery Ledger</x-by><x-date>Nov 15, 2024</x-date><x-p>{LONG}</x-p><x-p>{MORE} <x-a>Read on</x-a> here.</x-p></x-story>"
    )
    assert page.byline == "Ann Lee, Ellery Ledger"
    assert page.date_published == "2024-11-15"
    assert page.stripped.body == [LONG, f"{MORE} Read on here."]


def test_a_teaser_that_begins_with_section_and_columnist_still_finds_the_start():
    deck = "A summary of one long sentence stands above the story, as a deck, and says what it is about."
    page = read(
        f"<h1>{HEADLINE}</h1><p>{deck}</p><p>{LONG}</p><p>{MORE}</p>",
        Hints(teaser=f"From the Left / Ann Lee / {LONG[:80]}"),
    )
    assert page.stripped.body == [LONG, MORE]


def test_a_short_story_above_many_teasers_is_no_listing():
    teasers = "".join(
        f"<div><a href='/politics/mod/s-9{i}'>Another headline of another story {i}</a><p>Something happened far away in another town on a Monday <a href='/politics/mod/s-9{i}'>...Read more</a></p></div>"
        for i in range(4)
    )
    page = read(f"<div>{HEADLINE}</div><div><p>{LONG}</p></div>{teasers}", Hints(headline=HEADLINE))
    assert classify_page(page).kind is PageKind.STORY
    assert page.stripped.body == [LONG]


def test_a_listing_gives_headlines_that_are_neither_linked_nor_headings():
    source = f"<body><b>{HEADLINE}</b><br>Op Eds / Ann Lee /<br>{LONG} ...<a href='/politics/opeds/s-12'>Read more</a></body>"
    page = ListingPage(HtmlResponse("https://www.arcamax.com/politics/opeds", body=source.encode()))
    assert [entry.headline for entry in page.entries] == [HEADLINE]


def test_one_character_cut_in_two_does_not_change_the_encoding():
    start = f"<body><h2><a href='/politics/opeds/s-12'>It’s “over” — again</a></h2><p>“{LONG}” — “{MORE}” ’"
    page = ListingPage(
        HtmlResponse("https://www.arcamax.com/politics/opeds", body=start.encode()[:-1] + b"</p></body>")
    )
    assert page.entries[0].headline == "It’s “over” — again"


@pytest.mark.parametrize("tag", ["article", "main", "header", "section", "nav", "div"])
def test_a_page_without_head_and_body_tags_is_read_whole(tag):
    tree = read_tree(
        f"<!doctype html><title>Town sells light</title><meta name=a content=b><{tag}><h1>Town</h1></{tag}>"
    )
    assert [block.text for block in tree.blocks] == ["Town"]
