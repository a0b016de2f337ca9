"""Bylines: a table of cases, one line each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text import byline as bylines
from newscrawl.text.byline import ROW, read_byline
from newscrawl.text.clean import fold
from newscrawl.text.names import PERSON, person_points

# byline as printed, persons, source organization
CASES: list[tuple[str | None, list[str], str | None]] = [
    (None, [], None),
    ("", [], None),
    ("Ann Lee", ["Ann Lee"], None),
    ("By Ann Lee", ["Ann Lee"], None),
    ("BY ANN LEE", ["ANN LEE"], None),
    ("by Ann Lee", ["Ann Lee"], None),
    ("Written by Ann Lee", ["Ann Lee"], None),
    ("Ann Lee, Bloomberg News", ["Ann Lee"], "Bloomberg News"),
    ("Ann Lee, Bloomberg Opinion", ["Ann Lee"], "Bloomberg Opinion"),
    ("Ann Lee and Bo Day, Harbor City News", ["Ann Lee", "Bo Day"], "Harbor City News"),
    ("Ann Lee, Bo Day and Cy Poe, Harbor City News", ["Ann Lee", "Bo Day", "Cy Poe"], "Harbor City News"),
    ("Ann Lee, Bo Day, and Cy Poe, Harbor City News", ["Ann Lee", "Bo Day", "Cy Poe"], "Harbor City News"),
    (
        "By Ann Lee, Bo Day, Cy Poe and Di Fox, Ellery Ledger",
        ["Ann Lee", "Bo Day", "Cy Poe", "Di Fox"],
        "Ellery Ledger",
    ),
    ("Ann Lee & Bo Day, Ellery Ledger", ["Ann Lee", "Bo Day"], "Ellery Ledger"),
    ("Ann Lee, Bo Day, Ellery Ledger", ["Ann Lee", "Bo Day"], "Ellery Ledger"),
    ("Ann Lee; Bo Day, Ellery Ledger", ["Ann Lee", "Bo Day"], "Ellery Ledger"),
    ("Ann Lee and Bo Day", ["Ann Lee", "Bo Day"], None),
    ("Bo Day Jr., Ellery Ledger", ["Bo Day Jr."], "Ellery Ledger"),
    ("Bo Day, Jr., Ellery Ledger", ["Bo Day, Jr."], "Ellery Ledger"),
    ("Bo Day, Jr. and Ann Lee, Ellery Ledger", ["Bo Day, Jr.", "Ann Lee"], "Ellery Ledger"),
    ("Bo Day III, Ellery Ledger", ["Bo Day III"], "Ellery Ledger"),
    ("Ann Lee, M.D., Ellery Ledger", ["Ann Lee, M.D."], "Ellery Ledger"),
    ("Ann Lee, Ph.D.", ["Ann Lee, Ph.D."], None),
    ("Tribune News Service", [], "Tribune News Service"),
    ("Bloomberg News", [], "Bloomberg News"),
    ("CQ-Roll Call", [], "CQ-Roll Call"),
    ("By Tribune News Service", [], "Tribune News Service"),
    ("The Heritage Foundation", [], "The Heritage Foundation"),
    ("The Atlanta Journal-Constitution", [], "The Atlanta Journal-Constitution"),
    ("Los Angeles Times", [], "Los Angeles Times"),
    ("The Editorial Board, Ellery Ledger", [], "Ellery Ledger"),
    ("By The Editorial Board, Ellery Ledger", [], "Ellery Ledger"),
    ("Editorial Board, Ellery Ledger", [], "Ellery Ledger"),
    ("The Editorial Board", [], None),
    ("Ellery Ledger Editorial Board", [], "Ellery Ledger"),
    ("The Baltimore Sun Editorial Board", [], "The Baltimore Sun"),
    ("The Ellery Ledger Editorial Board, The Ellery Ledger", [], "The Ellery Ledger"),
    ("Staff, Ellery Ledger", [], "Ellery Ledger"),
    ("Staff reports", [], None),
    ("Ellery Ledger Staff", [], "Ellery Ledger"),
    ("Bloomberg Opinion Editors, Bloomberg Opinion", [], "Bloomberg Opinion"),
    ("Ann Lee, Special to Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee, Special to the Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee, Special to The Sun", ["Ann Lee"], "The Sun"),
    ("Ann Lee, special to the Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee, Syndicated Columnist", ["Ann Lee"], None),
    ("By Ann Lee, syndicated columnist", ["Ann Lee"], None),
    ("Ann Lee, Ellery Ledger, Syndicated Columnist", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee, Staff Writer", ["Ann Lee"], None),
    ("Ann Lee, Staff Writer, Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Dr. Ann Lee, Ellery Ledger", ["Dr. Ann Lee"], "Ellery Ledger"),
    ("Sen. Bo Day, Tribune News Service", ["Sen. Bo Day"], "Tribune News Service"),
    ("Rep. Bo Day and Gov. Ann Lee", ["Rep. Bo Day", "Gov. Ann Lee"], None),
    ("Judge Bo P. Day", ["Judge Bo P. Day"], None),
    ("R. Emory Tyne, Ellery Ledger", ["R. Emory Tyne"], "Ellery Ledger"),
    ("S.E. Cray", ["S.E. Cray"], None),
    ("J.D. Roe and A.B. Coe, CQ-Roll Call", ["J.D. Roe", "A.B. Coe"], "CQ-Roll Call"),
    ("Mary-Jane O’Dowd, The Pilot", ["Mary-Jane O’Dowd"], "The Pilot"),
    ("Conor O'Neil, Ellery Ledger", ["Conor O'Neil"], "Ellery Ledger"),
    ("José Peña-Núñez, Ellery Ledger", ["José Peña-Núñez"], "Ellery Ledger"),
    ("Véronique de la Tour", ["Véronique de la Tour"], None),
    ("Ludwig van der Berg, Ellery Ledger", ["Ludwig van der Berg"], "Ellery Ledger"),
    ("Ann Lee, CQ-Roll Call, Inc.", ["Ann Lee"], "CQ-Roll Call, Inc."),
    ("Ann Lee, Portland Press Herald, Maine", ["Ann Lee"], "Portland Press Herald, Maine"),
    ("Ann Lee, The Virginian-Pilot (Norfolk, Va.)", ["Ann Lee"], "The Virginian-Pilot (Norfolk, Va.)"),
    ("Ann Lee, Tribune Content Agency, LLC", ["Ann Lee"], "Tribune Content Agency, LLC"),
    ("Ann Lee, Smith, Jones & Co.", ["Ann Lee"], "Smith, Jones & Co."),
    ("Ann Lee | Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("By Ann Lee and Bo Day | Ellery Ledger", ["Ann Lee", "Bo Day"], "Ellery Ledger"),
    ("Ann Lee / Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee — Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee - Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee of the Ellery Ledger", ["Ann Lee"], "Ellery Ledger"),
    ("Ann Lee, Stateline", ["Ann Lee"], "Stateline"),
    ("Ann Lee, Stateline.org", ["Ann Lee"], "Stateline.org"),
    ("Ann Lee, KFF Health News", ["Ann Lee"], "KFF Health News"),
    ("ACLU", [], "ACLU"),
    ("The ACLU", [], "The ACLU"),
    ("Oliver Noor and David L. Gost", ["Oliver Noor", "David L. Gost"], None),
    ("Ruben Navette Jr", ["Ruben Navette Jr"], None),
    ("Ann Lee, Harvard University", ["Ann Lee"], "Harvard University"),
    ("Ann Lee, American Enterprise Institute", ["Ann Lee"], "American Enterprise Institute"),
    ("Joe Post, Ellery Ledger", ["Joe Post"], "Ellery Ledger"),
    ("Ann Star and Bo Day, Ellery Ledger", ["Ann Star", "Bo Day"], "Ellery Ledger"),
    ("Star Parkes", ["Star Parkes"], None),
    ("Ann Lee, Progressive Perspectives", ["Ann Lee"], "Progressive Perspectives"),
    ("Ann Lee and Bo Day, Unheard Of", ["Ann Lee", "Bo Day"], "Unheard Of"),
    ("Ann Lee, Idaho Statesman", ["Ann Lee"], "Idaho Statesman"),
    ("Ann Post, Newsday", ["Ann Post"], "Newsday"),
    ("Ann Lee and Bo Post, Progressive Perspectives", ["Ann Lee", "Bo Post"], "Progressive Perspectives"),
    ("By Ann Lee and Bo Post", ["Ann Lee", "Bo Post"], None),
    ("Ann Herald, Jr., Ellery Ledger", ["Ann Herald, Jr."], "Ellery Ledger"),
    ("Calista Post, The Tidewater Ledger", ["Calista Post"], "The Tidewater Ledger"),
    ("Orla Kirk, Tam Ruo and Ulf Post, Ellery Ledger", ["Orla Kirk", "Tam Ruo", "Ulf Post"], "Ellery Ledger"),
    ("Ann Lee and AP", ["Ann Lee"], "AP"),
    ("Ann Lee/Bo Day", ["Ann Lee", "Bo Day"], None),
    ("Ann Lee For Ellery.com", ["Ann Lee"], "Ellery.com"),
    ("Ellery Ledger & Record", [], "Ellery Ledger & Record"),
    ("By Bill Press, Tribune Content Agency", ["Bill Press"], "Tribune Content Agency"),
    ("J. Press", ["J. Press"], None),
    ("J. Union Jr.", ["J. Union Jr."], None),
    ("The Oster Crew", [], "The Oster Crew"),
    ("Harwick Bee", [], "Harwick Bee"),
    ("Harwick on Sunday", [], "Harwick on Sunday"),
    ("Ann Lee | Oster Bay", ["Ann Lee"], "Oster Bay"),
    ("Ann Lee, Bo Day and Cy Poe, Oster Bay", ["Ann Lee", "Bo Day", "Cy Poe"], "Oster Bay"),
]
# byline, holder of the rights, persons whom metadata name, persons
KNOWN = [
    ("Oskeli Vanmark Political Correspondent", (), ("Oskeli Vanmark",), ("Oskeli Vanmark",)),
    ("Harwick Press", (), ("Harwick Press",), ("Harwick Press",)),
    ("Ann Lee, Bo Day", ("Bo Day",), (), ("Ann Lee",)),
]


@pytest.mark.parametrize(("byline", "authors", "source"), CASES)
def test_a_byline_is_read_into_persons_and_source(byline, authors, source):
    found = read_byline(byline)
    assert list(found.authors) == authors
    assert found.source_organization == source


@pytest.mark.parametrize(("byline", "holders", "named", "authors"), KNOWN)
def test_whom_metadata_and_rights_line_name_is_known(byline, holders, named, authors):
    assert read_byline(byline, holders, named).authors == authors


@pytest.mark.parametrize(("table", "row"), [(table, row) for table in (PERSON, ROW) for row in table])
def test_a_byline_reads_otherwise_without_each_row_of_points(table, row, monkeypatch):
    monkeypatch.setattr(bylines, "person_points", person_points.__wrapped__)  # type: ignore[attr-defined]  # remembers nothing
    read = bylines._read.__wrapped__
    cases = [(byline, (), ()) for byline, *_ in CASES if byline] + [case[:3] for case in KNOWN]
    before = [read(*case) for case in cases]
    told = table[row]
    for other in (0.0, -told):
        monkeypatch.setitem(table, row, other)
        if [read(*case) for case in cases] != before:
            return
    pytest.fail(f"nothing needs {row!r}")


@given(st.text(max_size=200))
def test_what_is_read_stood_in_the_byline(byline):
    found = read_byline(byline)
    line = fold(byline).replace(" ", "")
    assert all(author.replace(" ", "") in line for author in found.authors)
