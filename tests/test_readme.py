"""The README shows what newscrawl does: its commands and program run, its record is one of the demo's."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.errors import ExitCode
from tests.crawling import ROOT, lines
from tests.site import channel, served
from tests.test_layers import MAY_IMPORT

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    path
    for pattern in ("*.md", "docs/*.md", "data/*.md")
    for path in sorted(ROOT.glob(pattern))
    if path.name != "CHANGELOG.md"  # of the past too
]
NAMES = {
    "3486768": "102",
    "3480512": "103",
    "since=2026-11-01": "since=2024-11-01",
}  # what the stand-in shows
TARGETS = {*re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)}


def blocks(language: str, text: str = README) -> list[str]:
    """Return the fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def shell_lines(text: str = README) -> list[str]:
    """Return the commands of a page: the lines of its shell blocks, and those in its tables and sentences."""
    fenced = [line for block in blocks("shell", text) for line in block.splitlines()]
    return fenced + re.findall(r"`(\.venv/bin/scrapy [^`\n]+)`", text)


OTHERS = {
    ".venv/bin/scrapy doctor -s NEWSCRAWL_CONTACT=you@example.org",  # run by tests/commands/test_doctor.py; it asks the live site
    "newscrawl demo",  # run by the test of the record
    "pip install .",  # run by tests/test_install.py
}
COMMANDS = shell_lines()
SCRAPY = [
    command
    for command in COMMANDS
    if command.startswith((".venv/bin/scrapy ", "newscrawl ")) and command not in OTHERS
]


def on_stand_in(command: str, site: str, folder: Path) -> list[str]:
    """Return a command's words, turned to a site on loopback and a data folder of the test's own."""
    program, *words = shlex.split(command)
    words = [word.replace("https://www.arcamax.com", site).replace("s-3486768", "s-102") for word in words]
    words = [NAMES.get(word, word) for word in words]
    words = [str(folder / word) if word == "week.jsonl" else word for word in words]
    words = [f"{folder}-backup" if word.startswith("/backup/") else word for word in words]
    words += ["-s", f"NEWSCRAWL_DATA_DIR={folder}", "-s", "DOWNLOAD_DELAY=0"]
    words += ["-a", f"site={site}", "-a", "sections=opeds,politicalnews"] if "crawl" in words else []
    words += ["-c", "StoryPage(response)"] if "shell" in words else []
    words += ["--folder", str(folder)] if "savepage" in words else []
    return [sys.executable, "-m", Path(program).name, *words]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)


def test_the_readmes_commands_run(tmp_path):
    with served(channel()) as site:
        for command in SCRAPY:
            done = run(*on_stand_in(command, site.url, tmp_path))
            assert done.returncode == 0, (command, done.stdout[-800:], done.stderr[-800:])
    assert {one["id"] for one in lines(tmp_path / "week.jsonl")} >= {"102", "103", "105"}
    assert len(SCRAPY) >= 8


def test_every_command_is_one_that_a_test_runs():
    known = {*SCRAPY, *OTHERS, *(f"make {target}" for target in TARGETS)}
    assert [command for command in COMMANDS if command not in known] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_make_knows_the_targets_that_a_page_names(path):
    assert set(re.findall(r"`make ([a-z-]+)`", path.read_text(encoding="utf-8"))) <= TARGETS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_shell_examples_can_be_pasted(path):
    for command in shell_lines(path.read_text(encoding="utf-8")):
        assert not re.search(r"^\s*[$>#%]|\s#|…|<[a-z]", command), command
        assert shlex.split(command)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_files_that_a_page_names_exist(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(
        r"(?<![\w/])((?:newscrawl|tests|docs|benchmarks|deploy)/[\w./-]*\w(?:\.\w+|/))(?![\w*])", text
    )
    named += re.findall(r"\]\((?!\w+:)([^)#]+)\)", text)
    made = {"2026-11-24_NAME.html"}
    missing = [
        name
        for name in named
        if not (ROOT / name).exists() and not (path.parent / name).exists() and Path(name).name not in made
    ]
    assert missing == []


def test_the_record_is_one_of_the_demos(tmp_path):
    done = run(sys.executable, "-m", "newscrawl", "demo", "-s", f"NEWSCRAWL_DATA_DIR={tmp_path}")
    assert done.returncode == 0, done.stderr
    (block,) = blocks("json")
    shown = json.loads(block)
    stories = {one["id"]: one for one in lines(tmp_path / "demo/stories/politics-000001.jsonl")}
    record = stories[shown["id"]]
    assert [key for key in record if key in shown] == list(shown)
    for key, value in shown.items():
        if isinstance(value, str) and value.endswith("…"):
            assert record[key].startswith(value.removesuffix("…"))
        else:
            assert record[key] == value


def test_the_programs_crawl_and_read(tmp_path):
    program, reading = blocks("python")
    with served(channel()) as site:
        program = program.replace('sections="opeds"', f'sections="opeds", site="{site.url}"')
        program = program.replace(
            "get_project_settings())",
            f"{{**get_project_settings(), 'NEWSCRAWL_DATA_DIR': {str(tmp_path)!r}, 'DOWNLOAD_DELAY': 0}})",
        )
        done = run(sys.executable, "-c", program)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "stories/politics-000001.jsonl").exists()
    done = run(sys.executable, "-c", reading.replace('"data"', repr(str(tmp_path))))
    assert done.stdout.count("mends a bridge") == 2, done.stderr


def test_the_library_page_runs(tmp_path):
    article, program = blocks("python", (ROOT / "docs/library.md").read_text(encoding="utf-8"))
    done = run(sys.executable, "-c", article)
    assert done.stdout.startswith("Town sells light | Ann Lee | The town sold"), done.stderr
    with served(channel()) as site:
        done = run(*on_stand_in(".venv/bin/scrapy crawl politics", site.url, tmp_path))
    assert done.returncode == 0, done.stderr
    done = run(sys.executable, "-c", program.replace('"data"', repr(str(tmp_path))))
    assert done.returncode == 0, done.stderr
    assert " is " in done.stdout


def test_every_exit_code_is_named():
    paragraph = README[README.index("The exit code of `scrapy crawl politics`") :].partition("\n\n")[0]
    assert {int(code) for code in re.findall(r"\b\d+\b", paragraph)} == {int(code) for code in ExitCode}


def test_contributing_names_every_room():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `newscrawl/(\w+)(?:/|\.py)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted(set(MAY_IMPORT) - {"__main__"})
