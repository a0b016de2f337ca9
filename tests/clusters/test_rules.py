"""The lines of the rules, each from both sides."""

import pytest

from newscrawl.clusters.entities import Facts
from newscrawl.clusters.rules import (
    Text,
    begins_like,
    evidence_of,
    has_other_facts,
    is_version,
    may_be_version,
    may_begin_like,
)

BRIDGE, MENDED, OTHER = "The bridge is mended", "A bridge is mended at last", "Two hurt"
FIRST, THIRD, FOURTH = "2026-11-01", "2026-11-04", "2026-11-05"
OPENING, ELSE = tuple(range(40)), tuple(range(100, 140))
NAMES = frozenset(f"Name{n}" for n in range(20))


def facts(lost=0, numbers=0, lost_numbers=0):
    """Facts of a text that lacks so many of twenty names, and of so many numbers."""
    kept = frozenset(sorted(NAMES)[lost:])
    return Facts(kept, frozenset(map(str, range(lost_numbers, numbers))))


def text(headline=BRIDGE, day=FIRST, length=200, opening=OPENING, of=None):
    return Text(headline, day, length, opening, of)


@pytest.mark.parametrize(
    ("contained", "headline", "day", "opening", "is_tied"),
    [
        (0.55, MENDED, THIRD, OPENING, True),
        (0.54, MENDED, FIRST, OPENING, False),
        (0.79, OTHER, FIRST, OPENING, False),
        (0.79, MENDED, FOURTH, OPENING, False),
        (0.80, OTHER, FOURTH, OPENING, True),
        (0.80, OTHER, None, OPENING, True),
        (0.80, MENDED, FIRST, ELSE, True),
        (0.79, MENDED, FIRST, ELSE, False),
        (0.99, MENDED, "2026-11-02", ELSE, False),
        (0.80, "A bridge", FIRST, ELSE, True),
        (0.80, "A road", FIRST, ELSE, False),
        (0.99, MENDED, FOURTH, ELSE, False),
        (0.99, MENDED, None, ELSE, False),
        (0.99, OTHER, FIRST, ELSE, False),
        (0.99, OTHER, FOURTH, None, False),
    ],
)
def test_a_version_needs_the_days_the_opening_or_the_headline_too(contained, headline, day, opening, is_tied):
    one, other = text(), text(headline, day, opening=opening)
    assert is_version(contained, one, other) == is_tied
    assert is_version(contained, other, one) == is_tied


@pytest.mark.parametrize(
    ("contained", "headline", "opening", "lost", "is_tied"),
    [
        (0.80, OTHER, ELSE, 1, True),
        (0.80, OTHER, ELSE, 2, False),
        (0.80, MENDED, ELSE, 2, False),
        (0.79, OTHER, ELSE, 0, False),
        (0.65, MENDED, ELSE, 2, True),
        (0.65, MENDED, ELSE, 3, False),
        (0.64, MENDED, ELSE, 0, False),
        (0.55, OTHER, OPENING, 2, True),
        (0.55, OTHER, OPENING, 3, False),
    ],
)
def test_the_names_stand_for_the_headline_or_with_it_for_the_opening(
    contained, headline, opening, lost, is_tied
):
    one = text(of=facts())
    other = text(headline, THIRD, length=210, opening=opening, of=facts(lost))
    assert is_version(contained, one, other) == is_tied


@pytest.mark.parametrize(
    ("contained", "headline", "opening", "is_tied"),
    [
        (0.55, MENDED, OPENING, True),
        (0.79, OTHER, OPENING, False),
        (0.79, MENDED, ELSE, False),
        (0.80, MENDED, ELSE, True),
        (0.99, OTHER, ELSE, False),
    ],
)
def test_where_a_day_is_not_known_more_of_the_others_are_asked_for(contained, headline, opening, is_tied):
    one = text(of=facts())
    other = text(headline, None, length=210, opening=opening, of=facts())
    assert is_version(contained, one, other) == is_tied


@pytest.mark.parametrize(("names", "is_tied"), [(2, False), (3, True)])
def test_two_names_that_are_kept_say_nothing(names, is_tied):
    of = facts(lost=20 - names)
    assert is_version(0.9, text(of=of), text(OTHER, THIRD, opening=ELSE, of=of)) == is_tied


def test_an_opening_of_furniture_ties_no_texts_of_other_days():
    furniture = frozenset(OPENING)
    assert is_version(0.99, text(), text(OTHER, THIRD), furniture)
    assert not is_version(0.99, text(), text(MENDED, FOURTH), furniture)


def test_a_text_without_names_does_not_keep_them():
    one, other = text(of=facts(lost=20)), text(OTHER, THIRD, length=210, opening=ELSE, of=facts())
    assert not is_version(0.99, one, other)


