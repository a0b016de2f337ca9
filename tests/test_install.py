"""newscrawl outside a checkout: what is installed, where it writes, which commands it recommends."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newscrawl.store.checkout import checkout, default_data_dir
from newscrawl.tools import program as started
from newscrawl.tools.sample.channel import build
from tests.crawling import ROOT, lines

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = "[settings]\ndefault = newscrawl.settings\n"
FOREIGN = "[settings]\ndefault = foreign.settings\n"


@pytest.mark.parametrize(
    ("pinned", "ranges"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-dev.txt", PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_each_pin_is_in_the_range_of_its_package(pinned, ranges):
    text = (ROOT / pinned).read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE))
    allowed = {requirement.name: requirement.specifier for requirement in map(Requirement, ranges)}
    assert {*map(canonicalize_name, pins)} == {*map(canonicalize_name, allowed)}
    assert [name for name, version in pins.items() if version not in allowed[name]] == []


def test_what_production_installs_is_pinned_and_hashed_and_nothing_else():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)==([^ ;]+)", text, re.MULTILINE)
    }
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.-]+)==(\S+)$", pinned, re.MULTILINE):
        assert locked[canonicalize_name(name)] == version
    unhashed = [one.split()[0] for one in re.split(r"\n(?=\w)", text)[1:] if "--hash=sha256:" not in one]
    assert unhashed == []
    tests_only = {Requirement(one).name for one in PROJECT["optional-dependencies"]["dev"]}
    assert locked.keys() & {canonicalize_name(name) for name in tests_only} == set()


@pytest.mark.extras
def test_production_gets_no_test_tools_and_runs_the_demo(clone, tmp_path):
    project = tmp_path / "production"
    run("git", "clone", "--quiet", str(clone), str(project))
    run("make", "setup-prod", f"PYTHON={sys.executable}", cwd=project)
    installed = run(".venv/bin/python", "-m", "pip", "list", cwd=project).lower()
    assert "scrapy" in installed
    assert [
        name for name in ("pytest", "ruff", "mypy", "hypothesis", "scrapyd") if f"{name} " in installed
    ] == []
    assert "Stories by section" in run(".venv/bin/scrapy", "demo", cwd=project)


@pytest.mark.parametrize(
    ("configs", "folder"),
    [
        ({}, "away/deep/data"),
        ({"home": OURS}, "home/data"),
        ({"home": FOREIGN}, "away/deep/data"),
        ({"home": OURS, "away": OURS}, "home/data"),
        ({"away": OURS}, "away/data"),
        ({"away": OURS, "away/deep": FOREIGN}, "away/data"),
        ({"away/deep": FOREIGN}, "away/deep/data"),
        ({"away/deep": "[settings"}, "away/deep/data"),
        ({"away/deep": "[deploy]\nurl = %(x)s\n"}, "away/deep/data"),
    ],
)
def test_the_data_folder_lies_beside_scrapy_cfg_else_in_the_working_folder(
    tmp_path, monkeypatch, configs, folder
):
    for name in ("home", "away/deep"):
        (tmp_path / name).mkdir(parents=True)
    for name, text in configs.items():
        (tmp_path / name / "scrapy.cfg").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "away/deep")
    assert default_data_dir(tmp_path / "home") == tmp_path / folder
    assert checkout(tmp_path / "home") == (tmp_path / "home" if configs.get("home") == OURS else None)


def test_in_this_checkout_the_data_folder_is_the_same_from_everywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert default_data_dir() == ROOT / "data"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ("bin/newscrawl", "newscrawl"),
        ("other/newscrawl", "other/newscrawl"),
        ("a b/newscrawl", "'a b/newscrawl'"),
        ("/opt/venv/bin/scrapy", "/opt/venv/bin/scrapy"),
        ("lib/scrapy/__main__.py", "python -m scrapy"),
    ],
)
def test_a_command_is_recommended_as_this_one_was_started(tmp_path, monkeypatch, argv, words):
    for name in ("newscrawl", "python"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / argv)])
    assert started.program() == words


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """Lay the package where no scrapy.cfg is, as an installation does."""
    folder = tmp_path_factory.mktemp("site-packages")
    shutil.copytree(ROOT / "newscrawl", folder / "newscrawl", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def newscrawl(installation, folder, *words):
    environ = {**os.environ, "PYTHONPATH": str(installation)}
    command = [sys.executable, "-m", "newscrawl", *words]
    return subprocess.run(
        command, cwd=folder, env=environ, check=False, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("config", [None, FOREIGN, "[settings"])
def test_the_command_has_its_own_settings_and_name_in_any_folder(installation, tmp_path, config):
    if config:
        (tmp_path / "scrapy.cfg").write_text(config, encoding="utf-8")
        (tmp_path / "foreign").mkdir()
        (tmp_path / "foreign/settings.py").write_text("BOT_NAME = 'foreign'\n", encoding="utf-8")
    told = newscrawl(installation, tmp_path, "settings", "--get", "BOT_NAME")
    assert (told.stdout.strip(), told.stderr) == ("newscrawl", "")
    told = newscrawl(installation, tmp_path, "--help")
    assert "newscrawl <command>" in told.stdout
    assert "savepage" in told.stdout
    assert not re.search(r"\bscrapy\b", told.stdout)
    told = newscrawl(installation, tmp_path, "crawl", "--help")
    assert "  newscrawl crawl [options] <spider>" in told.stdout
    told = newscrawl(installation, tmp_path, "nonsense")
    assert (told.returncode, 'Use "newscrawl"' in told.stdout) == (2, True)


def test_an_installation_writes_into_the_working_folder_alone(installation, tmp_path):
    before = files(installation)
    done = newscrawl(installation, tmp_path, "demo")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    (story, *_) = lines(tmp_path / "data/demo/stories/politics-000001.jsonl")
    option = ("-s", "NEWSCRAWL_DATA_DIR=data/demo")
    saved = newscrawl(installation, tmp_path, "savepage", story["id"], "kept", *option)
    assert saved.returncode == 0, saved.stderr
    assert "make test" not in saved.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"data", "saved_pages"}
    assert {path.suffix for path in (tmp_path / "saved_pages").iterdir()} == {".html", ".json"}
    assert files(installation) == before


def files(folder):
    """List the files of an installation; bytecode is Python's to write."""
    return {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Clone the last commit: nothing that lies about in the checkout can get into the distributions."""
    folder = tmp_path_factory.mktemp("clone") / "newscrawl"
    run("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder))
    return folder


@pytest.fixture(scope="module")
def distributions(clone, tmp_path_factory):
    """Build wheel and source distribution; neither builder nor twine has anything to complain about."""
    tools = environment(tmp_path_factory.mktemp("tools"), "build>=1.2", "twine>=6.1")
    # Where Python may not write bytecode setuptools warns that it wrote none.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    built = run(tools / "python", "-m", "build", cwd=clone, env=environ)
    assert [line for line in built.splitlines() if re.search("warning|deprecat", line, re.IGNORECASE)] == []
    (wheel,), (source,) = clone.glob("dist/*.whl"), clone.glob("dist/*.tar.gz")
    checked = run(tools / "twine", "check", "--strict", str(wheel), str(source))
    assert "WARNING" not in checked
    return wheel, source


@pytest.mark.extras
def test_the_wheel_is_the_package_and_the_source_distribution_the_checkout(clone, distributions):
    wheel, source = distributions
    package = {str(path.relative_to(clone)) for path in files(clone / "newscrawl")}
    with zipfile.ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}
        about = {Path(name).name for name in opened.namelist()} - {Path(name).name for name in names}
    assert names == package
    assert {"newscrawl/py.typed", "newscrawl/tools/sample/channel.py"} <= names
    assert {"LICENSE", "METADATA", "entry_points.txt"} <= about
    with tarfile.open(source) as opened:
        packed = {name.partition("/")[2] for name in opened.getnames()}
    tracked = set(run("git", "ls-files", cwd=clone).splitlines()) - {".gitignore", ".gitattributes"}
    assert tracked - packed == set()
    made = ("PKG-INFO", "setup.cfg", "newscrawl.egg-info")
    assert {name for name in packed - tracked if Path(name).suffix and not name.startswith(made)} == set()


@pytest.mark.extras
def test_a_wheel_in_a_fresh_environment_crawls_from_an_empty_folder(distributions, tmp_path):
    wheel = distributions[0]
    programs = environment(tmp_path / "fresh", "-c", str(ROOT / "requirements.txt"), str(wheel))
    run(programs / "python", "-m", "pip", "check")
    before = files(tmp_path / "fresh")
    folder = tmp_path / "empty"
    folder.mkdir()
    environ = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
    said = run("newscrawl", "demo", cwd=folder, env=environ)
    assert [path.name for path in folder.iterdir()] == ["data"]
    hints = [line.strip() for line in said.partition("Next:\n")[2].splitlines() if line.startswith("  ")]
    show, explain, status, clusters, serve, crawl = hints
    assert '"article_body"' in run("bash", "-c", show, cwd=folder, env=environ)
    for command in (explain, status, clusters):
        assert run("bash", "-c", command, cwd=folder, env=environ)
    with sample(serve, cwd=folder, env=environ) as site:
        options = ("-a", f"site={site}", "-s", "DOWNLOAD_DELAY=0")
        run(*shlex.split(crawl), *options, cwd=folder, env=environ)
        run("newscrawl", "crawl", "politics", *options, cwd=folder, env=environ)
    assert run("newscrawl", "verify", cwd=folder, env=environ)
    stories = [story for path in folder.glob("data/stories/*") for story in lines(path)]
    assert len(stories) == len({story["id"] for story in stories}) == len(build().groups)
    assert [path.name for path in folder.iterdir()] == ["data"]
    assert files(tmp_path / "fresh") == before


@contextmanager
def sample(command, **options):
    """Serve the sample channel as a hint says, on a free port; yield its address."""
    words = shlex.split(command.replace("8010", "0"))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, **options) as process:
        try:
            assert process.stdout
            (said,) = re.findall(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            yield said
        finally:
            process.terminate()


def environment(folder, *requirements):
    """Make a virtual environment with some packages; return its folder of programs."""
    venv.create(folder, with_pip=True)
    run(folder / "bin/python", "-m", "pip", "install", "--quiet", *requirements)
    return folder / "bin"


def run(*command, **options):
    """Run a command that must succeed; return what it said on both channels."""
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        **options,
    )
    assert done.returncode == 0, done.stdout
    return str(done.stdout)
