"""A page that killed the process twice is left out; one that merely failed is not."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest

from newscrawl.run.quarantine import Quarantine

DIE = "import os, sys; from pathlib import Path; from newscrawl.run.quarantine import Quarantine\nq = Quarantine(Path(sys.argv[1])); q.open()\nwith q.parsing('7'): os.kill(os.getpid(), 9)"


DAY = date(2026, 11, 24)


def opened(folder, day=None):
    quarantine = Quarantine(folder, day)
    quarantine.open()
    return quarantine


def test_a_page_that_kills_twice_is_left_out(tmp_path):
    for _ in range(2):
        assert "7" not in opened(tmp_path)
        subprocess.run([sys.executable, "-c", DIE, str(tmp_path)], check=False, env={**os.environ})
    assert Quarantine(tmp_path).open() == ["7"]
    quarantine = opened(tmp_path)
    assert "7" in quarantine
    assert "8" not in quarantine


def test_a_page_that_is_given_a_chance_is_tried_once_more(tmp_path):
    quarantine = opened(tmp_path)
    quarantine.deaths = {"7": 2}
    quarantine.allow_one_more_try("7")
    assert "7" not in opened(tmp_path)


@pytest.mark.parametrize("days", [29, -366])
def test_deaths_of_long_ago_or_under_a_wrong_clock_are_forgiven_one_try_at_a_time(tmp_path, days):
    (tmp_path / "deaths.json").write_text(json.dumps({"7": [2, "2026-11-24"], "8": [1, "2026-11-24"]}))
    assert opened(tmp_path, DAY + timedelta(days=28)).deaths == {"7": 2, "8": 1}
    assert opened(tmp_path, DAY + timedelta(days=days)).deaths == {"7": 1}
    (tmp_path / "7.parsing").touch()
    assert "7" in opened(tmp_path, DAY + timedelta(days=days + 1))
    assert "7" in opened(tmp_path, DAY + timedelta(days=days + 28))


def test_deaths_without_a_day_count_from_when_they_are_read(tmp_path):
    (tmp_path / "deaths.json").write_text(json.dumps({"7": 2}))
    assert opened(tmp_path, DAY).deaths == {"7": 2}


def test_a_page_that_was_read_by_a_run_that_ended_is_cleared(tmp_path):
    (tmp_path / "7.parsing").touch()
    (tmp_path / "8.parsing").touch()
    quarantine = opened(tmp_path)
    with quarantine.parsing("7"):
        pass
    assert opened(tmp_path).deaths == {"7": 1, "8": 1}  # it may die of the page yet, in a pipeline
    quarantine.clear_survived()
    assert opened(tmp_path).deaths == {"8": 1}


def test_an_exception_is_no_death(tmp_path):
    quarantine = opened(tmp_path)
    with pytest.raises(ValueError, match="x"), quarantine.parsing("7"):
        raise ValueError("x")
    assert opened(tmp_path).deaths == {}


@pytest.mark.parametrize("torn", ["", "{", "[1]", "null"])
def test_a_torn_file_is_no_fault(tmp_path, torn):
    (tmp_path / "deaths.json").write_text(torn)
    assert opened(tmp_path).deaths == {}


@pytest.mark.parametrize(
    ("odd", "left"),
    [
        ('{"7": "two", "8": 2}', {"8": 2}),
        ('{"7": null}', {}),
        ('{"7": -1}', {}),
        ("[" * 100_000, {}),
        ('{"7": [2]}', {}),
        ('{"7": [2, "soon"], "8": [1, 7]}', {}),
    ],
)
def test_an_odd_file_is_read_as_far_as_it_can_be_and_named(tmp_path, caplog, odd, left):
    (tmp_path / "deaths.json").write_text(odd)
    assert opened(tmp_path).deaths == left
    assert "deaths.json is damaged" in caplog.text


def test_an_id_cannot_leave_the_folder(tmp_path):
    quarantine = opened(tmp_path / "q")
    with quarantine.parsing("../../x"):
        assert [path.name for path in (tmp_path / "q").iterdir()] == ["x.parsing"]
