"""A data folder read as a data set: `newscrawl.open_data`."""

import json

import pytest

import newscrawl
from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.items import Image, Story
from newscrawl.store.paths import DataFolder


def record(story_id, version=1, cluster="", **values):
    story = Story(
        id=story_id, version=version, url=f"https://www.arcamax.com/politics/mod/s-{story_id}",
        headline=f"Story {story_id}", article_body=f"Version {version} of {story_id}.", cluster=cluster or story_id,
        **values,
    )  # fmt: skip
    return story.record()


def publish(root, run, *records, kind="stories"):
    path = DataFolder(root).published(kind, run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    publish(tmp_path, 1, record("1"), record("2", images=[Image("https://x.example/a.jpg", "A bridge")]))
    publish(tmp_path, 2, record("1", version=2), record("3", cluster="2", version_of="2"))
    publish(
        tmp_path,
        2,
        {"id": "4", "url": "u", "duplicate_of": "2", "verdict": "copy", "similarity": 1.0},
        kind="duplicates",
    )
    return tmp_path


def test_stories_are_the_newest_version_of_each_id(folder):
    found = list(newscrawl.open_data(folder).stories())
    assert [(story.id, story.version) for story in found] == [("2", 1), ("1", 2), ("3", 1)]
    assert found[1].article_body == "Version 2 of 1."


def test_versions_are_all_records_as_published(folder):
    data = newscrawl.open_data(str(folder))
    assert [(story.id, story.version) for story in data.versions()] == [
        ("1", 1),
        ("2", 1),
        ("1", 2),
        ("3", 1),
    ]
    lines = (folder / "stories/politics-000001.jsonl").read_text().splitlines()
    assert [story.record() for story in data.versions()][:2] == [json.loads(line) for line in lines]
    assert next(story for story in data.stories() if story.id == "2").images == [
        Image("https://x.example/a.jpg", "A bridge")
    ]


def test_clusters_hold_more_than_one_story(folder):
    assert [[story.id for story in cluster] for cluster in newscrawl.open_data(folder).clusters()] == [
        ["2", "3"]
    ]


def test_duplicates_name_the_story_they_copy(folder):
    assert [(one.id, one.duplicate_of) for one in newscrawl.open_data(folder).duplicates()] == [("4", "2")]


def test_a_folder_without_stories_is_refused(tmp_path):
    with pytest.raises(CannotOpen, match="No published stories"):
        newscrawl.open_data(tmp_path)


def test_a_damaged_file_is_named(folder):
    path = folder / "stories/politics-000002.jsonl"
    path.write_text(path.read_text()[:-40])
    with pytest.raises(StateDamaged, match="politics-000002"):
        list(newscrawl.open_data(folder).versions())
