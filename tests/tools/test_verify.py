"""`scrapy verify` names what is damaged or lost, and nothing else."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.run.frontier import Shown
from newscrawl.store.archive.index import Index
from newscrawl.tools.verify import verify
from tests.archiving import names
from tests.crawling import crawl
from tests.run.building import begun, ended, story
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
    """Make every page in the index so many days older; the files' own dates are not looked at."""
    index = Index(folder)
    index.catch_up()
    then = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    index._connection.execute("UPDATE pages SET date = ?", (then,))
    index.commit()
    index.close()


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
        assert any(line.startswith(f"{first.name}: ") for line in said)
        assert any("politics-000002" in line for line in said)
        assert not any(line.startswith("state.db") for line in said)
