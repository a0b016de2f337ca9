"""The archive as files: whole WARC, revisits across runs, repair after a kill, errors told."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from newscrawl.errors import CannotOpen, StateDamaged, WriteFailed
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import archives
from newscrawl.store.archive.reader import Reader
from newscrawl.store.archive.record import payload_digest
from newscrawl.store.archive.repair import repair
from newscrawl.store.archive.writer import Archive, open_archive
from tests.archiving import archive, is_whole, page, read


def test_a_file_of_a_run_passes_warcios_check_and_tells_what_it_holds(tmp_path):
    path = archive(tmp_path, 1, page(1), page(2, hints={"teaser": "Ünder"}))
    info, first, facts, *_ = read(path)
    assert is_whole(path)
    assert (info.kind, first.kind, facts.kind) == ("warcinfo", "response", "metadata")
    assert b"as Scrapy 2.19 gives them back" in info.payload
    assert first.payload == page(1).body
    assert first.fields["WARC-Payload-Digest"] == payload_digest(page(1).body)
    assert facts.fields["WARC-Refers-To"] == first.fields["WARC-Record-ID"]


def test_header_bytes_stay_and_a_transfer_coding_that_is_undone_is_renamed(tmp_path):
    headers = dict(read(archive(tmp_path, 1, page(1)))[1].headers)
    assert headers["X-Name"] == "caf\xe9"
    assert headers["X-Archive-Orig-Transfer-Encoding"] == "chunked"
    assert "Transfer-Encoding" not in headers


@pytest.mark.parametrize("sent", ["Ångsbro — naïve".encode(), b"caf\xe9", b"\x1c\x85"])
def test_a_header_of_any_encoding_is_read_back_byte_by_byte(tmp_path, sent):
    value = sent.decode("latin-1")
    path = archive(tmp_path, 1, replace(page(1), headers=(("X-Place", value),)))
    found = Reader(tmp_path).by_id("1")
    assert read(path)[1].headers == (("X-Place", value),)
    assert found
    assert found.response.headers["X-Place"] == sent
    assert is_whole(path)


def test_the_same_bytes_are_kept_once_over_runs_and_addresses(tmp_path):
    body = b"<p>The same</p>" * 90
    first = archive(tmp_path, 1, page(1, body), page(2, body))
    second = archive(tmp_path, 2, page(3, body))
    kinds = [[record.kind for record in read(path) if record.kind != "metadata"] for path in (first, second)]
    assert kinds == [["warcinfo", "response", "revisit"], ["warcinfo", "revisit"]]
    again = read(second)[1]
    assert again.fields["WARC-Refers-To-Target-URI"] == page(1).url
    assert again.fields["WARC-Refers-To"] == read(first)[1].fields["WARC-Record-ID"]
    assert is_whole(first, second)


def test_empty_bodies_are_no_revisits(tmp_path):
    path = archive(tmp_path, 1, page(1, b""), page(2, b""))
    assert [record.kind for record in read(path)].count("response") == 2


def test_a_run_without_a_response_leaves_no_records(tmp_path):
    assert archive(tmp_path, 1).stat().st_size == 0
    archive(tmp_path, 2)
    assert [path.name for path in archives(tmp_path)] == ["politics-000002.warc.gz"]


@pytest.mark.parametrize("cut", [1, 9, 200, 700])
def test_repair_cuts_back_to_the_last_whole_record(tmp_path, cut):
    path = archive(tmp_path, 1, *(page(number) for number in range(5)))
    whole = len(read(path))
    os.truncate(path, path.stat().st_size - cut)
    assert repair(path) > 0
    assert is_whole(path)
    assert 0 < len(read(path)) < whole
    assert repair(path) == 0


def test_repair_cuts_zeros_that_a_power_cut_left(tmp_path):
    path = archive(tmp_path, 1, page(1))
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(bytes(5000))
    assert repair(path) == 5000
    assert path.stat().st_size == size


def test_a_file_without_a_whole_record_goes(tmp_path):
    path = archive(tmp_path, 1, page(1))
    os.truncate(path, 100)
    repair(path)
    assert not path.exists()


def test_damage_in_the_middle_is_told_and_nothing_is_cut(tmp_path):
    path = archive(tmp_path, 1, *(page(number) for number in range(5)))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(StateDamaged, match="damaged"):
        repair(path)
    assert path.read_bytes() == raw


def test_the_index_is_made_again_from_the_files(tmp_path):
    archive(tmp_path, 1, page(1), page(2))
    archive(tmp_path, 2, page(1))
    before = [Index(tmp_path).of_story(story) for story in ("1", "2")]
    for name in tmp_path.glob("index.db*"):
        name.unlink()
    index = Index(tmp_path)
    index.catch_up()
    assert [index.of_story(story) for story in ("1", "2")] == before
    (tmp_path / "politics-000002.warc.gz").unlink()
    index.catch_up()
    assert len(index.of_story("1")) == 1


def test_the_pages_to_read_are_found_without_a_scan_for_each(tmp_path):
    archive(tmp_path, 1, page(1), page(2))
    asked: list[str] = []
    index = Index(tmp_path)
    index._connection.set_trace_callback(asked.append)
    assert [place.story_id for place in index.story_pages()] == ["1", "2"]
    plan = [row[3] for row in index._connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert any(step.startswith("SEARCH later USING INDEX") for step in plan), plan


@pytest.mark.parametrize(("run", "found"), [(1, 1), (2, 2), (3, 2)])
def test_of_two_runs_in_one_second_a_story_came_from_its_own(tmp_path, run, found):
    for number in (1, 2):
        archive(tmp_path, number, page(1, b"<p>As run %d saw it" % number))
    traced = Index(tmp_path).trace({"id": "1", "fetched_at": "2026-11-24T12:00:01+00:00", "run": run})
    assert traced
    assert traced.run == found


def test_an_address_is_shown_as_it_was_last_read_not_as_not_modified(tmp_path):
    answers = [
        replace(page(1, b"" if status != 200 else b"<p>Read"), status=status) for status in (200, 304, 503)
    ]
    for run, answer in enumerate(answers, 1):
        archive(tmp_path, run, replace(answer, date=f"2026-11-2{run}T12:00:00.000000Z", facts={}))
    found = Reader(tmp_path).by_url(page(1).url)
    assert found
    assert (found.response.status, found.response.body) == (200, b"<p>Read")


def test_a_damaged_index_is_made_again(tmp_path, caplog):
    archive(tmp_path, 1, page(1))
    (tmp_path / "index.db").write_bytes(b"no database" * 500)
    archive(tmp_path, 2, page(1))
    assert "making it again" in caplog.text
    assert len(Index(tmp_path).of_story("1")) == 2


def test_a_disk_that_fails_is_told_at_the_next_sync(tmp_path):
    made = open_archive(tmp_path, 1)
    made._file.close()
    made.write(page(1))
    with pytest.raises(WriteFailed, match="politics-000001"):
        made.sync()
    with pytest.raises(WriteFailed):
        made.write(page(2))
    made.close()


def test_a_full_disk_is_told(tmp_path):
    made = Archive(tmp_path / "politics-000001.warc.gz")
    made._file.close()
    made._file = open("/dev/full", "ab", buffering=0)  # noqa: SIM115, PTH123  # closed with the archive
    made.write(page(1))
    with pytest.raises(WriteFailed, match="No space left"):
        made.sync()
    made.close()


def test_a_page_that_a_full_disk_did_not_take_is_no_original_of_a_later_one(tmp_path):
    archive(tmp_path, 1, page(1))
    full = open_archive(tmp_path, 2)
    full._file.close()
    full._file = open("/dev/full", "ab")  # noqa: SIM115, PTH123  # closed with the archive
    full.write(page(2))
    with pytest.raises(WriteFailed, match="No space left"):
        full.sync()
    full.close()
    again = read(archive(tmp_path, 3, page(2)))
    assert [record.kind for record in again] == ["warcinfo", "response", "metadata"]


def test_no_sync_goes_well_after_a_page_that_could_not_be_packed(tmp_path, monkeypatch):
    made = open_archive(tmp_path, 1)
    monkeypatch.setattr("newscrawl.store.archive.record.zlib.compress", failing(MemoryError))
    made.write(page(1))
    with pytest.raises(WriteFailed, match="MemoryError"):
        made.sync()
    monkeypatch.undo()
    with pytest.raises(WriteFailed, match="MemoryError"):
        made.sync()
    made.close()


def failing(error):
    def fail(*_arguments):
        raise error

    return fail


def test_large_pages_do_not_pile_up_until_a_sync(tmp_path, monkeypatch):
    monkeypatch.setattr("newscrawl.store.archive.writer._MOST_BYTES", 1 << 20)
    made = open_archive(tmp_path, 1)
    held = []
    for number in range(12):
        made.write(page(number, os.urandom(400 << 10)))
        held.append(made._bytes)
    made.close()
    assert max(held) < 1 << 20
    assert len(read(made.path)) == 25
    assert is_whole(made.path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(CannotOpen, match="NEWSCRAWL_ARCHIVE=False"):
        open_archive(tmp_path / "archive", 1)


def test_what_was_synced_before_a_kill_is_there_after_the_repair(tmp_path):
    program = f"""
        import itertools, sys
        from pathlib import Path
        from newscrawl.store.archive.writer import open_archive
        from tests.archiving import page
        archive = open_archive(Path({str(tmp_path)!r}), 1)
        for number in itertools.count():
            archive.write(page(number))
            if number % 7 == 0:
                archive.sync()
                print(number, flush=True)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        synced = int(line)
        if synced > 100:
            child.send_signal(signal.SIGKILL)
            break
    synced = max([synced, *map(int, child.stdout.read().split())])
    child.wait()
    child.stdout.close()
    path = archive(tmp_path, 2, page(1))
    assert is_whole(*archives(tmp_path))
    index = Index(tmp_path)
    assert all(index.of_story(str(number)) for number in range(synced + 1))
    assert path.name == "politics-000002.warc.gz"
