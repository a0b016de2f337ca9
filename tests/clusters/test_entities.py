"""What counts as a name or a number, and how many of them two texts share."""

import pytest

from newscrawl.clusters.entities import SharedFacts, facts_of, shared_facts


@pytest.mark.parametrize(
    ("text", "names", "numbers"),
    [
        ("The mayor met Ann Lee. Nobody came.", "Ann Lee", ""),
        ("“We won,” said Sen. Elizabeth O’Brien-Smith; Mr. Élan and Mrs. Łoś left.", "Elizabeth O’Brien-Smith Élan", ""),
        ("Robert J. Smith of the U.S. Senate spoke. The end.", "J Senate Smith U", ""),
        ("At 7:30 it cost $1,234.50 in 2026, a third of 3.7 million, for the G20 and 12 Democrats.", "G20 Democrats", "7:30 1,234.50 2026 3.7 12"),
        ("all of it in small letters", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_names_and_numbers_are_read(text, names, numbers):
    facts = facts_of(text)
    assert sorted(facts.names) == sorted(names.split())
    assert sorted(facts.numbers) == sorted(numbers.split())


def test_three_names_and_no_number_tell_nothing():
    few, four = facts_of("To Ann, Bob, Eve."), facts_of("To Ann, Bob, Eve, Lee.")
    assert shared_facts(few, four, same_day=True) is None
    assert shared_facts(four, four, same_day=True) == SharedFacts(1.0, 1.0)


def test_rare_numbers_count_with_the_names():
    one, other = facts_of("To Ann, Bob, Eve, Lee: 1, 2, 3."), facts_of("To Ann, Bob, Eve, Lee: 4, 5, 6.")
    assert shared_facts(one, other, same_day=False) == SharedFacts(4 / 7, 4 / 7)
