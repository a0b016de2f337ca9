"""A page is a story by what it shows of its own: not by what stands in other stories' entries, in menus or below them."""

import pytest

from newscrawl.pages.kind import classify_page
from newscrawl.pages.story import Hints
from tests.pages.shapes import FIRST, HEADLINE, RIGHTS, SECOND, THIRD, TOP, paragraphs, read

NAMES = ["Harwick mends its pier", "Ferry fares rise in May", "Mayor bans gulls", "Library opens at night"]
TEASERS = [FIRST, SECOND, THIRD, "Gulls took eleven sandwiches on Monday, and the mayor saw the last one go."]
MENU = "<ul><li><a href='/politics/mod'>Politics, Moderate</a></li><li><a href='/politics/opeds'>The Harbor Column</a></li></ul>"
FOOT = "<p>Copyright 2026 Lighthouse Publishing</p>"


def pictured(names: list[str]) -> str:
    """Entries of which the picture alone is linked."""
    return "".join(
        f"<div><a href='/politics/mod/s-{n}'><img src='/{n}.jpg'></a><h3>{name}</h3><p>{teaser}</p></div>"
        for n, (name, teaser) in enumerate(zip(names, TEASERS, strict=True), 71)
    )


def headed(byline: str = "") -> str:
    """Entries with a linked heading; the first one's teaser stands outside its card."""
    return f"<h1><a href='/politics/mod/s-71'>{NAMES[0]}</a></h1><p>{FIRST}</p>" + "".join(
        f"<div><h2><a href='/politics/mod/s-{n}'>{name}</a></h2>{byline}<p>{teaser}</p></div>"
        for n, (name, teaser) in enumerate(zip(NAMES[1:], TEASERS[1:], strict=True), 72)
    )


@pytest.mark.parametrize(
    ("why", "body", "title"),
    [
        ("links part it into teasers", MENU + pictured(NAMES) + FOOT, "Politics"),
        (
            "its heading is in the menu",
            MENU + "<h1>The Harbor Column</h1>" + pictured(NAMES),
            "The Harbor Column",
        ),
        ("its byline is an entry's", MENU + headed("<p>By Ann Lee | Nov 13, 2026</p>"), "The Harbor Column"),
        ("its rights line is the site's", MENU + headed() + FOOT, "Politics"),
    ],
)
def test_a_list_of_other_stories_is_no_story(why, body, title):
    assert classify_page(read(body, f"{title} | ArcaMax Publishing")).kind == "expired", why


@pytest.mark.parametrize("place", range(4))
def test_the_headline_asked_for_among_other_entries_is_no_story(place):
    names = [*NAMES[:place], HEADLINE, *NAMES[place + 1 :]]
    asked = Hints(headline=HEADLINE, teaser=TEASERS[place])
    assert classify_page(read(MENU + pictured(names), "Politics", asked)).kind == "expired"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "not found",
            "<h1>This story is no longer available</h1><p>We keep stories for a season and not longer.</p>",
        ),
        (
            "consent",
            f"<h1>We value your privacy</h1>{paragraphs('You may consent to cookies here, or refuse.')}",
        ),
    ],
)
def test_a_rights_line_below_a_menu_is_no_landmark(kind, said):
    menu = "<h5>News</h5><ul><li><a href='/local'>Local</a></li><li><a href='/sports'>Sports</a></li></ul>"
    assert classify_page(read(said + menu + FOOT, "ArcaMax Publishing")).kind == kind


@pytest.mark.parametrize("hints", [Hints(), Hints(headline=HEADLINE)])
def test_one_card_parts_no_story(hints):
    link = "<a href='/politics/mod/s-71'>{}</a>".format
    card = f"<div>{link('<img src=/71.jpg>')}<div>{link('Op Eds')}</div><h3>{link(NAMES[0])}</h3><p>{link(TEASERS[3])}</p></div>"
    body = f"<h1>{HEADLINE}</h1>{paragraphs(FIRST, SECOND)}{card}{paragraphs(THIRD, TEASERS[3])}"
    page = read(MENU + body, hints=hints)
    assert (page.verdict.kind, page.stripped.body) == ("story", [FIRST, SECOND, THIRD, TEASERS[3]])


def test_a_sign_off_is_no_top_of_the_rights_line():
    lines = [text.rstrip(".") for text in (FIRST, SECOND, THIRD)]
    sign_off = "<p>By Ann Lee, The Harwick Mail</p><p>Published: Nov 15, 2026</p>"
    page = read(f"<h1>{HEADLINE}</h1>{paragraphs(*lines)}{sign_off}<p>{RIGHTS}</p>")
    assert (page.verdict.kind, page.stripped.body) == ("story", lines)


def test_the_headline_asked_for_over_a_brief_is_a_story_whatever_follows():
    page = read(MENU + TOP + paragraphs(FIRST, SECOND) + pictured(NAMES), hints=Hints(headline=HEADLINE))
    assert page.verdict.kind == "story"
