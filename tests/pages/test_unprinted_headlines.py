"""Pages whose headline stands in title or metadata alone, and bylines far from it."""

import pytest

from tests.pages.shapes import FIRST, HEADLINE, RIGHTS, SECOND, THIRD, paragraphs, read

LONG = "What the town got wrong about its lighthouse — and what comes next"


@pytest.mark.parametrize(
    "title", [f"{LONG} | ArcaMax Publishing", f"ArcaMax - {LONG}", f"POINT: {LONG} | ArcaMax"]
)
def test_the_title_without_the_sites_name_is_the_headline(title):
    page = read(
        f"<p>Ann Lee</p>{paragraphs(FIRST, SECOND)}<h2>What the audit found</h2>{paragraphs(THIRD, RIGHTS)}",
        title,
    )
    assert page.headline == title.replace(" | ArcaMax Publishing", "").replace("ArcaMax - ", "").replace(
        " | ArcaMax", ""
    )
    assert page.byline == "Ann Lee"
    assert "What the audit found" in page.stripped.body


def test_a_menu_is_no_source_where_no_headline_is_printed():
    menu = "<div><a href='/n'>News</a> <a href='/c'>Comics</a></div>"
    page = read(f"{menu}<div><p>By Ann Lee</p><div>{paragraphs(FIRST, SECOND, RIGHTS)}</div></div>")
    assert page.byline == "By Ann Lee"


def test_a_byline_with_its_date_above_the_headline_needs_no_known_first_name():
    page = read(
        f"<div>Noor Haddad</div><div>Nov 3, 2026</div><figure><img src='/a.jpg'></figure><h1>{HEADLINE}</h1>{paragraphs(FIRST, SECOND)}"
    )
    assert page.byline == "Noor Haddad"


@pytest.mark.parametrize("line", ["By Ann Lee", "Ann Lee, The Harwick Mail"])
def test_a_byline_between_a_story_and_its_notes_is_read(line):
    note = "Ann Lee is a columnist for The Harwick Mail."
    page = read(
        f"<h1>{HEADLINE}</h1><p>Nov 3, 2026</p><div>{paragraphs(FIRST, SECOND)}</div><div>{line}</div>{paragraphs(note, RIGHTS)}"
    )
    assert page.byline == line
    assert page.stripped.body == [FIRST, SECOND]
    assert page.stripped.author == [note]


@pytest.mark.parametrize("line", ["Noor Haddad", "The Editorial Board, The Harwick Mail"])
def test_a_line_of_names_between_a_story_and_its_rights_line_is_its_byline(line):
    page = read(
        f"<h1>{HEADLINE}</h1><p>Nov 3, 2026</p><div>{paragraphs(FIRST, SECOND)}</div><div>{line}</div>{paragraphs(RIGHTS)}"
    )
    assert page.byline == line
