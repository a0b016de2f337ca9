"""White space and broken characters."""

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.clean import fold, key


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_folded_can_be_written_as_utf8(text):
    fold(text).encode("utf-8")


def test_a_key_forgets_quotes_case_and_blanks():
    assert key("“Now,”  he said") == key("now he SAID")
