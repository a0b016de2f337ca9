"""Health: which exit code and verdict a run's causes and ledger come to."""

from itertools import combinations
from typing import Any

import pytest

from newscrawl.errors import ExitCode, StateDamaged, WriteFailed
from newscrawl.run.health import Causes, Health, coverage_falls, examine
from newscrawl.run.ledger import REEXTRACT
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME
from tests.run.building import NEWS, OPEDS, SITE, hold, ledger, tally

#: What wins first stands first; each code by what alone causes it.
CAUSES: dict[int, dict[str, Any]] = {
    143: {"signal": 15},
    130: {"signal": 2},
    76: {"error": StateDamaged("tried")},
    74: {"feed_failures": 1},
    70: {"exceptions": 1},
    78: {"rate_limited": "tried"},
    77: {"robots": "forbidden", "nothing_listed": True},
    69: {"unreachable": True},
    66: {"nothing_listed": True},
    65: {"incomplete": ["tried"]},
    124: {"out_of_budget": True},
}
BOTH = [pair for pair in combinations(CAUSES, 2) if pair not in {(143, 130), (66, 124)}]


@pytest.mark.parametrize("code", CAUSES)
def test_each_cause_alone_has_its_code(code):
    assert Causes(**CAUSES[code]).exit_code == code


@pytest.mark.parametrize(("first", "second"), BOTH)
def test_of_two_causes_the_first_in_the_order_wins(first, second):
    assert Causes(**{**CAUSES[second], **CAUSES[first]}).exit_code == first


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        ({"error": WriteFailed("tried")}, 74),
        ({"unaccounted": ["1"]}, 70),
        ({"blocked": True}, 78),
        ({"robots": "unreachable", "nothing_listed": True}, 69),
        ({"robots": "forbidden"}, 0),
        ({"robots": "unreachable"}, 0),
        ({}, 0),
    ],
)
def test_other_ways_to_a_code_and_robots_alone_is_none(cause, code):
    assert Causes(**cause).exit_code == code


@pytest.mark.parametrize("code", [code for code in CAUSES if code not in {66, 124}])
def test_a_spent_budget_hides_no_fault(code):
    assert Causes(**CAUSES[code], out_of_budget=True).exit_code == code


def test_a_budget_spent_before_anything_was_listed_is_no_changed_layout():
    assert Causes(nothing_listed=True, out_of_budget=True).exit_code == ExitCode.OUT_OF_BUDGET


# --- examine ----------------------------------------------------------------------------------------


def judged(run, now, causes=None, listed=("1",)) -> Health:
    """Examine a run whose news section showed these stories."""
    run.counts.walk(NEWS).turn(set(listed))
    return examine(run.session, now, causes or Causes())


def past(run, count=3, **keys):
    hold(run.state, *(ledger(number, **({"outcomes": {"stored": 20}} | keys)) for number in range(1, count + 1)))  # fmt: skip


def test_a_run_that_listed_and_stored_is_ok_and_says_nothing(run):
    rates = {"headline": 1.0, "article_body": 1.0}
    assert judged(run, ledger(outcomes={"stored": 20}, fill_rates=rates)) == Health(ExitCode.OK, "ok", [], [])


def test_a_section_that_failed_is_incomplete_and_named(run):
    health = judged(run, ledger(sections={NEWS: {"failure": "status 500"}, OPEDS: {}}))
    assert (health.exit_code, health.verdict) == (65, "incomplete")
    (line,) = health.lines
    assert NEWS in line
    assert "status 500" in line


@pytest.mark.parametrize(("failed", "stored", "code"), [(5, 0, 65), (4, 0, 0), (5, 1, 0)])
def test_that_every_one_of_five_or_more_stories_failed_is_incomplete(run, failed, stored, code):
    counts = {"failed": failed, "stored": stored, "known": 30, "skipped": 3}
    assert judged(run, ledger(outcomes=counts)).exit_code == code


