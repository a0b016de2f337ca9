"""Items of other spiders pass every pipeline unchanged, stories take their turn; with and without a run."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
import scrapy
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector
from scrapy.utils.misc import load_object

from newscrawl.errors import WriteFailed
from newscrawl.items import Story
from newscrawl.pipelines.record import Record
from newscrawl.settings import ITEM_PIPELINES
from tests.run.building import HandRun, story

PIPELINES: list[Any] = [load_object(name) for name in sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)]


@dataclass
class Book:
    """Has names that a story has, with other meanings."""

    id: int
    headline: str
    article_body: str = ""
    date_published: str = "1999-01-01"
    images: list[str] = field(default_factory=list)


class Product(scrapy.Item):
    id = scrapy.Field()
    url = scrapy.Field()
    date_published = scrapy.Field()


ITEMS = {
    "dict": lambda: {"id": "1", "url": "x", "article_body": None, "date_published": "1999-01-01"},
    "dataclass": lambda: Book(1, "A headline"),
    "scrapy.Item": lambda: Product(id="1", url="x", date_published="1999-01-01"),
    "empty dict": dict,
}


def crawler_of(run: HandRun | None) -> Any:
    spider = SimpleNamespace(run=run, arguments=SimpleNamespace(since="2026-11-01"))
    crawler = SimpleNamespace(spider=spider, settings=Settings())
    crawler.stats = StatsCollector(crawler)  # type: ignore[arg-type]  # as much of a crawler as it looks at
    return crawler


@pytest.fixture(params=["with a run", "without a run", "no crawler"])
def crawler(request, run):
    return {"with a run": crawler_of(run), "without a run": crawler_of(None), "no crawler": None}[
        request.param
    ]


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda one: one.__name__)
def test_an_item_that_is_no_story_passes_as_it_is_and_leaves_no_trace(run, crawler, pipeline):
    made = pipeline.from_crawler(crawler) if crawler else pipeline()
    for kind, build in ITEMS.items():
        item, before = build(), build()
        assert made.process_item(item) is item, kind
        assert item == before, kind
    assert run.counts.outcomes == {}
    assert run.state.connection.total_changes == 0
    assert not crawler or not crawler.stats.get_stats()


def test_a_story_that_is_read_to_its_end_passes_all_and_is_stored_where_there_is_a_run(run, crawler):
    run.show("101")
    item: Any = story("101", date_published="2026-11-02", kind="")
    item.page = replace(item.page, body=("First.", "Second."))
    before = item
    for pipeline in PIPELINES:
        made = pipeline.from_crawler(crawler) if crawler else pipeline()
        item = made.process_item(item)
    assert item is before
    assert (item.article_body, item.kind) == ("First.\n\nSecond.", "news")
    assert bool(run.state.latest("101")) == bool(crawler and crawler.spider.run)


def test_a_subclass_of_story_is_a_story(run):
    class Longer(Story):
        """A project's own story."""

    run.show("101")
    made = Longer(**story("101").record())
    Record.from_crawler(crawler_of(run)).process_item(made)
    assert run.state.latest("101")


def test_a_story_that_cannot_be_stored_is_dropped_quietly(run):
    run.show("101")
    run.session.broken = WriteFailed("tried")
    crawler = crawler_of(run)
    with pytest.raises(DropItem) as dropped:
        Record.from_crawler(crawler).process_item(story("101"))
    assert dropped.value.log_level == "DEBUG"
    assert not crawler.stats.get_value("newscrawl/stories")
