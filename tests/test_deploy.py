"""The schedule kit: systemd units, the cron line, and a real scrapyd that the project is deployed to."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from newscrawl.tools.configuration import is_command
from tests.crawling import ROOT, lines
from tests.site import channel, served
from tests.test_readme import blocks

BIN = Path(sys.executable).parent
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
IGNORED = {"build", "newscrawl.egg-info", "project.egg-info"}  # by .gitignore


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze (Debian: systemd) is missing"
)
def test_the_systemd_units_are_clean(tmp_path):
    for path in (ROOT / "deploy").glob("newscrawl*.[st]*"):
        text = path.read_text(encoding="utf-8").replace("/opt/newscrawl/.venv/bin/scrapy", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [tmp_path / "newscrawl.service", tmp_path / "newscrawl.timer"]
    result = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("code", "contact", "mail"),
    [
        (66, "a@b.example", "newscrawl ended with 66"),
        (124, "a@b.example", ""),
        (66, "", "Set NEWSCRAWL_CONTACT"),
    ],
)
def test_the_cron_line_reads_as_shell_and_passes_a_failure_on(tmp_path, code, contact, mail):
    line = (ROOT / "deploy/newscrawl.cron").read_text(encoding="utf-8").splitlines()[-1]
    command = line.split(" newscrawl ", 1)[1].replace("\\%", "%")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/scrapy").write_text(f"#!/bin/sh\n[ $1 = crawl ] && exit {code}\necho {contact}\n")
    (tmp_path / ".venv/bin/scrapy").chmod(0o755)
    (tmp_path / "logger").write_text("#!/bin/sh\ncat >/dev/null\n")
    (tmp_path / "logger").chmod(0o755)
    command = command.replace("/opt/newscrawl", str(tmp_path)).replace("RANDOM % 1200", "0")
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=path)
    assert said.stdout.startswith(mail), said.stderr
    assert bool(said.stdout) == bool(mail)


@pytest.mark.skipif(not (BIN / "scrapyd").exists(), reason="scrapyd (requirements-dev.txt) is missing")
@pytest.mark.skipif(not shutil.which("curl"), reason="curl (Debian: curl) is missing")
def test_a_real_scrapyd_runs_the_project_deployed_as_printed(tmp_path):
    project = tmp_path / "project"
    for name in ("newscrawl", "deploy"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "scrapy.cfg",
        "setup.py",
    ):  # scrapyd-deploy builds with these
        shutil.copy(ROOT / name, project)
    (project / ".venv/bin").mkdir(parents=True)
    for name in ("scrapyd", "scrapyd-deploy"):
        (project / ".venv/bin" / name).symlink_to(BIN / name)
    port = str(free_port())
    for path in (project / "scrapy.cfg", project / "deploy/scrapyd.conf"):
        path.write_text(path.read_text(encoding="utf-8").replace("6800", port), encoding="utf-8")
    # An operator may want scrapyd's own feed too: it replaces FEEDS, and the run publishes all the same.
    kit = project / "deploy/scrapyd.conf"
    kit.write_text(
        kit.read_text(encoding="utf-8").replace("items_dir =", f"items_dir = {tmp_path / 'items'}")
    )
    (block,) = (one for one in blocks("shell", OPERATING) if "scrapyd-deploy" in one)
    with served(channel()) as site, (tmp_path / "log").open("wb") as log:
        block = block.replace("6800", port).replace("/var/lib/newscrawl", str(tmp_path / "data"))
        block = (
            block.rstrip() + f" -d site={site.url} -d sections=politicalnews -d setting=DOWNLOAD_DELAY=0\n"
        )
        shell = subprocess.Popen(
            ["bash", "-eu", "-c", f"{block}\nwait"],
            cwd=project,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            until(lambda: ask(f"{url}/listjobs.json?project=newscrawl").get("finished"))
        finally:
            os.killpg(shell.pid, signal.SIGTERM)
            shell.wait(10)
    assert len(lines(tmp_path / "data/stories/politics-000001.jsonl")) == 4, (tmp_path / "log").read_text()
    (feed,) = (tmp_path / "items").rglob("*.jl")
    assert len(lines(feed)) == 4
    assert json.loads((tmp_path / "data/runs/politics-000001.json").read_text())["exit_code"] == 0
    assert sorted(path.name for path in project.iterdir() if path.name not in IGNORED) == sorted(
        ["newscrawl", "deploy", "pyproject.toml", "README.md", "LICENSE", "scrapy.cfg", "setup.py", ".venv"]
    )


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def ask(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)


def until(holds):
    for _ in range(900):
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("not within 90 seconds")


def test_every_recipe_names_a_command_for_alarms_that_can_be_read():
    service = (ROOT / "deploy/newscrawl.service").read_text(encoding="utf-8")
    assert "SuccessExitStatus=75 124" in service
    for name in ("newscrawl.service", "newscrawl.cron", "scrapyd.conf"):
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        (command,) = re.findall(r"""NEWSCRAWL_NOTIFY ?= ?'?([^'"\n]+)['"]""", text)
        assert is_command(command), command
        assert shlex.split(command)[0] in {"curl", "mail"}
