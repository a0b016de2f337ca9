"""Health: which exit code and verdict a run's causes and ledger come to."""

from itertools import combinations
from typing import Any

import pytest

from newscrawl.errors import ExitCode, StateDamaged, WriteFailed
from newscrawl.run.health import Causes, Health, examine
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
    run.counts.walk(NEWS).add_page(set(listed))
    return examine(run.session, now, causes or Causes())


def test_a_run_that_listed_and_stored_is_ok_and_says_nothing(run):
    assert judged(run, ledger(outcomes={"stored": 20})) == Health(ExitCode.OK, "ok", [], [])


def test_a_run_that_only_had_stories_and_feeds_left_to_read_lists_nothing_and_is_well(run):
    def code(causes):
        return examine(run.session, ledger(outcomes={"stored": 2}), causes).exit_code

    assert code(Causes()) == 0
    assert code(Causes(robots="unreachable")) == 69
    run.show("101")
    assert code(Causes()) == 0
    run.walks.begin(NEWS, requested=True)
    assert code(Causes()) == 66


def test_a_section_that_failed_is_incomplete_and_named(run):
    health = judged(run, ledger(sections={NEWS: {"failure": "status 500"}, OPEDS: {}}))
    assert (health.exit_code, health.verdict) == (65, "incomplete")
    (line,) = health.lines
    assert NEWS in line
    assert "status 500" in line


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


@pytest.mark.parametrize(("stored", "verdict"), [(3, "quiet day"), (4, "ok")])
def test_a_fifth_of_the_usual_new_stories_is_a_quiet_day_and_no_fault(run, stored, verdict):
    hold(run.state, *(ledger(20 - day, outcomes={"stored": 20}, ago=day) for day in range(1, 15)))
    health = judged(run, ledger(30, outcomes={"stored": stored}))
    assert (health.exit_code, health.verdict, health.lines) == (0, verdict, [])
    assert judged(run, ledger(30), Causes(rate_limited="tried")).verdict == "blocked"


def test_why_the_site_asked_to_be_left_alone_is_said(run):
    assert any(
        "status 429" in line for line in judged(run, ledger(), Causes(rate_limited="status 429")).lines
    )


@pytest.mark.parametrize(
    ("waiting", "said"), [(70, "70 stories wait"), (1, "1 story waits"), (0, "0 stories wait")]
)
def test_a_run_that_only_spent_its_budget_is_partial(run, waiting, said):
    health = judged(run, ledger(reason=OUT_OF_TIME, waiting=waiting))
    assert (health.exit_code, health.verdict, health.lines) == (124, f"partial: {said}", [])
