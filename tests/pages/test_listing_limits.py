"""Listings are read in time linear in their links and characters, and stories in scripts whatever the JSON."""

from __future__ import annotations

import json
import sys

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.listing import ListingPage
from newscrawl.pages.script import script_stories

TEASER = "The harbor board of Saltholm voted on Friday to raise the levy on every boat that lies in the basin over winter."
SHAPES = {
    "links alone": "<li><a href='/politics/opeds/s-{n}'>Headline number {n}</a></li>",
    "teasers": "<h3><a href='/politics/opeds/s-{n}'>Headline number {n}</a></h3><p>{t}</p>",
    "read more": "<h3>Headline number {n}</h3><p>{t} <a href='/politics/opeds/s-{n}'>...Read more</a></p>",
    "one line": "<a href='/politics/opeds/s-{n}'>Headline number {n}</a> ",
    "breaks": "<b>Headline number {n}</b><br>{t} <a href='/politics/opeds/s-{n}'>(more)</a><br>",
    "swallowed": '<h3>Headline number {n}</h3><p>{t} <i title="x <a href="/politics/opeds/s-{n}">Read more</a></p>',
    "nested": "<div><a href='/politics/opeds/s-{n}'>Headline number {n}</a>",
    "two in turns": "<h3><a href='/politics/opeds/s-{even}'>Headline number {n}</a></h3><p>{t}</p>",
}


def read(source):
    return ListingPage(HtmlResponse("https://www.arcamax.com/politics/opeds", body=source.encode()))


def source_of(shape, stories):
    items = (shape.format(n=n, t=TEASER, even=n % 2 + 1) for n in range(1000, 1000 + stories))
    return "<body>" + "".join(items)


def calls(source):
    """Count the calls of Python functions, which unlike seconds are the same on every machine."""
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        entries = read(source).entries
    finally:
        sys.setprofile(before)
    assert entries
    return counted


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.slow
def test_the_work_grows_with_the_number_of_links_and_no_faster(shape):
    calls(source_of(shape, 20))  # what is done once a process
    few, many = calls(source_of(shape, 100)), calls(source_of(shape, 400))
    assert many < 4.6 * few


@pytest.mark.parametrize("filler", ["x", ".", "« ", "a / ", "/s-", ".'", "<br>", "more "])
@pytest.mark.parametrize(
    "place",
    ["<a href='/politics/opeds/s-1'>{}</a>", "<h3><a href='/politics/opeds/s-1'>A headline</a></h3><p>{}x"],
)
@pytest.mark.slow
def test_a_line_of_any_length_is_read(place, filler):
    assert [entry.address.story_id for entry in read(place.format(filler * 100_000)).entries] == ["1"]


@pytest.mark.slow
def test_ten_thousand_links_are_all_held_in_order():
    entries = read(source_of(SHAPES["links alone"], 10_000)).entries
    assert [entry.address.story_id for entry in entries] == [str(n) for n in range(1000, 11_000)]
    assert entries[-1].headline == "Headline number 10999"


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<script>window.__STATE__ = {};</script>",
        "<script>var a = 1; (self.q = self.q || []).push([0, {}])</script>",
        '<script type="application/ld+json">{}</script>',
    ],
)
def test_stories_in_a_script_have_headline_teaser_and_date(script):
    value = (
        '{"props": {"items": [{"title": "A first headline", "links": {"self": "/politics/opeds/s-11"}, "excerpt": {"rendered": '
        '"<p>It rained &amp; rained.</p>"}, "publishedAt": "2026-11-14T10:00:00Z"}, {"headline": "A second headline",'
        '"url": "https:\\/\\/www.arcamax.com\\/politics\\/opeds\\/s-12", "description": "Nobody came ..."}, {"path": "/politics/opeds/s-13"}]}}'
    )
    entries = read(f"<body><div id=app></div>{script.replace('{}', value)}").entries
    assert [(one.address.story_id, one.headline, one.teaser, one.date) for one in entries] == [
        ("11", "A first headline", "It rained & rained.", "2026-11-14"),
        ("12", "A second headline", "Nobody came", None),
        ("13", "", "", None),
    ]


@pytest.mark.parametrize(
    "script",
    [
        "x = " + '{"a":' * 100_000 + '"/politics/opeds/s-1"',
        "x = " + "[" * 100_000 + '"/politics/opeds/s-1"',
        '{"a": ' + "1" * 10_000 + ', "url": "/politics/opeds/s-1", "title": "x"}',
        '={"b":"' * 50_000 + "/politics/opeds/s-1",
        'x = JSON.parse("{\\"title\\": /politics/opeds/s-1")',
        '{"url": "/politics/opeds/s-1", "title": ["x"]}',
        '{"url": "/politics/opeds/s-1", "title": "\\ud800", "date": 17}',
    ],
)
def test_no_json_raises(script):
    list(script_stories([script], "https://www.arcamax.com/politics/opeds"))


@pytest.mark.parametrize("script", ["x = JSON.parse({});", "self.__next_f.push([1, {}])", '{{"state": {}}}'])
def test_json_inside_a_text_is_read(script):
    value = json.dumps(json.dumps({"items": [{"title": "A headline", "url": "/politics/opeds/s-11"}]}))
    entries = read(f"<body><script>{script.format(value)}</script>").entries
    assert [(one.address.story_id, one.headline) for one in entries] == [("11", "A headline")]


def test_a_story_shown_and_scripted_is_one_entry_with_the_printed_headline():
    script = '<script type="application/json">{"url": "/politics/opeds/s-11", "title": "In short", "teaser": "It rained."}</script>'
    entries = read(f"<h3><a href='/politics/opeds/s-11'>A headline of the day</a></h3>{script}").entries
    assert [(one.headline, one.teaser) for one in entries] == [("A headline of the day", "It rained.")]


def test_the_shell_shows_a_listing_in_a_hundred_columns():
    shown = repr(read(f"<h3><a href='/politics/opeds/s-11'>{'A headline ' * 20}</a></h3><p>{TEASER}</p>"))
    assert max(map(len, shown.splitlines())) <= 100
