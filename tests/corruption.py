"""Corrupt a data folder and check that verify finds it and names the file: `python -m tests.corruption TIMES [SEED]`.

No run starts on a corrupt state.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from newscrawl.errors import StateDamaged
from newscrawl.run.run import Run
from newscrawl.tools.verify import verify
from tests.crawling import ROOT
from tests.site import served
from tests.torture import Moving, command


def spoil(good: bytes, dice: random.Random) -> bytes:
    """Change some bytes, cut the file, empty a page or overwrite a stretch."""
    spoilt = bytearray(good)
    kind = dice.random()
    if kind < 0.6:
        for _ in range(dice.choice([1, 1, 4, 64])):
            spoilt[dice.randrange(len(good))] ^= dice.randrange(1, 256)
    elif kind < 0.75:
        return good[: dice.randrange(len(good))]
    elif kind < 0.9:
        page = dice.randrange(len(good) // 4096)
        spoilt[page * 4096 : (page + 1) * 4096] = b"\xaa" * 4096
    else:
        at = dice.randrange(len(good) - 600)
        spoilt[at : at + 500] = dice.randbytes(500)
    return bytes(spoilt)


def corrupt(times: int, seed: int) -> str:
    """Crawl once, then corrupt the state so often; gives a line that says how it went.

    Raises:
        AssertionError: verify missed a corruption, a run started, or a start changed the state.
    """
    dice = random.Random(seed)
    with served(Moving().pages()) as site, tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        subprocess.run(command(data, site.url), cwd=ROOT, check=True, capture_output=True)
        state = data / "state.db"
        good = state.read_bytes()
        for turn in range(times):
            spoilt = spoil(good, dice)
            state.write_bytes(spoilt)
            assert list(verify(data)), f"verify missed corruption {turn}"
            try:
                Run(data, site.url)
            except StateDamaged:
                assert state.read_bytes() == spoilt, f"the start changed the state, corruption {turn}"
            else:
                raise AssertionError(f"a run started on corruption {turn}")
            for name in ("state.db-wal", "state.db-shm"):
                (data / name).unlink(missing_ok=True)
    return f"{times} corruptions: none missed, no run started"


def files_of(data: Path) -> list[Path]:
    """Return one file of each kind in a data folder: the largest, since most bytes of it are content."""
    kinds: dict[str, Path] = {}
    for path in sorted(data.rglob("*"), key=lambda one: one.stat().st_size):
        if path.is_file() and path.name not in {"lock", "lock.holder"} and path.stat().st_size:
            name = path.relative_to(data)
            kinds[str(name) if len(name.parts) == 1 else f"{name.parent}/*{''.join(name.suffixes)}"] = path
    return list(kinds.values())


def flip(path: Path, data: Path, times: int, dice: random.Random) -> None:
    """Flip a bit of a file so often, each time of the whole file.

    Raises:
        AssertionError: verify missed one, or did not name the file.
    """
    good, status = path.read_bytes(), path.stat()
    for _ in range(times):
        at = dice.randrange(len(good))
        path.write_bytes(good[:at] + bytes([good[at] ^ (1 << dice.randrange(8))]) + good[at + 1 :])
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        lines = list(verify(data))
        name = str(path.relative_to(data))
        assert lines, f"verify missed a flip of {name} at {at}"
        assert name in lines[0], f"verify named another file than {name} (at {at}): {lines}"
    path.write_bytes(good)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert list(verify(data)) == [], f"{path} was mended, and verify says {list(verify(data))}"


def flip_each(data: Path, times: int, seed: int) -> str:
    """Flip bits in a file of each kind; gives a line that says how it went."""
    dice = random.Random(seed)
    paths = files_of(data)
    for path in paths:
        flip(path, data, times, dice)
    return f"{times} flips in each of {len(paths)} kinds of file: all found, each file named"


if __name__ == "__main__":
    times, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 5
    sys.stdout.write(f"{corrupt(times, seed)}\n")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "scrapy", "demo", "-s", f"NEWSCRAWL_DATA_DIR={folder}"], cwd=ROOT, check=True, capture_output=True)  # fmt: skip
        sys.stdout.write(f"{flip_each(Path(folder) / 'demo', times, seed)}\n")
