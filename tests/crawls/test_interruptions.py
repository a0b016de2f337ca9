"""Crawls that are killed, interrupted, hit by faults or started twice."""

import shutil
import signal
import time
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest

from tests.crawling import crawl, ledger, lines, on, start
from tests.injection import sweep
from tests.site import Server, channel, served
from tests.torture import torture

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_killed_crawls_lose_and_repeat_nothing():
    assert "none lost" in torture(kills=6, seed=20)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is missing (Debian: strace)")
def test_injected_faults_lose_and_repeat_nothing():
    assert "nothing lost" in sweep(share=0.04, seed=4)


def test_of_four_starts_one_crawls(tmp_path):
    with served(channel()) as site:
        runs = [start(tmp_path, *on(site), "-s", "DOWNLOAD_DELAY=0.2") for _ in range(4)]
        said = [run.communicate()[1] for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 75, 75, 75]
    holder = str(next(run.pid for run in runs if run.returncode == 0))
    assert all(f"pid {holder}" in text for run, text in zip(runs, said, strict=True) if run.returncode)


@pytest.mark.parametrize(
    ("number", "times", "code"), [(signal.SIGTERM, 1, 143), (signal.SIGINT, 1, 130), (signal.SIGINT, 2, 130)]
)
def test_a_signal_ends_a_run_in_time_although_the_server_hangs(tmp_path, number, times, code):
    pages = channel()
    asked = []

    class Hanging(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path, (404, b""))
            asked.extend([self.path] if "/s-" in self.path else [])
            if len(asked) == 3:
                time.sleep(30)
            status, text = body if isinstance(body, tuple) else (200, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args):
            pass

    server = Server(("127.0.0.1", 0), Hanging)
    server.daemon_threads = True
    server.block_on_close = False
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    process = start(
        tmp_path,
        "-a",
        f"site={url}",
        "-a",
        "sections=politicalnews",
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "RETRY_TIMES=0",
    )
    while len(asked) < 3 and process.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    began = time.monotonic()
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.3)
    _, said = process.communicate(timeout=20)
    server.shutdown()
    server.server_close()
    assert time.monotonic() - began < 15
    assert process.returncode == code, said
    held = {one["id"] for one in lines(tmp_path / "stories/politics-000001.jsonl")}
    assert held == {path[-3:] for path in asked[:2]} - {"104"}
    said = ledger(tmp_path)
    assert said["exit_code"] == code
    assert not any("missing" in section for section in said["sections"].values())
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site), "-a", "same_site=yes").returncode == 0
    rest = {one["id"] for one in lines(tmp_path / "stories/politics-000002.jsonl")}
    assert held | rest == {"101", "102", "103", "105"}
    assert not held & rest
