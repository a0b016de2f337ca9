"""`scrapy doctor` over loopback: what it asks, prints, keeps and exits with."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from newscrawl.store.lock import Lock
from newscrawl.tools.doctor.bundle import read_bundle
from newscrawl.tools.doctor.diagnosis import diagnose
from newscrawl.tools.sample.server import serve
from newscrawl.tools.savepage import read_saved
from tests.crawling import ROOT, crawl, tree
from tests.tools.doctor import standins
from tests.tools.doctor.standins import Answer, StandIn, serving

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def doctor(data, *options):
    return crawl(data, "-s", "NEWSCRAWL_BACKOFF=0.05", *options, command=("doctor",))


def examined(data, *changes):
    """Examine a stand-in; return it and the finished command."""
    with serving(StandIn(changes)) as stand_in:
        return stand_in, doctor(data, "-a", f"site={stand_in.url}")


def bundle(data: Path) -> Path:
    (found,) = (data / "doctor").iterdir()
    return found


def fits_a_screen(text):
    lines = text.splitlines()
    return len(lines) < 24 and all(len(line) <= 80 or line.startswith("    ") for line in lines)


def test_a_site_that_is_well_and_its_bundle(tmp_path):
    stand_in, done = examined(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "Nothing is the matter: no problem found."
    assert "11 of 11 read as stories, 11 surely" in done.stdout
    assert "Political News has 6 pages; 5 of 5 feeds;" in " ".join(done.stdout.split())
    assert "first crawl: about 240 stories" in done.stdout
    assert fits_a_screen(done.stdout)
    paths = [path for _, path in stand_in.asked]
    assert paths[0] == "/robots.txt"
    assert len(paths) <= 40
    assert len([path for path in paths if "/s-" in path]) == 12

    folder = bundle(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"doctor", "lock"}
    assert len(read_bundle(folder).visits) == len(paths)
    assert len((folder / "records.jsonl").read_text().splitlines()) == 11
    assert json.loads((folder / "findings.json").read_text())["problems"] == []
    report = (folder / "report.html").read_text()
    assert not re.search(r"<script|\b(?:src|href)=", report)

    before = tree(tmp_path)
    again = doctor(tmp_path, "--replay", str(folder))
    assert (again.returncode, again.stdout) == (0, done.stdout)
    assert tree(tmp_path) == before

    saved = doctor(tmp_path, "--replay", str(folder), "--save-pages", str(tmp_path / "saved"))
    assert "21 pages saved" in saved.stdout.splitlines()[-1], saved.stdout
    pages = sorted((tmp_path / "saved").glob("*.html"))
    assert len(pages) == 21
    for page in pages:
        got, expected = read_saved(page)
        assert got == expected
    explained = crawl(
        folder, json.loads((folder / "records.jsonl").read_text().splitlines()[0])["id"], command=("explain",)
    )
    assert explained.stdout.startswith("STORY")


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (standins.app_shell, 66, "All 5 sections show no story: the page is built by scripts"),
        (standins.no_feeds, 0, "No section has a feed (status 404)"),
        (standins.captcha, 78, "11 of 11 stories are kept back by a captcha"),
        (standins.moved_host, 69, "The site has moved: its robots.txt redirects to https://news.example."),
        (standins.moved_pages, 69, "The site has moved: all 5 sections redirect to https://news.example."),
        (standins.unknown_labels, 65, "The date on 11 of 11 pages is not understood: “2026 day 331”"),
        (
            standins.one_section_forbidden,
            65,
            "robots.txt forbids From the Left: its stories cannot be crawled.",
        ),
    ],
)
def test_it_says_what_is_the_matter_on_its_first_screen(tmp_path, change, code, words):
    stand_in, done = examined(tmp_path, change)
    assert done.returncode == code, done.stdout
    assert words in " ".join(done.stdout.split())
    assert fits_a_screen(done.stdout)
    assert len(stand_in.asked) <= 40
    if change is standins.one_section_forbidden:
        assert [path for _, path in stand_in.asked if path.startswith("/politics/fromtheleft")] == []
    again = diagnose(bundle(tmp_path))
    assert again.exit_code == code
    assert json.loads(json.dumps(again.data)) == json.loads((again.folder / "findings.json").read_text())


def test_the_sample_channel_is_well(tmp_path):
    with serve() as site:
        done = doctor(tmp_path, "-a", f"site={site}")
    assert done.returncode == 0
    assert "Nothing is the matter: no problem found." in done.stdout
    assert fits_a_screen(done.stdout)


def test_never_more_than_forty_requests(tmp_path):
    def with_cookies(path, answer):
        return (
            answer
            if path == "/robots.txt" or "?" in path
            else Answer("", 302, (("Location", f"{path}?seen=1"),))
        )

    stand_in, done = examined(tmp_path, with_cookies)
    assert len(stand_in.asked) == 40
    assert "not asked for: 40 requests were sent" in " ".join(done.stdout.split())


def test_a_slash_that_the_site_wants_is_learned(tmp_path):
    stand_in, done = examined(tmp_path, standins.with_slashes)
    assert "Nothing is the matter" in done.stdout
    assert len(stand_in.asked) < 40


def test_one_request_a_second(tmp_path):
    """By default also on loopback; every request counts, robots.txt and what is redirected or fails."""

    def few(path, answer):
        if path == "/robots.txt":
            rules = "User-agent: *\nAllow: /politics$\nAllow: /politics/opeds$\nAllow: /politics/mod$\nDisallow: /\n"
            return Answer(rules, kind="text/plain")
        return Answer("", 302, (("Location", "/politics/opeds"),)) if path == "/politics" else answer

    with serving(StandIn((few,))) as stand_in:
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "doctor",
            "-a",
            f"site={stand_in.url}",
            "-s",
            f"NEWSCRAWL_DATA_DIR={tmp_path}",
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 77
    instants = [at for at, _ in stand_in.asked]
    assert [path for _, path in stand_in.asked][:4] == [
        "/robots.txt",
        "/politics",
        "/politics/opeds",
        "/politics/opeds",
    ]
    assert len(instants) >= 5
    assert min(later - earlier for earlier, later in pairwise(instants)) >= 1.0


def test_a_site_that_does_not_answer_is_asked_few_times(tmp_path):
    with serving(StandIn()) as stand_in:
        url = stand_in.url
    done = doctor(tmp_path, "-a", f"site={url}")
    assert done.returncode == 69
    assert "Robots.txt is unreachable" in done.stdout


def test_a_visit_that_is_stopped_keeps_what_it_has(tmp_path):
    with serving(StandIn()) as stand_in:
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "doctor",
            "-a",
            f"site={stand_in.url}",
            "-s",
            f"NEWSCRAWL_DATA_DIR={tmp_path}",
        ]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while len(stand_in.asked) < 4:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert "- The visit was stopped by signal 2: not all was asked for." in shown
    assert len(read_bundle(bundle(tmp_path)).visits) >= 3


def test_a_crawl_at_work_is_not_joined(tmp_path):
    lock = Lock(tmp_path)
    lock.take()
    try:
        stand_in, done = examined(tmp_path)
    finally:
        lock.release()
    assert done.returncode == 75
    assert stand_in.asked == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-a", "site=http://public.invalid"), "NEWSCRAWL_CONTACT is not set"),
        (("-a", "sections=opeds"), "'sections'"),
        (("-a", "site"), "give -a NAME=VALUE"),
        (("-a", "site=ftp://127.0.0.1"), "site='ftp://127.0.0.1' is not a site"),
        (("--replay", "no-bundle"), "'no-bundle' is no bundle"),
        (("--save-pages", "pages"), "--save-pages pages: name a bundle, too"),
        (("--replay", "no-bundle", "-a", "site=http://127.0.0.1"), "a replay asks no site"),
    ],
)
def test_bad_arguments_exit_with_64_and_one_line(tmp_path, monkeypatch, options, words):
    monkeypatch.delenv("NEWSCRAWL_CONTACT", raising=False)
    done = doctor(tmp_path, *options)
    assert (done.returncode, done.stdout) == (64, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written(tmp_path):
    if os.geteuid() == 0:
        (tmp_path / "doctor").write_text("a file in the folder's place")
    else:
        tmp_path.chmod(0o500)
    stand_in, done = examined(tmp_path)
    tmp_path.chmod(0o700)
    assert done.returncode == 73
    assert stand_in.asked == []


def test_the_help_shows_an_example(tmp_path):
    done = doctor(tmp_path, "--help")
    assert "Example: scrapy doctor -s NEWSCRAWL_CONTACT=you@example.org" in " ".join(done.stdout.split())
