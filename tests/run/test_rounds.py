"""Whose turn it is when a run's budget is too small for all sections."""

from tests.run.building import NEWS, OPEDS, hold, ledger

MOD = "politics/mod"


def due(run, *sections, broken=()):
    run.walks.rounds.begin(())
    return run.walks.rounds.due(sections or (NEWS, OPEDS), set(broken))


def read(run, section):
    run.walks.begin(section, requested=True)
    run.walks.touch(section)
    run.walks.end(section)


def test_a_section_is_read_once_in_a_round_however_many_runs_that_takes(run):
    assert due(run) == [NEWS, OPEDS]
    read(run, NEWS)
    for later in (run.next(2), run.next(2)):
        assert due(later) == [OPEDS]
        assert later.walks.rounds.is_closed(NEWS)
    read(later, OPEDS)
    assert due(later.next()) == []


def test_the_run_after_the_end_of_a_round_begins_another_with_what_was_read_the_longest_time_ago(run):
    due(run)
    read(run, OPEDS)
    due(later := run.next())
    read(later, NEWS)
    later.walks.rounds.end()
    assert due(later.next()) == [OPEDS, NEWS]


def test_those_never_read_come_first_and_of_two_runs_one_begins_with_the_walks_that_broke_off(run):
    due(run)
    run.walks.touch(NEWS)
    run.walks.know(MOD)
    assert due(run.next(2), NEWS, MOD, broken=[NEWS]) == [NEWS, MOD]
    assert due(run.next(3), NEWS, MOD, broken=[NEWS]) == [MOD, NEWS]


def test_a_run_that_names_other_sections_has_a_round_of_its_own(run):
    due(run)
    read(run, NEWS)
    named = run.next()
    named.walks.rounds.begin([NEWS])
    assert named.walks.rounds.due([NEWS], set()) == [NEWS]


def test_in_a_long_round_every_other_run_reads_old_sections_again(run):
    hold(run.state, ledger(run.number))
    due(run)
    read(run, NEWS)
    assert due(run.next(2)) == [OPEDS]
    assert due(run.next(3)) == [OPEDS, NEWS]
    later = run.next(3)
    later.hours = 2.0
    assert due(later) == [OPEDS]


def test_a_round_reads_the_feed_of_each_section_once_too(run):
    due(run)
    read(run, NEWS)
    run.walks.rounds.close("politics")
    assert run.walks.rounds.without_feed() == [NEWS]
    due(later := run.next())
    later.walks.rounds.close(f"/{NEWS}/rss")
    assert later.walks.rounds.without_feed() == []


def test_without_a_small_budget_there_is_no_round(run):
    read(run, NEWS)
    run.walks.rounds.end()
    assert run.state.listing("/#round") is None
