"""`scrapy forget`: one story leaves state, published files, archive and reports, and nothing else changes."""

import gzip
import json
import shutil
from functools import partial

import pytest

from newscrawl.errors import BadArgument, CannotOpen, Locked, WriteFailed
from newscrawl.run.frontier import Shown
from newscrawl.run.recover import recover
from newscrawl.store import atomic as lasting
from newscrawl.store.archive.reader import Reader
from newscrawl.store.lock import Lock
from newscrawl.store.state import State
from newscrawl.tools import forget as room
from newscrawl.tools.forget import forget
from newscrawl.tools.verify import verify
from tests.crawling import crawl, lines
from tests.killing import killed_at
from tests.run.building import begun, ended
from tests.site import channel, paragraphs, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
SECTIONS = ("-a", "sections=politicalnews,opeds")
STORIES = "stories/politics-000001.jsonl"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data") / "data"
    with served(channel()) as site:
        assert crawl(data, "-a", f"site={site.url}", *SECTIONS).returncode == 0
    return data


@pytest.fixture
def data(crawled, tmp_path):
    return shutil.copytree(crawled, tmp_path / "data")


def holds(data, text):
    """Name the files below a folder that hold a text, compressed or not."""
    found = set()
    for path in data.rglob("*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            if text.encode() in content or json.dumps(text)[1:-1].encode() in content:
                found.add(str(path.relative_to(data)))
    return found


def test_the_story_is_nowhere_and_all_else_as_it_was(data):
    before = {one["id"]: one for one in lines(data / STORIES)}
    pages = {
        page.place.record_id for page in Reader(data / "archive").pages() if page.place.story_id != "102"
    }
    assert holds(data, paragraphs(102)[2]) == {STORIES, "state.db", "archive/politics-000001.warc.gz"}
    result = crawl(data, "102", command=("forget",))
    assert result.returncode == 0, result.stderr
    assert "Story 102 is forgotten" in result.stdout
    assert holds(data, paragraphs(102)[2]) == set()
    assert {one["id"]: one for one in lines(data / STORIES)} == {
        key: before[key] for key in before if key != "102"
    }
    assert {page.place.record_id for page in Reader(data / "archive").pages()} == pages
    assert list(verify(data)) == []
    again = {path: path.read_bytes() for path in data.glob("*/politics*")}
    assert crawl(data, "102", command=("forget",)).returncode == 0
    assert {path: path.read_bytes() for path in data.glob("*/politics*")} == again


def test_it_is_not_asked_for_again_not_even_by_a_rebuilt_state(data):
    forget(data, "102")
    for _ in range(2):
        run = begun(data, refresh=9999, same_site=True)
        run.frontier.show(
            "102", "politics/politicalnews", Shown("/politics/politicalnews/s-102", headline="Again")
        )
        assert run.frontier.wants("102") is None
        assert run.frontier.wants("101") is None
        again = {one.id for one in (*run.frontier.open_entries(), *run.frontier.revisits())}
        assert "102" not in again
        assert again  # stories that were not forgotten
        ended(run)
        assert list(verify(data)) == []
        recover(data)
        entry = State.open_readonly(data / "state.db").entry("102")
        assert entry
        assert (entry.outcome, entry.why) == ("tombstone", "forgotten")


def test_accepting_pages_of_the_archive_does_not_bring_it_back(data):
    forget(data, "102")
    assert crawl(data, "--accept", command=("reextract",)).returncode == 0
    assert holds(data, paragraphs(102)[2]) == set()


def test_a_copy_and_a_story_with_copies(data):
    (copy,) = lines(data / "duplicates/politics-000001.jsonl")
    done = forget(data, copy["duplicate_of"])
    assert done.copies == [copy["id"]]
    done = forget(data, copy["id"])
    assert done.removed == [data / "duplicates/politics-000001.jsonl"]
    assert list(verify(data)) == []


def test_what_nobody_knows_is_refused_and_nothing_changes(data):
    before = (data / STORIES).read_bytes()
    with pytest.raises(BadArgument, match="'999'"):
        forget(data, "999")
    assert (data / STORIES).read_bytes() == before
    assert not (data / "forgotten.jsonl").exists()
    assert (data / "state.db.seal").exists()
    assert list(verify(data)) == []
    result = crawl(data, "999", command=("forget",))
    assert result.returncode == 64
    assert "No story '999'" in result.stderr


def test_without_a_state_nothing_is_made(tmp_path):
    with pytest.raises(CannotOpen, match="does not exist"):
        forget(tmp_path / "data", "102")
    assert not (tmp_path / "data").exists()


def test_while_a_crawl_runs_nothing_is_forgotten(data):
    lock = Lock(data)
    lock.take()
    with pytest.raises(Locked):
        forget(data, "102")
    lock.release()


def test_a_damaged_published_file_is_not_blessed(data):
    path = data / STORIES
    path.write_bytes(path.read_bytes().replace(b"mends", b"minds"))
    forget(data, "104")  # a tombstone: no line of any file
    assert any(STORIES in line for line in verify(data))


def test_a_full_disk_leaves_whole_files_and_the_next_try_ends_it(data, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(lasting, "sync", full)
        with pytest.raises(WriteFailed, match="No space"):
            forget(data, "102")
    assert not list(data.rglob("*.part"))
    forget(data, "102")
    assert list(verify(data)) == []


STEPS = [
    (room, "note_forgotten"),
    (room, "write_without"),
    (room, "_forget_rows"),
    (lasting, "sync"),
    (lasting, "place"),
    (lasting, "sync_folder"),
    (State, "commit"),
    (State, "close"),
]


def test_killed_at_any_step_files_are_whole_and_forgetting_again_ends_it(crawled, tmp_path):
    step, was_killed, unfinished = 0, True, 0
    others = {one["id"] for one in lines(crawled / STORIES)} - {"102"}
    while was_killed:
        step += 1
        data = shutil.copytree(crawled, tmp_path / str(step))
        was_killed = killed_at(step, STEPS, partial(forget, data, "102"))
        assert {one["id"] for one in lines(data / STORIES)} - {"102"} == others, step
        unfinished += any("forget" in line for line in verify(data))
        forget(data, "102")
        assert list(verify(data)) == [], step
        assert holds(data, paragraphs(102)[2]) == set(), step
        assert not list(data.rglob("*.part")), step
    assert step > 8
    assert unfinished
