"""Commands that take something away show their plan; on a terminal they ask, elsewhere they go on."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.crawling import ROOT, crawl, on
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data") / "data"
    with served(channel()) as site:
        assert crawl(data, *on(site)).returncode == 0
    return data


@pytest.fixture
def data(crawled, tmp_path):
    return shutil.copytree(crawled, tmp_path / "data")


def on_a_terminal(data, answer, *words):
    """Run a command whose input and output are a terminal, type an answer and return all that stands on the screen."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *words, "-s", f"NEWSCRAWL_DATA_DIR={data}"],
        cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    screen = b""
    try:
        while got := os.read(ours, 4096):
            screen += got
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(30) == 0, screen
    return screen.decode()


def stories(data):
    return [path.read_text().count("\n") for path in sorted(data.glob("stories/*"))]


def test_forget_and_recover_do_nothing_without_a_yes(data):
    before = (data / "state.db").read_bytes()
    screen = on_a_terminal(data, "", "forget", "102")
    assert "To be forgotten: story 102: Council number 102 mends a bridge (1 version)" in screen
    assert "to be rewritten: " in screen
    assert "Remove it for good? [y/N]" in screen
    assert "Nothing was changed." in screen
    screen = on_a_terminal(data, "n", "recover")
    assert "1 published file and 1 ledger hold 4 stories" in screen
    assert "Nothing was changed." in screen
    assert (data / "state.db").read_bytes() == before
    assert stories(data) == [4]


def test_a_yes_or_the_option_is_enough(data):
    assert "Story 102 is forgotten" in on_a_terminal(data, "y", "forget", "102")
    assert "[y/N]" not in on_a_terminal(data, "", "forget", "--yes", "103")
    assert stories(data) == [2]
    assert "Rebuilt " in on_a_terminal(data, "yes", "recover")
    assert "[y/N]" not in on_a_terminal(data, "", "recover", "--yes")


def test_a_script_is_not_asked_and_may_want_the_plan_alone(data):
    planned = crawl(data, "102", "--plan", command=("forget",))
    assert planned.stdout.endswith("Nothing was changed.\n")
    assert stories(data) == [4]
    assert "is forgotten" in crawl(data, "102", command=("forget",)).stdout
    assert stories(data) == [3]
