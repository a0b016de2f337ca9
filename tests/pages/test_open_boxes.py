"""Boxes without their end tag, and boxes between the containers that a story is parted into."""

import pytest

from tests.pages.shapes import FIRST, HEADLINE, RIGHTS, SECOND, THIRD, TOP, paragraphs, read

LINKS = "<ul><li><a href='/politics/mod/s-77'>The ferry that nobody wanted at all</a></li><li><a href='/politics/mod/s-78'>A ferry returns</a></li></ul>"
OPEN = {
    "advertisement": "<div><span>Advertisement</span>",
    "newsletter": "<div><p>Sign up for our free newsletter.</p>",
    "related": f"<div><h4>Related</h4>{LINKS}",
}


@pytest.mark.parametrize("box", ["advertisement", "newsletter"])
def test_what_falls_into_an_open_box_stays_story(box):
    inside = [THIRD, f"{SECOND[:-1]}, he said.", f"{THIRD[:-1]}, or June."]
    page = read(f"<div>{TOP}<div>{paragraphs(FIRST, SECOND)}{OPEN[box]}{paragraphs(*inside)}</div></div>")
    assert page.stripped.body == [FIRST, SECOND, *inside]


@pytest.mark.parametrize("box", OPEN.values(), ids=list(OPEN))
def test_an_open_box_with_the_rights_line_in_it_holds_the_storys_end(box):
    page = read(f"<div>{TOP}<div>{paragraphs(FIRST, SECOND)}{box}{paragraphs(THIRD, RIGHTS)}</div></div>")
    assert page.stripped.body == [FIRST, SECOND, THIRD]
    assert page.stripped.rights == [RIGHTS]


@pytest.mark.parametrize("label", ["<h4>Read more</h4>", "<div>Related</div>"])
def test_a_story_parted_into_containers_with_boxes_between_is_read_whole(label):
    box = f"<div>{label}{LINKS}</div>"
    parts = (f"<div>{paragraphs(text)}</div>" for text in (FIRST, SECOND, THIRD))
    page = read(f"<div>{TOP}{box.join(parts)}<div>{paragraphs(RIGHTS)}</div></div>")
    assert page.stripped.body == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("quote", [f"<blockquote>{SECOND}</blockquote>", f"<div><span>{SECOND}</span></div>"])
def test_a_pull_quote_in_an_element_of_its_own_goes_out(quote):
    page = read(f"<div>{TOP}{paragraphs(FIRST)}{quote}{paragraphs(SECOND, THIRD, RIGHTS)}</div>")
    assert page.stripped.body == [FIRST, SECOND, THIRD]


def test_a_story_in_two_columns_is_read_whole():
    short = ["Then came the flood.", "Nobody has asked since."]
    page = read(
        f"{TOP}<table><tr><td>{paragraphs(FIRST, SECOND, THIRD)}</td><td>{paragraphs(*short, RIGHTS)}</td></tr></table>"
    )
    assert page.stripped.body == [FIRST, SECOND, THIRD, *short]


def test_a_share_row_on_the_bylines_line_leaves_the_byline():
    body = f"<h2>{HEADLINE}</h2><span>Ann Lee, The Harwick Mail</span><br><font><a href=#>Print</a> | <a href=#>Share</a></font><br>"
    page = read(body + paragraphs(FIRST, SECOND, THIRD, RIGHTS))
    assert page.byline == "Ann Lee, The Harwick Mail"
    assert page.stripped.body == [FIRST, SECOND, THIRD]


def test_a_story_ends_where_the_next_heading_has_a_masthead_of_its_own():
    other = f"<p>Keep reading</p><h1>The ferry that nobody wanted</h1><p>By Bo Day</p><p>Nov 16, 2026</p>{paragraphs(THIRD, THIRD[:-1] + ', or June.')}"
    page = read(f"<main><div>{TOP}{paragraphs(FIRST, SECOND)}</div><div>{other}</div></main>")
    assert page.stripped.body == [FIRST, SECOND]


def test_a_caption_and_its_credit_share_a_box_with_their_picture():
    box = "<div><img src=/a.jpg><div>The basin in winter.</div><div>Handout</div></div>"
    page = read(f"{TOP}{box}{paragraphs(FIRST, SECOND)}")
    assert page.stripped.body == [FIRST, SECOND]
    assert [image.caption for image in page.images] == ["The basin in winter."]
