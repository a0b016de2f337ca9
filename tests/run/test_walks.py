"""Walks: where a section's listing pages stop being read, and which end is believed."""

import json
from dataclasses import replace

import pytest

from newscrawl.store.schema import ListingRow, RunRow, WalkRow
from tests.run.building import NEWS, OPEDS, SITE

PAGES = [f"/{NEWS}", f"/{NEWS}/page-2", f"/{NEWS}/page-3"]
OLD, NEW = [str(n) for n in range(1, 41)], [str(n) for n in range(41, 61)]
NEWEST_FIRST = OLD[::-1]


def walk(run, *pages, named=(), settled=True):
    """Walk pages of story ids as a crawl does, in their order; return how many were read. `named` are the pages' Next links."""
    run.state.runs.put(RunRow(run.number, run.session.now, SITE, 1))
    run.walks.begin(NEWS, requested=True)
    run.walks.begin_listing(NEWS)
    for number, ids in enumerate(pages):
        for place, story_id in enumerate(ids):
            known = run.state.entry(story_id) is not None
            run.show(story_id, position=20 * number + place + 1)
            if known and settled:
                run.counts.close(story_id, "known", NEWS)
        following = named[number] if number < len(named) else None
        if not run.walks.goes_on(NEWS, PAGES[number], ids, following):
            return number + 1
    return len(pages)


def first(run):
    """Walk two pages of old stories and the empty one behind them."""
    assert walk(run, OLD[20:], OLD[:20], []) == 3
    assert run.counts.walk(NEWS).complete
    return run.next()


def keep(run, path, ids, named):
    """Keep what a listing page shows, as a crawl does."""
    run.walks.keep_validators(ListingRow(path, None, None, "ab", json.dumps(ids), named or ""))


def newest_first(run):
    """Walk two pages, the newest stories first; return the next run."""
    ledger = json.dumps({"run": 1, "sections": {NEWS: {"pages": 3}}})
    assert walk(run, NEWEST_FIRST[:20], NEWEST_FIRST[20:], []) == 3
    keep(run, PAGES[0], NEWEST_FIRST[:20], PAGES[1])
    keep(run, PAGES[1], NEWEST_FIRST[20:], None)
    run.state.runs.put(replace(run.state.runs.get("number = ?", 1), ledger=ledger))
    return run.next()


def failure(run):
    return run.counts.walk(NEWS).failure


def test_a_first_walk_goes_to_the_last_page_and_the_next_stops_where_all_is_settled(run):
    later = first(run)
    assert walk(later, OLD[20:], OLD[:20], []) == 1
    assert run.state.walk(NEWS) == WalkRow(NEWS, 1, 2, 2)
    newer = later.next()
    assert walk(newer, NEW, OLD[20:], OLD[:20]) == 2
    assert newer.counts.fresh == set(NEW)


def test_a_failed_story_is_not_settled_unless_an_earlier_run_asked_for_it_too(run):
    later = first(run)
    later.outcomes.mark_failed(OLD[-1], "status 500")
    assert walk(later, OLD[20:], OLD[:20], [], settled=False) == 3
    last = later.next()
    for story_id in OLD[:-1]:
        last.counts.close(story_id, "known", NEWS)
    assert walk(last, OLD[20:], OLD[:20], [], settled=False) == 1


def test_a_walk_goes_to_its_end_if_the_last_one_did_not_or_the_run_is_full(run):
    later = first(run)
    run.state.walks.put(replace(run.state.walk(NEWS), complete=0))
    assert walk(later, OLD[20:], OLD[:20], []) == 3
    assert walk(later.next(full=True), OLD[20:], OLD[:20], []) == 3


def test_a_page_of_pinned_old_stories_stops_no_walk(run):
    first(run)
    later = run.next()
    assert walk(later, OLD[:20], [*NEW, *OLD[20:]], []) == 3
    last = later.next()
    assert walk(last, OLD[:20], NEW, OLD[20:]) == 2


@pytest.mark.parametrize(
    ("first_page", "read"),
    [
        ([*NEW[:3], *NEWEST_FIRST[:17]], 1),
        ([*NEW[:18], *NEWEST_FIRST[:2]], 1),
        ([*NEW[:19], *NEWEST_FIRST[:1]], 2),
        ([NEWEST_FIRST[0], NEW[0], *NEWEST_FIRST[1:10]], 2),
        ([*NEWEST_FIRST[:3], *NEW[:5]], 3),
        ([NEW[0], NEWEST_FIRST[1], NEWEST_FIRST[0], *NEWEST_FIRST[2:12]], 2),
        ([NEW[0], "7", *NEWEST_FIRST[:12]], 1),
        ([NEW[0], *NEWEST_FIRST[1:12]], 1),
        ([NEW[0], *NEWEST_FIRST[2:12]], 2),
        (["41", *NEWEST_FIRST[1:2], "42", *NEWEST_FIRST[2:12]], 2),
    ],
    ids=[
        "behind the new ones",
        "two of them",
        "one of them",
        "one below the newest",
        "all below them",
        "in another order",
        "below one that moved",
        "without one that was withdrawn",
        "without two",
        "without one, and a new one among them",
    ],
)
def test_a_walk_has_met_its_old_end_where_the_newest_of_the_last_one_stand_behind_all_new_ones(
    run, first_page, read
):
    later = newest_first(run)
    below = [one for one in NEWEST_FIRST if one not in first_page][:20]
    assert walk(later, first_page, below, OLD[:5]) == read
    assert later.counts.walk(NEWS).complete


