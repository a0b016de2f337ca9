"""Outcomes: what becomes of a story, in its row, its entry and the run's counts."""

import pytest
from scrapy.exceptions import CloseSpider

from newscrawl.errors import StateDamaged
from newscrawl.items import Printed
from tests.run.building import NEWS, OPEDS, story


def entry(run, story_id="1"):
    found = run.state.entry(story_id)
    assert found
    return found


def refreshed(run, **options):
    """Begin the next run, which reads every story again."""
    later = run.next(refresh=9999, **options)
    later.frontier.revisits()
    return later


# --- store --------------------------------------------------------------------------------------------


def test_a_stored_story_is_a_row_a_closed_entry_and_a_count(run):
    run.show("1", headline="A bridge", teaser="It is mended.")
    run.show("1", section=OPEDS)
    made = story("1")
    run.outcomes.store(made)
    assert (made.version, made.run, made.sections) == (1, 1, [OPEDS, NEWS])
    row = run.state.latest("1")
    assert row.data == made.record()
    assert (row.version, row.run, row.day) == (1, 1, "2026-11-24")
    closed = entry(run)
    assert (closed.outcome, closed.headline, closed.teaser) == ("stored", "", "")
    assert run.counts.outcomes == {"1": ("stored", NEWS)}
    assert run.counts.reading.pages == 1


def test_a_story_no_section_showed_is_of_its_own_section(run):
    run.show("1", section=OPEDS)
    later = run.next(0)  # before that run
    made = story("1", section=NEWS)
    later.outcomes.store(made)
    assert made.sections == [NEWS]


def test_a_story_read_again_is_its_next_version_in_the_same_cluster(run):
    run.store("1")
    later = refreshed(run)
    later.outcomes.store(story("1", "The bridge is mended at last, and the mill turns again."))
    assert [(row.version, row.run) for row in run.state.stories.select("id = '1' ORDER BY version")] == [
        (1, 1),
        (2, 2),
    ]
    assert run.state.latest("1").data["cluster"] == "1"


def test_a_story_without_an_entry_breaks_the_run_off(run):
    with pytest.raises(CloseSpider):
        run.outcomes.store(story("1"))
    assert isinstance(run.session.broken, StateDamaged)


def test_a_story_read_again_is_changed_by_headline_or_text_alone(run):
    run.store("1")
    outcomes = refreshed(run).outcomes
    assert not outcomes.is_changed(story("1", byline="Bo Lee", fetched_at="2026-12-01T00:00:00+00:00"))
    assert outcomes.is_changed(story("1", headline="Another"))
    assert outcomes.is_changed(story("1", "Another text."))


# --- copies -------------------------------------------------------------------------------------------


def test_of_equal_texts_in_one_run_the_first_claims_and_the_others_are_copies(run):
    run.show("1", "2", "3")
    first, second = story("1", "The same words."), story("2", "The same\nwords.")
    assert run.outcomes.copy_of(first) is None
    assert run.outcomes.copy_of(second) == "1"  # not stored yet
    assert run.outcomes.copy_of(first) is None
    run.outcomes.store(first)
    assert run.outcomes.copy_of(second) == "1"
    assert run.outcomes.copy_of(story("3", "Other words.")) is None


def test_a_text_of_an_earlier_run_has_its_holder_there(run):
    run.store("1")
    same = story("1").article_body
    later = run.next()
    assert later.outcomes.copy_of(story("2", same)) == "1"
    assert later.outcomes.copy_of(story("1", same)) is None


def test_a_story_that_fails_before_it_is_stored_gives_up_its_text(run):
    run.show("1", "2", "3")
    same = "The bridge is mended."
    assert run.outcomes.copy_of(story("1", same)) is None
    run.outcomes.store_copy(story("2", same), run.outcomes.copy_of(story("2", same)))
    run.outcomes.mark_failed("1", "internal error")
    assert run.outcomes.copy_of(story("3", same)) is None
    run.outcomes.conclude()
    assert run.state.copies.get("id = '2'") is None
    assert (entry(run, "2").outcome, run.counts.failures["2"]) == (
        "open",
        "it has the text of s-1, which could not be stored",
    )


