"""Samples of shingles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.clusters.shingles import pack, take_sample, unpack


@given(st.text(max_size=300))
@pytest.mark.slow
def test_a_sample_needs_no_quotes_case_or_white_space(text):
    assert take_sample(text) == take_sample(f"  {text} ".replace(" ", "\u00a0 "))


@given(st.lists(st.integers(-(1 << 31), (1 << 31) - 1)))
def test_packing_loses_nothing(shingles):
    assert list(unpack(pack(shingles))) == shingles
