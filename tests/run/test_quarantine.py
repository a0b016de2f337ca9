"""A page that killed the process twice is left out; one that merely failed is not."""

import os
import subprocess
import sys

import pytest

from newscrawl.run.quarantine import Quarantine

DIE = "import os, sys; from pathlib import Path; from newscrawl.run.quarantine import Quarantine\nq = Quarantine(Path(sys.argv[1])); q.open()\nwith q.parsing('7'): os.kill(os.getpid(), 9)"


def opened(folder):
    quarantine = Quarantine(folder)
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
    quarantine.give_a_chance("7")
    assert "7" not in opened(tmp_path)


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
