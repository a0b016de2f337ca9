"""The command that is told of bad runs: what it gets, when it is called, and that nothing else depends on it."""

import http.server
import shlex
import shutil
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from newscrawl.errors import ExitCode
from newscrawl.store.paths import DataFolder
from newscrawl.tools import notify
from newscrawl.tools.notify import NO_ALARM, summary, tell_ended, tell_refused
from tests.crawling import ROOT, crawl, ledger, on
from tests.run.building import ledger as made
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
CODES = sorted(set(ExitCode) - {0, 64, 73, 75, 76})


def writes(path):
    """Return a command that writes its standard input to a file."""
    program = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    return shlex.join([sys.executable, "-c", program, str(path)])


def bad(code=65, **keys):
    return made(9, exit_code=code, verdict="incomplete", seconds=3.0, health=["opeds: status 500"], **keys)


def test_the_summary_says_what_is_wrong_what_was_done_and_what_to_do(tmp_path):
    lines = summary(bad(), DataFolder(tmp_path)).splitlines()
    assert lines[0] == "newscrawl: run 9 of politics ended with 65 (incomplete)"
    assert "  opeds: status 500" in lines
    assert [line for line in lines if line.startswith("Run 9 ended after 0:00:03 with 65")]
    assert [line for line in lines if line.startswith("To do: `scrapy status`")]
    assert lines[-1] == f"Ledger: {tmp_path}/runs/politics-000009.json"


def test_without_a_line_of_health_the_exit_code_is_explained(tmp_path):
    said = summary(made(9, exit_code=69, verdict="down"), DataFolder(tmp_path))
    assert "What is wrong:\n  the site or its robots.txt does not respond" in said


@pytest.mark.parametrize("code", CODES)
def test_each_fault_is_told_and_what_is_none_is_not(tmp_path, code):
    path = tmp_path / "told"
    tell_ended(writes(path), bad(int(code)), DataFolder(tmp_path))
    tell_ended("", bad(int(code)), DataFolder(tmp_path))
    assert path.exists() is (code not in NO_ALARM)


def test_a_run_that_was_not_begun_is_told_unless_another_one_is_at_work(tmp_path):
    path = tmp_path / "told"
    tell_refused(writes(path), ExitCode.LOCKED, "held")
    assert not path.exists()
    tell_refused(writes(path), ExitCode.CANNOT_OPEN, "Cannot create /x.")
    assert path.read_text().startswith(
        "newscrawl: no run of politics was begun, exit code 73\n\nCannot create /x.\n"
    )


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/nowhere/at-all", "cannot be started (No such file or directory)"),
        (shlex.join([sys.executable, "-c", "raise SystemExit(3)"]), "ended with 3"),
        ("sh -c 'sleep 60 & sleep 60'", "took longer than 1 seconds"),
    ],
)
def test_a_command_that_fails_or_hangs_is_one_warning(tmp_path, caplog, monkeypatch, command, why):
    monkeypatch.setattr(notify, "LIMIT", 1.0)
    began = time.monotonic()
    tell_ended(command, bad(), DataFolder(tmp_path))
    assert time.monotonic() - began < 20
    (warning,) = caplog.records
    assert why in warning.getMessage()


def test_a_bad_run_is_told_and_a_good_one_is_not(tmp_path):
    path, data = tmp_path / "told", tmp_path / "data"
    option = ("-s", f"NEWSCRAWL_NOTIFY={writes(path)}")
    with served(channel()) as site:
        assert crawl(data, *on(site), *option).returncode == 0
        assert not path.exists()
        site.pages = {"/politics/politicalnews": (500, b"")}
        assert crawl(data, *on(site), *option, "-s", "RETRY_TIMES=0").returncode == 69
    assert path.read_text().startswith("newscrawl: run 2 of politics ended with 69 (down)\n")


def test_a_command_that_fails_changes_neither_exit_code_nor_what_is_kept(tmp_path):
    pages = channel() | {"/politics/politicalnews/page-2": (500, b"")}
    with served(pages) as site:
        result = crawl(tmp_path, *on(site), "-s", "RETRY_TIMES=0", "-s", "NEWSCRAWL_NOTIFY=/nowhere/at-all")
    assert result.returncode == ledger(tmp_path)["exit_code"] == 65
    assert ledger(tmp_path)["outcomes"]["stored"] == 3
    assert [line for line in result.stderr.splitlines() if "NEWSCRAWL_NOTIFY" in line and "WARNING" in line]


@pytest.mark.parametrize(
    ("code", "options"),
    [(64, ("-a", "max_pages=none")), (64, ("-s", "NEWSCRAWL_TRIES=0")), (76, ("-a", "sections=opeds"))],
)
def test_a_refused_run_is_told(tmp_path, code, options):
    path, data = tmp_path / "told", tmp_path / "data"
    data.mkdir()
    (data / "state.db").write_bytes(b"no state" * 200)
    with served(channel()) as site:
        result = crawl(data, "-a", f"site={site.url}", "-s", f"NEWSCRAWL_NOTIFY={writes(path)}", *options)
        assert site.asked == []
    assert result.returncode == code, result.stderr
    assert path.read_text().startswith(f"newscrawl: no run of politics was begun, exit code {code}\n")


def test_a_command_that_cannot_be_read_is_refused(tmp_path):
    result = crawl(tmp_path, "-s", "NEWSCRAWL_NOTIFY=mail -s 'a crawl")
    assert result.returncode == 64
    assert 'NEWSCRAWL_NOTIFY="mail -s \'a crawl" is not allowed: give a command' in result.stderr


@contextmanager
def inbox():
    """Take what is posted on loopback: yields the address and the list of (path, headers, body)."""
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the standard library's name
            got.append(
                (self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"])).decode())
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", got
    finally:
        server.shutdown()
        server.server_close()


def recipes():
    """Return the commands that docs/operating.md shows, as their lines in newscrawl.toml have them."""
    page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    return [
        line.partition(" = ")[2].strip("'")
        for line in page.splitlines()
        if line.startswith("NEWSCRAWL_NOTIFY = ")
    ]


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing")
@pytest.mark.parametrize("host", ["https://ntfy.sh", "https://hooks.example.org"])
def test_the_recipes_of_the_docs_deliver(tmp_path, host):
    (command,) = (one for one in recipes() if host in one)
    with inbox() as (address, got):
        tell_ended(command.replace(host, address), bad(), DataFolder(tmp_path))
    ((_, headers, body),) = got
    assert body.startswith("newscrawl: run 9 of politics ended with 65 (incomplete)\n")
    assert "opeds: status 500" in body
    assert (
        headers["Title"] == "newscrawl"
        if "ntfy" in host
        else headers["Content-Type"].startswith("text/plain")
    )


def test_the_mail_recipe_calls_mail(tmp_path, monkeypatch):
    (command,) = (one for one in recipes() if one.startswith("mail "))
    program = Path(tmp_path / "mail")
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/args\ncat > {tmp_path}/body\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    tell_ended(command, bad(), DataFolder(tmp_path))
    assert (tmp_path / "args").read_text() == "-s newscrawl you@example.org\n"
    assert (tmp_path / "body").read_text().startswith("newscrawl: run 9 of politics ended with 65")
