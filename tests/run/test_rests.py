"""Where a walk that broke off goes on."""

import json

import pytest

from newscrawl.store.schema import ListingRow
from tests.run.building import NEWS

PAGES = ["/politics/politicalnews", *(f"/politics/politicalnews/page-{number}" for number in range(2, 9))]


def ids(page, new=0):
    """Return the ten stories of a page, newest first, when so many new ones stand before all of page 0."""
    return [str(9_000 + new - place) for place in range(10 * page, 10 * page + 10)]


def read(run, pages, new=0, *, tiny=False):
    """Read pages as a walk does; return where it was told to go on behind each."""
    run.walks.begin(NEWS, requested=True)
    run.walks.touch(NEWS)
    run.walks.begin_listing(NEWS)
    found = []
    for page in pages:
        shown = ids(page, new)
        run.show(*shown)
        assert run.walks.goes_on(NEWS, PAGES[page], shown, None)
        run.walks.keep_validators(ListingRow(PAGES[page], None, None, "", json.dumps(shown)))
        found.append(run.walks.rests.go_on(NEWS, PAGES[page], shown, PAGES[page + 1] if tiny else ""))
    return found


def test_the_next_run_goes_on_at_the_last_page_that_was_read(run):
    assert read(run, range(4)) == [""] * 4
    later = run.next()
    assert read(later, [0, 3, 4]) == [PAGES[3], "", ""]
    assert later.counts.walk(NEWS).resumed
    assert read(later.next(), [0, 4]) == [PAGES[4], ""]


def test_a_few_new_stories_do_not_hide_the_old_beginning(run):
    read(run, range(4))
    assert read(run.next(), [0, 3], new=7) == [PAGES[3], ""]


def test_where_more_is_new_than_a_page_shows_the_walk_reads_on_until_it_has_met_the_old_beginning(run):
    read(run, range(4))
    later = run.next()
    assert read(later, [0, 1], new=15) == ["", PAGES[3]]


def test_a_run_that_does_not_meet_the_old_beginning_leaves_no_gap(run):
    read(run, range(4))
    assert read(run.next(), [0], new=30) == [""]  # its budget ends here, amid the new ones
    assert read(run.next(3), [0, 1, 2, 3], new=30) == ["", "", "", ""]


@pytest.mark.parametrize("options", [{"full": True}])
def test_a_full_run_reads_every_page(run, options):
    read(run, range(4))
    assert read(run.next(**options), range(4)) == [""] * 4


def test_a_walk_that_comes_to_its_end_leaves_no_rest(run):
    read(run, range(4))
    run.walks.end(NEWS)
    assert read(run.next(), [0]) == [""]


def test_known_sections_are_read_in_turn_those_never_read_first(run):
    read(run, [0])
    run.walks.know("politics/mod")
    assert run.walks.longest_unread([NEWS, "politics/opeds"], others=True) == [
        "politics/opeds",
        "politics/mod",
        NEWS,
    ]
    assert run.walks.longest_unread([NEWS], others=False) == [NEWS]


def test_a_run_that_can_read_two_pages_alone_goes_on_behind_the_last_one(run):
    assert read(run, [0], tiny=True) == [""]
    assert read(run.next(), [0, 1], tiny=True) == [PAGES[1], ""]
    assert read(run.next(), [0, 2], tiny=True) == [PAGES[2], ""]


def test_a_last_page_that_is_shown_again_ends_a_walk_that_goes_on_behind_it(run):
    for pages in ([0], [0, 1]):
        read(run := run.next(), pages, tiny=True)
    later = run.next()
    assert read(later, [0], tiny=True) == [PAGES[2]]
    later.show(*ids(1))
    assert not later.walks.goes_on(NEWS, PAGES[2], ids(1), None)
    assert later.counts.walk(NEWS).complete
