import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.kind import read_kind, read_viewpoint

NEWS, OPEDS, LEFT = "politics/politicalnews", "politics/opeds", "politics/fromtheleft"


@pytest.mark.parametrize(
    ("headline", "section", "authors", "kind"),
    [
        ("Council votes on bridge", NEWS, (), "news"),
        ("Council votes on bridge", OPEDS, (), "commentary"),
        ("Council votes on bridge", LEFT, (), "column"),
        ("Council votes on bridge", "politics/fromtheright/jodoe", (), "column"),
        ("Council votes on bridge", "/politics/mod/", (), "column"),
        ("Council votes on bridge", "opeds", (), "commentary"),
        ("Council votes on bridge", "politics/elsewhere", (), "news"),
        ("Council votes on bridge", "politics", (), "news"),
        ("Council votes on bridge", "", (), "news"),
        ("Editorial: Build it", OPEDS, (), "editorial"),
        ("EDITORIAL: Build it", NEWS, (), "editorial"),
        ("Editorial | Build it", OPEDS, (), "editorial"),
        ("Commentary: Build it", NEWS, (), "commentary"),
        ("Guest commentary: Build it", NEWS, (), "commentary"),
        ("POINT: Build it", OPEDS, (), "point"),
        ("Point: Build it", OPEDS, (), "point"),
        ("COUNTERPOINT: Do not", OPEDS, (), "counterpoint"),
        ("Counterpoint: Do not", LEFT, (), "counterpoint"),
        ("Column: Build it", OPEDS, (), "column"),
        ("Jo Doe: Build it", OPEDS, ("Jo Doe",), "column"),
        ("Jo Doe: Build it", OPEDS, ("Ann Bo", "Jo B. Doe Jr."), "column"),
        ("Doe: Build it", OPEDS, ("Jo Doe",), "column"),
        ("Jo Doe: Build it", NEWS, ("Ann Bo",), "news"),
        ("Jo Doe: Build it", OPEDS, (), "commentary"),
        ("Jo O’Doe: Build it", "politics/elsewhere/joodoe", (), "column"),
        ("Supreme Court: justices hear a case", NEWS, ("Jo Doe",), "news"),
        ("Editorial boards shrink", NEWS, (), "news"),
        ("Point of order: a vote is called", NEWS, (), "news"),
        (": nothing before it", NEWS, ("",), "news"),
    ],
)
def test_the_prefix_tells_the_kind_then_the_section(headline, section, authors, kind):
    assert read_kind(headline, section, authors) == kind


@pytest.mark.parametrize(
    ("section", "viewpoint"),
    [
        ("politics/fromtheleft", "left"),
        ("politics/fromtheleft/jodoe", "left"),
        ("politics/fromtheright", "right"),
        ("politics/mod/jodoe", "moderate"),
        ("/politics/mod/", "moderate"),
        (NEWS, None),
        (OPEDS, None),
        ("modern", None),
        ("", None),
    ],
)
def test_the_viewpoint_is_the_section_s(section, viewpoint):
    assert read_viewpoint(section) == viewpoint


@given(st.text(), st.text(), st.lists(st.text()))
def test_any_headline_has_a_kind(headline, section, authors):
    kinds = {"news", "column", "commentary", "editorial", "point", "counterpoint"}
    assert read_kind(headline, section, authors) in kinds
