"""How a record becomes a row: linked by the duplicate index, or as it was linked before."""

import json
import sqlite3

import pytest

from newscrawl.store.schema import EntryRow
from newscrawl.store.stories import add_story, freeze_dates, published_record
from newscrawl.text.fingerprint import fingerprint
from tests.run.building import NEWS, OPEDS, story

#: Long enough to have a version: seventeen paragraphs, and the same with one more.
LONG = "\n\n".join(
    f"The clerk of ward {n} counted {n * 37} ballots in the hall on Friday, {n * 11} fewer than last year and {n} more than ever."
    for n in range(3, 20)
)
LONGER = f"{LONG}\n\nOn Saturday the council met again behind closed doors for an hour."


@pytest.fixture
def state(run):
    return run.state


def test_a_row_holds_the_record_its_fingerprint_and_its_day(state):
    record = story("1", "The words.", date_published="2026-11-01T08:00:00").record()
    row = add_story(state, record, 7)
    assert state.latest("1") == row
    assert (row.id, row.version, row.run, row.day) == ("1", 1, 7, "2026-11-01")
    assert row.fingerprint == fingerprint("The words.")
    assert row.data == record
    assert list(row.data) == list(record)
    assert state.holder_of(row.fingerprint, "2") == "1"


def test_an_undated_story_counts_for_the_day_it_was_fetched(state):
    assert add_story(state, story("1").record(), 7).day == "2026-11-24"


def test_a_new_record_is_linked_to_what_it_is_a_version_of(state):
    first, second = story("1", LONG).record(), story("2", LONGER).record()
    add_story(state, first, 1)
    add_story(state, second, 1)
    assert (first["cluster"], first["version_of"]) == ("1", None)
    assert (second["cluster"], second["version_of"]) == ("1", "1")
    assert json.loads(state.latest("2").record)["version_of"] == "1"


def test_a_linked_record_keeps_its_links_and_gives_them_to_the_index(state):
    record = story("2", LONG, cluster="77", version_of="78").record()
    add_story(state, record, 1, linked=True)
    assert (record["cluster"], record["version_of"]) == ("77", "78")
    assert state.duplicates.cluster_of("2") == "77"
    later = story("3", LONGER).record()
    add_story(state, later, 1)
    assert (later["cluster"], later["version_of"]) == ("77", "2")


def test_a_version_that_is_there_is_refused(state):
    add_story(state, story("1").record(), 1)
    with pytest.raises(sqlite3.IntegrityError):
        add_story(state, story("1").record(), 2)


def test_a_number_that_json_does_not_know_is_refused(state):
    with pytest.raises(ValueError, match="JSON"):
        add_story(state, story("1", word_count=float("nan")).record(), 1)
    assert state.latest("1") is None


def test_a_record_is_published_with_what_became_known_until_its_runs_end(run):
    run.store("1")
    row = run.state.latest("1")
    run.show("1", section=OPEDS, date="2026-11-02")
    freeze_dates(run.state, 1, {})
    run.next().show("1", section="politics/mod", date="2026-11-03")
    frozen = run.state.latest("1")
    record = published_record(run.state, frozen)
    assert record["sections"] == [OPEDS, NEWS]
    assert (record["date_published"], record["date_published_from"]) == ("2026-11-02", "listing")
    assert record == row.data | {
        key: record[key] for key in ("sections", "date_published", "date_published_from")
    }


def test_a_story_that_no_section_showed_is_published_with_the_sections_it_was_stored_with(run):
    row = add_story(run.state, story("1", sections=[OPEDS]).record(), 1)
    run.state.entries.add(EntryRow("1", f"/{OPEDS}/s-1", OPEDS, outcome="stored", run=1))
    run.state.show("1", NEWS, 2, "2026-11-25T12:00:00+00:00")
    assert published_record(run.state, row)["sections"] == [OPEDS]


def test_a_date_on_the_page_is_not_replaced_by_a_feeds(run):
    run.show("1")
    run.outcomes.store(story("1", date_published="2026-11-01", date_published_from="page"))
    run.show("1", date="2026-11-02")
    freeze_dates(run.state, 1, {})
    record = published_record(run.state, run.state.latest("1"))
    assert (record["date_published"], record["date_published_from"]) == ("2026-11-01", "page")


def test_a_story_without_a_date_stays_so_once_it_is_published(run):
    """A feed of a later run gives the date of a story that stands in a file already: the file could not be written again."""
    run.store("1")
    freeze_dates(run.state, 1, {})
    run.next().show("1", date="2026-11-03")
    assert published_record(run.state, run.state.latest("1"))["date_published"] is None


def test_a_file_that_stands_decides_which_date_was_published(run):
    run.store("1", "2")
    for story_id in ("1", "2"):
        run.next().show(story_id, date="2026-11-03")
    published = {"date_published": "2026-11-02", "date_published_from": "feed"}
    freeze_dates(run.state, 1, {"1": published, "2": {"date_published": None}})
    found = [run.state.latest(story_id).data["date_published"] for story_id in ("1", "2")]
    assert found == ["2026-11-02", None]
