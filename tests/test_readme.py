"""The README's commands do what it says, on a stand-in and a folder of their own."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawling import ROOT
from tests.site import channel, served

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip().split("#")[0].strip()
    for line in README.splitlines()
    if line.startswith(("    .venv/bin/scrapy", "    newscrawl"))
]
NAMES = {"3486768": "102", "3480512": "103", "NAME": "readme"}
PROGRAM = re.search(r"```python\n(.*?)```", README, re.DOTALL)
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_the_readmes_commands_run(tmp_path):
    with served(channel()) as site:
        for number, command in enumerate(COMMANDS):
            program, *words = shlex.split(command)
            words = [
                word.replace("https://www.arcamax.com", site.url).replace("s-3486768", "s-102")
                for word in words
            ]
            words = [NAMES.get(word, word) for word in words]
            words += ["-s", f"NEWSCRAWL_DATA_DIR={tmp_path}", "-s", "DOWNLOAD_DELAY=0"]
            words += (
                ["-a", f"site={site.url}", "-a", "sections=opeds,politicalnews"] if "crawl" in words else []
            )
            words += ["-c", "StoryPage(response)"] if "shell" in words else []
            words += ["--folder", str(tmp_path)] if "savepage" in words else []
            words = [str(tmp_path / word) if word == "week.jsonl" else word for word in words]
            done = subprocess.run(
                [sys.executable, "-m", Path(program).name, *words],
                cwd=ROOT,
                check=False,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, (number, command, done.stdout[-800:], done.stderr[-800:])
    assert len(COMMANDS) >= 8


def test_the_readmes_program_crawls(tmp_path):
    assert PROGRAM
    with served(channel()) as site:
        program = PROGRAM[1].replace('sections="opeds"', f'sections="opeds", site="{site.url}"')
        program = program.replace(
            "get_project_settings())",
            f"{{**get_project_settings(), 'NEWSCRAWL_DATA_DIR': {str(tmp_path)!r}, 'DOWNLOAD_DELAY': 0}})",
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "stories/politics-000001.jsonl").exists()
