"""Pages built to hang a parser are named before lxml sees them; sloppy but harmless ones are read."""

import pytest

from newscrawl.pages.faults import MOST_TAGS, page_fault, parser_fault, tree_fault
from newscrawl.pages.tree import read_tree
from newscrawl.text.clean import key

WIDE = range(40_000)
DEEP = "tags nested over 2000 deep"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>" + "word " * 201_000, "over 1000000 characters of text"),
        ("<div>" * 3_000, DEEP),
        ("<div></x>" * 3_000, DEEP),
        ("<table><tr><td>" * 1_000, DEEP),
        ("<p>x" * (MOST_TAGS + 1), f"over {MOST_TAGS} tags"),
    ],
)
def test_what_hangs_a_parser_or_loses_text_is_named(source, fault):
    assert parser_fault(source) == fault


@pytest.mark.parametrize(
    "source",
    [
        "<svg>" + "<path d='M0'/>" * 3_000 + "</svg>",
        "<div><span>x</div>" * 3_000,
        "<script>var html = '" + "<div>" * 3_000 + "';</script>",
        "<!--" + "<div>" * 3_000 + "-->",
        "<script>" + "for (i=0; i<n; i++) x = y + z;\n" * 3_000 + "</script>",
        "<p>" + "a < b and " * 20_000 + "</p>",
        "<p style='" + "a: b; " * 5_000 + "'>",
        "<div>" * 1_900 + "</div>" * 1_900,
        "<div>" * 1_900 + "<p>x" * 20_000,
        "<img src='data:image/png;base64," + "QUJD" * 500_000 + "'>",
    ],
)
def test_what_is_merely_sloppy_or_long_is_read_to_its_end(source):
    assert parser_fault(source) is None
    assert read_tree(f"<body>{source}<p>The last words.</p>").blocks[-1].text == "The last words."


def test_the_text_is_judged_as_decoded():
    """Of bytes in UTF-7 no tag can be seen."""
    text = "<div>" * 3_000 + "<p>x</p>"
    assert page_fault(text.encode("utf-7"), text) == DEEP


def test_long_lines_are_not_kept_in_memory():
    line = "word " * 10_000
    assert key(line) == line.replace(" ", "")
    assert key(line) is not key(line)
    assert key("a line") is key("a line")


@pytest.mark.parametrize("attribute", ["a{}", "a{}='<b>'"])
def test_a_tag_with_thousands_of_attributes_is_a_fault_of_the_tree(attribute):
    wide = " ".join(attribute.format(number) for number in WIDE)
    assert tree_fault(read_tree(f"<p {wide}>It rained.</p>")) == "a tag with over 1000 attributes"
    assert tree_fault(read_tree("<p class=a hidden>It rained.</p>")) is None
