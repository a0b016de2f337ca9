"""What the archive costs a crawl, how fast its pages are read again, and how much memory that takes.

Run: python -m benchmarks.archive [STORIES]

The pages are 40 KB: a sample story and script-like text that compresses about as markup does.
Crawls with and without archive take turns; the median of the pairs counts.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process, Queue
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.crawl import ROOT, sample_stories, serve
from newscrawl.tools.sample.words import SENTENCES

ROUNDS = 5


def padding(size: int = 34_000) -> bytes:
    """Make a script that compresses about as the markup of a page does: known phrases, now and then a new number."""
    dice = random.Random(7)  # noqa: S311  # invented text, no secret
    text = " ".join(f"{dice.choice(SENTENCES)[:70]} {dice.randint(0, 999)};" for _ in range(size // 60))
    return b"<script>/* " + text.encode("ascii", "ignore")[:size].replace(b"<", b"") + b" */</script>"


def run(*arguments: str) -> tuple[float, int]:
    """Run `scrapy …`; gives seconds and peak memory in MB, that of its largest process."""
    started = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", "scrapy", *arguments, "-L", "ERROR"], cwd=ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"scrapy {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - started, usage.ru_maxrss // 1024


def crawl(site: str, data: Path, *, archive: bool) -> float:
    """Crawl everything into an empty folder."""
    settings = {
        "NEWSCRAWL_DATA_DIR": data,
        "NEWSCRAWL_ARCHIVE": archive,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return run("crawl", "politics", "-a", f"site={site}", "-a", "sections=opeds", *options)[0]


def main(count: int) -> None:
    """Measure and print."""
    address: Queue[Any] = Queue()
    server = Process(target=serve, args=(sample_stories(count), address, padding()), daemon=True)
    server.start()
    site = address.get()
    with tempfile.TemporaryDirectory() as folder:
        seconds: dict[bool, list[float]] = {False: [], True: []}
        for number in range(ROUNDS):
            for archive in (False, True):
                data = Path(folder) / f"{number}-{archive}"
                seconds[archive].append(crawl(site, data, archive=archive))
        server.terminate()
        tell_crawls(count, seconds)
        data = Path(folder) / f"{ROUNDS - 1}-True"
        size = sum(path.stat().st_size for path in (data / "archive").glob("*.warc.gz"))
        print(f"archive: {size / count / 1024:.1f} KB a story")
        tell_rereading(data, count)


def tell_crawls(count: int, seconds: dict[bool, list[float]]) -> None:
    """Print both speeds and what the archive costs."""
    without, with_archive = median(seconds[False]), median(seconds[True])
    pairs = list(zip(seconds[False], seconds[True], strict=True))
    rounds = "; ".join(f"{one:.1f}/{other:.1f}" for one, other in pairs)
    cost = median(other / one - 1 for one, other in pairs)
    print(f"crawl: {count / without:.0f} stories a second without archive, {count / with_archive:.0f} with")
    print(f"cost: {100 * cost:.1f} % (seconds without/with: {rounds})")


def tell_rereading(data: Path, count: int) -> None:
    """Print pages a second on one core and on all, start-up taken off, and peak memory."""
    option = ("-s", f"NEWSCRAWL_DATA_DIR={data}")
    start, _ = run("reextract", "--id", "none", "--processes", "1", *option)
    one, peak = run("reextract", "--processes", "1", *option)
    every, _ = run("reextract", *option)
    print(
        f"reextract: {count / (one - start):.0f} pages a second on one core (start {start:.1f} s taken off)"
    )
    cores = len(os.sched_getaffinity(0))
    print(f"reextract: {count / (every - start):.0f} pages a second on {cores} cores, their start included")
    print(f"memory: peak {peak} MB over {count} pages (run again with four times as many: it must not grow)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 2_000)
