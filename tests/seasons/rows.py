"""What was once seen lost while runs said "ok", each row with a scenario that shows whether it still is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from tests.seasons import scenarios, spoils
from tests.seasons.house import house
from tests.seasons.judge import Judge
from tests.seasons.markup import Look
from tests.seasons.spoils import at, status
from tests.seasons.starter import Starter
from tests.seasons.world import World


@dataclass(frozen=True)
class Row:
    """A row of the table of things seen lost, or one of its cases; ``look`` is the site's from the start."""

    name: str
    text: str
    scenario: scenarios.Scenario
    look: Look = field(default_factory=Look)


def try_row(starter: Starter, row: Row) -> scenarios.Found:
    """Run a row's scenario in a fresh data folder."""
    with house(starter, World(1, 70, before=8), row.look) as one:
        judge = Judge(one, is_season=False)
        one.judge = partial(judge.after, None)
        return row.scenario(one, judge)


def _rows() -> Iterator[Row]:
    text = "story pages answer something else in one run, while listings go on showing the stories: lost for good"
    for name in ("gone", "as_listing", "to_landing", "cookies", "picture"):
        yield Row(f"1-{name}", text, scenarios.story_glitch(getattr(spoils, name)))
    text = "page 2 of a listing is spoilt in the first run after an outage: the rest is lost for good"
    for name in ("nothing", "gone", "maintenance", "first_page_again"):
        yield Row(f"2-{name}", text, scenarios.after_outage(at("listing", getattr(spoils, name), page=2)))
    yield Row(
        "2-query",
        "pages are linked as ?p=2: the rest is lost for good",
        scenarios.after_outage(),
        Look(query=True),
    )
    text = "listings become an empty app shell, feeds and landing page still answer"
    yield Row("3-shell", text, scenarios.shells)
    text = "a first page of pinned old stories, no feeds: new stories never seen"
    yield Row("4-pinned", text, scenarios.honest(6), Look(pinned=8, feeds=False))
    text = "a new layout that leaves a few old links on the page: runs of 0 with nothing stored"
    yield Row(
        "5-few-links", text, scenarios.spell(scenarios.script_layout, 4, must_tell=True), Look(feeds=False)
    )
    yield Row(
        "6-one",
        "every address gives one known story: closed as duplicates",
        scenarios.story_glitch(spoils.page_of(spoils.oldest_listed)),
    )
    yield Row(
        "6-other",
        "the page of another story: stored under the wrong id",
        scenarios.story_glitch(spoils.page_of(spoils.next_listed)),
    )
    text = "story pages 503 for 2.7 days of the shipped timer, listings up: given up for ever"
    yield Row("7-given-up", text, scenarios.spell(at("story", status(503)), 16, 4))
    text = "most stories failed, or a third: each run 0"
    yield Row("8-most", text, scenarios.first_crawl(at("story", status(500), share=0.8)))
    for name, make in (("403", status(403)), ("500", status(500)), ("captcha", spoils.captcha)):
        yield Row(f"8-third-{name}", text, scenarios.first_crawl(at("story", make, share=0.34)))
    text = "bodies cut or spoilt, or every date 1970: stored, 0"
    for name in ("paywall", "teaser", "first_of_two", "mojibake", "epoch_day"):
        yield Row(f"9-{name}", text, scenarios.story_glitch(getattr(spoils, name), must_tell=True))
    yield Row(
        "10-clock",
        "the clock a year ahead with NEWSCRAWL_ARCHIVE_DAYS set: archive files removed",
        scenarios.clock_ahead,
    )
    yield Row("11-older", "an older state.db beside newer files: published twice", scenarios.older_state)
    yield Row(
        "11-deleted", "a published file deleted, then recover: dropped from the state", scenarios.deleted_file
    )
    yield Row("11-sites", "two sites crawled into one folder: mixed under one address", scenarios.two_sites)
    text = "damage that verify does not notice"
    yield Row("12-flipped", text, scenarios.verified("runs/politics-000002.json", scenarios.flip))
    yield Row("12-torn", text, scenarios.verified("runs/politics-000002.json", scenarios.tear))
    yield Row("12-gone", text, scenarios.verified("runs/politics-000002.json", lambda house: (house.data / "runs/politics-000002.json").unlink()))  # fmt: skip
    yield Row("12-stray", text, scenarios.verified("politics-000009.jsonl", scenarios.stray))
    yield Row(
        "12-seal",
        text,
        scenarios.verified("state.db.seal", lambda house: (house.data / "state.db.seal").unlink()),
    )
    yield Row(
        "13-commas", "a JSON-LD author of 600 KB of commas: the crawl stands still", scenarios.hanging_page
    )
    text = "a smashed file that could be made anew: every later run ends badly"
    yield Row("14-index", text, scenarios.derived(scenarios.smash_index))
    yield Row("14-forgotten", text, scenarios.derived(scenarios.tear_notes))
    yield Row("14-deaths", text, scenarios.derived(scenarios.smash_deaths))
    yield Row("14-etag", "an ETag over 8 KB: every later run ends with 65", scenarios.long_etag)
    yield Row(
        "15-no-read-more",
        '400 listed stories with teasers but no "Read more": the listing is lost',
        scenarios.no_read_more,
    )


ROWS = tuple(_rows())
