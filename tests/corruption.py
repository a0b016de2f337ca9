"""Corrupt a sealed state and check that verify finds it and no run starts on it: `python -m tests.corruption TIMES [SEED]`."""

from __future__ import annotations

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


if __name__ == "__main__":
    times, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 5
    sys.stdout.write(f"{corrupt(times, seed)}\n")
