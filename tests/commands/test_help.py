"""Each command's help has an example that can be read back, and names what the command takes."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import newscrawl
from newscrawl import commands
from newscrawl.spiders.arguments import meanings
from tests.commands.running import scrapy
from tests.crawling import ROOT

NAMES = sorted(path.stem for path in Path(str(commands.__file__)).parent.glob("[a-z]*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_has_an_example_of_it(name):
    code, text, _ = scrapy(name, "--help")
    found = re.search(r"Example: scrapy\s+(.+)", text, re.DOTALL)
    assert code == 0
    assert found, text
    assert shlex.split(found[1])[0] == name
    assert max(map(len, text.splitlines())) <= 80


def test_the_help_of_crawl_lists_the_arguments_of_the_spider():
    _, text, _ = scrapy("crawl", "--help")
    assert [name for name in meanings() if f"-a {name}" not in text] == []
    assert "without new stories the file is empty" in " ".join(text.split())


def test_the_version_is_newscrawl_s_beside_scrapy_s():
    assert scrapy("version")[1].splitlines()[:2] == [f"newscrawl {newscrawl.__version__}", "Scrapy 2.19.0"]


def test_the_command_newscrawl_knows_its_version_too():
    done = subprocess.run(
        [sys.executable, "-m", "newscrawl", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"newscrawl {newscrawl.__version__}\nScrapy ")
