"""Exit codes: the order in which they win, and the table in the docs."""

from itertools import permutations

import pytest

from newscrawl.errors import ExitCode
from newscrawl.run.exit_codes import PRECEDENCE, first_by_precedence, markdown
from tests.crawling import ROOT

DESIGNED = [
    ExitCode.SIGTERM,
    ExitCode.SIGINT,
    ExitCode.STATE_DAMAGED,
    ExitCode.WRITE_FAILED,
    ExitCode.INTERNAL,
    ExitCode.RATE_LIMITED,
    ExitCode.FORBIDDEN,
    ExitCode.UNREACHABLE,
    ExitCode.LAYOUT_CHANGED,
    ExitCode.INCOMPLETE,
    ExitCode.OUT_OF_BUDGET,
]


def test_the_docs_hold_the_table():
    page = (ROOT / "docs/exit-codes.md").read_text(encoding="utf-8")
    head, order, rest = page.partition("If a run has several causes")
    assert order + rest == markdown()
    assert "|" not in head


def test_every_exit_code_has_its_place():
    assert sorted(row.code for row in PRECEDENCE) == sorted(ExitCode)


def test_every_exit_code_says_what_it_means_and_what_to_do():
    assert [row.code for row in PRECEDENCE if not (row.meaning and row.remedy and row.retry)] == []


@pytest.mark.parametrize(("one", "other"), list(permutations(DESIGNED, 2)))
def test_of_two_causes_the_graver_wins(one, other):
    assert first_by_precedence([one, other]) is min(one, other, key=DESIGNED.index)


@pytest.mark.parametrize("code", list(ExitCode))
def test_a_single_cause_wins_and_beats_ok(code):
    assert first_by_precedence([code]) is code
    assert first_by_precedence([ExitCode.OK, code]) is code


def test_no_cause_is_ok():
    assert first_by_precedence([]) is ExitCode.OK
