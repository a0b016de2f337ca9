import hashlib
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.fingerprint import fingerprint, normalise, text_sha256


@pytest.mark.parametrize(
    "printing",
    [
        "The harbor’s “new” plan — a dream.",
        'The harbor\'s "new" plan -- a dream',
        "THE HARBOR'S NEW PLAN, A DREAM",
        "The\u00a0harbor‘s  'new'\n\nplan – a dream …",
        "The har\u00adbor\u2019s new\u200b plan a dream\ufeff",
        "Ｔｈｅ harbor's new plan a dream",
    ],
)
def test_printings_of_one_text_have_one_fingerprint(printing):
    assert normalise(printing) == "the harbor s new plan a dream"
    assert fingerprint(printing) == fingerprint("the harbor's new plan: a dream")


@pytest.mark.parametrize("other", ["The harbors new plan", "The harbor plan", "The harbor’s new plan 2", ""])
def test_other_words_have_another_fingerprint(other):
    assert fingerprint(other) != fingerprint("The harbor’s new plan")


def test_composed_and_decomposed_accents_are_one():
    assert normalise("Cafe\u0301") == normalise("CAFÉ") == "café"


def test_the_text_hash_is_that_of_its_utf_8_bytes():
    assert text_sha256("é\n\nb") == hashlib.sha256("é\n\nb".encode()).hexdigest()


def test_a_broken_character_does_not_stop_the_hash():
    assert text_sha256("\ud800") == text_sha256("?")


@pytest.mark.slow
def test_every_character_normalises_to_itself_the_second_time():
    for code in range(sys.maxunicode + 1):
        once = normalise(chr(code))
        assert normalise(once) == once, hex(code)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_white_space_and_case_do_not_matter(text):
    assert fingerprint(f" \n{text}\u00a0") == fingerprint(text)
