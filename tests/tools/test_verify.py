"""`scrapy verify` names what is damaged or lost, and nothing else."""

import json
import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.run.frontier import Shown
from newscrawl.run.rewrite import rewrite_files
from newscrawl.run.run import Run
from newscrawl.store.archive.index import Index
from newscrawl.tools.forget import forget
from newscrawl.tools.verify import verify
from tests.archiving import archive, names, page
from tests.corruption import flip_each
from tests.crawling import crawl
from tests.run.building import SITE, begun, ended, story
from tests.site import channel, served


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_verify_knows_what_went_by_its_age_and_what_was_lost(tmp_path):
    folder = tmp_path / "archive"
    with served(channel()) as site:
        where = ["-a", f"site={site.url}"]
        crawl(tmp_path, *where, "-a", "sections=opeds")
        crawl(tmp_path, *where, "-a", "sections=politicalnews")
        assert list(verify(tmp_path)) == []
        first = folder / "politics-000001.warc.gz"
        kept = first.read_bytes()
        first.unlink()
        assert "archive/politics-000001.warc.gz is missing: run 1 stored" in "\n".join(verify(tmp_path))
        first.write_bytes(kept)
        _age(folder, 400)
        result = crawl(tmp_path, *where, "-a", "sections=opeds", "-s", "NEWSCRAWL_ARCHIVE_DAYS=300")
    assert result.returncode == 0, result.stderr
    assert "Removed" in result.stderr
    assert names(folder) == ["000002", "000003"]
    (folder / "index.db").unlink()  # it is made again with the true dates
    assert list(verify(tmp_path)) == []
    (line,) = (folder / "removed.jsonl").read_text().splitlines()
    assert (json.loads(line)["days"], json.loads(line)["run"]) == (300, 1)


