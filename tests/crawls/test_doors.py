"""Closed doors: nothing listens during a crawl."""

import time
from pathlib import Path

import pytest

from tests.crawling import start
from tests.raw import NEWS, raw

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
LISTENS = "0A"


def listeners(pid):
    """Return the addresses on which a process listens, TCP and UDP, as /proc/net writes them."""
    own = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [
        line.split()
        for name in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]
    ]
    unconnected = ("07", LISTENS)  # of UDP and of TCP
    return [row[1] for row in rows if row[3] in unconnected and f"socket:[{row[9]}]" in own]


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="/proc/net (Linux) is missing")
@pytest.mark.parametrize("console", [False, True])
def test_nothing_listens_during_a_crawl(tmp_path, console):
    """But for the telnet console where an operator turns it on, which shows that this test would see one."""
    with raw({f"{NEWS}/rss": "hang"}) as site:
        options = ("-a", "sections=politicalnews", "-s", f"TELNETCONSOLE_ENABLED={console}")
        process = start(tmp_path, "-a", f"site={site.url}", "-s", "DOWNLOAD_DELAY=0", *options)
        try:
            until = time.monotonic() + 60
            while f"{NEWS}/rss" not in site.paths() and time.monotonic() < until:
                time.sleep(0.05)
            assert f"{NEWS}/rss" in site.paths()
            assert bool(listeners(process.pid)) == console
        finally:
            process.kill()
            process.communicate()
