"""The seal of state.db: what changed since the last run is known before anything is asked or written."""

import json
import os

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.store.paths import seal_of
from newscrawl.store.seal import break_seal, changed_beside, check_seal, seal, seal_is_damaged
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


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "state.db"
    path.write_bytes(b"state")
    (tmp_path / "forgotten.jsonl").write_bytes(b"{}\n")
    seal(path)
    return path


@pytest.mark.slow
def test_a_seal_that_is_damaged_anywhere_is_known(sealed):
    whole = seal_of(sealed).read_bytes()
    assert not seal_is_damaged(sealed)
    for at in range(len(whole)):
        seal_of(sealed).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert seal_is_damaged(sealed), at
        assert not check_seal(sealed)  # the state is not blamed for it
        seal_of(sealed).write_bytes(whole[:at])
        assert seal_is_damaged(sealed), at


def test_a_seal_of_before_counts(sealed):
    told = json.loads(seal_of(sealed).read_text())
    text = json.dumps({name: told[name] for name in ("size", "mtime_ns", "sha256")}) + "\n"
    seal_of(sealed).write_text(text)
    assert not seal_is_damaged(sealed)
    assert check_seal(sealed, thorough=True)
    assert changed_beside(sealed) == []


def test_lists_beside_the_state_are_sealed_too(sealed):
    assert changed_beside(sealed) == []
    sealed.with_name("forgotten.jsonl").write_bytes(b"{} \n")
    assert changed_beside(sealed) == ["forgotten.jsonl"]
    sealed.with_name("forgotten.jsonl").unlink()
    assert changed_beside(sealed) == ["forgotten.jsonl"]
