"""Kill, or fail, a crawl at its Nth write, sync, rename … by strace: `python -m tests.injection [SHARE] [SEED]`."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from tests.crawling import ROOT
from tests.site import served
from tests.torture import Moving, command, read_lines

CALLS = ("pwrite64", "write", "fsync", "fdatasync", "rename", "unlink", "openat")
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC", "error=EROFS")
TIMES = (1, 2, 3, 5, 8, 13, 21, 34)
FILES = (
    "state.db", "state.db-wal", "state.db-shm", "state.db.seal", "lock", "lock.holder", "stories", "duplicates", "runs",
    "stories/politics-000001.jsonl.part", "stories/politics-000001.jsonl", "runs/politics-000001.json.part",
    "archive", "archive/politics-000001.warc.gz", "archive/index.db", "archive/index.db-wal", "quarantine",
)  # fmt: skip


def plan(share: float, seed: int) -> list[tuple[str, str, int]]:
    """Choose a share of all faults; a read-only file system fails where files are opened."""
    every = [one for one in product(CALLS, FAULTS, TIMES) if one[1] != "error=EROFS" or one[0] == "openat"]
    return random.Random(seed).sample(every, max(1, int(len(every) * share)))


def inject(data: Path, url: str, call: str, fault: str, time: int) -> subprocess.CompletedProcess[str]:
    """Run a crawl whose Nth such call on one of our files fails."""
    paths = [part for path in (data, *(data / name for name in FILES)) for part in ("-P", str(path))]
    strace = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        *paths,
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:{fault}:when={time}",
    ]
    return subprocess.run(
        [*strace, *command(data, url)], cwd=ROOT, check=False, capture_output=True, text=True, timeout=120
    )


def try_fault(url: str, call: str, fault: str, time: int) -> None:
    """Crawl with the fault, then without, and check.

    Raises:
        AssertionError: the exit code is wrong, a story lost or repeated, a published file changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        first = inject(data, url, call, fault, time)
        where = (call, fault, time, first.returncode, first.stderr[-500:])
        assert "Traceback" not in first.stderr, where
        assert fault == "signal=KILL" or first.returncode in {0, 73, 74}, where
        published = {path: path.read_bytes() for path in data.glob("stories/*.jsonl")}
        last = subprocess.run(command(data, url), cwd=ROOT, check=False, capture_output=True, text=True)
        assert last.returncode == 0, (*where, last.stderr)
        stories = read_lines(data)
        assert len(stories) == len(set(stories)) == 10, where
        assert not list(data.rglob("*.part")), where
        assert all(path.read_bytes() == content for path, content in published.items()), where


def sweep(share: float, seed: int) -> str:
    """Try a share of all faults; gives a summary."""
    faults = plan(share, seed)
    with served(Moving(size=10, page=5).pages()) as site:
        for fault in faults:
            try_fault(site.url, *fault)
    return f"{len(faults)} injected faults: nothing lost, nothing repeated, no published file changed"


if __name__ == "__main__":
    print(sweep(float(sys.argv[1]) if sys.argv[1:] else 1.0, int(sys.argv[2]) if sys.argv[2:] else 1))  # noqa: T201
