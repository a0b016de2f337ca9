"""One run per data folder, also within one process and when the command took the lock ahead of the run."""

import pytest

from newscrawl.errors import CannotOpen, Locked
from newscrawl.store.lock import locked, take, take_before_run


def test_a_lock_taken_ahead_serves_one_run(tmp_path):
    ahead = take_before_run(tmp_path / "data")
    assert take(tmp_path / "data") is ahead
    with pytest.raises(Locked, match=r"pid \d+, for \d+ s"):
        take(tmp_path / "data")
    ahead.release()
    take(tmp_path / "data").release()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotOpen, match=r"NEWSCRAWL_DATA_DIR"):
        take_before_run(tmp_path / "file" / "data")


def test_a_command_holds_the_lock_of_a_folder_that_it_makes_until_its_work_ends(tmp_path):
    with locked(tmp_path / "new"), pytest.raises(Locked):
        take(tmp_path / "new")
    take(tmp_path / "new").release()


def test_a_command_that_fails_gives_the_lock_back(tmp_path):
    with pytest.raises(CannotOpen, match="broken"), locked(tmp_path):
        raise CannotOpen("broken")
    take(tmp_path).release()
