"""The next page of a listing: by rel, by words, by number; in its section alone."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.listing import ListingPage

SITE = "https://www.arcamax.com"


def named(markup, path="/politics/opeds"):
    body = f"<html><head></head><body><h2><a href='{path}/s-1'>A bridge</a></h2>{markup}</body></html>"
    return ListingPage(HtmlResponse(f"{SITE}{path}", body=body.encode())).named_next


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a href='/politics/opeds/page-2'>2</a>", "/politics/opeds/page-2"),
        ("<a href='/politics/opeds/page-2/'><img src=arrow.gif></a>", "/politics/opeds/page-2"),
        ("<a href='politics/opeds/page-2'>Older stories</a>", "/politics/opeds/page-2"),
        (f"<a href='{SITE}/politics/opeds?p=2'>Next »</a>", "/politics/opeds?p=2"),
        ("<a href='?page=2&amp;sort=date'>2</a>", "/politics/opeds?page=2&sort=date"),
        ("<a href='/politics/opeds?after=s7'>Load more</a>", "/politics/opeds?after=s7"),
        ("<link rel='next' href='/politics/opeds/page-2'>", "/politics/opeds/page-2"),
        ("<a href='/politics/opeds/page-9'>»</a> <a href='/politics/opeds/page-2'>2</a>", "/politics/opeds/page-2"),
        ("<a href='/politics/opeds'>More</a> <a href='/politics/opeds/page-3'>3</a>", None),
        ("<a href='/politics/mod/page-2'>Next</a>", None),
        ("<a href='https://other.example/next'>Next</a>", None),
        ("<a href='/politics/opeds?utm_source=mail'>Op Eds</a>", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_next_page_is_in_the_section_and_named_by_number_words_or_rel(markup, expected):
    assert named(markup) == expected


def test_a_later_page_names_neither_the_one_before_nor_the_first():
    links = "<a href='/politics/opeds'>First</a> <a href='/politics/opeds/page-2'>‹</a> <a href='/politics/opeds/page-4'>4</a>"
    assert named(links, "/politics/opeds/page-3") == "/politics/opeds/page-4"
    assert named(links.replace("page-4", "page-3"), "/politics/opeds/page-3") is None
    assert named("<a href='/politics/opeds'>More stories</a>", "/politics/opeds/page-3") is None
