"""The doctor's tour: which pages it asks for."""

import pytest

from newscrawl.tools.doctor.seen import Seen
from newscrawl.tools.doctor.visit import Role
from tests.tools.doctor import standins
from tests.tools.doctor.standins import Answer, examine


def beyond(last, shows):
    """Make a channel whose listings have so many pages, and show an answer beyond: "nothing", "first", "last" or "gone"."""
    made = standins.pages()
    for section in standins.sections():
        numbers = range(last + 1, 20)
        answers = {
            "nothing": Answer("<h1>Nothing here</h1>"),
            "first": made[f"/{section}"],
            "last": made[f"/{section}/page-{last}"] if last > 1 else made[f"/{section}"],
            "gone": Answer("<h1>404: Page Not Found</h1>", 404),
        }
        made |= {f"/{section}/page-{number}": answers[shows] for number in numbers}
    return made


@pytest.mark.parametrize("shows", ["nothing", "first", "last", "gone"])
@pytest.mark.parametrize("last", [2, 3, 5, 6])
def test_the_end_of_a_listing_is_found_whatever_stands_behind_it(last, shows):
    seen = Seen(examine(made=beyond(last, shows)))
    assert seen.end == (last, last)
    assert len(seen.of(Role.PAGE)) <= 7


def test_the_newest_and_an_old_story_of_each_section_are_asked_for():
    visits = examine().visits
    asked = {
        section: [one for one in visits if one.role is Role.STORY and one.section == section]
        for section in standins.sections()
    }
    assert {len(stories) for stories in asked.values()} == {2}
    for place, section in enumerate(standins.sections()):
        newest, old = (int(one.story_id) for one in asked[section])
        assert newest == standins.number(place, 1, 0)
        assert old <= standins.number(place, 1, standins.A_PAGE - 1)
    assert [one.section for one in visits if one.role is Role.COLUMNIST] == [
        "politics/fromtheleft/clarencepage"
    ]
    assert len([one for one in visits if one.role is Role.EXPIRED]) == 1
    assert [one.status for one in visits if one.role is Role.AGAIN] == [304, 304]
