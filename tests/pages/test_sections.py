"""The section as printed: a kicker, crumbs, or a link in the row of byline and date."""

import pytest

from newscrawl import read_html

URL = "https://paper.example/n/101"
TEXT = "".join(
    f"<p>The board met for the {nth} time this year and talked about the old lock until the lamps were lit.</p>"
    for nth in ("first", "second", "third", "fourth", "fifth", "sixth")
)
HEADLINE = "<h1>Board keeps the old lock</h1>"
BYLINE = "<p>By Jane Roe</p><p>Nov. 15, 2024</p>"


def section(top: str) -> str:
    """Return the section of a page with these lines above its text."""
    page = f"<title>Board keeps the old lock</title><body><div>{top}</div><div>{TEXT}</div></body>"
    story = read_html(page, URL)
    return story.article_section if story else "no story"


@pytest.mark.parametrize(
    "above",
    [
        "<a href='/c/1'>River Towns</a>",
        "<p>River Towns</p>",
        "<a href='/c/1'>River Towns</a><p>Editor’s pick</p>",
        "<p><a href='/'>Home</a> › <a href='/n'>News</a> › <a href='/c/1'>River Towns</a></p>",
        "<ol><li><a href='/'>Home</a></li><li><a href='/c/1'>River Towns</a></li></ol><p>Alert</p>",
    ],
)
def test_a_label_or_crumb_above_the_headline_is_the_section(above):
    assert section(f"<div><a href='/s'>Sign in</a></div>{above}{HEADLINE}{BYLINE}") == "River Towns"


@pytest.mark.parametrize(
    "below",
    [
        "<p>By Jane Roe</p><p>Nov. 15, 2024</p><p><a href='/c/1'>River Towns</a></p>",
        "<p><a href='/c/1'>River Towns</a> <span>Nov. 15, 2024</span></p><p>By Jane Roe</p>",
        "<p><a href='/c/1'>River Towns</a> <span>Nov. 15, 2024</span> <span>By <a rel=author href='/j'>Jane Roe</a></span></p>",
        "<p>By Jane Roe</p><p>Topic</p><p>River Towns</p>",
    ],
)
def test_a_link_beside_the_date_is_the_section(below):
    assert section(HEADLINE + below) == "River Towns"


@pytest.mark.parametrize(
    "above",
    [
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/c/1'>River Towns</a></li></ul></nav>",
        "<ul>" + "".join(f"<li><a href='/{n}'>Desk {n}</a></li>" for n in ("", *"abcdef")) + "</ul>",
        "<p>Town hall</p><p>Calendar</p>",
        "<p>Share</p>",
        "<p>5 min read</p>",
        "<p>The lock was built by a man who had never seen a boat.</p>",
    ],
)
def test_a_menu_or_button_above_the_headline_is_none(above):
    assert not section(f"<p><a href='/s'>The Paper</a> <a href='/t'>Log in</a></p>{above}{HEADLINE}{BYLINE}")


def test_the_writer_above_the_headline_is_no_section():
    assert not section(f"<p><a href='/s'>The Paper</a></p><p>By Jane Roe</p>{HEADLINE}<p>Nov. 15, 2024</p>")


@pytest.mark.parametrize(
    ("top", "byline"),
    [
        ("<footer><p>By Jane Roe</p><p>Nov. 15, 2024</p></footer>", "By Jane Roe"),
        (
            "<p><a href='/c/1'>River Towns</a> <span>Nov. 15, 2024</span> By <a rel=author href='/j'>Jane Roe</a></p>",
            "By Jane Roe",
        ),
        ("<p>Posted by Jane Roe</p><p>Nov. 15, 2024</p>", "Posted by Jane Roe"),
        ("<p>Jane Roe @janeroe, The Bee</p><p>Nov. 15, 2024</p>", "Jane Roe, The Bee"),
    ],
)
def test_a_byline_is_read_without_section_and_handle(top, byline):
    page = f"<title>Board keeps the old lock</title><body><div>{HEADLINE}{top}</div><div>{TEXT}</div></body>"
    story = read_html(page, URL)
    assert story
    assert (story.byline, story.authors, story.date_published) == (byline, ["Jane Roe"], "2024-11-15")


def test_a_date_below_a_slanted_deck_is_no_text():
    deck = "<i>The board met until the lamps were lit, and kept the lock that its fathers had built.</i>"
    lines = TEXT.replace("<p>", "").replace("</p>", "<br><br>")
    page = f"<title>Board keeps the old lock</title><td>{HEADLINE}{deck}<br><br>By Jane Roe<br><br>Nov. 15, 2024<br><br>{lines}</td>"
    story = read_html(page, URL)
    assert story
    assert (story.byline, story.date_published) == ("By Jane Roe", "2024-11-15")
    assert story.article_body.startswith("The board met for the first time")
