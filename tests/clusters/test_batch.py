"""Clusters of a whole set: the same in any order, and those that the index finds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.newsroom import SCENARIOS
from benchmarks.wire import VERSIONS, Writer, stream
from newscrawl.clusters.batch import Member, clusters_of
from newscrawl.clusters.corrections import Corrections
from tests.clusters.indexing import Remembering, add


def member(story):
    return Member(story.id, story.headline, story.day, story.body)


def labels_of(stories):
    return clusters_of(lambda: map(member, stories))


SENT = list(stream(300, seed=11))


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
@pytest.mark.slow
def test_a_whole_set_gives_the_same_clusters_in_any_order(dice: random.Random):
    shuffled = list(SENT)
    dice.shuffle(shuffled)
    assert labels_of(shuffled) == labels_of(SENT)


def test_a_whole_set_gives_the_clusters_that_the_index_found():
    found = Remembering()
    for story in SENT:
        add(found, story)
    labels = labels_of(SENT)
    other = [story.kind for story in SENT if labels[story.id] != found.cluster_of(story.id)]
    assert len(other) <= len(SENT) // 100, other


@pytest.mark.parametrize("count", [3, 90])
@pytest.mark.slow
def test_many_versions_of_one_story_are_one_cluster(count):
    writer = Writer(3)
    story = writer.story()
    kinds = list(VERSIONS)
    sent = [story, *(writer.version(story, kinds[n % len(kinds)]) for n in range(count))]
    sent += [writer.story() for _ in range(20)]
    labels = labels_of(sent)
    tied = sum(labels[one.id] == story.id for one in sent[1 : count + 1])
    assert tied >= count * 0.9
    assert len({labels[one.id] for one in sent[count + 1 :]}) == 20


def test_a_teaser_ties_its_story_to_no_follow_up_that_quotes_it():
    writer = Writer(4)
    story = writer.story()
    teaser = writer.version(story, "teaser")
    day = writer.story()
    quoting = Member("9", "Another day", "2026-01-09", f"{day.body}\n\n{teaser.body}")
    labels = clusters_of(lambda: [quoting, member(teaser), member(story)])
    assert labels == {"9": "9", story.id: story.id, teaser.id: story.id}


def test_a_cut_belongs_to_the_earliest_of_the_stories_that_hold_it():
    writer = Writer(7)
    story = writer.story()
    cut = "\n\n".join(story.paragraphs[:2])
    digest = "\n\n".join([cut, *(writer.paragraph(writer.cast()) for _ in range(9))])
    members = [
        Member("1", "News in brief", "2026-11-01", digest),
        Member("2", "Story", "2026-10-30", f"One more word stands above.\n\n{story.body}"),
        Member("3", "Story", "2026-11-01", cut),
    ]
    assert clusters_of(lambda: members) == {"1": "1", "2": "2", "3": "2"}


def test_versions_of_one_id_are_one_cluster_whatever_they_say():
    writer = Writer(5)
    first, second = writer.story(), writer.story()
    members = [Member("4", "A", None, first.body), Member("4", "B", None, second.body)]
    assert clusters_of(lambda: members) == {"4": "4"}


@pytest.mark.parametrize(("kept", "is_tied"), [(770, False), (830, True)])
def test_near_the_line_the_texts_themselves_decide(kept, is_tied):
    writer, members = Writer(12), []
    for number in range(30):
        words = writer.words(1000).split()
        later = [writer.words(1000 - kept), *words[:kept]]
        members.append(Member(f"{number}", "A bridge is mended", "2026-11-01", " ".join(words)))
        members.append(Member(f"1{number:02}", "A bridge is mended", "2026-11-01", " ".join(later)))
    labels = clusters_of(lambda: members)
    assert len(set(labels.values())) == (30 if is_tied else 60)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.slow
def test_a_whole_set_ties_no_two_issues_of_a_column_poll_or_newsletter(name):
    sent = SCENARIOS[name]()[:200]
    origins = {story.id: story.origin or story.id for story in sent}
    labels = labels_of(sent)
    tied = {(label, origins[story_id]) for story_id, label in labels.items()}
    assert len(tied) == len(set(labels.values()))
    assert len(tied) <= 1.05 * len(set(origins.values()))


def test_corrections_overrule_the_rules_also_by_way_of_a_third_story():
    writer = Writer(8)
    story, other = writer.story(), writer.story()
    edited, again = (writer.version(story, "light edits") for _ in range(2))
    corrections = Corrections.of(tied=[(other.id, story.id)], apart=[(again.id, story.id)])
    labels = clusters_of(lambda: map(member, [story, other, edited, again]), corrections)
    assert labels[other.id] == labels[story.id] != labels[again.id]
