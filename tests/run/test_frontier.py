"""The frontier: what listings show becomes entries, and which of them a run asks for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from scrapy.exceptions import CloseSpider

from newscrawl.errors import StateDamaged
from newscrawl.run.frontier import Shown
from newscrawl.run.retries import FORGOTTEN
from newscrawl.store.schema import EntryRow
from tests.run.building import NEWS, OPEDS, story

PATH = f"/{NEWS}/s-1"


def entry(run, story_id="1"):
    found = run.state.entry(story_id)
    assert found
    return found


# --- show ---------------------------------------------------------------------------------------------


def test_what_a_listing_shows_first_is_an_open_entry_listed_and_shown(run):
    run.show("1", headline="A bridge", teaser="It is mended.", date="2026-11-01")
    assert entry(run) == EntryRow(
        "1", PATH, NEWS, "A bridge", "It is mended.", "2026-11-01", "listing", run=1
    )
    assert run.counts.walk(NEWS).listed == {"1"}
    assert run.state.sections_of("1", 1) == [NEWS]


def test_later_hints_fill_what_an_open_entry_lacks_and_replace_nothing(run):
    run.show("1", headline="A bridge")
    run.show("1", section=OPEDS, headline="Another", teaser="It is mended.", date="2026-11-01")
    assert entry(run) == EntryRow(
        "1", PATH, NEWS, "A bridge", "It is mended.", "2026-11-01", "listing", run=1
    )
    assert run.state.sections_of("1", 1) == [OPEDS, NEWS]
    assert run.counts.walk(OPEDS).listed == {"1"}


@pytest.mark.parametrize(
    ("first", "second", "by_feed", "path"),
    [
        ("/opeds/s-1", PATH, False, PATH),
        ("/opeds/s-1", PATH, True, "/opeds/s-1"),
        (PATH, f"/{OPEDS}/s-1", False, PATH),
    ],
)
def test_a_listings_address_replaces_a_feeds_and_no_other(run, first, second, by_feed, path):
    run.frontier.show("1", NEWS, Shown(first, by_feed=True))
    run.frontier.show("1", NEWS, Shown(second, by_feed=by_feed))
    assert entry(run).path == path


def test_a_closed_entry_takes_a_date_it_lacks_and_nothing_else(run):
    run.store("1")
    closed = entry(run)
    run.show("1", headline="Another", date="2026-11-01")
    run.show("1", date="2026-11-02")
    assert entry(run) == replace(closed, date="2026-11-01", date_from="listing")


# --- wants --------------------------------------------------------------------------------------------


def test_an_open_entry_is_asked_for_and_a_closed_one_is_known(run):
    run.show("1")
    assert run.frontier.wants("1") == entry(run)
    assert run.counts.outcomes == {}
    run.store("1")
    later = run.next()
    assert later.frontier.wants("1") is None
    assert later.counts.outcomes == {"1": ("known", NEWS)}
    assert later.frontier.wants("unknown") is None
    assert "unknown" not in later.counts.outcomes


def test_what_has_an_outcome_in_this_run_is_not_asked_for_again(run):
    run.show("1")
    run.outcomes.mark_failed("1", "status 500")
    assert run.frontier.wants("1") is None
    assert run.counts.outcomes == {"1": ("failed", NEWS)}


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"outcome": "given up"}, "given up"),
        ({"due": "2026-11-26T13:00:00+00:00"}, "retry later"),
        ({"due": "2026-11-26T12:00:00+00:00"}, None),
        ({"due": "2027-11-26T12:00:00+00:00"}, None),  # the clock was a year ahead
        ({"date": "2026-10-31"}, "since"),
        ({"date": "2026-11-01T08:00:00"}, None),
        ({"date": "2026-10-31", "due": "2026-11-26T13:00:00+00:00"}, "retry later"),
    ],
)
def test_what_is_left_out_is_skipped_with_its_reason(run, keys, why):
    later = run.next(3, since="2026-11-01")
    run.state.entries.add(EntryRow("1", PATH, NEWS, run=1, **keys))
    assert (later.frontier.wants("1") is None) == (why is not None)
    assert later.counts.skips == ({"1": why} if why else {})
    assert later.counts.outcomes == ({"1": ("skipped", NEWS)} if why else {})


def test_a_quarantined_page_is_skipped(run):
    run.show("1")
    run.session.quarantine.deaths = {"1": 2}
    assert run.frontier.wants("1") is None
    assert run.counts.skips["1"].startswith("quarantined")


@pytest.mark.parametrize(("early", "expected"), [("the run ended", "skipped"), ("", None)])
def test_the_rest_is_known_or_left_by_a_run_that_ended_early(run, early, expected):
    run.store("1")
    later = run.next()
    later.show("1", "2")
    later.frontier.note_rest(early)
    assert later.counts.outcomes["1"] == ("known", NEWS)
    assert later.counts.outcomes.get("2") == ((expected, NEWS) if expected else None)
    assert later.counts.skips == ({"2": early} if early else {})
    assert later.counts.missing() == ([] if early else ["2"])


# --- sightings ------------------------------------------------------------------------------------------


def test_an_unchanged_listing_shows_its_stories_again(run):
    run.show("1", "2", position=4)
    later = run.next()
    later.frontier.show_again(NEWS, ["1", "2"])
    assert later.counts.walk(NEWS).listed == {"1", "2"}
    seen = run.state.sightings.get("id = '1'")
    assert (seen.first_run, seen.last_run, seen.position) == (1, 2, 4)
    assert (seen.first_seen[:10], seen.last_seen[:10]) == ("2026-11-24", "2026-11-25")


@pytest.mark.parametrize("by_feed", [True, False])
def test_an_entry_keeps_the_first_day_it_was_given_and_where_it_came_from(run, by_feed):
    run.show("1", date="2026-11-01", by_feed=by_feed)
    run.next().show("1", date="2026-11-02", by_feed=not by_feed)
    assert (entry(run).date, entry(run).date_from) == ("2026-11-01", "feed" if by_feed else "listing")


def test_a_sighting_keeps_the_best_place_on_the_listing(run):
    run.show("1", by_feed=True)
    assert run.state.sightings.get("id = '1'").position is None
    for number, place in ((2, 5), (3, 2), (4, 9)):
        run.next(number).show("1", position=place)
    seen = run.state.sightings.get("id = '1'")
    assert (seen.first_run, seen.last_run, seen.position) == (1, 4, 2)


@pytest.mark.parametrize("again", ["listing", "unchanged listing"])
def test_what_was_given_up_is_opened_again_a_week_later_if_a_listing_shows_it(run, again):
    run.show("1", "2")
    for story_id, why in (("1", "status 500"), ("2", FORGOTTEN)):
        closed = replace(entry(run, story_id), outcome="tombstone", why=why, due="2026-12-01T12:00:00+00:00")
        run.state.entries.put(closed)
    for number, outcome in ((7, "tombstone"), (8, "open")):
        later = run.next(number)
        later.show("1", "2") if again == "listing" else later.frontier.show_again(NEWS, ["1", "2"])
        assert (entry(run).outcome, entry(run, "2").outcome) == (outcome, "tombstone")


# --- what earlier runs left, and what is read again ---------------------------------------------------------


def test_open_entries_of_earlier_runs_are_asked_for_when_they_are_due(run):
    run.show("1", "2")
    run.show("3", section=OPEDS)
    run.show("4")
    run.store("4")
    run.state.entries.put(replace(entry(run, "2"), due="2026-11-26T12:00:00+00:00"))
    later = run.next(2)
    assert [one.id for one in later.frontier.open_entries()] == ["1", "3"]
    assert [one.id for one in later.frontier.open_entries([OPEDS])] == ["3"]
    assert [one.id for one in run.next(3).frontier.open_entries([NEWS])] == ["1", "2"]
    later.counts.close("1", "failed", NEWS)
    assert [one.id for one in later.frontier.open_entries()] == ["3"]


def test_an_open_entry_belongs_to_every_section_that_showed_it(run):
    run.show("1")
    run.show("1", section=OPEDS)
    assert [one.id for one in run.next().frontier.open_entries([OPEDS])] == ["1"]


def day(ago):
    return (date.today() - timedelta(days=ago)).isoformat()  # noqa: DTZ011  # as the frontier does


def test_stories_inside_the_revisit_window_are_read_again_once_by_their_newest_version(run):
    for number, ago in (("1", 3), ("2", 2), ("3", 0)):
        run.show(number, section=OPEDS if number == "3" else NEWS)
        run.outcomes.store(story(number, date_published=day(ago)))
    run.show("4")
    assert run.frontier.revisits() == []  # no window
    later = run.next(refresh=2)
    assert [one.id for one in later.frontier.revisits([NEWS])] == ["2"]
    assert later.frontier.is_revisit("2")
    later.outcomes.store(story("2", "Another text.", date_published=day(2)))
    assert [one.id for one in later.frontier.revisits()] == ["3"]
    last = run.next(3, refresh=2)
    last.frontier.revisits()
    assert {one: row.version for one, row in last.frontier.revisited.items()} == {"2": 2, "3": 1}


def test_a_state_that_fails_ends_the_crawl_and_nothing_is_read_after_it(run):
    run.store("1")
    run.state.connection.execute("DELETE FROM entries")
    ends = []
    run.session.on_break = lambda: ends.append(1)
    for _ in range(2):
        with pytest.raises(CloseSpider):
            run.frontier.wants("1")
    assert isinstance(run.session.broken, StateDamaged)
    assert ends == [1]
