"""`scrapy doctor` over loopback: what it asks, prints, keeps and exits with."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from newscrawl.store.lock import Lock
from newscrawl.tools.doctor.bundle import read_bundle
from newscrawl.tools.doctor.diagnosis import diagnose
from newscrawl.tools.doctor.screen import show
from newscrawl.tools.sample.server import serve
from newscrawl.tools.savepage import read_saved
from tests.crawling import ROOT, crawl, tree
from tests.tools.doctor import standins
from tests.tools.doctor.one_process import run_commands, take_visits
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
    assert read_bundle(folder).requests == len(paths)  # a retry counts, too
    assert len((folder / "records.jsonl").read_text().splitlines()) == 11
    assert json.loads((folder / "findings.json").read_text())["problems"] == []
    report = (folder / "report.html").read_text()
    assert not re.search(r"<script|\b(?:src|href)=", report)

    before = tree(tmp_path)
    saving = tmp_path.parent / f"{tmp_path.name}-saved"
    again = doctor(tmp_path, "--replay", str(folder), "--save-pages", str(saving))
    screen, _, saved = again.stdout.rstrip().rpartition("\n")
    assert (again.returncode, f"{screen}\n", again.stderr) == (0, done.stdout, "")
    assert tree(tmp_path) == before

    assert "21 pages saved" in saved
    pages = sorted(saving.glob("*.html"))
    assert len(pages) == 21
    for page in pages:
        got, expected = read_saved(page)
        assert got == expected
    explained = crawl(
        folder, json.loads((folder / "records.jsonl").read_text().splitlines()[0])["id"], command=("explain",)
    )
    assert explained.stdout.startswith("STORY")


#: Stand-ins that are the matter, and how the doctor says so.
MATTERS = {
    "app shell": (standins.app_shell, 66, "All 5 sections show no story: the page is built by scripts"),
    "no feeds": (standins.no_feeds, 0, "No section has a feed (status 404)"),
    "captcha": (standins.captcha, 78, "11 of 11 stories are kept back by a captcha"),
    "moved host": (standins.moved_host, 69, "The site has moved: its robots.txt redirects to https://news.example."),
    "moved pages": (standins.moved_pages, 69, "The site has moved: all 5 sections redirect to https://news.example."),
    "unknown": (standins.unknown_labels, 65, "The date on 11 of 11 pages is not understood: “2026 day 331”"),
    "forbidden": (standins.one_section_forbidden, 65, "robots.txt forbids From the Left: its stories cannot be crawled."),
}  # fmt: skip


def with_cookies(path, answer):
    """Redirect every page once more."""
    if path == "/robots.txt" or "?" in path:
        return answer
    return Answer("", 302, (("Location", f"{path}?seen=1"),))


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """Let the doctor visit all stand-ins in one process; return each with its diagnosis, by name."""
    changes = {name: (change,) for name, (change, _, _) in MATTERS.items()}
    changes |= {"cookies": (with_cookies,), "slashes": (standins.with_slashes,)}
    with ExitStack() as stack:
        served = {name: stack.enter_context(serving(StandIn(change))) for name, change in changes.items()}
        sites = {name: stand_in.url for name, stand_in in served.items()}
        sites["sample"] = stack.enter_context(serve())
        bundles = take_visits(sites, tmp_path_factory.mktemp("visits"))
    return {name: (served.get(name), diagnose(folder)) for name, folder in bundles.items()}


@pytest.mark.parametrize("name", MATTERS)
def test_it_says_what_is_the_matter_on_its_first_screen(visited, name):
    _, code, words = MATTERS[name]
    stand_in, diagnosis = visited[name]
    screen = show(diagnosis)
    assert diagnosis.exit_code == code, screen
    assert words in " ".join(screen.split())
    assert fits_a_screen(screen)
    assert len(stand_in.asked) <= 40
    if name == "forbidden":
        assert [path for _, path in stand_in.asked if path.startswith("/politics/fromtheleft")] == []


def test_the_sample_channel_is_well(visited):
    _, diagnosis = visited["sample"]
    assert diagnosis.exit_code == 0
    assert "Nothing is the matter: no problem found." in show(diagnosis)
    assert fits_a_screen(show(diagnosis))


def test_never_more_than_forty_requests(visited):
    stand_in, diagnosis = visited["cookies"]
    assert len(stand_in.asked) == 40
    assert "not asked for: 40 requests were sent" in " ".join(show(diagnosis).split())


def test_a_slash_that_the_site_wants_is_learned(visited):
    stand_in, diagnosis = visited["slashes"]
    assert "Nothing is the matter" in show(diagnosis)
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
    assert "stopped by signal 2" in " ".join(shown.split())
    assert len(read_bundle(bundle(tmp_path)).visits) >= 3


BAD_ARGUMENTS = {
    ("-a", "site=http://public.invalid"): "NEWSCRAWL_CONTACT is not set",
    ("-a", "sections=opeds"): "'sections'",
    ("-a", "site"): "give -a NAME=VALUE",
    ("-a", "site=ftp://127.0.0.1"): "site='ftp://127.0.0.1' is not a site",
    ("--replay", "no-bundle"): "'no-bundle' is no bundle",
    ("--save-pages", "pages"): "--save-pages pages: name a bundle, too",
    ("--replay", "no-bundle", "-a", "site=http://127.0.0.1"): "a replay asks no site",
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """Run commands that end before any request in one process; return each by its options, and what the site was asked."""
    free, held, closed = (tmp_path_factory.mktemp(name) for name in ("free", "held", "closed"))
    if os.geteuid() == 0:
        (closed / "doctor").write_text("a file in the folder's place")
    else:
        closed.chmod(0o500)
    lock = Lock(held)
    lock.take()
    with serving(StandIn()) as stand_in:
        site = ("-a", f"site={stand_in.url}")
        calls: dict[object, tuple[Path, tuple[str, ...]]] = {
            options: (free, options) for options in (*BAD_ARGUMENTS, ("--help",))
        }
        calls |= {"held": (held, site), "closed": (closed, site)}
        environment = {name: value for name, value in os.environ.items() if name != "NEWSCRAWL_CONTACT"}
        commands = [
            ["doctor", "-s", f"NEWSCRAWL_DATA_DIR={data}", "-s", "DOWNLOAD_DELAY=0", *options]
            for data, options in calls.values()
        ]
        done = run_commands(commands, env=environment)
    lock.release()
    closed.chmod(0o700)
    assert stand_in.asked == []
    return dict(zip(calls, done, strict=True))


def test_a_crawl_at_work_is_not_joined(refused):
    assert refused["held"].returncode == 75


@pytest.mark.parametrize("options", BAD_ARGUMENTS, ids=" ".join)
def test_bad_arguments_exit_with_64_and_one_line(refused, options):
    done = refused[options]
    assert (done.returncode, done.stdout) == (64, "")
    assert BAD_ARGUMENTS[options] in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written(refused):
    assert refused["closed"].returncode == 73


def test_the_help_shows_an_example(refused):
    done = refused["--help",]
    assert "Example: scrapy doctor -s NEWSCRAWL_CONTACT=you@example.org" in " ".join(done.stdout.split())
