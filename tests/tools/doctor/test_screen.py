"""The doctor's screen: what is the matter first, and never more than a terminal shows."""

from dataclasses import replace

import pytest

from newscrawl.errors import ExitCode
from newscrawl.tools.doctor.finding import Finding
from newscrawl.tools.doctor.screen import show
from tests.tools.doctor import standins
from tests.tools.doctor.standins import judged

CHANGES = (
    standins.app_shell, standins.no_feeds, standins.captcha, standins.captcha_everywhere, standins.moved_pages,
    standins.unknown_labels, standins.slow,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_each_stand_in_fits_a_screen(change):
    lines = show(judged(change)).splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80


def test_many_findings_are_cut_to_what_fits_with_the_worst_first():
    findings = [Finding(f"Thing {n} is wrong.", "Do something." * 5, ExitCode.INCOMPLETE) for n in range(30)]
    diagnosis = replace(judged(), findings=findings)
    lines = show(diagnosis).splitlines()
    assert len(lines) < 24
    assert lines[1] == "30 problems (exit code 65):"
    assert lines[2].startswith("! Thing 0 is wrong.")
    assert any("more: see report.html" in line for line in lines)


def test_what_pages_say_cannot_write_to_the_terminal():
    def hostile(_path, answer):
        return standins.Answer(
            answer.body.replace("<p>Published", "<p>Penned: \x1b[31mred</p><p>Published"),
            headers=answer.headers,
        )

    diagnosis = judged(hostile)
    assert "\x1b" not in show(diagnosis)


def test_what_is_not_known_is_not_said():
    """A captcha that is answered with 304 says nothing of pages; without robots.txt nothing was asked for."""
    assert "304" not in show(judged(standins.captcha_everywhere))

    def no_page_two(path, answer):
        return standins.Answer("", 500) if "/page-" in path else answer

    assert "goes on at page" not in show(judged(no_page_two))
