"""The ledger: the same keys whoever writes it, and what each of its three makers knows."""

import json
from collections import Counter

import pytest

from newscrawl.run.counts import OUTCOMES
from newscrawl.run.ledger import REEXTRACT, Ledger
from newscrawl.store.schema import EntryRow, RunRow
from tests.run.building import NEWS, OPEDS, SITE, STARTED, hold, ledger

ROW = RunRow(1, STARTED.isoformat(), SITE, 1)


@pytest.fixture(params=["crawl", "killed", "accepted"])
def made(request, run):
    run.store("101", "102")
    run.session.files = {"stories/x.jsonl": "ab"}
    return {
        "crawl": lambda: Ledger.of_crawl(run.session, {"downloader/request_count": 5}, "finished"),
        "killed": lambda: Ledger.of_killed(run.state, ROW, run.session.files),
        "accepted": lambda: Ledger.of_accepted(run.session, Counter(versions=2), Counter(headline=2)),
    }[request.param]()


KEYS = (
    "run newscrawl site started ended seconds killed reason robots outcomes sections requests requests_per_new_story "
    "bytes statuses archived not_modified seconds_waited fill_rates date_published_from requested drift drift_by_section "
    "extractors failures lost tombstones skipped waiting given_up suspects absent notes accepted changed_fields files exit_code verdict health"
).split()


def test_every_ledger_has_the_same_keys_in_the_same_order_and_reads_back(made):
    assert list(made.to_dict()) == KEYS
    assert list(json.loads(made.to_text()).items()) == list(made.to_dict().items())
    assert made.to_text().count("\n") > len(KEYS)


def test_every_ledger_knows_its_run_its_files_and_what_was_stored(made):
    assert (made.run, made.site, made.started[:19]) == (1, SITE, "2026-11-24T12:00:00")
    assert made.files == {"stories/x.jsonl": "ab"}
    assert made.outcomes == dict.fromkeys(OUTCOMES, 0) | {"stored": 2}


def test_a_crawls_ledger_takes_counts_and_scrapys_stats(run):
    run.store("101", "102")
    run.show("103")
    run.outcomes.mark_failed("103", "status 500")
    run.counts.walk(OPEDS).requested = False
    stats = {
        "downloader/request_count": 7, "downloader/response_bytes": 900, "downloader/response_status_count/200": 5,
        "downloader/response_status_count/304": 2, "newscrawl/archived": 4, "newscrawl/seconds_waited": 1.26,
    }  # fmt: skip
    made = Ledger.of_crawl(run.session, stats, "shutdown")
    assert (made.reason, made.killed, made.accepted) == ("shutdown", False, None)
    assert (made.requests, made.requests_per_new_story, made.bytes) == (7, 3.5, 900)
    assert (made.statuses, made.not_modified) == ({"200": 5, "304": 2}, 2)
    assert (made.archived, made.seconds_waited) == (4, 1.3)
    assert (made.requested, made.failures) == ([NEWS], {"103": "status 500"})
    assert made.sections[NEWS]["listed"] == 3
    assert made.fill_rates["headline"] == 1.0
    assert made.drift["pages"] == 2
    assert made.ended
    assert made.ended >= made.started


def test_without_a_new_story_there_are_no_requests_per_story(run):
    made = Ledger.of_crawl(run.session, {}, "finished")
    assert (made.requests, made.requests_per_new_story, made.robots) == (0, None, None)


# --- a killed run -------------------------------------------------------------------------------------

ENTRIES = (
    EntryRow("1", "/1", NEWS, outcome="stored", run=1),
    EntryRow("2", "/2", NEWS, outcome="duplicate", why="1", run=1),
    EntryRow("3", "/3", OPEDS, outcome="tombstone", why="expired", run=1),
    EntryRow("4", "/4", OPEDS, outcome="given up", why="status 500", tries=5, run=1),
    EntryRow("5", "/5", OPEDS, why="timeout", tries=1, run=1),
    EntryRow("6", "/6", OPEDS, run=1),  # shown, not asked for
    EntryRow("7", "/7", NEWS, outcome="stored", run=2),  # another run's
)


def test_a_killed_runs_ledger_is_read_from_the_rows_it_had_committed(run):
    for entry in ENTRIES:
        run.state.entries.add(entry)
    made = Ledger.of_killed(run.state, ROW, {})
    assert (made.killed, made.reason, made.exit_code) == (True, "killed", None)
    assert made.outcomes == {
        "known": 0, "stored": 1, "duplicate": 1, "tombstone": 1, "failed": 2, "skipped": 0,
    }  # fmt: skip
    assert {path: one["listed"] for path, one in made.sections.items()} == {OPEDS: 3, NEWS: 2}
    for section in made.sections.values():
        assert section["listed"] == sum(section[name] for name in OUTCOMES)
        assert section["complete"] is False
    assert (made.failures, made.tombstones, made.given_up) == (
        {"5": "timeout"},
        {"3": "expired"},
        {"4": "status 500"},
    )
    assert (made.requests, made.bytes, made.ended, made.seconds) == (None, None, None, None)


# --- an accepted archive --------------------------------------------------------------------------------


def test_an_accepted_archives_ledger_counts_versions_and_stories_as_stored(run):
    accepted = Counter(versions=3, stories=1, copies=2, superseded=1)
    made = Ledger.of_accepted(run.session, accepted, Counter(headline=2, byline=1))
    assert (made.reason, made.requests) == (REEXTRACT, 0)
    assert (made.outcomes["stored"], made.outcomes["duplicate"]) == (4, 2)
    assert made.accepted == accepted
    assert list((made.changed_fields or {}).items()) == [("byline", 1), ("headline", 2)]


# --- robots.txt -----------------------------------------------------------------------------------------

ANSWER = {"answer": "read", "sha256": "aa"}


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        ([], None),
        ([ANSWER | {"changed": None}], False),
        ([ANSWER | {"sha256": "bb"}], True),
        ([ANSWER | {"answer": "status 404"}], True),
        ([ANSWER, ANSWER | {"sha256": "bb"}], True),  # the last one counts
        ([ANSWER | {"sha256": "bb"}, ANSWER], False),
        ([ANSWER, None], False),  # not asked for in between
    ],
)
def test_robots_txt_is_changed_if_answer_or_bytes_differ_from_the_last_run(run, before, changed):
    hold(run.state, *(ledger(number, robots=one) for number, one in enumerate(before, 1)))
    made = Ledger.of_crawl(run.session, {"newscrawl/robots_txt": ANSWER}, "finished")
    assert made.robots == ANSWER | {"changed": changed}


def test_the_robots_txt_of_another_site_is_no_measure(run):
    other = ledger(1, robots=ANSWER)
    other.site = "https://example.org"
    hold(run.state, other)
    made = Ledger.of_crawl(run.session, {"newscrawl/robots_txt": ANSWER}, "finished")
    assert made.robots == ANSWER | {"changed": None}
