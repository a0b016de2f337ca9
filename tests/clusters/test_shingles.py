"""Samples of shingles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.clusters.shingles import opening_of, pack, take_sample, unpack


@given(st.text(max_size=300))
@pytest.mark.slow
def test_a_sample_needs_no_quotes_case_or_white_space(text):
    assert take_sample(text) == take_sample(f"  {text} ".replace(" ", "\u00a0 "))


@given(st.lists(st.integers(-(1 << 31), (1 << 31) - 1)))
def test_packing_loses_nothing(shingles):
    assert list(unpack(pack(shingles))) == shingles


def test_an_opening_of_characters_is_as_long_as_one_of_words():
    """It holds every fourth shingle, so that it still holds those of a text below a note of ten words."""
    signs = [chr(0x4E00 + 7 * number % 5_000) for number in range(900)]
    text, below = "".join(signs[60:]), "".join(signs)
    opening = take_sample(text).opening
    assert len(opening) == 40
    assert opening == opening_of(text)
    assert set(opening) <= take_sample(below).shingles
    assert len(set(opening[:20]) & set(opening_of(below))) >= 15
