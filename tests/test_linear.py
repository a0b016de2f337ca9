"""What reads a page's text takes time in proportion to its length, whatever the text is made of."""

import html
import json
import time

import pytest
from scrapy.http import HtmlResponse

from newscrawl.clusters.entities import facts_of
from newscrawl.clusters.shingles import take_sample
from newscrawl.pages.faults import page_fault
from newscrawl.pages.feed import plain
from newscrawl.pages.metadata import title_name
from newscrawl.pages.nameline import names_in
from newscrawl.pages.story import Hints
from newscrawl.pages.timelimit import time_limit
from newscrawl.pipelines.read_fields import ReadFields
from newscrawl.pipelines.strip_chrome import StripChrome
from newscrawl.spiders.parsing import read_feed, read_listing, read_story
from newscrawl.text import clean, dates, fingerprint, rights
from newscrawl.text.byline import read_byline
from newscrawl.text.kind import read_kind
from newscrawl.text.printable import printable
from tests.site import paragraphs

STORY, LISTING = "https://www.arcamax.com/politics/opeds/s-7", "https://www.arcamax.com/politics/opeds"
SHAPES = [
    ",", ", ", "By ", "Ann Lee, ", "Ann and ", " and ", "1", "12 ", "(", ")", "() ", "“", '"', " ", "\xa0", "\n", "\u200b",
    "©", "©2024 Ab. ", "A", "A ", "É", "&", "&amp;", "&#1", ".", ". ", "- ", "—", " | ", ": ", "_", "/", "of the ", " for The ",
    "Nov 15, 2024", "Updated: ", "10:00 ", ", Jr.", "Distributed by A ", "all rights reserved ", "www.a.com ", "arcamax - ",
]  # fmt: skip
LENGTHS = 10_000, 40_000
LIMIT = 20  # seconds: what the crawl allows
FUNCTIONS = [
    read_byline, rights.read_rights, rights.find_rights, rights.is_rights_line, dates.read_date, dates.find_date, dates.is_stamp,
    dates.short_date, lambda text: read_kind(text, "politics/opeds", [text]), clean.fold, clean.key,
    clean.unescape, clean.read_value, plain, printable, lambda text: title_name(clean.read_value(text)), names_in,
    fingerprint.fingerprint, take_sample, facts_of,
]  # fmt: skip


def seconds(work, value):
    """Return the processor time that a function takes for a value; a page fault is an answer, too."""
    began = time.process_time()
    with time_limit(LIMIT):
        work(value)
    return time.process_time() - began


def assert_linear(work, make):
    """Read four times as much in four times the time, with room for twice that and for a pause of the garbage collector."""
    little, much = (seconds(work, make(length)) for length in LENGTHS)
    assert much < 8 * little + 0.3


