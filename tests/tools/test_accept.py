"""`scrapy reextract --accept`: what reads otherwise becomes next versions, whole or not at all, once."""

import json
import os
import shutil
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from newscrawl.errors import Locked, StateDamaged
from newscrawl.pages.kind import PageKind, Verdict, classify_page
from newscrawl.pages.story import StoryPage
from newscrawl.run import run as run_module
from newscrawl.store import atomic
from newscrawl.store.archive.reader import Reader
from newscrawl.store.database import Table
from newscrawl.store.lock import Lock
from newscrawl.store.state import State
from newscrawl.tools.accept import Acceptance, accept_summary, accepting
from newscrawl.tools.comparison import CHANGED, COPY, GONE, NEW, SAME, UNCHANGED
from newscrawl.tools.reextract import reextract
from newscrawl.tools.status import is_fresh
from newscrawl.tools.verify import verify
from tests.crawling import crawl, lines
from tests.killing import killed_at
from tests.run.building import begun, ended
from tests.site import channel, listing, paragraphs, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
SECTIONS = ("-a", "sections=politicalnews,opeds")
SECOND = "stories/politics-000002.jsonl"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data") / "data"
    with served(channel() | hidden()) as site:
        crawl(data, "-a", f"site={site.url}", *SECTIONS)
    return data


def hidden():
    """Return two pages that are gone by their status, but hold stories: one an update of 103, one with the text of 102."""
    last = paragraphs(103)[-1].encode()
    return {
        "/politics/politicalnews/page-2": listing("politicalnews", [104, 108, 105]),
        "/politics/politicalnews/page-3": listing("politicalnews", [104, 108, 105]),
        "/politics/politicalnews/s-104": (
            404,
            story(104, text=103).replace(last, last + b"</p><p>It begins in May."),
        ),
        "/politics/politicalnews/s-108": (404, story(108, text=102)),
    }


@pytest.fixture
def data(crawled, tmp_path):
    return shutil.copytree(crawled, tmp_path / "data")


@pytest.fixture
def new_headlines(monkeypatch):
    """Make an extractor that reads the headline of 102 and 103 otherwise."""
    old: Any = StoryPage.headline
    names = {"102": "New 102", "103": "New 103"}
    monkeypatch.setattr(
        StoryPage, "headline", property(lambda page: names.get(page.address.story_id) or old.fget(page))
    )


def accept(data, **selection):
    with accepting(data) as accepted:
        categories: dict[str, list[str]] = {}
        for outcome in reextract(data, Reader(data / "archive").places(**selection), 1):
            accepted.take(outcome)
            categories.setdefault(outcome.story_id, []).append(outcome.category)
    return accepted, categories


def outcome(data, story_id):
    entry = State.open_readonly(data / "state.db").entry(story_id)
    return entry and entry.outcome


def published(data):
    found = [
        (one["id"], one["version"]) for path in sorted(data.glob("stories/*.jsonl")) for one in lines(path)
    ]
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.usefixtures("new_headlines")
def test_changed_records_become_next_versions_in_state_and_next_file(data):
    before = (data / "stories/politics-000001.jsonl").read_bytes()
    old = {one["id"]: one for one in lines(data / "stories/politics-000001.jsonl")}
    accepted, _ = accept(data)
    new = {one["id"]: one for one in lines(data / SECOND)}
    assert set(new) == {"102", "103"}
    expected = old["102"] | {"headline": "New 102", "version": 2, "run": 2}
    assert new["102"] == expected
    assert list(new["102"]) == list(expected)
    assert (data / "stories/politics-000001.jsonl").read_bytes() == before
    assert list(verify(data)) == []
    ledger = json.loads((data / "runs/politics-000002.json").read_text())
    assert (ledger["reason"], ledger["exit_code"], ledger["outcomes"]["stored"]) == ("reextract", 0, 2)
    assert ledger["changed_fields"] == {"headline": 2}
    assert "2 new versions" in accept_summary(accepted, data)


@pytest.mark.usefixtures("new_headlines")
def test_accepting_again_finds_everything_the_same(data):
    accept(data)
    _, categories = accept(data)
    assert categories["102"] == categories["103"] == [SAME]
    assert not (data / "stories/politics-000003.jsonl").exists()
    assert list(verify(data)) == []


def test_the_extractors_name_alone_makes_no_version(data, monkeypatch):
    monkeypatch.setattr("newscrawl.tools.extract.extract_story", _renamed())
    _, categories = accept(data)
    assert categories["102"] == [SAME]
    assert not (data / SECOND).exists()


def _renamed():
    from newscrawl.tools import extract

    real = extract.extract_story

    def renamed(*arguments):
        found = real(*arguments)
        if found.story:
            found.story.extractor = "newer"
        return found

    return renamed


@pytest.mark.usefixtures("new_headlines")
def test_the_next_run_asks_for_no_story_again(data):
    accept(data)
    run = begun(data, same_site=True)
    assert {"102", "103"}.isdisjoint(one.id for one in run.frontier.open_entries())
    stories = {story_id for story_id, _ in published(data)}
    assert {"102", "103"} <= stories
    assert [run.frontier.wants(one) for one in stories] == [None] * len(stories)
    ended(run)
    assert list(verify(data)) == []
    assert ("102", 2) in published(data)


