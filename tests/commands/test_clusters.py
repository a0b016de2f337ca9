"""`scrapy clusters` as typed: the page for review and the way back."""

import subprocess
import sys

from tests.tools.test_review import folder  # noqa: F401  # a fixture


def scrapy(folder, *args):  # noqa: F811  # the same folder
    command = [sys.executable, "-m", "scrapy", "clusters", *args, "-s", f"NEWSCRAWL_DATA_DIR={folder.root}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_page_is_written_filled_in_and_read_back(folder, tmp_path):  # noqa: F811
    page = tmp_path / "ties.txt"
    assert "with 1 tie." in scrapy(folder, "--review", str(page)).stdout
    page.write_text(page.read_text().replace("? 1 2", "apart 1 2"))
    kept = scrapy(folder, "--verdicts", str(page))
    assert "Kept 1 verdict in" in kept.stdout
    assert "2 left cluster 1" in kept.stdout
    assert "No tie is left to review." in scrapy(folder, "--review").stdout


def test_what_cannot_be_done_is_said_in_one_line(folder, tmp_path):  # noqa: F811
    for args, named in (
        (("--verdicts", str(tmp_path / "none.txt")), "none.txt"),
        (("--tie", "1", "99"), "'99'"),
        (("--review", str(tmp_path / "no/ties.html")), "no/ties.html"),
    ):
        done = scrapy(folder, *args)
        assert done.returncode in {64, 74}
        assert named in done.stderr
        assert done.stderr.count("\n") == 1
