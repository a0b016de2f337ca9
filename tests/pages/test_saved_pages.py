"""Every saved page reads as the record beside it says."""

from datetime import date
from pathlib import Path

import pytest

from newscrawl.tools.savepage import read_saved

SAVED = sorted((Path(__file__).parent / "saved").glob("*.html"))


@pytest.mark.parametrize("path", SAVED, ids=[path.stem for path in SAVED])
def test_a_saved_page_reads_as_expected(path):
    date.fromisoformat(path.name.partition("_")[0])
    got, expected = read_saved(path)
    assert got == expected
