"""Mastheads: rows, labels and sign-offs in markups of their own."""

import pytest

from newscrawl import read_html
from newscrawl.items import Story

URL = "https://www.ledger.example/politics/s-12345"
TEXT = "".join(
    f"<p>The council met for the {n}th time on Monday and put the vote on the pier off again.</p>"
    for n in range(4, 12)
)
PAGE = "<html><head><title>Harwick sells its pier</title></head><body><h1>Harwick sells its pier</h1>{top}{text}{end}</body></html>"


def read(page: str) -> Story:
    story = read_html(page, URL)
    assert story is not None
    return story


@pytest.mark.parametrize(
    ("top", "byline", "source"),
    [
        ("<div>By Ann Lee / The Ellery Bee / 5 MIN READ</div>", "By Ann Lee / The Ellery Bee", "The Ellery Bee"),
        ("<div>Nov 5, 2024 — Ann Lee, The Ellery Bee</div>", "Ann Lee, The Ellery Bee", "The Ellery Bee"),
        ("<div>Posted on Nov 5, 2024 by Ann Lee, The Ellery Bee</div>", "Ann Lee, The Ellery Bee", "The Ellery Bee"),
        ("<div><span>By:</span> <span>Ann Lee</span></div><div><span>From:</span> <span>CivicWire</span></div>", "By: Ann Lee, CivicWire", "CivicWire"),
        ("<div><span>Ann Lee, The Ellery Bee</span> <span>Nov 5, 2024</span></div>", "Ann Lee, The Ellery Bee", "The Ellery Bee"),
        ("<div>from <a href='/feed/politics'>Politics</a> by Ann Lee · Nov 5, 2024</div>", "by Ann Lee", None),
        ("<div>Nov 5, 2024 • By Ann Lee • The Ellery Bee • Politics</div>", "By Ann Lee • The Ellery Bee", "The Ellery Bee"),
        ("<div>By ann lee and bo day | The Ellery Bee</div>", "By ann lee and bo day | The Ellery Bee", "The Ellery Bee"),
        ("<p>María de la Cueva y Ponte, City Hall reporter</p>", "María de la Cueva y Ponte, City Hall reporter", None),
        ("<p>BY <b>ANN LEE</b>, The Ellery Bee</p>", "BY ANN LEE, The Ellery Bee", "The Ellery Bee"),
        ("<p>Staff reports (TNS)</p>", "Staff reports (TNS)", None),
    ],
)  # fmt: skip
def test_a_row_below_the_headline_is_read_as_printed(top, byline, source):
    story = read(PAGE.format(top=top, text=TEXT, end=""))
    assert (story.byline, story.source_organization) == (byline, source)


def test_a_sign_off_below_the_rights_line_is_the_byline():
    end = "<p><i>(c) 2024 The Ellery Bee.</i></p><p><b>Ann Lee, The Ellery Bee</b></p>"
    story = read(PAGE.format(top="", text=TEXT, end=end))
    assert (story.authors, story.source_organization) == (["Ann Lee"], "The Ellery Bee")


def test_a_heading_that_shares_no_word_with_the_title_is_no_headline():
    top = "<h2>Stay up to date with alerts</h2>"
    page = PAGE.replace("<h1>Harwick sells its pier</h1>", f"{top}<h1>Harwick’s old pier sells</h1>")
    assert (
        read(page.format(top="<p>By Ann Lee on Nov 5, 2024</p>", text=TEXT, end="")).headline
        == "Harwick’s old pier sells"
    )


def test_of_two_dates_in_one_line_the_first_day_counts():
    top = '<div><time datetime="2024-11-09">Nov 9</time><time datetime="2024-11-05">Nov 5</time></div>'
    assert read(PAGE.format(top=top, text=TEXT, end="")).date_published == "2024-11-05"
