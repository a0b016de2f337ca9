import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.dates import find_date, read_date

DAY = "2024-11-15"
DAYS = [
    "Nov 15, 2024",
    "Nov. 15, 2024",
    "November 15 2024",
    "November 15th, 2024",
    "NOV 15, 2024",
    "15 November 2024",
    "15th of November, 2024",
    "Friday, November 15, 2024",
    "Nov/15/2024",
    "2024-11-15",
    "2024/11/15",
    "20241115",
    "11/15/2024",
    "11-15-2024",
    "2024 Nov 15",
    "Nov\u00a015,\u00a02024",
    "Published Nov 15, 2024",
    "Posted: Nov. 15, 2024",
    "Updated on Nov 15, 2024",
    "on Nov 15, 2024.",
    "Nov 15, 2024 | By A B",
    "Nov 15, 2024 3:05 p.m.",
    "Nov 15, 2024 3:05 p.m. ET",
    "Nov 15, 2024 3:05 p.m. Eastern time",
    "Nov 15, 2024 3:05 p.m. BST",
    "Nov 15, 2024 25:00 EST",
    "2024-11-15T10:00:00",
    "2024-11-15T10:00:00+99:99",
    "2024-11-15-05:00",
]
INSTANTS = [
    ("Nov 15, 2024 3:05 p.m. EST", "2024-11-15T15:05:00-05:00"),
    ("Nov 15, 2024 at 3pm PDT", "2024-11-15T15:00:00-07:00"),
    ("Nov 15, 2024, 3:05 PM (CST)", "2024-11-15T15:05:00-06:00"),
    ("Nov 15, 2024 3:05 PM M.D.T.", "2024-11-15T15:05:00-06:00"),
    ("Nov 15, 2024 3:05 PM GMT+2", "2024-11-15T15:05:00+02:00"),
    ("10:15 AM EDT, Fri November 15, 2024", "2024-11-15T10:15:00-04:00"),
    ("Fri, 15 Nov 2024 10:00:00 GMT", "2024-11-15T10:00:00+00:00"),
    ("Fri, 15 Nov 2024 10:00:00 -0500", "2024-11-15T10:00:00-05:00"),
    ("Fri, 15 Nov 2024 10:00:00 +0000 (UTC)", "2024-11-15T10:00:00+00:00"),
    ("2024-11-15T10:00:00Z", "2024-11-15T10:00:00+00:00"),
    ("2024-11-15T10:00:00.123456789Z", "2024-11-15T10:00:00+00:00"),
    ("2024-11-15T10:00:00,123+05:30", "2024-11-15T10:00:00+05:30"),
    ("2024-11-15T10:00-05:00", "2024-11-15T10:00:00-05:00"),
    ("2024-11-15 10:00:00 -0500", "2024-11-15T10:00:00-05:00"),
    ("2024-11-15T10:00:00-05:00[America/New_York]", "2024-11-15T10:00:00-05:00"),
    ("20241115T100000Z", "2024-11-15T10:00:00+00:00"),
]
NO_DATES = [
    *("", "2024", "15", "3 people", "Nov 2024", "Nov 15", "November", "10:00", "today", "11/15/24", "0"),
    *("Feb 30, 2024", "99/99/2024", "2024-13-01", "2024-15-11", "20240230", "Nov 15, 1889", "2101-01-01"),
    *("1989-12-31", "On Nov 15, 2024 a man died", "Nov 15-16, 2024", "1731679200", "s-20241115"),
]


@pytest.mark.parametrize("text", DAYS)
def test_a_date_without_time_and_zone_is_a_day(text):
    assert read_date(text) == DAY


@pytest.mark.parametrize(("text", "iso"), INSTANTS)
def test_a_date_with_time_and_zone_is_an_instant(text, iso):
    assert read_date(text) == iso


@pytest.mark.parametrize("text", NO_DATES)
def test_nothing_is_guessed(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [("Mar/27/2014", "2014-03-27"), ("Apr/04/2026", "2026-04-04"), ("Sept. 3, 2026", "2026-09-03")],
)
def test_the_ways_the_site_writes_a_day(text, iso):
    assert read_date(text) == iso


@pytest.mark.parametrize(
    ("line", "text", "iso"),
    [
        ("Jenny Doe, Some News on Nov 15, 2024", "Nov 15, 2024", DAY),
        ("Published Nov. 15, 2024 3:05 p.m. EST | By A B", "Nov. 15, 2024 3:05 p.m. EST", INSTANTS[0][1]),
        ("May Lopez, June Tribune on 3/4/2025", "3/4/2025", "2025-03-04"),
        ("Feb 30, 2024 and Mar 1, 2024", "Mar 1, 2024", "2024-03-01"),
        ("A B on Friday, November 15, 2024.", "Friday, November 15, 2024", DAY),
        (
            "By Jo | 10:15 AM EST, Fri Nov 15, 2024",
            "10:15 AM EST, Fri Nov 15, 2024",
            "2024-11-15T10:15:00-05:00",
        ),
    ],
)
def test_a_date_is_found_inside_a_line(line, text, iso):
    found = find_date(line)
    assert found is not None
    assert (found.text, found.iso) == (text, iso)
    assert line[found.start : found.end] == text


@pytest.mark.parametrize(
    "line", ["Nov 15-16, 2024", "15-16 Nov 2024", "/2024/11/15/x", "story s-20241115", "in May 2024 he"]
)
def test_a_part_of_something_else_is_no_date(line):
    assert find_date(line) is None


def test_the_machine_s_own_zone_is_not_used(monkeypatch):
    monkeypatch.setattr(time, "tzname", ("BRT", "BRST"))
    assert read_date("Nov 15, 2024 10:00 BRT") == DAY


@given(st.text() | st.text(alphabet="0123456789/-:.,TZ NovMarpmEST+"))
def test_any_text_is_read_without_an_error(text):
    assert read_date(text) is None or 1990 <= int(str(read_date(text))[:4]) <= 2100
    found = find_date(text)
    assert found is None or read_date(found.text) == found.iso


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_an_iso_day_reads_as_itself(day):
    assert read_date(day.isoformat()) == day.isoformat()
    assert read_date(f"{day:%b/%d/%Y}") == day.isoformat()


@pytest.mark.parametrize("piece", ["Nov 15, ", "1", "10:00 am ", "2024-11-", "published ", "   ", "Friday, "])
def test_long_lines_take_linear_time(piece):
    start = time.process_time()
    read_date(piece * 20_000)
    find_date(piece * 20_000)
    assert time.process_time() - start < 20  # CPU seconds; what is quadratic takes minutes
