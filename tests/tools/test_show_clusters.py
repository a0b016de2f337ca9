"""Clusters as a state shows them."""

import json

from benchmarks.wire import Writer
from newscrawl.store.schema import StoryRow
from newscrawl.store.state import State
from newscrawl.tools.show_clusters import explain, list_clusters


def test_a_state_without_versions_says_so(tmp_path):
    state = State.open(tmp_path / "state.db")
    assert list_clusters(state) == "No story is a version of another."
    state.close()


def test_two_stories_are_explained_as_the_index_judged_them(tmp_path):
    state, writer = State.open(tmp_path / "state.db"), Writer(3)
    paragraphs = [writer.words(50) for _ in range(10)]
    keeps_some = [*(writer.words(50) for _ in range(3)), *paragraphs[3:]]
    sent = [
        ("1", "2026-11-01", paragraphs),
        ("2", "2026-11-08", paragraphs[:9]),
        ("3", "2026-11-19", keeps_some),
    ]
    for number, day, parts in sent:
        body = "\n\n".join(parts)
        match = state.add_text(number, 1, "A bridge is mended", day, body)
        record = {
            "id": number, "version": 1, "headline": "A bridge is mended", "date_published": day, "article_body": body,
            "version_of": match and match.id, "cluster": match.cluster if match else number, "fetched_at": day,
        }  # fmt: skip
        state.stories.add(StoryRow(number, 1, 1, number, day, json.dumps(record)))
    assert state.duplicates.cluster_of("2") == "1"
    assert state.duplicates.cluster_of("3") == "3"
    for pair in (("2", "3"), ("3", "2")):
        explained = explain(state, *pair)
        assert "11 apart" in explained
        assert "two stories" in explained
    assert "7 apart" in explain(state, "1", "2")
    state.close()