def repeated(shape, length):
    return (shape * (length // len(shape) + 1))[:length]


@pytest.mark.parametrize("shape", SHAPES)
def test_functions_of_text_are_linear(shape):
    for function in FUNCTIONS:
        assert_linear(function, lambda length: repeated(shape, length))


def in_metadata(shape, length):
    """Make a page whose metadata holds a long value everywhere."""
    text = repeated(shape, length)
    value = html.escape(text)
    names = ("author", "og:title", "og:site_name", "og:description", "date", "article:section")
    metas = "".join(f'<meta property="{name}" content="{value}">' for name in names)
    article = {"@type": "NewsArticle", "headline": "Council mends a bridge", "author": [text, {"name": text}]}
    article |= dict.fromkeys(("datePublished", "articleSection", "sourceOrganization", "dateModified"), text)
    head = f"<title>{value}</title>{metas}<script type='application/ld+json'>{json.dumps(article)}</script>"
    return page("By Ann Lee", "", "", head)


def in_text(shape, length):
    """Make a page that prints a long text everywhere but in its headline."""
    text = html.escape(repeated(shape, length // 4), quote=False)
    return page(f"By {text}", f"<p>{text}</p><ul><li>{text}</li></ul>", f"©2024 Ab {text}", "")


def page(byline, body, notice, head):
    prose = "".join(f"<p>{one}</p>" for one in paragraphs(1))
    return (
        f"<html><head>{head}</head><body><h1>Council mends a bridge</h1><p>{byline}</p><p>Nov 15, 2024</p>{prose}{body}"
        f"<p>{notice}</p></body></html>"
    )


def read_all(source):
    """Read a page as a crawl does, callback and pipelines, if it has no fault."""
    response = HtmlResponse(STORY, body=source.encode(), encoding="utf-8")
    if page_fault(response.body, source) is None:
        story = read_story(
            response, Hints("Council mends a bridge", section_path="politics/opeds"), "", check=True
        ).story
        assert story
        ReadFields().process_item(StripChrome().process_item(story))


@pytest.mark.parametrize("make", [in_metadata, in_text])
@pytest.mark.parametrize("shape", SHAPES)
def test_story_pages_are_read_in_linear_time(make, shape):
    assert_linear(read_all, lambda length: make(shape, length))


def entries(count, more):
    """Make a listing whose every story has a teaser, and a link to read on or none."""
    one = '<h2><a href="/politics/opeds/s-{n}">Council number {n} mends</a></h2><p>{text}{more}</p>'
    shown = (
        one.format(n=n, text=paragraphs(n)[0], more=more.format(n=n)) for n in range(1_000, 1_000 + count)
    )
    return f"<html><body>{''.join(shown)}</body></html>"


@pytest.mark.parametrize(
    "more", ["", " <a href='/politics/opeds/s-{n}'>...Read more</a>"], ids=["none", "read more"]
)
def test_listings_with_hundreds_of_teasers_are_read_in_linear_time(more):
    found = []

    def read(source):
        found.append(
            len(
                read_listing(
                    HtmlResponse(LISTING, body=source.encode(), encoding="utf-8"), check=True
                ).entries
            )
        )

    assert_linear(read, lambda length: entries(length // 100, more))
    assert found == [length // 100 for length in LENGTHS]


@pytest.mark.parametrize("shape", SHAPES)
def test_feeds_and_listings_are_read_in_linear_time(shape):
    def make(length):
        text = html.escape(repeated(shape, length // 2), quote=False)
        link = "https://www.arcamax.com/politics/opeds/s-8"
        return f"<rss><channel><item><title>{text}</title><link>{link}</link><description>{text}</description></item></channel></rss>"

    def read(source):
        response = HtmlResponse(LISTING, body=source.encode(), encoding="utf-8")
        read_feed(response)
        read_listing(response, check=True)

    assert_linear(read, make)


def test_metadata_with_thousands_of_names_and_articles_is_read_in_linear_time():
    """Each article is compared with each title, and each author with each printed one."""

    def make(length):
        count = length // 20
        names = [f"Ann {number} Lee" for number in range(count)]
        articles = [
            {"@type": "NewsArticle", "headline": "Council mends a bridge" * 9, "author": names}
            for _ in range(3)
        ]
        articles += [
            {"@type": "NewsArticle", "headline": f"Council {number} mends a bridge"}
            for number in range(count)
        ]
        titles = "".join(f'<meta property="og:title" content="Town {number}">' for number in range(count))
        return page(
            "By Ann Lee",
            "",
            "",
            f"{titles}<script type='application/ld+json'>{json.dumps(articles)}</script>",
        )

    assert_linear(read_all, make)


def test_a_value_too_long_to_be_one_is_left_out_and_the_story_is_kept():
    source = in_metadata(",", 600_000).replace("By Ann Lee", "By Ann Lee, Harbor City News")
    response = HtmlResponse(STORY, body=source.encode(), encoding="utf-8")
    story = read_story(response, Hints(section_path="politics/opeds"), "", check=True).story
    story = ReadFields().process_item(StripChrome().process_item(story))
    assert (story.headline, story.authors) == ("Council mends a bridge", ["Ann Lee"])
    assert (story.date_published, story.source_organization) == ("2024-11-15", "Harbor City News")
    assert len(json.dumps(story.record())) < 5_000
