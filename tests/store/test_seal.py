"""The seal of state.db: what changed since the last run is known before anything is asked or written."""

import os

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.store.seal import break_seal, check_seal, seal
from newscrawl.store.state import State
from newscrawl.tools.verify import verify


@pytest.fixture
def path(tmp_path):
    State.open(tmp_path / "state.db").close()
    seal(tmp_path / "state.db")
    return tmp_path / "state.db"


def rot(path):
    """Change a byte that means nothing and keep size and time, as a disk does that loses a bit."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_untouched_file_passes_and_a_broken_seal_is_none(path):
    assert check_seal(path)
    assert check_seal(path, thorough=True)
    break_seal(path)
    assert not check_seal(path)


def test_a_copy_with_another_time_passes_by_its_bytes(path):
    os.utime(path, (1, 1))
    assert check_seal(path)


def test_verify_finds_a_bit_that_changed_without_a_trace(path):
    rot(path)
    assert check_seal(path)  # a start compares size and time, whatever the file's size
    with pytest.raises(StateDamaged, match="differs from the seal"):
        check_seal(path, thorough=True)
    assert any("differs from the seal" in line for line in verify(path.parent))
