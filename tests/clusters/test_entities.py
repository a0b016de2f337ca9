"""What counts as a name or a number."""

import pytest

from newscrawl.clusters.entities import facts_of


@pytest.mark.parametrize(
    ("text", "names", "numbers"),
    [
        ("The mayor met Ann Lee. Nobody came.", "Ann Lee", ""),
        ("“We won,” said Sen. Elizabeth O’Brien-Smith; Mr. Élan and Mrs. Łoś left.", "Elizabeth O’Brien-Smith Élan", ""),
        ("Robert J. Smith of the U.S. Senate spoke. The end.", "J Senate Smith U", ""),
        ("At 7:30 it cost $1,234.50 in 2026, a third of 3.7 million, for the G20 and 12 Democrats.", "G20 Democrats", "7:30 1,234.50 2026 3.7 12"),
        ("支持率为45%，反对率为3.5%", "", "45 3.5"),
        ("all of it in small letters", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_names_and_numbers_are_read(text, names, numbers):
    facts = facts_of(text)
    assert sorted(facts.names) == sorted(names.split())
    assert sorted(facts.numbers) == sorted(numbers.split())


def test_names_that_come_twice_are_known():
    assert facts_of("The mayor, Ann Lee, met Bob Roe; later Ann left.").often == {"Ann"}
