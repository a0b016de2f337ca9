"""The lines of the verdict, each from both sides."""

import pytest

from newscrawl.clusters.entities import SharedFacts
from newscrawl.clusters.rules import Text, is_version

BRIDGE, MENDED, OTHER = "The bridge is mended", "A bridge is mended at last", "Two hurt"
FIRST, SAME, THIRD, FOURTH = "2026-11-01", "2026-11-01", "2026-11-04", "2026-11-05"


@pytest.mark.parametrize(
    ("contained", "headline", "day", "told", "is_tied"),
    [
        (0.90, OTHER, None, SharedFacts(0.0, 0.0), True),
        (0.89, MENDED, SAME, SharedFacts(0.5, 0.5), False),
        (0.89, OTHER, None, SharedFacts(0.51, 0.0), True),
        (0.80, OTHER, None, None, True),
        (0.79, OTHER, SAME, None, False),
        (0.79, OTHER, None, SharedFacts(0.61, 0.61), True),
        (0.79, OTHER, SAME, SharedFacts(0.9, 0.6), False),
        (0.60, OTHER, FOURTH, SharedFacts(0.8, 0.8), True),
        (0.60, MENDED, THIRD, SharedFacts(0.51, 0.51), True),
        (0.60, MENDED, THIRD, SharedFacts(0.5, 0.5), False),
        (0.60, MENDED, THIRD, None, True),
        (0.60, MENDED, FOURTH, None, False),
        (0.60, MENDED, None, None, False),
        (0.60, "A bridge", THIRD, None, True),
        (0.59, MENDED, SAME, None, False),
        (0.59, MENDED, SAME, SharedFacts(0.82, 0.82), True),
        (0.59, MENDED, THIRD, SharedFacts(1.0, 1.0), False),
        (0.59, OTHER, SAME, SharedFacts(1.0, 1.0), False),
        (0.49, MENDED, SAME, SharedFacts(1.0, 1.0), False),
    ],
)
def test_each_line_of_the_verdict(contained, headline, day, told, is_tied):
    one, other = Text(BRIDGE, FIRST, 200), Text(headline, day, 200)
    assert is_version(contained, one, other, told) == is_tied
    assert is_version(contained, other, one, told) == is_tied


@pytest.mark.parametrize(
    ("day", "of_the_longer", "is_tied"),
    [
        (FIRST, "2026-11-02", False),
        ("2026-11-02", FIRST, True),
        (None, "2026-11-02", True),
        (FIRST, None, True),
    ],
)
def test_only_a_text_that_is_known_to_be_later_is_a_follow_up(day, of_the_longer, is_tied):
    shorter, longer = Text(BRIDGE, day, 200), Text(BRIDGE, of_the_longer, 330)
    assert is_version(0.79, shorter, longer, SharedFacts(0.9, 0.9)) == is_tied
    assert is_version(0.84, shorter, longer, SharedFacts(0.9, 0.9))