def test_a_copy_is_a_line_that_names_its_original_and_a_closed_entry(run):
    run.store("1")
    run.show("2")
    run.outcomes.store_copy(story("2"), "1")
    run.outcomes.conclude()
    line = run.state.copies.get("id = '2'")
    assert line
    assert '"duplicate_of": "1"' in line.line
    assert (entry(run, "2").outcome, entry(run, "2").why) == ("duplicate", "1")
    assert run.counts.outcomes["2"] == ("duplicate", NEWS)


# --- tombstones and failures ----------------------------------------------------------------------------


def asked_until(run, hours, answer, *, shown=True):
    """Ask for story 1 every four hours, beside one that is stored; return when it was asked and the last run."""
    asked = []
    for number in range(2, int(hours / 4) + 2):
        now = run.next(number)
        now.hours = 4.0 * (number - 1)
        now.store(str(100 + number))
        if shown:
            now.show("1")
        if now.frontier.wants("1"):
            asked.append(now.hours)
            answer(now)
        now.walks.end(NEWS)
        now.outcomes.conclude()
    return asked, now


@pytest.mark.parametrize("kind", ["expired", "not found", "cartoon"])
def test_what_is_gone_is_closed_when_two_runs_say_so_and_no_listing_shows_it(run, kind):
    run.show("1")
    run.outcomes.mark_tombstone("1", kind)
    run.outcomes.conclude()
    assert (entry(run).outcome, entry(run).why, entry(run).tries) == ("open", kind, 1)
    assert run.counts.tombstones == {"1": kind}
    assert run.counts.outcomes == {"1": ("tombstone", NEWS)}
    later = run.next()
    later.store("2")
    later.outcomes.mark_tombstone("1", kind)
    later.walks.end(NEWS)
    later.outcomes.conclude()
    assert (entry(run).outcome, entry(run).why, entry(run).closings) == ("tombstone", kind, 1)
    assert later.counts.given_up == {}


def test_an_unread_section_is_no_evidence_that_a_story_is_gone(run):
    run.show("1")
    for number in (1, 2, 3):
        now = run.next(number)
        now.store(str(100 + number))
        now.outcomes.mark_tombstone("1", "expired")
        now.outcomes.conclude()
    assert entry(run).outcome == "open"


@pytest.mark.parametrize("kind", ["expired", "captcha", "consent", "maintenance", "empty"])
def test_what_a_listing_shows_is_asked_for_at_growing_intervals_for_a_week(run, kind):
    run.show("1")
    asked, last = asked_until(run, 24 * 6.9, lambda now: now.outcomes.mark_tombstone("1", kind))
    assert asked[:5] == [4, 8, 12, 20, 36]
    assert entry(run).outcome == "open"
    assert {one.answer for one in run.state.answers.select("id = '1'")} == {kind}
    week = last.next()
    week.hours = 24 * 9
    week.show("1")
    week.store("2")
    week.outcomes.mark_tombstone("1", kind)
    week.outcomes.conclude()
    assert (entry(run).outcome, entry(run).why) == ("tombstone", kind)
    assert week.counts.given_up == {"1": kind}


def test_a_story_that_fails_for_a_week_is_given_up_once_and_gets_another_chance(run):
    run.show("1")
    _, last = asked_until(run, 24 * 9, lambda now: now.outcomes.mark_failed("1", "status 500"))
    assert (entry(run).outcome, entry(run).why, entry(run).closings) == ("given up", "status 500", 1)
    assert last.frontier.wants("1") is None
    later = last.next()
    later.hours = 24 * 17
    later.show("1")
    assert later.frontier.wants("1")
    later.store("2")
    later.outcomes.mark_failed("1", "status 500")
    later.outcomes.conclude()
    assert (entry(run).outcome, entry(run).closings) == ("given up", 2)
    assert later.counts.given_up == {}  # no news


def test_where_most_requests_are_in_vain_nothing_is_closed_and_all_is_asked_again_at_once(run):
    numbers = [str(number) for number in range(1, 9)]
    run.show(*numbers)
    for number in range(2, 60):
        now = run.next(number)
        now.hours = 4.0 * (number - 1)
        now.show(*numbers)
        assert all(now.frontier.wants(story_id) for story_id in numbers)
        for story_id in numbers:
            now.outcomes.mark_failed(story_id, "status 503")
        now.outcomes.conclude()
        assert now.counts.incident
    assert {entry(run, one).outcome for one in numbers} == {"open"}


# --- doubts ----------------------------------------------------------------------------------------------


