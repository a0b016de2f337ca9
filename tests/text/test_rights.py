"""Rights lines and sentences that only begin like one: a table, one line each."""

import pytest

from newscrawl.text.rights import is_rights_continuation, is_rights_line

LINES = [
    ("©2024 Harbor City News. Visit harbor.example. Distributed by Tribune Content Agency, LLC.", True),
    ("© 2024 Harbor City News. All rights reserved. Distributed by Tribune Content Agency, LLC.", True),
    ("©2024 the Harbor City News. Visit at www.harbor.example.", True),
    ("(c)2024 Harbor City News. Distributed by Tribune Content Agency, LLC.", True),
    ("COPYRIGHT 2018 ANN LEE\nDISTRIBUTED BY CREATORS.COM", True),
    ("Copyright 1998 was stamped on the manual that the county still uses.", False),
    ("Copyright law is older than the state.", False),
    ("Copyright 2026 ArcaMax Publishing", False),
]
CONTINUATIONS = [
    ("Distributed by Tribune Content Agency, LLC.", True),
    ("Visit The Pilot at pilot.example", True),
    ("All rights reserved.", True),
    ("Distributed by hand in two counties, the leaflet misspelled a name.", False),
    ("Visit Ellery in the spring and you will hear about little else.", False),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_rights_line_is_told_from_a_sentence(text, expected):
    assert is_rights_line(text) is expected


@pytest.mark.parametrize(("text", "expected"), CONTINUATIONS)
def test_a_further_line_is_told_from_a_sentence(text, expected):
    assert is_rights_continuation(text) is expected
