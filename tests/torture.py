"""Kill crawls at random moments and check that nothing is lost, repeated or torn: `python -m tests.torture KILLS [SEED]`."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.crawling import ROOT
from tests.site import Site, listing, served, story

NEWS = "/politics/politicalnews"


@dataclass
class Moving:
    """A channel of one section whose listing moves on: the oldest entries fall off, new ones come."""

    first: int = 1000
    size: int = 24
    page: int = 8
    shown: set[int] = field(default_factory=set)

    def pages(self) -> dict[str, bytes | tuple[int, bytes]]:
        """Return every page as it stands now; stories stay reachable after they fell off the listing."""
        numbers = list(range(self.first + self.size - 1, self.first - 1, -1))
        self.shown.update(numbers)
        parts = [numbers[at : at + self.page] for at in range(0, self.size, self.page)]
        pages: dict[str, bytes | tuple[int, bytes]] = {
            f"{NEWS}/page-{place}": listing("politicalnews", part) for place, part in enumerate(parts, 1)
        }
        pages[NEWS] = pages[f"{NEWS}/page-1"]
        return pages | {f"{NEWS}/s-{number}": own_story(number) for number in self.shown}


def own_story(number: int) -> bytes:
    """Make a story whose text no other number shares."""
    return story(number).replace(b"by the mill", f"by mill number {number}".encode())


def command(data: Path, url: str) -> list[str]:
    """Return the crawl's command line."""
    return [
        sys.executable, "-m", "scrapy", "crawl", "politics", "-a", f"site={url}", "-a", "sections=politicalnews",
        "-s", f"NEWSCRAWL_DATA_DIR={data}", "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=1", "-L", "ERROR",
    ]  # fmt: skip


def killed_crawl(data: Path, site: Site, dice: random.Random) -> None:
    """Start a crawl and kill it: while it starts, after so many requests, or while it ends."""
    seen = len(site.asked)
    process = subprocess.Popen(command(data, site.url), cwd=ROOT, stderr=subprocess.DEVNULL)
    phase = dice.random()
    if phase < 0.2:
        time.sleep(dice.uniform(0, 1.2))
    else:
        wanted = dice.randint(1, 30)
        until = time.monotonic() + 20
        while len(site.asked) - seen < wanted and process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(dice.choice((0, dice.uniform(0, 0.02), dice.uniform(0, 0.4))))
    process.kill()
    process.wait()


def read_lines(data: Path) -> list[tuple[str, int]]:
    """Read id and version of every published line; a torn line raises."""
    return [
        (record["id"], record["version"])
        for path in sorted((data / "stories").glob("*.jsonl"))
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def torture(kills: int, seed: int) -> str:
    """Kill so many crawls on one data folder, then let one end, and check; gives a summary.

    Raises:
        AssertionError: a story is lost or repeated, a file torn or left over.
    """
    dice = random.Random(seed)
    channel = Moving()
    with tempfile.TemporaryDirectory() as folder, served(channel.pages()) as site:
        data = Path(folder) / "data"
        for _ in range(kills):
            killed_crawl(data, site, dice)
            if dice.random() < 0.5:
                channel.first += dice.randint(1, 4)
                site.pages = channel.pages()
            if dice.random() < 0.3:
                last = subprocess.run(
                    command(data, site.url), cwd=ROOT, check=False, capture_output=True, text=True
                )
                assert last.returncode == 0, last.stderr
        last = subprocess.run(command(data, site.url), cwd=ROOT, check=False, capture_output=True, text=True)
        assert last.returncode == 0, last.stderr
        published = read_lines(data)
        assert len(published) == len(set(published)), "a story is published twice"
        now = {str(number) for number in range(channel.first, channel.first + channel.size)}
        asked = {path.rsplit("/s-", 1)[1] for path in site.asked if "/s-" in path}
        missing = (now | asked) - {story_id for story_id, _ in published}
        assert not missing, f"lost: {missing}"
        assert not list(data.rglob("*.part")), "a .part is left"
        checked = subprocess.run(
            [sys.executable, "-m", "scrapy", "verify", "-s", f"NEWSCRAWL_DATA_DIR={data}"],
            cwd=ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout  # each stored story's page is in the archive, too
        files = [str(path) for path in sorted((data / "archive").glob("*.warc.gz"))]
        whole = subprocess.run(
            [sys.executable, "-c", "from warcio.cli import main; main()", "check", *files],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert files, "no archive"
        assert whole.returncode == 0, whole.stdout + whole.stderr
        return f"{kills} kills: {len(published)} stories, none lost, none repeated, every file whole"


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    print(torture(int(sys.argv[1]) if sys.argv[1:] else 200, int(sys.argv[2]) if sys.argv[2:] else 1))  # noqa: T201
