"""The data folder's paths: the names of a run's files, the numbers in them, and what is listed in which order."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.store.paths import DataFolder, archives, run_file, run_number, seal_of

RUNS = st.integers(min_value=0, max_value=10**12)
CHANNELS = st.from_regex(r"[a-z]([a-z0-9-]*[a-z0-9])?", fullmatch=True)


@given(run=RUNS, suffix=st.sampled_from([".json", ".jsonl", ".jsonl.gz", ".warc.gz"]), channel=CHANNELS)
def test_the_number_in_a_files_name_is_its_runs(run, suffix, channel):
    assert run_number(run_file(run, suffix, channel)) == run
    assert run_number(Path("a-7.b") / run_file(run, suffix, channel)) == run


@given(first=st.integers(0, 999_999), second=st.integers(0, 999_999))
def test_names_sort_as_their_runs_do(first, second):
    assert (run_file(first, ".json") < run_file(second, ".json")) == (first < second)


@pytest.mark.parametrize(
    "name", ["README.md", "politics.jsonl", "politics-x.jsonl", "politics7.json", "7.json", "lock", ""]
)
def test_other_names_are_of_no_run(name):
    assert run_number(name) == -1


def test_every_file_has_its_place(tmp_path):
    folder = DataFolder(tmp_path)
    paths = {
        folder.state: "state.db",
        seal_of(folder.state): "state.db.seal",
        folder.lock: "lock",
        folder.lock_holder: "lock.holder",
        folder.published("stories", 42): "stories/politics-000042.jsonl",
        folder.published("duplicates", 42, compress=True): "duplicates/politics-000042.jsonl.gz",
        folder.ledger(42): "runs/politics-000042.json",
        folder.archive_file(42): "archive/politics-000042.warc.gz",
        folder.bad_pages(42): "reports/politics-000042",
        folder.quarantine: "quarantine",
        folder.forgotten: "forgotten.jsonl",
    }
    assert {path: folder.name(path) for path in paths} == paths
    assert DataFolder(tmp_path, "sports").ledger(1_234_567).name == "sports-1234567.json"


@pytest.fixture
def folder(tmp_path):
    made = DataFolder(tmp_path)
    paths = [
        *(made.published("stories", run) for run in (999_999, 1_000_000)),
        made.published("stories", 2, compress=True),
        made.published("duplicates", 2),
        *(made.ledger(run) for run in (1_000_000, 3)),
        *(made.archive_file(run) for run in (10, 9)),
        *(made.root / "stories" / name for name in ("politics-000004.jsonl.part", "notes.jsonl")),
        made.runs / "politics-000004.json.part",
        made.published("stories", 5).with_name("sports-000005.jsonl"),
        *(made.root / f"state.db.old-{number}" for number in (2, 1)),
    ]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return made


def test_published_files_are_listed_by_kind_and_run_whatever_the_number_of_digits(folder):
    stories = [
        "politics-000002.jsonl.gz", "politics-999999.jsonl", "politics-1000000.jsonl",
    ]  # fmt: skip
    assert [path.name for path in folder.published_files("stories")] == stories
    assert [path.name for path in folder.published_files()] == [*stories, "politics-000002.jsonl"]
    assert {folder.name(path) for path in folder.published_by(2)} == {
        "stories/politics-000002.jsonl.gz",
        "duplicates/politics-000002.jsonl",
    }


def test_ledgers_archives_parts_and_old_states_are_listed(folder):
    assert [run_number(path) for path in folder.ledgers()] == [3, 1_000_000]
    assert [run_number(path) for path in archives(folder.archive)] == [9, 10]
    assert {path.name for path in folder.parts()} == {
        "politics-000004.jsonl.part",
        "politics-000004.json.part",
    }
    assert [path.name for path in folder.old_states()] == ["state.db.old-1", "state.db.old-2"]


def test_a_file_without_a_number_is_no_file_of_a_run(folder):
    names = [
        folder.root / "stories/politics-copy.jsonl",
        folder.runs / "politics-old.json",
        folder.archive / "politics-x.warc.gz",
    ]
    before = folder.published_files(), folder.ledgers(), archives(folder.archive)
    for path in names:
        path.touch()
    assert (folder.published_files(), folder.ledgers(), archives(folder.archive)) == before


def test_where_nothing_was_crawled_nothing_is_listed(tmp_path):
    folder = DataFolder(tmp_path / "none")
    assert folder.published_files() == folder.ledgers() == folder.parts() == folder.old_states() == []
