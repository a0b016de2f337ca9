"""Paragraphs that end in "Read more" or a call to sign up: the story's own keep their prose, teasers and boxes go."""

import pytest

from newscrawl.pages.kind import PageKind, classify_page
from tests.pages.shapes import FIRST, RIGHTS, SECOND, THIRD, TOP, paragraphs, read

OTHER = "/politics/opeds/s-77"
TEASER = "A ferry lies in the harbor, and nobody knows who is to pay for it."
NEWS = (
    "The county will get its own vote on the sale and the town is working on the basis that it will need the "
    "consent of both its chambers, a spokesman for the mayor said."
)
CALL = "Get news from Harwick in your inbox, each weekday morning"


@pytest.mark.parametrize(
    "label", ["Read more »", "Read more", "Learn more", "Continue reading…", "See More >"]
)
def test_a_last_paragraph_of_the_story_loses_read_more_and_nothing_else(label):
    page = read(f"{TOP}<div>{paragraphs(FIRST, SECOND, f'{THIRD} {label}')}</div><p>{RIGHTS}</p>")
    assert page.stripped.body == [FIRST, SECOND, THIRD]
    assert page.stripped.rights == [RIGHTS]


@pytest.mark.parametrize("end", [" Read more »", " … Read more »"])
def test_a_story_of_one_paragraph_that_ends_in_read_more_is_a_story(end):
    text = FIRST if "…" not in end else FIRST.rstrip(".")
    note = "(Bo Day and Pip Farrow of The Harwick Mail contributed to this report.)"
    source = f"{TOP}<p>Published in Op Eds</p><img src=/a.jpg><div>{paragraphs(text + end, note)}</div>"
    page = read(
        f"{source}<h4><a href='{OTHER}'>The ferry</a></h4><p>{TEASER} <a href='{OTHER}'>Read more</a></p>"
    )
    assert classify_page(page).kind is PageKind.STORY
    assert page.stripped.body == [(text + end).removesuffix(" Read more »")]


def test_a_sentence_about_reading_is_the_storys():
    told = "The keeper never learned to swim, and his mother said that children should read more."
    assert read(f"{TOP}<div>{paragraphs(FIRST, SECOND, told)}</div>").stripped.body == [FIRST, SECOND, told]


@pytest.mark.parametrize(
    "teaser",
    [
        f"<p>{TEASER} <a href='{OTHER}'>Read more</a></p>",
        f"<p>{TEASER} <a href='https://bee.example/ferry'>Read more</a></p>",
        f"<h3><a href='{OTHER}'>The ferry that nobody wanted</a></h3><p>{TEASER} Read more</p>",
        f"<p><b>The ferry</b></p><p>{TEASER} Read more</p><p><b>The pier</b></p><p>Nobody sits on it. Read more</p>",
        f"<div><div>The ferry</div><div>{TEASER} Read more</div></div>",
        f"<aside><p>{TEASER} Read more</p></aside>",
        f"<p><i>{TEASER} Read more</i></p>",
        "<p>A ferry lies in the harbor, and nobody ...Read more</p>",
    ],
)
def test_a_teaser_that_ends_in_read_more_is_no_paragraph(teaser):
    page = read(f"{TOP}<div>{paragraphs(FIRST, SECOND)}{teaser}{paragraphs(THIRD)}</div><p>{RIGHTS}</p>")
    assert [text for text in page.stripped.body if text not in {"The ferry", "The pier"}] == [
        FIRST,
        SECOND,
        THIRD,
    ]


def test_a_list_of_teasers_without_links_is_no_story():
    teasers = paragraphs(*(f"{text} Read more" for text in (FIRST, SECOND, THIRD)))
    page = read(f"<h1>Opinion of the week</h1><p>Published in Op Eds</p><div>{teasers}</div>")
    assert page.stripped.body == []


def test_a_call_behind_the_storys_last_sentence_is_cut_alone():
    page = read(f"{TOP}<div>{paragraphs(FIRST, SECOND, f'{NEWS} {CALL}')}</div><p>{RIGHTS}</p>")
    assert page.stripped.body == [FIRST, SECOND, NEWS]


@pytest.mark.parametrize(
    "promotion",
    [
        "<p>The news moves fast. Sign up for our free newsletter.</p>",
        f"<p>{NEWS} We know what it means. {CALL}</p>",
        f"<div><div>{NEWS} {CALL}</div></div>",
        f"<p><i>{NEWS} {CALL}</i></p>",
    ],
)
def test_a_promotion_with_a_lead_in_goes_whole(promotion):
    page = read(f"{TOP}<div>{paragraphs(FIRST, SECOND)}{promotion}{paragraphs(THIRD)}</div>")
    assert page.stripped.body == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("headline", ["(2)", "Ferry", "The ferry that nobody wanted"])
def test_related_and_a_link_to_another_story_is_no_paragraph_however_short_its_headline(headline):
    related = f"<b>Related:</b> <a href='{OTHER}'>{headline}</a>"
    page = read(f"{TOP}<div>{FIRST}<br><br>{SECOND}<br><br>{related}<br><br>{THIRD}<br><br></div>")
    assert page.stripped.body == [FIRST, SECOND, THIRD]
