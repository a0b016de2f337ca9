"""What the near-copy index costs a crawl: its share of the CPU seconds, and crawls with it and without in turns.

Run: python -m benchmarks.index_cost [STORIES [ROUNDS]]. The stories are the originals of `benchmarks.wire`, as most of a
channel's are; then its whole stream, four of ten versions and two that only look so; then those of the sample channel: short,
and all made of the same sentences, so that each has many candidates. Without the index a story is compared with exact copies
alone. The share is the steadier figure on a machine with other work; it leaves out what the index adds to each commit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice
from multiprocessing import Process, Queue
from statistics import median
from typing import Any

from benchmarks.crawl import ROOT, sample_stories, serve
from benchmarks.wire import Sent, stream
from newscrawl.tools.sample.stories import SampleStory

WITHOUT = """
import sys
from newscrawl.store.state import State
State.add_text = lambda *_: None
from scrapy.cmdline import execute
execute(sys.argv)
"""
WITH = """
import atexit, sys, time
from newscrawl.store.state import State
real, spent = State.add_text, 0.0
def timed(*arguments):
    global spent
    since = time.thread_time()
    try:
        return real(*arguments)
    finally:
        spent += time.thread_time() - since
State.add_text = timed
atexit.register(lambda: print(spent))
from scrapy.cmdline import execute
execute(sys.argv)
"""


def crawl(program: str, site: str) -> tuple[float, float]:
    """Crawl the site once; gives the user CPU seconds, and those within the index."""
    with tempfile.TemporaryDirectory() as data:
        options = f"NEWSCRAWL_DATA_DIR={data} DOWNLOAD_DELAY=0 CONCURRENT_REQUESTS_PER_DOMAIN=16".split()
        settings = [word for option in options for word in ("-s", option)]
        arguments = ["crawl", "politics", "-a", f"site={site}", "-a", "sections=opeds", "-L", "ERROR"]
        command = [sys.executable, "-c", program, *arguments, *settings]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        told = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"The crawl ended with {os.waitstatus_to_exitcode(status)}.")
    return usage.ru_utime, float(told or 0)


def wire_stories(count: int) -> list[SampleStory]:
    """Take the wire's stories as the pages of one section, their paragraphs as sentences."""
    return _as_pages(stream(count))


def originals(count: int) -> list[SampleStory]:
    """Take so many of the wire's stories that are no versions and look like none."""
    return _as_pages(islice((one for one in stream(3 * count) if one.kind == "original"), count))


def _as_pages(sent: Iterable[Sent]) -> list[SampleStory]:
    like, *_ = sample_stories(1)
    return [
        replace(
            like,
            id=str(4_000_000 + number),
            headline=one.headline.capitalize(),
            paragraphs=tuple(f"{paragraph[0].upper()}{paragraph[1:]}." for paragraph in one.paragraphs),
            day=date.fromisoformat(one.day) if one.day else None,
        )
        for number, one in enumerate(sent)
    ]


def measure(name: str, stories: list[SampleStory], rounds: int) -> None:
    """Crawl in turns and print the medians."""
    address: Queue[Any] = Queue()
    process = Process(target=serve, args=(stories, address), daemon=True)
    process.start()
    site = address.get()
    pairs = [(crawl(WITH, site), crawl(WITHOUT, site)[0]) for _ in range(rounds)]
    process.terminate()
    on, off = median(used for (used, _), _ in pairs), median(off for _, off in pairs)
    share = median(inside / used for (used, inside), _ in pairs)
    print(
        f"{name}: user CPU {on:.2f} s with the index, {share:.1%} of it inside; {off:.2f} s without: "
        + ", ".join(f"{used:.2f} ({inside:.2f} inside)/{off:.2f}" for (used, inside), off in pairs)
    )


def main(count: int, rounds: int) -> None:
    """Measure the three kinds of stories."""
    measure(f"{count} originals", originals(count), rounds)
    measure(f"{count} wire stories", wire_stories(count), rounds)
    measure(f"{count} sample stories", sample_stories(count), rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000, int(sys.argv[2]) if sys.argv[2:] else 5)
