"""Landmarks and paragraphs that only begin like one: a table, one line each."""

import pytest

from newscrawl.pages.linekinds import LINE_KINDS
from newscrawl.pages.lines import is_kind, is_site_name

TAILS = [
    ("Comments", "comments"),
    ("12 Comments", "comments"),
    ("Leave a reply", "comments"),
    ("More from Politics", "related"),
    ("Related Channels", "related"),
    ("Today’s Comics", "comics"),
    ("Comments were few.", None),
    ("News from nowhere: A town and its ferry", None),
    ("Related problems have turned up in Ellery.", None),
    ("Most read the ruling as a defeat for the mayor.", None),
]
PROMOTIONS = [
    ("Sign up for our free politics newsletter.", True),
    ("Click here to subscribe.", True),
    ("We use cookies to count visits.", True),
    ("Click here, click there: that is how the new permit system greets a builder.", False),
    ("We use cookies, the caterer testified, “and a great deal of butter.”", False),
    ("Our newsletter of choice, she joked, is the police log.", False),
]


@pytest.mark.parametrize(("text", "expected"), TAILS)
def test_a_landmark_is_told_from_a_sentence(text, expected):
    assert [name for name in ("comments", "related", "comics", "footer") if is_kind(text, name)] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(("text", "expected"), PROMOTIONS)
def test_a_promotion_is_told_from_a_sentence(text, expected):
    assert is_kind(text, "promotion") is expected


@pytest.mark.parametrize("text", ["ArcaMax Politics", "From ArcaMax / Politics / Op Eds", "ArcaMax.com"])
def test_the_sites_name_is_no_headline(text):
    assert is_site_name(text)


def test_a_headline_that_names_politics_is_no_sites_name():
    assert not is_site_name("Politics and a soda tax")


@pytest.mark.parametrize("kind", LINE_KINDS, ids=[kind.name for kind in LINE_KINDS])
def test_a_kind_of_line_finds_its_examples_and_no_others(kind):
    assert [line for line in kind.examples.split(" | ") if not is_kind(line, kind.name)] == []
    assert [line for line in kind.others.split(" | ") if is_kind(line, kind.name)] == []