@pytest.mark.parametrize(
    ("kind", "tombstones", "stored", "code"),
    [
        ("expired", 8, 2, 65),
        ("expired", 7, 3, 0),
        ("expired", 7, 0, 0),
        ("cartoon", 12, 0, 0),
        ("captcha", 5, 1, 78),
        ("consent", 5, 1, 78),
        ("captcha", 4, 1, 0),
        ("captcha", 5, 2, 0),
    ],
)
def test_pages_that_are_mostly_no_stories_are_a_fault_and_barriers_a_block(
    run, kind, tombstones, stored, code
):
    counts = {"tombstone": tombstones, "stored": stored}
    kinds = {str(number): kind for number in range(tombstones)}
    assert judged(run, ledger(outcomes=counts, tombstones=kinds)).exit_code == code


@pytest.mark.parametrize(("stored", "share", "code"), [(10, 0.97, 65), (10, 0.98, 0), (9, 0.5, 0)])
def test_ten_stories_must_have_headlines_and_bodies_whatever_the_last_runs_had(run, stored, share, code):
    for name in ("headline", "article_body"):
        health = judged(run, ledger(outcomes={"stored": stored}, fill_rates={name: share}))
        assert health.exit_code == code
        assert [line.split(":")[0] for line in health.lines] == [name] * (code == 65)


@pytest.mark.parametrize(
    ("runs", "usual", "now", "code"),
    [(3, 0.9, 0.44, 65), (3, 0.9, 0.46, 0), (2, 0.9, 0.1, 0), (3, 0.4, 0.0, 0), (3, 0.5, 0.2, 65)],
)
def test_a_field_fell_if_it_is_filled_half_as_often_as_in_three_runs(run, runs, usual, now, code):
    past(run, runs, fill_rates={"byline": usual})
    health = judged(run, ledger(outcomes={"stored": 20}, fill_rates={"byline": now}))
    assert health.exit_code == code
    assert [line.split(":")[0] for line in health.lines] == ["byline"] * (code == 65)


def test_small_runs_and_accepted_archives_are_no_measure(run):
    past(run, fill_rates={"byline": 1.0}, outcomes={"stored": 9})
    hold(run.state, *(ledger(n, REEXTRACT, {"stored": 50}, fill_rates={"byline": 1.0}) for n in (4, 5, 6)))
    assert judged(run, ledger(outcomes={"stored": 20}, fill_rates={"byline": 0.0})).exit_code == 0


def test_one_odd_run_does_not_change_what_is_usual():
    rates = [{"byline": share} for share in (0.9, 0.0, 0.9)]
    assert coverage_falls({"byline": 0.1}, rates)
    assert not coverage_falls({"byline": 0.1}, [{"byline": share} for share in (0.0, 0.9, 0.0)])


def test_a_landmark_that_went_is_incomplete_and_its_pages_are_worth_a_look(run):
    past(run, drift=tally(20).to_dict(), requested=[NEWS])
    drift = tally(30, without="byline", expected={"byline"}).to_dict()
    now = ledger(outcomes={"stored": 20}, drift=drift, requested=[NEWS])
    health = judged(run, now)
    assert (health.exit_code, {line.split(":")[0] for line in health.lines}) == (
        65,
        {"landmark byline", "field byline"},
    )
    assert set(health.badly_read) == {"0", "1"}
    now.requested = [OPEDS]
    assert judged(run, now).exit_code == 0


def test_bodies_that_shrink_are_incomplete(run):
    past(run, drift=tally(20).to_dict())
    health = judged(run, ledger(outcomes={"stored": 20}, drift=tally(20, words=120).to_dict()))
    assert health.exit_code == 65
    assert [line.split(":")[0] for line in health.lines] == ["body length article_body"]
    assert health.badly_read == ["0", "1"]


def test_of_pages_that_are_no_stories_two_are_worth_a_look_and_so_is_an_empty_listing(run):
    now = ledger(outcomes={"tombstone": 12}, tombstones={str(n): "expired" for n in range(12)})
    run.counts.walk(OPEDS).turn(set())
    assert judged(run, now).badly_read == ["0", "1", f"{SITE}/{OPEDS}"]


