"""Outcomes: what becomes of a story, in its row, its entry and the run's counts."""

import pytest
from scrapy.exceptions import CloseSpider

from newscrawl.errors import StateDamaged
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
    run.frontier.show("1", OPEDS, f"/{OPEDS}/s-1")
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


def test_a_copy_is_a_line_that_names_its_original_and_a_closed_entry(run):
    run.show("2")
    run.outcomes.store_copy(story("2"), "1")
    line = run.state.copies.get("id = '2'")
    assert line
    assert '"duplicate_of": "1"' in line.line
    assert (entry(run, "2").outcome, entry(run, "2").why) == ("duplicate", "1")
    assert run.counts.outcomes == {"2": ("duplicate", NEWS)}


# --- tombstones and failures ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["expired", "not found", "cartoon"])
def test_what_is_no_story_for_good_is_not_asked_for_again(run, kind):
    run.show("1")
    run.outcomes.mark_tombstone("1", kind)
    assert (entry(run).outcome, entry(run).why, entry(run).tries) == ("tombstone", kind, 0)
    assert run.counts.tombstones == {"1": kind}
    assert run.counts.outcomes == {"1": ("tombstone", NEWS)}
    assert run.next(100).frontier.wants("1") is None


@pytest.mark.parametrize("kind", ["captcha", "consent", "maintenance", "empty"])
def test_what_may_pass_is_asked_for_again_and_ends_as_a_tombstone(run, kind):
    run.show("1")
    run.outcomes.mark_tombstone("1", kind)
    assert (entry(run).outcome, entry(run).tries, entry(run).due) == ("open", 1, 2)
    assert run.counts.outcomes == {"1": ("tombstone", NEWS)}
    last = run.next(tries=2)
    last.outcomes.mark_tombstone("1", kind)
    assert (entry(run).outcome, entry(run).why) == ("tombstone", kind)
    assert last.counts.given_up == {"1": kind}


def test_a_failed_story_is_tried_again_after_1_2_4_and_8_runs_then_given_up(run):
    run.show("1")
    asked = []
    for number in range(1, 41):
        now = run.next(number)
        if now.frontier.wants("1"):
            asked.append(number)
            now.outcomes.mark_failed("1", f"status 50{number % 10}")
            assert now.counts.outcomes == {"1": ("failed", NEWS)}
    assert asked == [1, 2, 4, 8, 16]
    assert (entry(run).outcome, entry(run).tries, entry(run).why) == ("given up", 5, "status 506")


def test_a_failure_is_counted_with_its_reason_and_given_up_once(run):
    run.show("1")
    run.outcomes.mark_failed("1", "timeout")
    assert (run.counts.failures, run.counts.given_up) == ({"1": "timeout"}, {})
    last = run.next(tries=2)
    last.outcomes.mark_failed("1", "timeout")
    assert last.counts.given_up == {"1": "timeout"}


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
