"""What reading again shows of each change."""

import pytest

from newscrawl.tools.comparison import (
    CHANGED,
    Comparison,
    PageResult,
    comparison_summary,
)

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_a_change_at_the_end_of_a_long_paragraph_is_seen_in_the_sample():
    old = "The council of Ellery voted on the bridge by the mill. " * 20
    outcome = PageResult(
        "102", 1, CHANGED, changes={"article_body": (f"{old}It ends.", f"{old}It begins.\n\nMore.")}
    )
    comparison = Comparison()
    comparison.add(outcome)
    said = comparison_summary(comparison)
    assert "by the mill. It ends." in said
    assert "by the mill. It begins." in said
    assert "+More." in said
    assert all(len(line) <= 100 for line in said.splitlines())


def test_a_selection_without_pages_is_reported():
    assert (
        comparison_summary(Comparison())
        == "No archived page of a story matches: widen --run, --since or --id."
    )
