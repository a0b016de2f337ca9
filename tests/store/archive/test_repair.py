"""An archive file that a kill or a power cut left is cut back to its last whole record."""

import os
import signal
import subprocess
import sys
import textwrap
from itertools import product

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.repair import member, odd_record, repair, whole_until
from newscrawl.store.paths import archives
from tests.archiving import archive, is_whole, page, read


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


def test_what_was_synced_before_a_kill_is_there_after_the_repair(tmp_path):
    program = f"""
        import itertools, sys
        from pathlib import Path
        from newscrawl.store.archive.writer import open_archive
        from tests.archiving import page
        archive = open_archive(Path({str(tmp_path)!r}) / "politics-000001.warc.gz")
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


def test_a_flip_of_any_bit_of_a_record_shows_also_where_no_checksum_covers_it(tmp_path):
    path = archive(tmp_path, 1, page(1), page(2))
    good = path.read_bytes()
    with path.open("r+b") as file:
        second = _end(file, 0)
        end = _end(file, second)
        assert (whole_until(file), odd_record(file)) == (len(good), None)
        for place, bit in product((*range(second, second + 12), *range(end - 12, end)), range(8)):
            file.seek(place)
            file.write(bytes([good[place] ^ 1 << bit]))
            assert whole_until(file) < len(good) or odd_record(file) == second, (place, bit)
            file.seek(place)
            file.write(good[place : place + 1])
    assert path.read_bytes() == good


def _end(file, start):
    found = member(file, start)
    assert found
    return start + found.length