@pytest.mark.parametrize("own", [1, 2, 3, 4])
def test_a_page_of_pinned_stories_meets_no_old_end_even_where_the_section_has_few_others(run, own):
    pinned, others = OLD[:8], OLD[8 : 8 + own]
    keep(run, PAGES[0], pinned, PAGES[1])
    assert walk(run, pinned, others[::-1], []) == 3
    later = run.next()
    assert walk(later, pinned, [NEW[0], *others[::-1]], [], named=[PAGES[1]]) >= 2
    assert NEW[0] in later.counts.walk(NEWS).seen


def test_a_page_that_was_the_last_and_names_another_now_is_no_end(run):
    keep(run, PAGES[0], OLD[:8], None)
    assert walk(run, OLD[:8], []) == 2
    later = run.next()
    assert walk(later, OLD[:8], [NEW[0]], [], named=[PAGES[1]]) > 1


@pytest.mark.parametrize(
    ("number", "fresh", "read"),
    [(11, 10, 2), (11, 9, 1), (10, 10, 1), (101, 0, 2), (100, 0, 1)],
)
def test_a_page_beyond_the_old_end_is_read_now_and_then_where_new_stories_pay_for_it(
    run, number, fresh, read
):
    newest_first(run)
    later = run.next(number)
    later.show(*NEW[:fresh], section=OPEDS)
    assert walk(later, NEWEST_FIRST[:20], NEWEST_FIRST[20:], []) == read


def test_a_run_with_few_new_stories_reads_one_page_beyond_an_old_end_however_many_sections_wait_for_it(run):
    newest_first(run)
    later = run.next(101)
    later.walks.begin(OPEDS, requested=True)
    assert later.walks.goes_on(OPEDS, f"/{OPEDS}", ["7"], None)
    assert walk(later, NEWEST_FIRST[:20], NEWEST_FIRST[20:], []) == 1


@pytest.mark.parametrize("beyond", ["empty", "gone"])
def test_a_look_beyond_the_only_page_of_a_section_counts_as_one(run, beyond):
    assert walk(run, NEWEST_FIRST[:5], []) == 2
    later = run.next(101)
    assert walk(later, NEWEST_FIRST[:5], *[[]] * (beyond == "empty")) > 0
    if beyond == "gone":
        later.walks.meet_end(NEWS, PAGES[1], "answers 404", was_named=False)
    sections = later.counts.sections()
    assert sections[NEWS]["open_beyond_stop"] == 0
    ledger = json.dumps({"run": 101, "sections": sections})
    run.state.runs.put(replace(run.state.runs.get("number = ?", 101), ledger=ledger))
    assert walk(run.next(102), NEWEST_FIRST[:5], []) == 1
    assert walk(run.next(201), NEWEST_FIRST[:5], []) == 2


def test_open_entries_beyond_the_old_end_let_the_walk_go_on_to_the_last_page(run):
    newest_first(run)
    later = run.next(101)
    assert walk(later, NEWEST_FIRST[:20], [*NEWEST_FIRST[20:38], "98", "99"], []) == 3
    assert later.counts.walk(NEWS).open_beyond_stop == 2


def test_a_walk_is_incomplete_from_its_first_listing_to_its_end(run):
    later = first(run)
    later.walks.begin(NEWS, requested=True)
    later.walks.begin_listing(NEWS)
    assert run.state.walk(NEWS) == WalkRow(NEWS, 0, 2, 1)
    later.counts.walk(NEWS).failure = "status 500"
    later.walks.end(NEWS)
    assert not run.state.walk(NEWS).complete


# --- ends in doubt -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", [[], OLD[20:]], ids=["empty", "a copy of the first"])
def test_a_page_that_the_one_before_names_as_next_is_no_end_until_it_is_met_a_day_later(run, second):
    named = [PAGES[1]]
    assert walk(run, OLD[20:], second, named=named) == 2
    assert failure(run).startswith(f"{PAGES[1]} shows ")
    assert failure(run).endswith("though the page before it names it as its next")
    assert run.state.walk(NEWS) == WalkRow(NEWS, 0, 1, 0, PAGES[1], 1)
    soon = run.next(2)
    soon.hours = 4
    walk(soon, OLD[20:], second, named=named)
    assert failure(soon)
    later = soon.next(3)
    later.hours = 24
    walk(later, OLD[20:], second, named=named)
    assert (failure(later), later.counts.walk(NEWS).complete) == (None, True)


