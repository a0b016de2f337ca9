"""What a terminal without UTF-8 shows, and whom the files that commands write belong to."""

import os
import subprocess
import sys

import pytest

from newscrawl.text.printable import in_ascii
from tests.crawling import ROOT
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def scrapy(*words, umask=-1, **environment):
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words], cwd=ROOT, env=os.environ | environment, umask=umask,
        check=False, capture_output=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_without_utf_8_signs_are_replaced_and_nothing_is_raised(tmp_path, encoding):
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>Town “sells” 灯台 — Ákerson…</h1><p>By Finn Ákerson</p><p>The town sold it.</p>", "utf-8"
    )
    done = scrapy("explain", str(page), PYTHONIOENCODING=encoding, NEWSCRAWL_DATA_DIR=str(tmp_path / "data"))
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert '"sells" \\u706f\\u53f0 - ' in text
    assert ("Akerson" if encoding == "ascii" else "Ákerson") in text


def test_what_has_no_like_in_ascii_is_escaped():
    assert in_ascii("½ €5 ☃") == "1/2 \\u20ac5 \\u2603".replace("1/2", "1\\u20442")


@pytest.mark.parametrize(("umask", "more"), [(0o000, 0o002), (0o027, 0o027), (0o077, 0o077)])
def test_files_keep_to_the_umask_and_are_never_everybody_s_to_write(tmp_path, umask, more):
    data = tmp_path / "data"
    with served(channel()) as site:
        words = ("-a", f"site={site.url}", "-a", "sections=opeds", "-s", f"NEWSCRAWL_DATA_DIR={data}")
        done = scrapy("crawl", "politics", *words, "-s", "DOWNLOAD_DELAY=0", umask=umask)
    assert done.returncode == 0, done.stderr
    written = [data, *data.rglob("*")]
    assert [(path, oct(path.stat().st_mode)) for path in written if path.stat().st_mode & more] == []
    assert len(written) > 8
