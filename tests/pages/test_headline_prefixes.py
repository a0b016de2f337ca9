"""Stories whose first sentence begins as their headline reads: what follows it is cut off only where it signs or dates the story."""

import pytest

from tests.pages.shapes import SECOND, THIRD, paragraphs, read

SIGNED = [
    "Ann Lee",
    "By Ann Lee, staff writer",
    "by Ann Lee of the Mail's staff",
    "By The Editorial Board, The Harwick Mail",
    "By Bo Day Jr.",
    "Ann Lee, The Harwick Mail on Nov 15, 2026",
    "By Ann Lee Nov 15, 2026 4 min read",
    "Published: Nov. 15, 2026 at 5:00 a.m.",
]


@pytest.mark.parametrize(
    ("headline", "rest"),
    [
        (
            "Harwick residents fear a new ruling",
            "by the county's top court on the lighthouse and its keeper.",
        ),
        ("Requests must be mailed in by December", "5."),
        ("Ferries will bring them", "from Ormley to five towns, among them Harwick and Saltholm."),
        (
            "I speak in opposition",
            "to the plan. It was drawn up on May 6, 2025, and nobody has read it since.",
        ),
        ("The light went out", "on May 6, 2025."),
        ("The keeper of Harwick flew", "to the U.S."),
    ],
)
def test_a_sentence_that_begins_as_the_headline_keeps_its_beginning(headline, rest):
    page = read(
        f"<h1>{headline}</h1><p>Ann Lee, The Harwick Mail</p><p>Published in Op Eds</p><div>"
        + paragraphs(f"{headline} {rest}", SECOND, THIRD)
        + "</div>",
        title=f"{headline} | ArcaMax Publishing",
    )
    assert page.stripped.body == [f"{headline} {rest}", SECOND, THIRD]


@pytest.mark.parametrize("line", SIGNED)
def test_a_byline_or_date_behind_the_headline_in_one_line_is_no_part_of_it(line):
    headline = "Harwick sells its lighthouse"
    page = read(f"<p>{headline} {line}</p>{paragraphs(SECOND, THIRD)}")
    assert page.headline == headline
    assert page.stripped.body == [SECOND, THIRD]
