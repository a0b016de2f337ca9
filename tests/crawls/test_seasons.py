"""A week of a site that lives, under a clock of its own, and the things that were once seen lost."""

import pytest

from tests.seasons.events import BY_NAME
from tests.seasons.house import house
from tests.seasons.rows import ROWS, try_row
from tests.seasons.season import season
from tests.seasons.starter import Starter, find_libfaketime
from tests.seasons.world import World

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.skipif(
        find_libfaketime() is None, reason="libfaketime is not installed (Debian: apt-get install faketime)"
    ),
]
WEEK = ("page size", "feeds cut once", "kill")


@pytest.fixture(scope="module")
def starter():
    started = Starter()
    yield started
    started.close()


@pytest.fixture(scope="module")
def week(starter):
    plan = [None, None, *(one for name in WEEK for one in (BY_NAME[name], None, None, None))]
    with house(starter, World(7, 7, before=8)) as one:
        return season(one, plan, per_day=2)


def test_in_a_week_of_a_site_that_lives_nothing_is_lost_hidden_or_changed(week):
    assert week.failures().keys() <= {"cost"}, (week.failures(), week.table(), *map(str, week.days))


def test_a_healthy_run_asks_for_no_more_than_one_page_a_section_and_its_new_stories(week):
    assert "cost" not in week.failures()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_was_once_lost_is_held(starter, row):
    found = try_row(starter, row)
    assert found.holds, found