def test_a_page_that_names_another_story_is_doubted_twice_then_believed(run):
    run.show("1")
    other = story("1", page=Printed(own_ids=frozenset({"9"})))
    for number in (1, 2, 3):
        now = run.next(number)
        doubt = now.outcomes.doubt_of(other)
        assert doubt == ("" if number == 3 else "in doubt: the page gives s-9 as its own address")
        if doubt:
            now.outcomes.mark_failed("1", doubt)
            now.outcomes.conclude()
            assert entry(run).outcome == "open"
    assert run.outcomes.doubt_of(story("1", page=Printed(own_ids=frozenset({"1", "9"})))) == ""
    assert run.outcomes.doubt_of(story("1")) == ""


@pytest.mark.parametrize(
    ("body", "fields", "why"),
    [
        ("It rained all day. Subscribe to continue reading.", {}, 'cut: "Subscribe to continue"'),
        ("It rained.", {"date_published": "1970-01-01"}, "dated 1970-01-01"),
        ("It rained.", {"page": Printed(behind="Page 1 of 2")}, 'cut: "Page 1 of 2"'),
        (
            "The council of Marden voted on Tuesday to mend the old bridge.",
            {},
            "the text is the listing's teaser",
        ),
    ],
)
def test_a_text_that_looks_cut_or_misdated_is_doubted_twice_then_stored_and_named(run, body, fields, why):
    run.show("1", teaser="The council of Marden voted on Tuesday to mend the old bridge.")
    for number in (1, 2, 3):
        now = run.next(number)
        doubt = now.outcomes.doubt_of(story("1", body, **fields))
        assert doubt == ("" if number == 3 else f"in doubt: {why}")
        if doubt:
            now.outcomes.mark_failed("1", doubt)
    now.outcomes.store(story("1", body, **fields))
    assert now.counts.suspects == {"1": why}


@pytest.mark.parametrize("copies", [2, 3])
def test_more_than_two_copies_of_one_text_are_doubted_and_left_open(run, copies):
    run.store("9")
    numbers = [str(number) for number in range(1, copies + 1)]
    run.show(*numbers)
    for number in (1, 2, 3):
        now = run.next(number)
        for story_id in numbers:
            if now.frontier.wants(story_id):
                now.outcomes.store_copy(story(story_id), "9")
        now.outcomes.conclude()
        outcomes = {entry(run, one).outcome for one in numbers}
        assert outcomes == ({"duplicate"} if copies == 2 or number == 3 else {"open"})
        assert bool(now.counts.failures) == (copies == 3 and number < 3)


def test_what_a_signal_cuts_off_stays_as_it_is(run):
    run.show("1")
    before = entry(run)
    run.session.is_ending = True
    run.outcomes.mark_failed("1", "cancelled")
    assert entry(run) == before
    assert run.counts.outcomes == run.counts.failures == {}


@pytest.mark.parametrize("how", ["mark_failed", "mark_tombstone"])
def test_a_stored_story_that_is_gone_now_stays_stored(run, how):
    run.store("1")
    before = entry(run)
    later = refreshed(run)
    getattr(later.outcomes, how)("1", "captcha")
    assert entry(run) == before
    assert later.counts.outcomes == {"1": ("known", NEWS)}
    assert later.counts.tombstones == {}


# --- skip ---------------------------------------------------------------------------------------------


def test_a_skipped_story_stays_open_and_takes_the_date_on_its_page(run):
    run.show("1")
    run.show("2", date="2026-11-02")
    for number in ("1", "2"):
        run.outcomes.skip(number, "since", "2026-11-01")
    assert [(entry(run, one).outcome, entry(run, one).date) for one in ("1", "2")] == [
        ("open", "2026-11-01"),
        ("open", "2026-11-02"),
    ]
    assert run.counts.skips == {"1": "since", "2": "since"}
    assert run.counts.count("skipped") == 2
    assert run.next(since="2026-11-01").frontier.wants("1")


# --- batches ------------------------------------------------------------------------------------------


def test_twenty_outcomes_are_committed_together(run, monkeypatch):
    monkeypatch.setattr("newscrawl.run.session._SECONDS", 9999)
    run.session.commit()
    numbers = [str(number) for number in range(20)]
    run.show(*numbers)
    for number in numbers[:-1]:
        run.outcomes.mark_tombstone(number, "expired")
    assert run.state.connection.in_transaction
    run.outcomes.mark_tombstone(numbers[-1], "expired")
    assert not run.state.connection.in_transaction
