"""Clusters of a whole set: the same in any order, and those that the index finds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.wire import VERSIONS, Writer, stream
from newscrawl.clusters.whole import Member, clusters_of
from tests.clusters.test_index import add, index


def member(story):
    return Member(story.id, story.headline, story.day, story.body)


SENT = list(stream(300, seed=11))


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_whole_set_gives_the_same_clusters_in_any_order(dice: random.Random):
    shuffled = list(SENT)
    dice.shuffle(shuffled)
    assert clusters_of(map(member, shuffled)) == clusters_of(map(member, SENT))


def test_a_whole_set_gives_the_clusters_that_the_index_found():
    found = index()
    for story in SENT:
        add(found, story)
    labels = clusters_of(map(member, SENT))
    other = [story.kind for story in SENT if labels[story.id] != found.cluster_of(story.id)]
    assert len(other) <= len(SENT) // 100, other


@pytest.mark.parametrize("count", [3, 90])
def test_many_versions_of_one_story_are_one_cluster(count):
    writer = Writer(3)
    story = writer.story()
    kinds = list(VERSIONS)
    sent = [story, *(writer.version(story, kinds[n % len(kinds)]) for n in range(count))]
    sent += [writer.story() for _ in range(20)]
    labels = clusters_of(map(member, sent))
    tied = sum(labels[one.id] == story.id for one in sent[1 : count + 1])
    assert tied >= count * 0.95
    assert len({labels[one.id] for one in sent[count + 1 :]}) == 20


def test_a_teaser_ties_its_story_to_no_follow_up_that_quotes_it():
    writer = Writer(4)
    story = writer.story()
    teaser = writer.version(story, "teaser")
    day = writer.story()
    quoting = Member("9", "Another day", "2026-01-09", f"{day.body}\n\n{teaser.body}")
    labels = clusters_of([quoting, member(teaser), member(story)])
    assert labels == {"9": "9", story.id: story.id, teaser.id: story.id}


def test_versions_of_one_id_are_one_cluster_whatever_they_say():
    writer = Writer(5)
    first, second = writer.story(), writer.story()
    assert clusters_of([Member("4", "A", None, first.body), Member("4", "B", None, second.body)]) == {
        "4": "4"
    }
