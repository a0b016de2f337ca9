"""Retry: what was closed without a story is asked for again; what is stored or forgotten stays."""

import pytest

from newscrawl.errors import BadArgument
from newscrawl.run.quarantine import Quarantine
from newscrawl.run.retries import FORGOTTEN
from newscrawl.store.schema import EntryRow
from newscrawl.store.state import State
from newscrawl.tools.retry import by_ids, by_outcome, by_run, lost, retry
from newscrawl.tools.story_status import story_status
from tests.run.building import NEWS, begun, ended, story

CLOSED = {
    "2": ("given up", "status 500"),
    "3": ("tombstone", "not found"),
    "4": ("tombstone", "cartoon"),
    "5": ("tombstone", FORGOTTEN),
}


@pytest.fixture
def data(tmp_path):
    """Make a folder whose run 1 stored a story; others were closed without one, or were tried once."""
    run = begun(tmp_path / "data")
    run.state.entries.add(EntryRow("1", f"/{NEWS}/s-1", NEWS, run=1))
    run.state.entries.add(EntryRow("6", f"/{NEWS}/s-6", NEWS, run=1))
    run.outcomes.store(story("1"))
    run.outcomes.mark_failed("6", "timeout")
    for story_id, (outcome, why) in CLOSED.items():
        row = EntryRow(story_id, f"/{NEWS}/s-{story_id}", NEWS, outcome=outcome, why=why, tries=7, due="2030-01-01T00:00:00+00:00", run=1)  # fmt: skip
        run.state.entries.add(row)
    ended(run)
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (by_ids(["2", "3"]), ["2", "3"]),
        (by_outcome("not_found"), ["3"]),
        (by_outcome("given_up"), ["2"]),
        (by_outcome("failed"), ["2"]),
        (by_outcome("timeout"), ["6"]),
        (by_run(1), ["6"]),
        (lost, ["2", "3", "6"]),
    ],
    ids="ids not_found given_up failed timeout run lost".split(),
)
def test_the_chosen_ones_are_due_at_once_and_no_others(data, choice, expected):
    assert retry(data, choice) == expected
    state = State.open_readonly(data / "state.db")
    assert {one.id for one in state.open_entries()} == {*expected, "6"}
    assert {(one.tries, one.due) for one in state.open_entries() if one.id in expected} == {(0, "")}
    state.connection.close()
    run = begun(data)
    assert all(run.frontier.wants(story_id) for story_id in expected)
    ended(run)


@pytest.mark.parametrize(("story_id", "why"), [("1", "stored"), ("5", "forgotten"), ("9", "No story")])
def test_what_is_stored_forgotten_or_unknown_is_refused_and_nothing_changes(data, story_id, why):
    before = (data / "state.db").read_bytes()
    with pytest.raises(BadArgument, match=why):
        retry(data, by_ids(["2", story_id]))
    assert (data / "state.db").read_bytes() == before


def test_an_unknown_run_is_refused(data):
    with pytest.raises(BadArgument, match="no ledger of run 7"):
        retry(data, by_run(7))


def test_a_page_in_quarantine_gets_out(data):
    quarantine = Quarantine(data / "quarantine")
    quarantine.open()
    quarantine.deaths = {"2": 2, "3": 2}
    quarantine.free([])
    retry(data, by_ids(["2"]))
    quarantine.open()
    assert quarantine.deaths == {"3": 2}


def test_what_an_address_answered_is_told(data):
    said = story_status(data, None, "6")
    assert said.startswith("open since run 1 timeout, next try from ")
    assert said.endswith(": timeout")
