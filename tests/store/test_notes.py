"""Notes: whole lines count, a torn last one does not, and a damaged one is named."""

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.store.notes import add_note, mend_notes, read_notes

FIRST, SECOND = b'{"id": "1"}\n', b'{"id": "2"}\n'


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (b"", []),
        (FIRST, ["1"]),
        (FIRST + SECOND, ["1", "2"]),
        (FIRST + b"\n" + SECOND, ["1", "2"]),
        (FIRST + SECOND[:-1], ["1", "2"]),
    ],
)
def test_whole_lines_are_read(tmp_path, content, ids):
    (tmp_path / "notes").write_bytes(content)
    assert [note["id"] for note in read_notes(tmp_path / "notes", "id")] == ids


def test_no_file_is_no_note(tmp_path):
    assert read_notes(tmp_path / "notes", "id") == []
    mend_notes(tmp_path / "notes")
    assert not (tmp_path / "notes").exists()


@pytest.mark.parametrize("at", range(1, len(SECOND) - 1))
def test_a_line_cut_anywhere_is_left_out_with_a_warning_and_the_next_begins_a_line(tmp_path, caplog, at):
    path = tmp_path / "notes"
    path.write_bytes(FIRST + SECOND[:at])
    assert [note["id"] for note in read_notes(path, "id")] == ["1"]
    assert "cut off" in caplog.text
    add_note(path, {"id": "3"})
    assert path.read_bytes() == FIRST + b'{"id": "3"}\n'


def test_a_line_without_its_end_is_kept(tmp_path):
    path = tmp_path / "notes"
    path.write_bytes(FIRST[:-1])
    add_note(path, {"id": "2"})
    assert path.read_bytes() == FIRST + SECOND


@pytest.mark.parametrize("line", [b"\xff\n", b"1\n", b"[]\n", b"{}\n", b'{"id" "2"}\n', b"\0\0\n"])
def test_a_damaged_line_is_named(tmp_path, line):
    (tmp_path / "notes").write_bytes(FIRST + line + SECOND)
    with pytest.raises(StateDamaged, match=r"notes is damaged: line 2 .*Restore it from a backup"):
        read_notes(tmp_path / "notes", "id")
