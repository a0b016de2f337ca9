"""Furniture: what four stories share, and how much of it their samples show."""

import pytest

from newscrawl.clusters.furniture import Furniture, Witness, furniture_of
from newscrawl.clusters.rules import Side

NOTES = frozenset(range(50))


def witness(cluster, day="2026-11-02", length=90, shared=NOTES):
    return Witness(cluster, day, length, shared)


@pytest.mark.parametrize(("stories", "is_known"), [(3, False), (4, True)])
def test_what_four_stories_share_is_furniture(stories, is_known):
    found = furniture_of(map(witness, range(stories)))
    assert found.shingles == (NOTES if is_known else frozenset())


@pytest.mark.parametrize(("step", "is_known"), [(1, False), (7, True)])
def test_the_texts_of_one_cluster_and_week_are_one_story(step, is_known):
    found = furniture_of(witness("1", f"2026-11-{2 + step * n:02}") for n in range(4))
    assert bool(found.shingles) == is_known


def test_what_is_left_is_counted_by_the_shingles_that_four_samples_would_show():
    """Three short texts have whole samples; the fourth is long, and its sample has every eighth shingle."""
    found = furniture_of(witness(n, length=900 if n == 3 else 90) for n in range(4))
    one, shared = Side(90, (5, 12, 25, 50)), (0, 6, 13, 30)
    assert found.left(one, one, shared) == 0.0
    assert Furniture(NOTES).left(one, one, shared) == 0.6
    assert (found | Furniture(NOTES)).left(one, one, shared) == 0.0