@pytest.mark.parametrize(("lost", "is_other"), [(9, False), (10, True), (20, True)])
def test_a_text_that_lacks_half_of_the_names_is_another_story(lost, is_other):
    small, large = text(of=facts()), text(length=210, of=facts(lost))
    assert has_other_facts(small, large) == is_other
    assert is_version(0.99, small, large) != is_other


@pytest.mark.parametrize(
    ("numbers", "lost", "day", "is_other"),
    [
        (10, 6, THIRD, True),
        (10, 5, THIRD, False),
        (10, 6, FIRST, False),
        (3, 3, THIRD, True),
        (3, 2, THIRD, False),
    ],
)
def test_a_text_of_another_day_that_lacks_most_of_the_numbers_is_another_story(numbers, lost, day, is_other):
    small = text(of=facts(numbers=numbers))
    large = text(day=day, length=210, of=facts(numbers=numbers, lost_numbers=lost))
    assert has_other_facts(small, large) == is_other


@pytest.mark.parametrize(
    ("contained", "day", "of_the_longer", "is_tied"),
    [
        (0.79, FIRST, "2026-11-02", False),
        (0.79, "2026-11-02", FIRST, True),
        (0.84, FIRST, "2026-11-02", True),
    ],
)
def test_only_a_text_that_is_known_to_be_later_is_a_follow_up(contained, day, of_the_longer, is_tied):
    shorter, longer = text(day=day), text(day=of_the_longer, length=330)
    assert is_version(contained, shorter, longer) == is_tied


def test_a_later_text_that_is_mostly_new_needs_opening_or_headline_whatever_it_holds():
    shorter = text(of=facts())
    longer = text(OTHER, "2026-11-02", length=440, opening=ELSE, of=facts())
    assert not is_version(1.0, shorter, longer)
    assert is_version(1.0, shorter, longer._replace(length=399))


@pytest.mark.parametrize(
    ("length", "headline", "opening", "often", "is_tied"),
    [
        (580, OTHER, ELSE, NAMES, False),
        (580, OTHER, OPENING, NAMES, True),
        (580, OTHER, OPENING, frozenset(), False),
        (580, MENDED, ELSE, frozenset(), True),
        (570, OTHER, ELSE, NAMES, True),
    ],
)
def test_a_text_that_holds_a_much_shorter_one_has_its_headline_or_begins_like_it_and_goes_on(length, headline, opening, often, is_tied):  # fmt: skip
    teaser = text(of=facts())
    longer = text(headline, length=length, opening=opening, of=Facts(NAMES, frozenset(), often))
    assert is_version(1.0, teaser, longer) == is_tied


@pytest.mark.parametrize(("shared", "is_alike"), [(7, True), (6, False)])
def test_openings_are_alike_if_a_third_of_one_beginning_is_in_the_other(shared, is_alike):
    other = (*range(1000, 1020), *range(shared), *range(2000, 2020 - shared))
    assert begins_like(text(), text(opening=other)) == is_alike
    assert begins_like(text(opening=other), text()) == is_alike
    assert not begins_like(text(), text(opening=other), frozenset(range(20)))  # all of it furniture


def test_what_is_not_known_speaks_for_no_version_and_rules_none_out():
    one, other = text(opening=None), text(OTHER, None, opening=None)
    assert not is_version(1.0, one, other)
    assert may_be_version(0.8, one, other)
    assert not may_be_version(0.54, one, other)
    assert may_be_version(0.79, one, text(OTHER, THIRD))
    assert not may_be_version(0.79, one, text(MENDED, FOURTH))


@pytest.mark.parametrize(
    ("contained", "headline", "may_open", "may_tie"),
    [
        (0.80, OTHER, False, True),  # the names may be kept
        (0.79, OTHER, False, False),
        (0.65, MENDED, False, True),
        (0.64, MENDED, False, False),
        (0.55, OTHER, True, True),
        (0.54, OTHER, True, False),
    ],
)
def test_what_may_be_tied_is_known_before_the_texts_are_read(contained, headline, may_open, may_tie):
    evidence = evidence_of(text(), text(headline, THIRD, opening=None))
    assert evidence.may_tie(contained, opens_alike=may_open) == may_tie


def test_texts_may_begin_alike_if_their_samples_share_enough_of_an_opening():
    """Of a text of ten shingles the first five count, of a longer one twenty."""
    stored = text(opening=None)
    assert may_begin_like(text(), stored, frozenset(OPENING[33:]))
    assert not may_begin_like(text(), stored, frozenset(OPENING[34:]))
    assert may_begin_like(text(), stored._replace(length=10), frozenset(OPENING[38:]))
    assert not may_begin_like(text(), stored._replace(length=10), frozenset(OPENING[39:]))
