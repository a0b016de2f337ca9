"""Paragraphs of the story whose last character is no full stop, at either end of it, and what stands there that is none."""

import pytest

from newscrawl.pages.story import Hints
from tests.pages.shapes import FIRST, RIGHTS, SECOND, THIRD, TOP, paragraphs, read

QUOTE = "“To the gulls, what difference does it make?” he asked."


@pytest.mark.parametrize(
    "last",
    [
        "The interview was edited for clarity. -",
        "“I never dared to ask, sir. ”",
    ],
)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_a_last_paragraph_with_a_stray_mark_is_the_storys(last, tag):
    story = "".join(f"<{tag}>{text}</{tag}>" for text in (FIRST, SECOND, last))
    assert read(f"{TOP}<div>{story}</div><p>Comments</p>").stripped.body == [FIRST, SECOND, last]


def test_a_short_first_paragraph_with_a_stray_mark_is_the_storys():
    first = "(It is, in fact, the oldest of them. )"
    page = read(f"{TOP}<p>Published in Op Eds</p><div>{paragraphs(first, FIRST, SECOND)}</div>")
    assert page.stripped.body == [first, FIRST, SECOND]


def test_a_short_quotation_in_a_blockquote_ends_a_story():
    story = f"<section>{paragraphs(FIRST, SECOND)}<blockquote><p>{QUOTE}</p></blockquote><div><p>{RIGHTS}</p></div></section>"
    page = read(f"{TOP}{story}<p>Comments</p>")
    assert page.stripped.body == [FIRST, SECOND, QUOTE]
    assert page.stripped.rights == [RIGHTS]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Follow Ann Lee on Twitter: @annlee</p>",
        "<p>Have a news tip? Contact the newsroom at news@bee.example</p>",
        "<p>If you saw the ship come in, we want to hear from you. Call 555-0100</p>",
        "<p>The lighthouse is seen from the pier on Monday. (Jo Roe/Harwick Mail/TNS)</p>",
        "<p>Jo Roe is a columnist for the Bee and the author of two books. Twitter: @joroe</p>",
        "<p>The Harwick Mail is an independent paper that was founded in 1890. Phone: 555-0100</p>",
        "<p>Letters to the editor should be no longer than 200 words. Email: letters@bee.example</p>",
        "<p>A former mayor of Ormley, Jo Roe teaches law at the college in Harwick. Syndicated by the Bee</p>",
    ],
)
def test_other_lines_behind_the_story_are_none_of_its_paragraphs(line):
    page = read(f"{TOP}<section>{paragraphs(FIRST, SECOND)}{line}</section><p>Comments</p>")
    assert page.stripped.body == [FIRST, SECOND]


def test_a_long_last_paragraph_without_a_full_stop_is_the_storys():
    last = f"{FIRST} {SECOND} ♦"
    assert read(f"{TOP}<div>{paragraphs(SECOND, THIRD, last)}</div><p>Comments</p>").stripped.body[-1] == last


def test_the_part_of_the_page_behind_the_storys_own_holds_text_up_to_the_notes():
    parts = f"<div class=first>{paragraphs(FIRST, SECOND, THIRD)}</div><div class=more>{paragraphs('Yes: 41%', 'It rained.', RIGHTS)}</div>"
    assert read(f"{TOP}{parts}<p>Comments</p>").stripped.body == [
        FIRST,
        SECOND,
        THIRD,
        "Yes: 41%",
        "It rained.",
    ]


@pytest.mark.parametrize("dash", ["", "— "])
def test_the_signature_of_the_last_letter_is_text_as_the_others_are(dash):
    signed = [f"{dash}Rosa Kessler, Fresno", f"{dash}Omar Day, Salem"]
    letters = f"<h4>A light for sale</h4>{paragraphs(FIRST, signed[0])}<h4>No ships</h4>{paragraphs(SECOND, THIRD, signed[1])}"
    page = read(f"{TOP}<div>{letters}</div><p>Comments</p>", hints=Hints(teaser=FIRST))
    assert page.stripped.body == [
        "A light for sale",
        FIRST,
        signed[0],
        "No ships",
        SECOND,
        THIRD,
        signed[1],
    ]


def test_a_heading_behind_a_rights_line_opens_the_next_story():
    other = f"<h1>Bridge closes</h1>{paragraphs(THIRD, FIRST, THIRD)}"
    assert read(f"{TOP}{paragraphs(FIRST, SECOND, RIGHTS)}{other}").stripped.body == [FIRST, SECOND]
