"""Corrections of clusters: what people said of pairs of stories holds for good."""

import pytest

from newscrawl.clusters.corrections import Corrections, correct
from tests.clusters.indexing import Remembering


def stored(*rows):
    """An index with texts (id, cluster, version_of)."""
    found = Remembering()
    for story_id, cluster, origin in rows:
        found.restore(
            (story_id, 1, cluster, f"Story {story_id}", "2026-11-01", origin, 0.7 if origin else None), ""
        )
    return found


def clusters(found):
    return dict(found.connection.execute("SELECT id, cluster FROM texts ORDER BY number"))


CHAIN = (("1", "1", None), ("2", "1", "1"), ("3", "1", "2"), ("4", "1", "1"), ("5", "5", None))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("apart", "1", "2"), {"1": "1", "2": "2", "3": "2", "4": "1", "5": "5"}),
        (("apart", "3", "2"), {"1": "1", "2": "1", "3": "3", "4": "1", "5": "5"}),
        (("apart", "3", "4"), {"1": "1", "2": "1", "3": "1", "4": "4", "5": "5"}),
        (("apart", "1", "5"), {"1": "1", "2": "1", "3": "1", "4": "1", "5": "5"}),
        (("tie", "5", "3"), {"1": "1", "2": "1", "3": "1", "4": "1", "5": "1"}),
        (("tie", "5", "9"), {"1": "1", "2": "1", "3": "1", "4": "1", "5": "5"}),
    ],
)
def test_a_correction_moves_what_it_names_and_what_hangs_on_it(said, expected):
    found = stored(*CHAIN)
    corrections = Corrections.said([said])
    correct(found.connection, corrections)
    assert clusters(found) == expected
    assert correct(found.connection, corrections) == []


def test_a_later_verdict_on_a_pair_takes_the_earlier_one_back():
    corrections = Corrections.said([("tie", "1", "5"), ("apart", "5", "1")])
    found = stored(*CHAIN)
    correct(found.connection, corrections)
    assert clusters(found)["5"] == "5"
    assert corrections.contradiction() is None


def test_a_new_version_of_a_story_is_not_linked_with_one_it_is_apart_from():
    found = Remembering(Corrections.said([("apart", "1", "2")]))
    body = " ".join(f"word{at}" for at in range(200))
    found.add("1", 1, "A bridge is mended", "2026-11-01", body)
    found.add("2", 1, "Works come to an end", "2026-11-01", "Something else stands here.")
    assert found.add("2", 2, "A bridge is mended", "2026-11-01", body) is None
    match = found.match("A bridge is mended", "2026-11-01", body)
    assert match is not None
    assert match.id == "1"
