"""docs/operating.md: its shell blocks run as printed, with stand-ins for what only root and systemd can do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawling import ROOT, lines
from tests.site import channel, served
from tests.test_readme import blocks

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout"),
]
INSTALL, BY_HAND, DROP_IN, CRON, SCRAPYD, DOCTOR, UPGRADE = blocks(
    "shell", (ROOT / "docs/operating.md").read_text("utf-8")
)
# What only root may do, or what takes long, notes its words; the rest is real.
STAND_INS = {
    "useradd": "",
    "systemctl": "",
    "make": f'ln -sfn {Path(sys.executable).parent.parent} "$2/.venv"',
    "runuser": 'shift 3; exec "$@"',
    "install": f'for word; do case $word in --owner=*|--group=*) ;; *) set -- "$@" "$word";; esac; shift; done; exec {shutil.which("install")} "$@"',
}


class Machine:
    """A folder in the place of /, and a checkout to install from."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.opt, self.units = root / "opt/newscrawl", root / "etc/systemd/system"
        for folder in (self.units, root / "etc/cron.d", root / "bin", root / "var"):
            folder.mkdir(parents=True)
        for name, words in STAND_INS.items():
            path = root / "bin" / name
            path.write_text(f'#!/bin/sh\necho {name} "$@" >> {root}/calls\n{words}\n')
            path.chmod(0o755)
        subprocess.run(["git", "clone", "--quiet", ROOT, root / "checkout"], check=True)
        subprocess.run(["git", "checkout", "--quiet", "-B", "main"], cwd=root / "checkout", check=True)

    def here(self, text: str) -> str:
        """Return a text with the paths of this machine."""
        return re.sub(
            r"(?<![\w.])/(opt/newscrawl|etc/systemd|etc/cron.d|var/lib|var/backups)", rf"{self.root}/\1", text
        )

    def run(self, block: str, *more: str) -> str:
        """Run a block in the checkout and return what it says."""
        environment = {**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}"}
        environment.pop("PYTHONPATH", None)  # the package is the installed checkout's
        done = subprocess.run(
            ["bash", "-euc", " ".join([self.here(block), *more])], cwd=self.root / "checkout", env=environment,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def calls(self) -> list[str]:
        """Return the words that stand-ins were called with."""
        return (self.root / "calls").read_text().splitlines()

    def value(self, key: str, name: str = "newscrawl.service") -> str:
        """Return the command that a unit names, as a shell reads it."""
        found = re.search(rf"^{key}=(.+)$", (self.units / name).read_text("utf-8"), re.MULTILINE)
        assert found
        return self.here(found[1]).replace("$$", "$")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp("machine"))
    made.run(INSTALL)
    return made


def test_the_service_is_installed_as_printed(machine):
    calls = machine.calls()
    assert f"make -C {machine.opt} setup-prod" in calls
    assert any(call.startswith("useradd --system") for call in calls)
    assert calls[-1] == "systemctl enable --now newscrawl.timer"
    assert sorted(path.name for path in machine.units.glob("newscrawl*")) == sorted(
        path.name for path in (ROOT / "deploy").glob("newscrawl*.[st]*")
    )
    said = machine.run(BY_HAND)
    assert f"NEWSCRAWL_CONTACT = 'you@example.org'   ({machine.opt}/newscrawl.toml)" in said
    assert f"NEWSCRAWL_DATA_DIR = '{machine.root}/var/lib/newscrawl'" in said


def test_the_unit_crawls_within_a_budget_and_not_without_a_contact(machine):
    file = machine.opt / "newscrawl.toml"
    before = file.read_text()
    machine.run(f"cd {machine.opt};", machine.value("ExecStartPre"))
    file.write_text(before.replace("NEWSCRAWL_CONTACT", "# NEWSCRAWL_CONTACT"))
    with pytest.raises(AssertionError, match="Set NEWSCRAWL_CONTACT"):
        machine.run(f"cd {machine.opt};", machine.value("ExecStartPre"))
    file.write_text(before)
    with served(channel()) as site:
        start = machine.value("ExecStart")
        assert 0 < int(start.partition("max_minutes=")[2]) < 240
        machine.run(f"cd {machine.opt};", start, f"-a site={site.url} -a sections=opeds -s DOWNLOAD_DELAY=0")
    assert len(lines(machine.root / "var/lib/newscrawl/stories/politics-000001.jsonl")) == 2
    assert "politics" not in machine.run(f"cd {machine.opt}; git status --short")
    assert "1 " in machine.run(f"cd {machine.opt};", machine.value("ExecStart", "newscrawl-failed@.service"))


def test_what_is_the_operator_s_own_survives_an_upgrade(machine):
    machine.run(DROP_IN)
    mine = machine.units / "newscrawl.service.d/mine.conf"
    before = mine.read_text(), (machine.opt / "newscrawl.toml").read_text()
    assert before[0].endswith("scrapy crawl politics -a max_minutes=60\n")
    (machine.units / "newscrawl.timer").write_text("old")
    with served(channel()) as site:
        words = f"-a site={site.url} -a same_site=yes -a sections=opeds -s DOWNLOAD_DELAY=0"
        machine.run(f"cd {machine.opt}; .venv/bin/scrapy crawl politics {words}")
    machine.run(UPGRADE)
    assert (mine.read_text(), (machine.opt / "newscrawl.toml").read_text()) == before
    assert (machine.units / "newscrawl.timer").read_text() == (ROOT / "deploy/newscrawl.timer").read_text()
    assert list(machine.root.glob("var/backups/newscrawl/*/state.db"))
    assert machine.calls()[-1] == "systemctl start newscrawl.timer"


def test_the_cron_line_is_installed(machine):
    machine.run(CRON)
    assert (machine.root / "etc/cron.d/newscrawl").exists()


def test_the_first_look_at_the_site_is_as_printed(machine):
    with served(channel()) as site:
        more = f"-a site={site.url} -s DOWNLOAD_DELAY=0 || test $? -lt 70"  # a stand-in is not all that a site should be
        said = machine.run(f"cd {machine.opt};", DOCTOR.rstrip(), more)
    assert site.url.partition("://")[2] in said
    assert list(machine.root.glob("var/lib/newscrawl/doctor/*"))


def test_every_block_is_run_by_a_test():
    assert "scrapyd-deploy" in SCRAPYD  # tests/test_deploy.py runs it against a real scrapyd
