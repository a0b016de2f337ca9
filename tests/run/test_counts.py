"""Counts of a run: walks, outcomes by section, what is missing, and how full the records are."""

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.items import Printed
from newscrawl.run.counts import FIELDS, OUTCOMES, RunCounts, Walk
from tests.run.building import NEWS, OPEDS, story

IDS = st.sampled_from([str(number) for number in range(12)])
SECTIONS = (NEWS, OPEDS)


def test_a_walk_ends_with_the_first_page_that_shows_nothing_new():
    walk = Walk()
    assert [walk.add_page(ids) for ids in ({"1", "2"}, {"2", "3"}, {"1", "3"})] == [False, False, True]
    assert (walk.pages, walk.listed) == (3, {"1", "2", "3"})


def test_the_first_page_never_ends_a_walk_even_if_it_is_empty():
    walk = Walk()
    assert not walk.add_page(set())
    assert walk.add_page(set())


def test_what_a_feed_showed_before_does_not_end_a_walk():
    walk = Walk(listed={"1", "2"})
    assert [walk.add_page(ids) for ids in ({"1"}, {"2"})] == [False, False]


@given(
    listed=st.dictionaries(st.sampled_from(SECTIONS), st.sets(IDS), min_size=1),
    outcomes=st.dictionaries(IDS, st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(SECTIONS))),
)
def test_in_each_section_the_outcomes_sum_to_what_is_listed_and_has_one(listed, outcomes):
    counts = RunCounts(outcomes=outcomes)
    for section, ids in listed.items():
        counts.walk(section).listed |= ids
    sections = counts.sections()
    assert sections.keys() == listed.keys()
    for section in sections.values():
        missing = section.get("missing", [])
        assert section["listed"] == sum(section[name] for name in OUTCOMES) + len(missing)
    missing = {one for section in sections.values() for one in section.get("missing", [])}
    assert counts.missing() == sorted(missing)
    for name in ("stored", "duplicate", "tombstone", "failed", "skipped"):
        assert sum(section[name] for section in sections.values()) <= counts.count(name)


def test_a_story_counts_where_it_was_fetched_and_is_known_elsewhere():
    counts = RunCounts()
    for section in SECTIONS:
        counts.walk(section).listed = {"1"}
    counts.close("1", "stored", NEWS)
    sections = counts.sections()
    assert (sections[NEWS]["stored"], sections[NEWS]["known"]) == (1, 0)
    assert (sections[OPEDS]["stored"], sections[OPEDS]["known"]) == (0, 1)
    assert counts.by_section() == {NEWS: 1}


def test_a_section_names_failure_probe_and_missing_only_where_there_are_any():
    counts = RunCounts()
    counts.walk(NEWS).listed = {"1"}
    counts.close("1", "stored", NEWS)
    assert not {"failure", "open_beyond_stop", "missing"} & counts.sections()[NEWS].keys()
    walk = counts.walk(NEWS)
    walk.failure, walk.open_beyond_stop = "status 500", 0
    walk.listed.add("2")
    section = counts.sections()[NEWS]
    assert (section["failure"], section["open_beyond_stop"], section["missing"]) == ("status 500", 0, ["2"])


def test_fill_rates_are_shares_of_stored_stories():
    counts = RunCounts()
    assert counts.fill_rates() == {}
    for number in ("1", "2", "3"):
        record = story(number, byline="Ann Lee" if number == "1" else None).record()
        counts.take(record, Printed())
        counts.close(number, "stored", NEWS)
    counts.close("4", "failed", NEWS)
    rates = counts.fill_rates()
    assert list(rates) == list(FIELDS)
    assert (rates["headline"], rates["byline"], rates["authors"]) == (1.0, 0.3333, 0.0)


def test_a_record_is_counted_by_the_source_of_its_date_its_extractor_and_its_landmarks():
    counts = RunCounts(expected=frozenset({"byline"}))
    counts.take(story("1", date_published_from="feed").record(), Printed(landmarks=frozenset({"headline"})))
    counts.take(story("2", extractor="trafilatura 2.3").record(), Printed())
    assert counts.sources == {"feed": 1, "none": 1}
    assert counts.extractors == {"newscrawl": 1, "trafilatura 2.3": 1}
    assert counts.reading.landmarks == {"headline": 1}
    assert counts.reading.fallbacks == 1
    assert counts.reading.lacking == {"byline": ["1", "2"], "fallback": ["2"]}


def test_of_what_is_lost_the_ledger_keeps_the_first_hundred():
    counts = RunCounts()
    for number in range(101):
        counts.note_lost(f"/{number}", "status 500")
    assert len(counts.lost) == 100
    assert "/0" in counts.lost
    assert "/100" not in counts.lost