def test_pages_that_are_newly_stories_are_stored_copies_named_and_neither_asked_for_again(data, monkeypatch):
    monkeypatch.setattr("newscrawl.pages.story.classify_page", _judge_hidden_stories)
    _, categories = accept(data)
    assert categories["104"] == categories["108"] == [NEW]
    (new,) = lines(data / SECOND)
    assert (new["id"], new["version"], new["run"]) == ("104", 1, 2)
    assert (new["version_of"], new["cluster"]) == ("103", "103")
    (copy,) = lines(data / "duplicates/politics-000002.jsonl")
    assert (copy["id"], copy["duplicate_of"], copy["verdict"]) == ("108", "102", "copy")
    assert [outcome(data, one) for one in ("104", "108")] == ["stored", "duplicate"]
    assert list(verify(data)) == []
    _, categories = accept(data)
    assert (categories["104"], categories["108"]) == ([SAME], [COPY])


def test_what_a_rebuilt_state_does_not_tell_of_is_stored_too(data, monkeypatch):
    monkeypatch.setattr("newscrawl.pages.story.classify_page", _judge_hidden_stories)
    state = State.open(data / "state.db")
    state.connection.execute("DELETE FROM entries WHERE id IN ('104', '108')")
    state.close()
    (data / "state.db.seal").unlink()
    accept(data)
    assert [outcome(data, one) for one in ("104", "108")] == ["stored", "duplicate"]
    assert list(verify(data)) == []


def _judge_hidden_stories(page):
    return (
        Verdict(PageKind.STORY, "tried") if page.address.story_id in {"104", "108"} else classify_page(page)
    )


def test_a_story_whose_page_is_no_story_now_stays_as_published(data, monkeypatch):
    monkeypatch.setattr(
        "newscrawl.pages.story.classify_page", lambda _page: Verdict(PageKind.EXPIRED, "tried")
    )
    _, categories = accept(data)
    assert categories["102"] == [GONE]
    assert not (data / SECOND).exists()
    assert outcome(data, "102") == "stored"


@pytest.mark.usefixtures("new_headlines")
def test_of_a_story_read_twice_the_last_page_counts(tmp_path):
    pages = channel()
    with served(pages) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews")
        pages["/politics/politicalnews/s-102"] = (
            story(102).replace(b"Ann Lee", b"Bo Lee").replace(b"will cost", b"may cost")
        )
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews", "-a", "refresh=9999")
    accepted, categories = accept(tmp_path)
    assert categories["102"] == [CHANGED, CHANGED]
    assert categories["103"] == [CHANGED, UNCHANGED]
    new = {one["id"]: one for one in lines(tmp_path / "stories/politics-000003.jsonl")}
    assert {one: (new[one]["version"], new[one]["byline"]) for one in new} == {
        "102": (3, "Bo Lee, Harbor City News"),
        "103": (2, "Ann Lee, Harbor City News"),
    }
    assert accepted.counts["superseded"] == 1
    assert list(verify(tmp_path)) == []


@pytest.mark.usefixtures("new_headlines")
def test_a_selection_is_accepted_alone(data):
    accept(data, story_id="102")
    assert [one["id"] for one in lines(data / SECOND)] == ["102"]


@pytest.mark.usefixtures("new_headlines")
def test_an_error_on_the_way_leaves_all_as_it_was(data, monkeypatch):
    rows = list(State.open_readonly(data / "state.db").stories.select())
    with monkeypatch.context() as patch:
        patch.setattr(Acceptance, "_close_entry", _raising_at_103)
        with pytest.raises(StateDamaged, match="tried"):
            accept(data)
    assert list(State.open_readonly(data / "state.db").stories.select()) == rows
    accept(data)
    assert {("102", 2), ("103", 2)} <= published(data)
    assert not {("102", 3), ("103", 3)} & published(data)


def _raising_at_103(_self, record, *_why):
    if record["id"] == "103":
        raise StateDamaged("tried")


def test_no_crawl_goes_on_meanwhile(data):
    lock = Lock(data)
    lock.take()
    with pytest.raises(Locked), accepting(data):
        pass
    result = crawl(data, "--accept", command=("reextract",))
    lock.release()
    assert result.returncode == 75
    assert "holds" in result.stderr


def test_the_command_says_what_it_stored_and_is_no_fresh_crawl(data):
    result = crawl(data, "--accept", command=("reextract",))
    assert result.returncode == 0, result.stderr
    assert "Run 2: 0 new versions" in result.stdout
    ledger = json.loads((data / "runs/politics-000001.json").read_text())
    assert ledger["exit_code"] == 0
    os.utime(data / "runs/politics-000001.json")
    assert is_fresh(data, timedelta(days=1))
    state = State.open(data / "state.db")
    state.connection.execute("DELETE FROM runs WHERE number = 1")
    state.close()
    assert not is_fresh(data, timedelta(days=1))


# --- killed at every step -----------------------------------------------------------------------------

STEPS = [
    (Table, "_write"),
    (State, "commit"),
    (State, "close"),
    (atomic, "sync"),
    (atomic, "place"),
    (run_module, "write_whole"),
    (run_module, "seal"),
]


@pytest.mark.usefixtures("new_headlines")
def test_killed_at_any_step_all_or_nothing_is_accepted_and_nothing_twice(crawled, tmp_path):
    step, seen = 0, set()
    was_killed = True
    while was_killed:
        step += 1
        data = shutil.copytree(crawled, tmp_path / str(step))
        was_killed = killed_at(step, STEPS, partial(accept, data))
        stored = {(row.id, row.version) for row in State.open(data / "state.db").stories.select()}
        new = {("102", 2), ("103", 2)} & stored
        assert new in (set(), {("102", 2), ("103", 2)}), step
        seen.add(bool(new))
        accept(data)
        assert {one for one in published(data) if one[1] > 1} == {("102", 2), ("103", 2)}, step
        assert list(verify(data)) == [], step
        assert not list(data.rglob("*.part")), step
    assert step > 12
    assert seen == {True, False}