@pytest.mark.parametrize("causes", [Causes(), Causes(signal=15)])
def test_a_run_that_went_well_or_was_stopped_shows_no_page(run, causes):
    now = ledger(outcomes={"stored": 20}, drift=tally(30).to_dict())
    run.counts.walk(OPEDS)
    assert judged(run, now, causes).badly_read == []


def test_sections_without_a_story_have_changed_their_layout_and_are_worth_a_look(run):
    health = judged(run, ledger(), listed=())
    assert (health.exit_code, health.verdict) == (66, "changed layout")
    assert health.badly_read == [f"{SITE}/{NEWS}"]


def test_a_listing_that_a_spent_budget_kept_from_being_read_is_no_badly_read_page(run):
    run.counts.walk(OPEDS)
    now = ledger(sections={NEWS: {"failure": "status 500"}}, reason="out of requests")
    health = judged(run, now)
    assert (health.exit_code, health.badly_read) == (65, [])


def test_one_section_with_a_story_is_enough(run):
    run.counts.walk(OPEDS).unreachable = True
    assert judged(run, ledger()).exit_code == 0


def test_a_section_that_was_not_requested_does_not_count(run):
    run.counts.walk(OPEDS).requested = False
    run.counts.walk(OPEDS).listed = {"2"}
    assert judged(run, ledger(), listed=()).exit_code == 66


def test_a_site_is_down_if_no_section_could_be_reached(run):
    for section in (NEWS, OPEDS):
        run.counts.walk(section).unreachable = True
    assert (judged(run, ledger(), listed=()).exit_code, judged(run, ledger(), listed=()).verdict) == (
        69,
        "down",
    )
    run.counts.walk(OPEDS).unreachable = False
    assert judged(run, ledger(), listed=()).exit_code == 66


@pytest.mark.parametrize(("reason", "code"), [("finished", 70), ("shutdown", 0), (OUT_OF_TIME, 124)])
def test_a_listed_story_without_an_outcome_is_an_error_only_in_a_finished_run(run, reason, code):
    sections = {NEWS: {"missing": ["7", "8"]}, OPEDS: {"missing": ["8"]}}
    causes = Causes()
    health = judged(run, ledger(reason=reason, sections=sections), causes)
    assert health.exit_code == code
    assert causes.unaccounted == (["7", "8"] if code == 70 else [])
    assert bool(health.lines) == (code == 70)


@pytest.mark.parametrize(
    "reason", [OUT_OF_TIME, OUT_OF_REQUESTS, "closespider_timeout", "closespider_pagecount"]
)
def test_each_kind_of_spent_budget_is_124(run, reason):
    assert judged(run, ledger(reason=reason)).exit_code == 124


def test_what_the_state_failed_with_is_the_runs_error(run):
    run.session.broken = WriteFailed("tried")
    health = judged(run, ledger())
    assert (health.exit_code, health.verdict) == (74, "failed")


@pytest.mark.parametrize(
    ("runs", "stored", "verdict"), [(3, 3, "quiet day"), (3, 4, "ok"), (2, 0, "ok"), (0, 0, "ok")]
)
def test_a_fifth_of_the_usual_new_stories_is_a_quiet_day_and_no_fault(run, runs, stored, verdict):
    past(run, runs)
    health = judged(run, ledger(outcomes={"stored": stored}))
    assert (health.exit_code, health.verdict, health.lines) == (0, verdict, [])


def test_a_fault_on_a_quiet_day_is_a_fault(run):
    past(run)
    assert judged(run, ledger(), Causes(rate_limited="tried")).verdict == "blocked"


def test_why_the_site_asked_to_be_left_alone_is_said(run):
    assert any(
        "status 429" in line for line in judged(run, ledger(), Causes(rate_limited="status 429")).lines
    )
