"""The schedule kit: systemd units, the cron line, and a real scrapyd that the project is deployed to."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from newscrawl.tools.configuration import is_command
from tests.crawling import ROOT, lines
from tests.site import channel, served

BIN = Path(sys.executable).parent


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


def test_the_cron_line_reads_as_shell_and_passes_a_failure_on(tmp_path):
    line = (ROOT / "deploy/newscrawl.cron").read_text(encoding="utf-8").splitlines()[-1]
    command = line.split(" newscrawl ", 1)[1].replace("\\%", "%")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/scrapy").write_text("#!/bin/sh\nexit 66\n")
    (tmp_path / ".venv/bin/scrapy").chmod(0o755)
    (tmp_path / "logger").write_text("#!/bin/sh\ncat >/dev/null\n")
    (tmp_path / "logger").chmod(0o755)
    command = command.replace("/opt/newscrawl", str(tmp_path)).replace("RANDOM % 1200", "0")
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    for code in (0, 75, 124):
        (tmp_path / ".venv/bin/scrapy").write_text(f"#!/bin/sh\nexit {code}\n")
        quiet = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=path)
        assert (quiet.returncode, quiet.stdout) == (0, ""), quiet.stderr
    (tmp_path / ".venv/bin/scrapy").write_text("#!/bin/sh\nexit 66\n")
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=path)
    assert "newscrawl ended with 66" in said.stdout, said.stderr


@pytest.mark.skipif(not (BIN / "scrapyd").exists(), reason="scrapyd (requirements-dev.txt) is missing")
def test_a_real_scrapyd_runs_the_deployed_project(tmp_path):
    project = tmp_path / "project"
    shutil.copytree(ROOT / "newscrawl", project / "newscrawl", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):  # scrapyd-deploy builds with these
        shutil.copy(ROOT / name, project)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    (project / "scrapy.cfg").write_text(
        f"[settings]\ndefault = newscrawl.settings\n[deploy]\nurl = {url}/\nproject = newscrawl\n"
    )
    kit = (ROOT / "deploy/scrapyd.conf").read_text(encoding="utf-8").replace("6800", str(port))
    # An operator may want scrapyd's own feed too: it replaces FEEDS, and the run publishes all the same.
    (tmp_path / "scrapyd.conf").write_text(kit.replace("items_dir =", f"items_dir = {tmp_path / 'items'}"))
    with (tmp_path / "log").open("wb") as log:
        daemon = subprocess.Popen([BIN / "scrapyd"], cwd=tmp_path, stdout=log, stderr=log)
    try:
        until(lambda: ask(f"{url}/daemonstatus.json")["status"] == "ok")
        deployed = subprocess.run(
            [BIN / "scrapyd-deploy"], cwd=project, capture_output=True, text=True, check=False
        )
        assert '"status": "ok"' in deployed.stdout, deployed.stderr
        with served(channel()) as site:
            fields = [("project", "newscrawl"), ("spider", "politics"), ("site", site.url)]
            fields += [
                ("setting", f"NEWSCRAWL_DATA_DIR={tmp_path / 'data'}"),
                ("setting", "DOWNLOAD_DELAY=0"),
            ]
            fields += [("sections", "politicalnews")]
            assert ask(f"{url}/schedule.json", urllib.parse.urlencode(fields).encode())["status"] == "ok"
            until(lambda: ask(f"{url}/listjobs.json?project=newscrawl")["finished"])
    finally:
        daemon.terminate()
        daemon.wait(10)
    assert len(lines(tmp_path / "data/stories/politics-000001.jsonl")) == 4
    (feed,) = (tmp_path / "items").rglob("*.jl")
    assert len(lines(feed)) == 4
    assert json.loads((tmp_path / "data/runs/politics-000001.json").read_text())["exit_code"] == 0


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def ask(url, data=None):
    with urllib.request.urlopen(url, data, timeout=60) as answer:
        return json.load(answer)


def until(holds):
    for _ in range(300):
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("not within 30 seconds")


def test_every_recipe_names_a_command_for_alarms_that_can_be_read():
    service = (ROOT / "deploy/newscrawl.service").read_text(encoding="utf-8")
    assert "SuccessExitStatus=75 124" in service
    for name in ("newscrawl.service", "newscrawl.cron", "scrapyd.conf"):
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        (command,) = re.findall(r'^(?!# .*tells).*NEWSCRAWL_NOTIFY="?=?"?([^"\n]+)"', text, re.MULTILINE)
        assert is_command(command), command
        assert shlex.split(command)[0] in {"curl", "mail"}
