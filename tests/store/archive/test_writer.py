"""The archive as files: whole WARC, revisits across runs, errors told."""

import os

import pytest

from newscrawl.errors import CannotOpen, WriteFailed
from newscrawl.store.archive.record import payload_digest
from newscrawl.store.archive.writer import Archive, open_archive
from newscrawl.store.paths import archives
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


def test_a_disk_that_fails_is_told_at_the_next_sync(tmp_path):
    made = open_archive(tmp_path / "politics-000001.warc.gz")
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
    full = open_archive(tmp_path / "politics-000002.warc.gz")
    full._file.close()
    full._file = open("/dev/full", "ab")  # noqa: SIM115, PTH123  # closed with the archive
    full.write(page(2))
    with pytest.raises(WriteFailed, match="No space left"):
        full.sync()
    full.close()
    again = read(archive(tmp_path, 3, page(2)))
    assert [record.kind for record in again] == ["warcinfo", "response", "metadata"]


def test_no_sync_goes_well_after_a_page_that_could_not_be_packed(tmp_path, monkeypatch):
    made = open_archive(tmp_path / "politics-000001.warc.gz")
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
    made = open_archive(tmp_path / "politics-000001.warc.gz")
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
        open_archive(tmp_path / "archive/politics-000001.warc.gz")
