"""Crawl a generated channel over loopback: stories a second and peak memory.

Run: python -m benchmarks.crawl [STORIES]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

from newscrawl.tools.sample import server
from newscrawl.tools.sample.channel import Channel, Page
from newscrawl.tools.sample.stories import SampleStory, write_stories
from newscrawl.tools.sample.templates import page

ROOT = Path(__file__).parent.parent
PADDING = b"<!-- " + b"x" * 30_000 + b" -->"  # a real page is about 40 KB


def sample_stories(count: int) -> list[SampleStory]:
    """Write so many stories of the sample channel, each another text."""
    stories = []
    for seed in range(count // 160 + 1):
        for story in write_stories(seed + 1)[:160]:
            number = str(int(story.id) + seed * 1_000_000)
            own = (f"{story.paragraphs[0]} Item {number}.", *story.paragraphs[1:])
            stories.append(replace(story, id=number, section_path="politics/opeds", paragraphs=own))
    return stories[:count]


def channel(stories: list[SampleStory], padding: bytes = PADDING) -> Channel:
    """Build one section with these stories, twenty a listing page."""
    pages = {}
    for at in range(0, len(stories), 20):
        links = "".join(
            f"<h3><a href='/politics/opeds/s-{one.id}'>{one.headline}</a></h3>"
            for one in stories[at : at + 20]
        )
        pages["/politics/opeds" if at == 0 else f"/politics/opeds/page-{at // 20 + 1}"] = Page(links.encode())
    for story in stories:
        body, charset = page(story)
        pages[f"/politics/opeds/s-{story.id}"] = Page(body + padding, f"text/html; charset={charset}")
    return Channel(pages, stories, {})


def serve(stories: list[SampleStory], address: Queue[Any], padding: bytes = PADDING) -> None:
    """Serve the stories from a process of its own."""
    made = channel(stories, padding)
    server._channel = lambda: made  # type: ignore[assignment]  # noqa: SLF001  # the sample's server with other pages
    with server.serve() as site:
        address.put(site)
        time.sleep(3600)


def main(count: int) -> None:
    """Crawl once and print the figures."""
    address: Queue[Any] = Queue()
    process = Process(target=serve, args=(sample_stories(count), address), daemon=True)
    process.start()
    with tempfile.TemporaryDirectory() as data:
        options = [
            "-s",
            f"NEWSCRAWL_DATA_DIR={data}",
            "-s",
            "DOWNLOAD_DELAY=0",
            "-s",
            "CONCURRENT_REQUESTS_PER_DOMAIN=16",
            "-L",
            "ERROR",
        ]
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "politics",
            "-a",
            f"site={address.get()}",
            "-a",
            "sections=opeds",
            *options,
        ]
        started = time.monotonic()
        crawl = subprocess.Popen(command, cwd=ROOT)
        _, status, usage = os.wait4(crawl.pid, 0)
        seconds = time.monotonic() - started
        held = sum(path.read_bytes().count(b"\n") for path in Path(data).glob("*/*.jsonl"))
    print(
        f"{held} of {count} stories, exit {os.waitstatus_to_exitcode(status)}, {held / seconds:.0f} a second, peak {usage.ru_maxrss // 1024} MB"
    )
    process.terminate()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5_000)