def _age(folder, days):
    """Make the first run's pages in the index so many days older; the files' own dates are not looked at."""
    index = Index(folder)
    index.catch_up()
    then = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    index._connection.execute("UPDATE pages SET date = ? WHERE file LIKE '%000001%'", (then,))
    index.commit()
    index.close()
    (folder.parent / "state.db.seal").unlink()  # else the next run makes the index again


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_verify_names_damaged_files_and_pages_that_are_not_there(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews")
    path = tmp_path / "archive/politics-000001.warc.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    said = "\n".join(verify(tmp_path))
    assert "archive/politics-000001.warc.gz: the record at byte" in said
    assert "archive: the page of story" in said
    path.write_bytes(whole)
    assert list(verify(tmp_path)) == []
    index = Index(tmp_path / "archive")
    (page,) = index.of_story("102")
    index.close()
    path.write_bytes(whole[: page.offset + page.length])  # its metadata record is still to come
    assert "archive: the page of story 102" in "\n".join(verify(tmp_path))
    path.write_bytes(whole)
    assert list(verify(tmp_path)) == []


def test_a_damaged_compressed_file_is_named_and_what_stands_behind_it_is_checked_too(tmp_path):
    for number in ("101", "102"):
        run = begun(tmp_path, compress=True)
        run.frontier.show(number, "politics/opeds", Shown(f"/politics/opeds/s-{number}"))
        run.outcomes.store(story(number))
        ended(run)
    first, second = (tmp_path / f"stories/politics-00000{number}.jsonl.gz" for number in (1, 2))
    whole = first.read_bytes()
    for content in (whole[:-9], whole[:20] + b"\x55" + whole[21:]):
        first.write_bytes(content)
        second.unlink(missing_ok=True)
        said = list(verify(tmp_path))
        assert any(line.startswith(f"stories/{first.name} has changed") for line in said)
        assert any("politics-000002" in line for line in said)
        assert not any(line.startswith("state.db") for line in said)


@pytest.fixture
def folder(tmp_path):
    """Make a data folder with a file of each kind."""
    run = begun(tmp_path)
    for number in ("101", "102", "103", "104"):
        run.frontier.show(number, "politics/opeds", Shown(f"/politics/opeds/s-{number}"))
    for number in ("101", "102", "104"):
        run.outcomes.store(story(number))
    run.outcomes.store_copy(story("103"), "101")
    ended(run)
    ended(begun(tmp_path, compress=True))
    at = "2026-11-24T12:00:00.000000Z"
    archive(tmp_path / "archive", 1, *(replace(page(number), date=at) for number in (101, 102, 104)))
    (tmp_path / "quarantine/deaths.json").write_text('{"7": 2}')
    (tmp_path / "archive/removed.jsonl").write_text('{"file": "politics-000000.warc.gz"}\n')
    forget(tmp_path, "102")
    assert list(verify(tmp_path)) == []
    return tmp_path


def test_a_flip_in_any_kind_of_file_is_found_and_the_file_named(folder):
    assert "25 flips in each of 10 kinds" in flip_each(folder, times=25, seed=3)


def spoilt(folder, name):
    (line, *_) = verify(folder)
    assert line.startswith((name, str(folder / name))), line
    return line


def test_a_lost_seal_is_missed_once_the_run_has_ended(folder):
    (folder / "state.db.seal").unlink()
    assert "The next run writes it again" in spoilt(folder, "state.db.seal")
    run = begun(folder)
    assert list(verify(folder)) == []  # while a run goes on there is none
    ended(run)
    assert list(verify(folder)) == []


def test_files_that_no_run_wrote_are_named_and_their_remedy_works(folder):
    for name in (
        "stories/politics-000009.jsonl",
        "stories/notes.txt",
        "runs/politics-000009.json",
        "duplicates/x.jsonl",
    ):
        path = folder / name
        path.write_text("{}\n")
        assert "ove it out of the folder" in spoilt(folder, name)
        path.unlink()
    assert list(verify(folder)) == []


@pytest.mark.parametrize(
    "name",
    [
        "stories/politics-000001.jsonl",
        "duplicates/politics-000001.jsonl",
        "runs/politics-000001.json",
        "state.db.seal",
        "forgotten.jsonl",
    ],
)
def test_a_lost_file_is_named_and_its_remedy_works(folder, name):
    (folder / name).unlink()
    line = spoilt(folder, name)
    if "`scrapy recover --files`" in line:
        rewrite_files(folder)
    else:
        assert "next run" in line
        ended(begun(folder))
    assert list(verify(folder)) == []


@pytest.mark.parametrize("name", ["archive/index.db", "state.db.seal", "quarantine/deaths.json"])
def test_what_the_next_run_makes_again_is_whole_after_it(folder, name):
    (folder / name).write_bytes(b"odd" * 3000)
    assert "next run" in spoilt(folder, name)
    run = Run(folder, SITE)
    ended(run)
    assert list(verify(folder)) == []


def test_a_copy_without_state_is_checked_by_the_ledgers_hashes(folder, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy")
    for kind in ("stories", "duplicates", "runs"):
        shutil.copytree(folder / kind, copy / kind)
    shutil.copy2(folder / "forgotten.jsonl", copy)
    assert list(verify(copy)) == []
    dice = random.Random(4)
    duplicates = copy / "duplicates/politics-000001.jsonl"
    flips = [(copy / "stories/politics-000001.jsonl", 0), (duplicates, 25)]
    for path, times in flips:
        good = path.read_bytes()
        for _ in range(times):
            at = dice.randrange(len(good))
            path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
            spoilt(copy, str(path.relative_to(copy)))
        path.write_bytes(good)
    duplicates.rename(copy / "duplicates/politics-000002.jsonl")
    assert {line.partition(" ")[0].rstrip(":") for line in verify(copy)} == {
        "duplicates/politics-000001.jsonl",
        "duplicates/politics-000002.jsonl",
    }
    (copy / "runs/politics-000002.json").write_text("{")
    assert any(line.startswith("runs/politics-000002.json is damaged") for line in verify(copy))
