"""Notes and paragraphs that only look like notes: a table, one line each."""

import pytest

from newscrawl import read_html
from newscrawl.pages.lines import is_kind
from newscrawl.pages.notes import Stripped, is_author_note, part_notes

CONTRIBUTOR = [
    ("(Al Poe contributed to this report.)", True),
    ("(With assistance from Al Poe and Di Fox.)", True),
    ("With assistance from Al Poe and Di Fox.", True),
    ("(Al Poe reported from Marden. Di Fox reported from Ellery.)", True),
    ("With help from neighbors, Al Poe kept the shelter open through the night.", False),
    ("Two clerks who contributed to this report of waste have since left the town hall.", False),
]
AUTHOR = [
    ("(Ann Lee is a columnist for the Ledger.)", True),
    ("(ANN LEE is a columnist for the Ledger.)", True),
    ("Ann Lee, a former mayor of Ellery, is a senior fellow at the Forum.", True),
    ("Ann Lee’s new book, “The Ferry,” is sold in every shop.", True),
    ("(Ann Lee can be reached at ann@ledger.example.)", True),
    ("To find out more about Ann Lee, visit www.creators.com.", True),
    ("This column does not necessarily reflect the opinion of the Ledger.", True),
    ("— Ann Lee", True),
    ("He is running for a third term.", False),
    ("They are not alone.", False),
    ("This column was never going to change the mayor’s mind.", False),
    ("Ann Lee, a retired engineer, called the numbers a fable.", False),
    ("Bo Day is the county’s clerk and expects to be up all night.", False),
    ("A hearing is set for Friday, and anyone can email the clerk to speak.", False),
]


@pytest.mark.parametrize(("text", "expected"), CONTRIBUTOR)
def test_a_note_on_contributors_is_told_from_a_sentence(text, expected):
    assert is_kind(text, "contributor") is expected


@pytest.mark.parametrize(("text", "expected"), AUTHOR)
def test_a_note_about_the_author_is_told_from_a_sentence(text, expected):
    assert is_author_note(text, ["Ann Lee"]) is expected


def test_a_likely_note_counts_only_behind_a_sure_one():
    story = ["The vote was close.", "He is tired.", "Ann Lee is a columnist.", "She lives in Ellery."]
    parts = Stripped()
    part_notes(story, ["Ann Lee"], parts)
    assert parts.body == story[:2]
    assert parts.author == story[2:]


def test_a_rights_line_in_the_story_s_own_footer_is_the_story_s():
    rights = "©2024 The Bee. Distributed by Tribune Content Agency, LLC."
    text = (
        "<p>The town sold its lighthouse on Monday to a family that wants to live in it, and to nobody else.</p>"
        "<p>The family has until spring to repair the roof, the mayor said, or the tower falls back to the town.</p>"
        "<p>Two other buyers had offered more money and no promise to keep the lamp burning for the ferries.</p>"
    )
    page = (
        "<title>Town sells light</title><article><h1>Town sells light</h1><p>By Ann Lee on Nov 15, 2024</p><div>"
        f"{text}</div><footer><p>{rights}</p></footer></article><footer>Copyright 2026 ArcaMax Publishing</footer>"
    )
    story = read_html(page, "https://www.arcamax.com/politics/opeds/s-1")
    assert story is not None
    assert story.copyright_notice == rights
