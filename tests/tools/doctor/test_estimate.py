"""How long crawls will take, by what listings show."""

from newscrawl.tools.doctor.estimate import LONGEST_LIFE, Page, estimate


def page(number=1, days=(27, 27, 26, 26), section="politics/mod", first=4_060_000):
    stories = tuple(
        (first - 500 * place, f"2026-11-{day}" if day else None) for place, day in enumerate(days)
    )
    return Page(section, number, stories)


def test_the_end_of_one_section_tells_of_all():
    told = estimate([page(), page(section="politics/opeds")], {}, 5, 1.0, end=(10, 10))
    assert told is not None
    assert told.daily_stories == 6  # three of each section from the newest to the oldest, a day apart
    assert told.life == 13.3
    assert told.stories == round(6 * 40 / 3)
    assert told.is_end_seen


def test_without_an_end_a_story_may_stay_as_long_as_any_did():
    told = estimate([page()], {}, 5, 1.0, end=(16, 0))
    assert told is not None
    assert (told.life, told.stories, told.is_end_seen) == (LONGEST_LIFE, 3 * LONGEST_LIFE, False)


def test_ids_tell_where_no_day_is_known():
    told = estimate([page(days=(0, 0, 0))], {}, 5, 1.0, end=(2, 2))
    assert told is not None
    assert told.daily_stories == 2


def test_days_of_stories_that_were_read_fill_in():
    known = {4_060_000: "2026-11-27", 4_058_500: "2026-11-25T10:00:00-05:00"}
    told = estimate([page(days=(0, 0, 0, 0))], known, 5, 1.0, end=(2, 2))
    assert told is not None
    assert told.daily_stories == 1.5


def test_nothing_is_told_without_stories():
    assert estimate([Page("politics/mod", 1, ())], {}, 5, 1.0, end=(1, 0)) is None


def test_an_old_story_of_a_deep_page_tells_how_long_stories_stay():
    """The first page is of busy days: by it alone the last of twelve stories would be 3.7 days old."""
    deep = page(3, days=(0, 0, 0, 0), first=4_040_000)
    known = {4_038_500: "2026-11-05"}
    told = estimate([page(), deep, page(7, days=(1, 1, 1, 1), first=4_030_000)], known, 5, 1.0, end=(3, 3))
    assert told is not None
    assert told.life == round(12 / (11 / 22), 1)
