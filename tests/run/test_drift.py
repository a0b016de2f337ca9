"""Drift: what a changed template breaks is named; what chance changes is not."""

import json
import random

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.story import StoryPage
from newscrawl.run.drift import PageStats, ReadingStats, expected_names, find_breaks, trend
from newscrawl.tools.extract import extract_story
from tests.run.building import FULL, tally
from tests.site import story


def read(number, old="", new=""):
    """Read a page of the test site as a crawl does."""
    body = story(number).replace(old.encode(), new.encode())
    page = StoryPage(HtmlResponse(f"https://www.arcamax.com/politics/politicalnews/s-{number}", body=body))
    found = extract_story(page, {})
    record = vars(found.story) if found.story else {}
    marks = frozenset(name for name, text in page.reading.landmarks.items() if text)
    fields = frozenset(name for name, value in record.items() if value)
    return PageStats(str(number), marks, fields, record.get("word_count", 0))


def test_a_changed_template_is_named_by_landmark_field_and_sample_pages():
    before, now = ReadingStats(), ReadingStats()
    for number in range(101, 141):
        before.add(read(number))
    for number in range(201, 221):
        now.add(read(number, "<p>Ann Lee, Harbor City News on Nov 15, 2024</p>"), expected_names([before]))
    found = {(one.what, one.name): one for one in find_breaks(now, [before])}
    assert {("landmark", "byline"), ("field", "authors"), ("field", "date_published")} <= set(found)
    assert found["landmark", "byline"].samples[0] == "201"
    assert "landmark byline: 100 % of pages before, 0 % now (such as 201, 202" in str(
        found["landmark", "byline"]
    )
    assert ("landmark", "headline") not in found


def test_equal_runs_break_nothing():
    assert not find_breaks(tally(200), [tally(50), tally(60)])


@pytest.mark.parametrize(("now", "before"), [(9, 500), (500, 19), (0, 0)])
def test_few_pages_prove_nothing(now, before):
    assert not find_breaks(tally(now, without="byline"), [tally(before)])


def test_texts_that_shrink_are_told_in_words():
    (one,) = find_breaks(tally(40, words=120), [tally(100)])
    assert (one.what, round(one.before, -2), round(one.now, -2)) == ("body length", 600, 100)
    assert len(one.samples) == 5
    assert "words before" in str(one)


def test_more_pages_read_by_the_fallback_are_told():
    (one,) = find_breaks(tally(40, fallbacks=20), [tally(100, fallbacks=1)])
    assert (one.name, one.now) == ("read by fallback", 0.5)
    assert one.samples == ("0", "1", "2", "3", "4")


def test_chance_gives_no_alarm():
    dice = random.Random(3)
    for _ in range(300):
        runs = []
        for pages in (30, 60, 60, 60):
            made = ReadingStats()
            for number in range(pages):
                names = frozenset(name for name in FULL if dice.random() < 0.6)
                made.add(PageStats(str(number), names, names, int(dice.lognormvariate(6, 0.6))))
            runs.append(made)
        assert not find_breaks(runs[0], runs[1:])


def test_a_tally_goes_through_the_ledger_and_stays_small():
    made = tally(5000, without="byline", expected=FULL)
    data = json.loads(json.dumps(made.to_dict()))
    assert ReadingStats.from_dict(data).to_dict() == made.to_dict()
    assert len(json.dumps(data)) < 600
    assert ReadingStats.from_dict({}) == ReadingStats()


def test_the_trend_is_a_table_of_runs():
    shown = trend([(1, tally(20)), (2, tally(20, without="byline"))]).splitlines()
    assert shown[0].split() == ["run", "1", "2"]
    assert ["landmark", "byline", "100", "%", "0", "%"] in [line.split() for line in shown]