def test_a_page_that_was_in_doubt_is_looked_at_again_after_its_end_was_believed(run):
    for number in (1, 2):
        now = run.next(number)
        walk(now, OLD[20:], [], named=[PAGES[1]])
    assert now.counts.walk(NEWS).complete
    healed = run.next(3)
    assert walk(healed, OLD[20:], OLD[:20], [], named=[PAGES[1]]) == 3
    assert run.state.walk(NEWS) == WalkRow(NEWS, 1, 3, 3)
    assert walk(run.next(4), OLD[20:], OLD[:20], [], named=[PAGES[1]]) == 1


def test_a_page_that_held_stories_before_is_no_end_while_it_is_empty(run):
    run.walks.keep_validators(ListingRow(PAGES[1], None, None, "ab", '["1"]'))
    walk(run, OLD[20:], [])
    assert failure(run) == f"{PAGES[1]} shows no stories, though an earlier run saw stories there"


@pytest.mark.parametrize("beyond", [[], NEWEST_FIRST[1:3]], ids=["empty", "a repeat"])
@pytest.mark.parametrize(
    ("named", "now", "shown", "ends"),
    [
        (PAGES[1], None, NEWEST_FIRST[1:5], True),
        (PAGES[1], PAGES[1], NEWEST_FIRST[1:5], False),
        (None, None, NEWEST_FIRST[1:5], False),
        (PAGES[1], None, NEWEST_FIRST[10:15], False),
    ],
    ids=["named no more", "still named", "never named", "of old stories"],
)
def test_a_page_that_the_one_before_names_no_more_is_the_end_where_that_one_shows_the_newest_stories(
    run, beyond, named, now, shown, ends
):
    later = newest_first(run)
    keep(run, PAGES[0], NEWEST_FIRST[:20], named)
    run.state.walks.put(replace(run.state.walk(NEWS), complete=0))
    walk(later, shown, beyond and shown[1:3], named=[now])
    assert later.counts.walk(NEWS).complete == ends


def test_a_page_that_a_listing_has_lost_holds_nothing_for_later_runs(run):
    later = newest_first(run)
    keep(run, PAGES[0], NEWEST_FIRST[:20], PAGES[1])
    run.state.walks.put(replace(run.state.walk(NEWS), complete=0))
    walk(later, NEWEST_FIRST[:15], [])
    keep(run, PAGES[0], NEWEST_FIRST[:15], None)
    walk(last := run.next(3, full=True), NEWEST_FIRST[:15], [])
    assert (failure(last), last.counts.walk(NEWS).complete) == (None, True)


def test_a_gone_page_is_the_end_if_nobody_named_it(run):
    walk(run, OLD[20:])
    run.walks.meet_end(NEWS, PAGES[1], "answers 404", was_named=False)
    assert (failure(run), run.counts.walk(NEWS).complete) == (None, True)


# --- witnesses ---------------------------------------------------------------------------------------------


def test_an_empty_first_page_is_a_failure_where_a_feed_shows_stories(run):
    run.show("1", "2", by_feed=True)
    walk(run, [])
    assert failure(run) == f"{PAGES[0]} shows no stories, though its feed or the landing page shows 2"


def test_an_empty_first_page_is_a_failure_where_the_last_whole_walk_saw_stories_until_a_day_has_passed(run):
    later = first(run)
    walk(later, [])
    assert failure(later) == f"{PAGES[0]} shows no stories, though run 1 saw stories there"
    last = run.next(3)
    walk(last, [])
    assert failure(last) is None


def test_an_empty_first_page_is_never_believed_while_a_feed_shows_stories(run):
    for number in range(1, 8):
        now = run.next(number)
        now.show("1", "2", by_feed=True)
        walk(now, [])
        assert failure(now)


def test_a_section_that_never_had_a_story_is_empty_without_complaint(run):
    walk(run, [])
    assert (failure(run), run.counts.walk(NEWS).complete) == (None, True)


def test_a_page_of_a_few_old_links_is_a_failure_until_new_stories_come(run):
    first(run)
    for number in range(2, 16):
        now = run.next(number)
        assert walk(now, OLD[:3], []) == 2
        assert (
            failure(now)
            == f"/{NEWS} shows none of the 5 newest stories that it showed before, and no new one"
        )
    last = run.next(16)
    walk(last, NEW, OLD[20:], [])
    assert failure(last) is None


# --- validators --------------------------------------------------------------------------------------------


def test_what_a_listing_held_counts_only_after_a_complete_walk(run):
    row = ListingRow(f"/{NEWS}", '"x"', None, "ab", '["1"]')
    run.walks.keep_validators(row)
    assert run.walks.validators_of(row.path, NEWS) is None
    later = first(run)
    later.walks.begin(NEWS, requested=True)
    assert later.walks.validators_of(row.path, NEWS) == row
