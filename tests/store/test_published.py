"""Published files: a pure function of a run's committed rows, written once, whole, and never over other stories."""

import gzip
import hashlib
import json
import os

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.store.paths import DataFolder
from newscrawl.store.published import publish, read_published, write_without
from tests.run.building import story

STORIES, COPIES = "stories/politics-000001.jsonl", "duplicates/politics-000001.jsonl"


@pytest.fixture
def stored(run):
    """Store two stories and a copy in run 1, one story in run 2."""
    run.store("102", "101")
    run.show("103")
    run.outcomes.store_copy(story("103"), "102")
    run.outcomes.conclude()
    run.next().store("104")
    return run


def folder(root):
    for kind in ("stories", "duplicates"):
        (root / kind).mkdir(parents=True)
    return DataFolder(root)


def test_a_runs_files_hold_its_rows_in_order_and_no_others(stored, tmp_path):
    files = publish(stored.state, folder(tmp_path), 1)
    assert set(files) == {STORIES, COPIES}
    records = list(read_published(tmp_path / STORIES))
    assert records == [stored.state.latest(one).data for one in ("102", "101")]
    assert [one["id"] for one in read_published(tmp_path / COPIES)] == ["103"]
    assert files == {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in files}
    assert "“We waited" in (tmp_path / STORIES).read_text("utf-8")  # as itself, not escaped


@pytest.mark.parametrize("compress", [False, True])
def test_the_same_rows_give_the_same_bytes(stored, tmp_path, compress):
    one, other = folder(tmp_path / "one"), folder(tmp_path / "other")
    files = publish(stored.state, one, 1, compress=compress)
    stored.next().store("105")  # another run's rows change nothing
    assert publish(stored.state, other, 1, compress=compress) == files
    for name in files:
        assert (one.root / name).read_bytes() == (other.root / name).read_bytes()


def test_a_compressed_file_holds_the_same_lines_and_neither_name_nor_time(stored, tmp_path):
    plain, packed = folder(tmp_path / "plain"), folder(tmp_path / "packed")
    publish(stored.state, plain, 1)
    assert set(publish(stored.state, packed, 1, compress=True)) == {f"{STORIES}.gz", f"{COPIES}.gz"}
    raw = (packed.root / f"{STORIES}.gz").read_bytes()
    assert gzip.decompress(raw) == (plain.root / STORIES).read_bytes()
    assert (raw[3], raw[4:8]) == (0, bytes(4))
    assert list(read_published(packed.root / f"{STORIES}.gz")) == list(read_published(plain.root / STORIES))


def test_a_run_without_rows_leaves_no_file(stored, tmp_path):
    assert publish(stored.state, folder(tmp_path), 3) == {}
    assert not list(tmp_path.glob("stories/*"))


@pytest.mark.parametrize(("first", "then"), [(False, True), (True, False), (False, False)])
def test_a_file_that_stands_is_kept_whatever_the_compression_asked_for_now(stored, tmp_path, first, then):
    place = folder(tmp_path)
    files = publish(stored.state, place, 1, compress=first)
    for name in files:
        os.utime(tmp_path / name, (1, 1))
    assert publish(stored.state, place, 1, compress=then) == files
    assert {path.stat().st_mtime for path in tmp_path.glob("*/*.jsonl*")} == {1}
    assert len(list(tmp_path.glob("*/*.jsonl*"))) == 2


def test_what_a_standing_file_says_beside_ids_is_its_own(stored, tmp_path):
    """A feed that came after the kill may date a story: the file that was finished before stays."""
    place = folder(tmp_path)
    files = publish(stored.state, place, 1)
    stored.show("101", date="2026-11-02")
    assert publish(stored.state, place, 1) == files


@pytest.mark.parametrize("spoil", ["other", "fewer", "order", "torn", "no object", "no id"])
@pytest.mark.parametrize("compress", [False, True])
def test_a_standing_file_with_other_stories_or_damage_is_refused_and_kept(stored, tmp_path, spoil, compress):
    place = folder(tmp_path)
    publish(stored.state, place, 1, compress=compress)
    path = place.published("stories", 1, compress=compress)
    first, second = (gzip.decompress(path.read_bytes()) if compress else path.read_bytes()).splitlines(
        keepends=True
    )
    content = {
        "other": first + second.replace(b'"101"', b'"109"', 1),
        "fewer": first,
        "order": second + first,
        "torn": first + second[:-40],
        "no object": first + b"[]\n",
        "no id": first + b"{}\n",
    }[spoil]
    path.write_bytes(gzip.compress(content) if compress else content)
    before = path.read_bytes()
    with pytest.raises(StateDamaged):
        publish(stored.state, place, 1, compress=compress)
    assert path.read_bytes() == before


@pytest.mark.slow
def test_a_damaged_compressed_file_is_refused_at_whatever_byte_it_is_damaged(stored, tmp_path):
    place = folder(tmp_path)
    publish(stored.state, place, 1, compress=True)
    path = place.published("stories", 1, compress=True)
    whole = path.read_bytes()
    spoilt = [whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] for at in range(10, len(whole))]
    for content in [*spoilt, *(whole[:at] for at in range(1, len(whole), 7)), whole + b"x"]:
        path.write_bytes(content)
        with pytest.raises(StateDamaged):
            publish(stored.state, place, 1, compress=True)


@pytest.mark.parametrize("content", [b"[]\n", b"1\n", b'"x"\n', b"{\n", b"\xff\n", b"\n", b"{}\n"])
def test_a_line_that_is_no_object_is_no_record(tmp_path, content):
    path = tmp_path / "politics-000001.jsonl"
    path.write_bytes(b'{"id": "1"}\n' + content)
    with pytest.raises(StateDamaged):
        list(read_published(path))


@pytest.mark.parametrize("compress", [False, True])
def test_a_file_is_written_without_one_storys_lines_and_all_others_byte_by_byte(tmp_path, compress):
    path = tmp_path / f"politics-000001.jsonl{'.gz' if compress else ''}"
    lines = [json.dumps({"id": one, "n": n}).encode() + b"  \n" for n, one in enumerate("1213")]
    path.write_bytes(gzip.compress(b"".join(lines)) if compress else b"".join(lines))
    assert write_without(path, "1")
    left = gzip.decompress(path.read_bytes()) if compress else path.read_bytes()
    assert left == lines[1] + lines[3]
    assert write_without(path, "2")
    assert not write_without(path, "3")
    assert not list(tmp_path.iterdir())
