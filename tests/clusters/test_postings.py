"""Postings: how many a phrase gets, and that they are found in memory and on disk alike."""

from benchmarks.wire import Writer
from newscrawl.clusters import postings
from newscrawl.clusters.index import DuplicateIndex
from newscrawl.clusters.shingles import take_sample
from tests.clusters.indexing import Remembering, add


def test_a_phrase_of_many_stories_gets_no_more_postings():
    found, writer = Remembering(), Writer(2)
    phrase = " ".join(f"stock{n}" for n in range(80))
    for number in range(60):
        found.add(str(number), 1, str(number), None, f"{writer.story().body}\n\n{phrase}")
    held = found.postings.find(take_sample(phrase).wanted)
    assert 0 < max(map(len, held.values())) <= postings.MOST


def test_postings_are_found_alike_in_memory_merged_and_read_again(monkeypatch):
    plain = Remembering()
    monkeypatch.setattr(postings, "_TURN", 1)  # merges a part with every text
    merging, writer = Remembering(), Writer(8)
    stories = [writer.story() for _ in range(150)]
    for story in stories:
        add(plain, story)
        add(merging, story)
    (merged,) = merging.connection.execute("SELECT count(*) FROM postings").fetchone()
    assert merged > 1000
    again = DuplicateIndex(merging.connection)
    for story in stories:
        wanted = take_sample(story.body).wanted
        held = [{one: sorted(texts) for one, texts in each.postings.find(wanted).items()} for each in (plain, merging, again)]  # fmt: skip
        assert held[0] == held[1] == held[2]
        assert getattr(again.match(story.headline, story.day, story.body), "id", None) == story.id
