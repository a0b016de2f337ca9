"""What the near-copy index costs a crawl: CPU seconds of crawls with it and without, in turns.

Run: python -m benchmarks.index_cost [STORIES [ROUNDS]]. Without it a story is compared with exact copies alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from multiprocessing import Process, Queue
from statistics import median
from typing import Any

from benchmarks.crawl import ROOT, serve

WITH = "import sys; from scrapy.cmdline import execute; execute(sys.argv)"
WITHOUT = f"from newscrawl.state.state import State; State.add_text = lambda *_: None; {WITH}"


def seconds(program: str, site: str) -> float:
    """Crawl the site once; gives the user CPU seconds."""
    with tempfile.TemporaryDirectory() as data:
        options = f"NEWSCRAWL_DATA_DIR={data} DOWNLOAD_DELAY=0 CONCURRENT_REQUESTS_PER_DOMAIN=16".split()
        settings = [word for option in options for word in ("-s", option)]
        arguments = ["crawl", "politics", "-a", f"site={site}", "-a", "sections=opeds", "-L", "ERROR"]
        crawl = subprocess.Popen([sys.executable, "-c", program, *arguments, *settings], cwd=ROOT)
        _, status, usage = os.wait4(crawl.pid, 0)
    if status:
        raise SystemExit(f"The crawl ended with {os.waitstatus_to_exitcode(status)}.")
    return usage.ru_utime


def main(count: int, rounds: int) -> None:
    """Crawl in turns and print the medians."""
    address: Queue[Any] = Queue()
    process = Process(target=serve, args=(count, address), daemon=True)
    process.start()
    site = address.get()
    pairs = [(seconds(WITH, site), seconds(WITHOUT, site)) for _ in range(rounds)]
    process.terminate()
    on, off = (median(side) for side in zip(*pairs, strict=True))
    print(f"{count} stories, user CPU: {on:.2f} s with the index, {off:.2f} s without: {on / off - 1:+.1%}")
    print(", ".join(f"{one:.2f}/{other:.2f}" for one, other in pairs))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000, int(sys.argv[2]) if sys.argv[2:] else 5)
