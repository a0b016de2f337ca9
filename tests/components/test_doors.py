"""Closed doors: nothing listens during a crawl; shell and fetch, which an operator uses, may go anywhere."""

import os
import time
from pathlib import Path

import pytest

from tests.crawling import ROOT, crawl, start
from tests.raw import NEWS, raw
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
LISTENS = "0A"


def listeners(pid):
    """Give the addresses on which a process listens, TCP and UDP, as /proc/net writes them."""
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


def test_shell_and_fetch_read_files_and_other_hosts(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h1>A local page</h1>")
    with served(channel()) as site:
        story = f"{site.url}{NEWS}/s-102"
        calls = {
            (
                "shell",
                f"./{os.path.relpath(page, ROOT)}",
                "-c",
                "response.css('h1::text').get()",
            ): "A local page",
            ("shell", story, "-c", "StoryPage(response).headline"): "Council number 102 mends a bridge",
            ("shell", story.replace("127.0.0.1", "localhost"), "-c", "response.status"): "200",
            ("fetch", story): "Council number 102 mends a bridge",
            ("fetch", page.as_uri()): "A local page",
        }
        told = {
            call: crawl(tmp_path / "data", "--nolog", *call[1:], command=call[:1]).stdout for call in calls
        }
    assert [call for call, words in calls.items() if words not in told[call]] == []
    assert not (tmp_path / "data").exists()
