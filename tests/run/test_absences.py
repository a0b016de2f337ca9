"""What was shown before and is not any more: feeds, sections, stories."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newscrawl.channels import POLITICS
from newscrawl.run.absences import absences
from newscrawl.run.health import Causes, examine
from newscrawl.run.ledger import Ledger
from newscrawl.store.schema import RunRow, SightingRow, WalkRow
from tests.run.building import NEWS, OPEDS, SITE, STARTED, hold, story

FOUND = "politics/fromtheleft/someone"


def at(run, number, hours):
    """Begin a later run so many hours after the first."""
    later = run.next(number)
    later.hours = hours
    later.session.started = STARTED + timedelta(hours=hours)
    return later


def read(run, *ids, section=NEWS):
    """Read a section's listing, of one page, to its end."""
    run.walks.begin(section, requested=True)
    for place, story_id in enumerate(ids, 1):
        run.show(story_id, section=section, position=place)
    run.counts.walk(section).add_page(set(ids))
    run.walks.end(section)


def days(run, *ago, section=NEWS):
    """Hold a story of a section for each of some days before the run."""
    for number, day in enumerate(ago, 500):
        when = (run.session.started - timedelta(days=day)).isoformat(timespec="seconds")
        run.state.sightings.put(SightingRow(str(number), section, 1, when, 1, when, 1))


# --- sections ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "named"),
    [
        (range(9, 50), True),  # every day, and none for nine days
        (range(6, 50), False),  # holidays
        (range(20, 80, 7), False),  # a weekly column, and two weeks without
        (range(22, 80, 7), True),
        (range(9, 20), False),  # too young to have a habit
        ((30, 70, 80), False),
        ((-300, *range(9, 50)), True),  # seen under a clock that ran ahead
    ],
)
def test_a_section_is_quiet_after_many_times_its_longest_pause(run, ago, named):
    days(run, *ago)
    read(run, "500")
    assert (f"/{NEWS}" in absences(run.session)) == named


def test_a_section_that_was_not_read_is_not_quiet(run):
    days(run, *range(9, 50))
    run.counts.walk(NEWS).failure = "status 500"
    assert absences(run.session) == {}


@pytest.mark.parametrize(("hours", "named"), [(24, True), (24 * 27, True), (24 * 29, False)])
def test_a_section_that_nothing_links_to_any_more_is_named_for_four_weeks(run, hours, named):
    hold_run(run)
    run.state.walks.put(WalkRow(FOUND, 1, 1, 1))
    later = at(run, 2, hours)
    for path in POLITICS.titles:
        later.counts.walk(path)
    assert absences(later.session) == (
        {f"/{FOUND}": "no page links to it any more; run 1 was the last to read it"} if named else {}
    )
    later.counts.lost["/politics"] = "status 500"
    assert absences(later.session) == {}


def hold_run(run):
    run.state.runs.put(RunRow(1, STARTED.isoformat(), SITE, 1))


def test_a_run_of_some_sections_misses_no_other(run):
    hold_run(run)
    run.state.walks.put(WalkRow(FOUND, 1, 1, 1))
    later = at(run, 2, 24)
    read(later, "1")
    assert absences(later.session) == {}


def test_feeds_and_sections_that_are_gone_are_named_and_those_that_fail_are_not(run):
    feed = f"{SITE}/{NEWS}/rss"
    run.counts.lost = {
        f"/{NEWS}/rss": f"{feed} (status 404)",
        f"/{OPEDS}/rss": f"{SITE}/{OPEDS}/rss (status 500)",
    }
    assert absences(run.session) == {f"/{NEWS}/rss": f"gone: {feed} (status 404)"}


# --- stories -------------------------------------------------------------------------------------------------

TEN = [str(number) for number in range(110, 100, -1)]


@pytest.mark.parametrize(
    ("gone", "hours", "named"),
    [
        ("109", 24, True),
        ("109", 4, False),  # it may come back
        ("109", 24 * 8, False),  # named long enough
        ("103", 24, False),  # it may have rolled off behind pinned ones
        ("101", 24, False),
    ],
)
def test_a_story_that_a_listing_leaves_out_among_older_ones_is_named(run, gone, hours, named):
    hold_run(run)
    read(run, *TEN)
    run.outcomes.store(story("109"))
    later = at(run, 2, hours)
    read(later, "111", *(one for one in TEN if one != gone))
    assert list(absences(later.session)) == [gone] * named


def test_a_story_that_moved_is_not_left_out_and_one_that_was_never_read_says_so(run):
    hold_run(run)
    read(run, *TEN)
    later = at(run, 2, 24)
    read(later, *TEN[2:])
    read(later, "110", section=OPEDS)
    assert absences(later.session) == {
        "109": f"/{NEWS} leaves it out, and shows 8 older stories; it was never read"
    }


def test_a_held_story_that_is_withdrawn_is_named(run):
    run.store("1")
    later = run.next(refresh=9999)
    later.frontier.revisits()
    later.outcomes.mark_tombstone("1", "not found")
    assert absences(later.session) == {"1": "withdrawn (not found); the stored version is kept"}


def test_a_story_that_is_closed_as_gone_is_named(run):
    run.show("1")
    run.outcomes.mark_tombstone("1", "expired")
    run.outcomes.conclude()
    later = run.next()
    later.store("2")
    later.outcomes.mark_tombstone("1", "expired")
    later.walks.end(NEWS)
    later.outcomes.conclude()
    assert absences(later.session) == {"1": "gone (expired) before it could be read"}


# --- how they are told -----------------------------------------------------------------------------------


def test_an_absence_is_told_once_a_week_and_stays_in_the_ledgers(run):
    def told(lost):
        now = run.next(9)
        now.counts.lost = {path: f"{SITE}{path} (status 404)" for path in lost}
        now.counts.walk(NEWS).seen.add("1")
        made = Ledger.of_crawl(now.session, {}, "finished")
        return made, examine(now.session, made, Causes()).absent

    first, lines = told(["/a/rss"])
    assert lines == [f"/a/rss: gone: {SITE}/a/rss (status 404)"]
    day_before = (STARTED - timedelta(days=1)).isoformat()
    hold(run.state, replace(first, run=8, started=day_before))
    second, lines = told(["/a/rss", "/b/rss"])
    assert list(second.absent) == ["/a/rss", "/b/rss"]
    assert lines == [f"/b/rss: gone: {SITE}/b/rss (status 404)"]
    _, lines = told([f"/c{number}/rss" for number in range(12)])
    assert (len(lines), lines[-1]) == (11, "and 2 more: `scrapy status`")
