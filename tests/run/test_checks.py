"""The checks of a run's health, by shares over the last day and week."""

import pytest

from newscrawl.run.drift import sum_stats
from newscrawl.run.health import Causes, Health, examine
from newscrawl.run.ledger import REEXTRACT
from newscrawl.store.schema import EntryRow
from tests.run.building import NEWS, OPEDS, SITE, hold, ledger, tally


def judged(run, now, listed=("1",)) -> Health:
    """Examine a run whose news section showed these stories."""
    run.counts.walk(NEWS).add_page(set(listed))
    return examine(run.session, now, Causes())


def unread(run, why, count):
    """Leave so many stories open that could not be read."""
    for number in range(count):
        row = EntryRow(str(900 + number), f"/{NEWS}/s-{900 + number}", NEWS, why=why, tries=1, run=run.number)
        run.state.entries.put(row)


def days(run, stored=5, since=20, **keys):
    """Hold a ledger for each of some days before the last."""
    hold(
        run.state,
        *(ledger(50 - day, outcomes={"stored": stored}, ago=day, **keys) for day in range(2, since)),
    )


def test_sections_that_fail_for_one_reason_are_one_line_with_their_number(run):
    for section, status in ((NEWS, 503), (OPEDS, 503), ("politics/mod", 404)):
        run.counts.walk(section).failure = f"{SITE}/{section} (status {status})"
    sections = {
        section: {"failure": f"{SITE}/{section} (status {status})"}
        for section, status in ((NEWS, 503), (OPEDS, 503), ("politics/mod", 404))
    }
    assert judged(run, ledger(sections=sections)).lines[:2] == [
        f"2 sections not read to the end ({NEWS}, {OPEDS}): status 503",
        f"politics/mod: {SITE}/politics/mod (status 404)",
    ]


# --- stories that could not be read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "stored", "code"), [(86, 20, 65), (3, 0, 65), (3, 26, 65), (3, 27, 0), (2, 0, 0), (8, 0, 65)]
)
def test_more_than_two_unread_stories_and_a_tenth_of_a_week_are_incomplete(run, count, stored, code):
    unread(run, f"{SITE}/x (status 503)", count)
    hold(run.state, ledger(8, outcomes={"stored": stored}, ago=6))
    health = judged(run, ledger())
    assert health.exit_code == code
    if code:
        assert health.lines == [
            f"{count} stories could not be read ({count} status 503), 0 were stored in 24 hours and {stored} in 7 days: the next runs ask again; look at one with `scrapy explain 900`"
        ]


@pytest.mark.parametrize(("stored", "named", "code"), [(20, 3, 65), (20, 2, 0), (27, 3, 0)])
def test_a_tenth_of_a_day_that_a_run_asked_for_in_vain_is_incomplete_however_much_the_week_brought(
    run, stored, named, code
):
    unread(run, "status 503", 4)
    hold(run.state, ledger(8, outcomes={"stored": 90}, ago=6))
    failures = {str(900 + number): "status 503" for number in range(named)}
    now = ledger(outcomes={"stored": stored, "failed": named}, failures=failures)
    assert judged(run, now).exit_code == code


def test_an_incident_counts_until_what_it_names_is_read(run):
    unread(run, "not found", 8)
    assert judged(run, ledger(outcomes={"stored": 1})).exit_code == 65
    run.state.connection.execute("UPDATE entries SET outcome = 'stored'")
    run.state.connection.execute("DELETE FROM entries")
    assert judged(run, ledger(10, outcomes={"stored": 8})).exit_code == 0


def test_cartoons_are_no_unread_stories(run):
    unread(run, "cartoon", 8)
    assert judged(run, ledger()).exit_code == 0


def test_giving_a_story_up_is_never_0_and_says_how_to_ask_again(run):
    health = judged(run, ledger(outcomes={"failed": 1, "stored": 40}, given_up={"7": "status 500"}))
    assert health.exit_code == 65
    assert health.lines == ["1 story given up (1 status 500): `scrapy retry 7` asks again"]


def test_pages_that_could_not_be_read_are_worth_a_look_and_so_is_an_empty_listing(run):
    unread(run, "expired", 4)
    run.counts.walk(OPEDS).add_page(set())
    now = ledger(outcomes={"tombstone": 4}, tombstones={str(900 + n): "expired" for n in range(4)})
    assert judged(run, now).badly_read == ["900", "901", f"{SITE}/{OPEDS}"]


# --- a block ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["captcha", "consent", f"{SITE}/x (status 403)"])
@pytest.mark.parametrize(("barred", "stored", "code"), [(3, 0, 78), (8, 2, 78), (3, 1, 65), (1, 0, 0)])
def test_barriers_on_nearly_all_pages_are_a_block(run, why, barred, stored, code):
    said = {str(number): why for number in range(900, 900 + barred)}
    unread(run, why, barred)
    counts = {"tombstone": barred, "stored": stored}
    assert judged(run, ledger(outcomes=counts, tombstones=said)).exit_code == code


def test_a_block_adds_up_over_small_runs(run):
    unread(run, "captcha", 3)
    now = ledger(outcomes={"tombstone": 1}, tombstones={"902": "captcha"})
    assert judged(run, now).exit_code == 78
    assert judged(run, ledger(outcomes={"stored": 1})).exit_code == 65  # it lets us in again


def test_listings_that_are_all_refused_are_a_block(run):
    run.counts.walk(NEWS).blocked = True
    assert examine(run.session, ledger(), Causes()).exit_code == 78


# --- stories that were stored badly ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week", "now", "stored", "code"),
    [(2, 1, 20, 65), (2, 0, 20, 0), (2, 1, 60, 0), (1, 1, 0, 0), (0, 20, 0, 65)],
)
def test_stories_that_look_cut_are_incomplete_while_new_ones_do(run, week, now, stored, code):
    past = {str(number): 'cut: "Page 1 of 2"' for number in range(week)}
    own = {str(100 + number): 'cut: "Page 1 of 2"' for number in range(now)}
    hold(run.state, ledger(8, outcomes={"stored": stored}, ago=3, suspects=past))
    health = judged(run, ledger(outcomes={"stored": now}, suspects=own))
    assert health.exit_code == code
    assert health.badly_read == (list(own)[:2] if code else [])


@pytest.mark.parametrize(("usual", "copies", "code"), [(0, 3, 0), (0, 8, 65), (6, 8, 0)])
def test_many_more_copies_than_usual_are_incomplete(run, usual, copies, code):
    hold(run.state, ledger(8, outcomes={"stored": 30 - usual, "duplicate": usual}, ago=3))
    assert judged(run, ledger(outcomes={"stored": 30, "duplicate": copies})).exit_code == code


def test_a_first_crawls_copies_are_no_measure(run):
    assert judged(run, ledger(outcomes={"stored": 30, "duplicate": 20})).exit_code == 0


# --- fields, landmarks, lengths ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["headline"])
@pytest.mark.parametrize(("pages", "lacking", "code"), [(10, 1, 65), (60, 1, 0), (9, 9, 0)])
def test_ten_stories_of_a_day_must_have_headlines_whatever_came_before(run, name, pages, lacking, code):
    drift = tally(pages).to_dict()
    drift["fields"][name] = pages - lacking
    drift["fields"]["article_body"] = pages
    health = judged(run, ledger(outcomes={"stored": pages}, drift=drift))
    assert health.exit_code == code
    assert [line.split(":")[0] for line in health.lines] == [name] * (code == 65)


@pytest.fixture
def whole():
    """Count so many pages that have all fields."""

    def made(pages, **keys):
        drift = tally(pages, **keys).to_dict()
        drift["fields"] |= dict.fromkeys(("headline", "article_body"), pages)
        return drift

    return made


def test_a_landmark_that_went_shows_over_runs_of_three_stories_until_it_is_back(run, whole):
    days(run, drift=whole(5), requested=[NEWS])
    bad = whole(3, without="byline", expected={"byline"})
    for number in range(5):
        hold(
            run.state,
            ledger(60 + number, outcomes={"stored": 3}, ago=0.9 - number / 10, drift=bad, requested=[NEWS]),
        )
    health = judged(run, ledger(70, outcomes={"stored": 3}, drift=bad, requested=[NEWS]))
    assert health.exit_code == 65
    assert {line.split(":")[0] for line in health.lines} == {"landmark byline", "field byline"}
    assert set(health.badly_read) == {"0", "1"}
    healed = judged(run, ledger(71, outcomes={"stored": 3}, drift=whole(3), requested=[NEWS]))
    assert (healed.exit_code, healed.lines) == (0, [])
    other = judged(run, ledger(72, outcomes={"stored": 3}, drift=bad, requested=[OPEDS]))
    assert other.exit_code == 0


@pytest.mark.parametrize(("ago", "named", "code"), [(1.0, True, 0), (0.7, True, 65), (1.0, False, 65)])
def test_a_landmark_that_every_run_has_named_for_a_day_is_believed_to_be_gone(run, whole, ago, named, code):
    days(run, drift=whole(5), requested=[NEWS])
    bad = {"outcomes": {"stored": 12}, "drift": whole(12, without="byline"), "requested": [NEWS]}
    lines = [f"{what} byline in {NEWS}: 100 % of pages before, 0 % now" for what in ("landmark", "field")]
    hold(run.state, ledger(60, ago=ago, health=lines * named, **bad))
    now = ledger(70, **bad)
    assert judged(run, now).exit_code == code
    assert list(now.absent) == ["landmark byline", "field byline"] * (code == 0)


def test_bodies_that_shrink_are_incomplete_and_never_believed(run, whole):
    days(run, drift=whole(5))
    short = {"outcomes": {"stored": 20}, "drift": whole(20, words=120)}
    for number, ago in ((60, 1.0), (61, 0.0)):
        now = ledger(number, ago=ago, **short)
        health = judged(run, now)
        assert health.exit_code == 65
        assert [line.split(":")[0] for line in health.lines] == ["body length article_body"]
        now.health = health.lines
        hold(run.state, now)


def test_accepted_archives_are_no_measure(run, whole):
    hold(run.state, *(ledger(n, REEXTRACT, {"stored": 50}, ago=3, drift=whole(50)) for n in (4, 5, 6)))
    drift = whole(20, without="byline")
    assert judged(run, ledger(outcomes={"stored": 20}, drift=drift)).exit_code == 0


# --- silence -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("usual", "quiet", "code"), [(5, 5, 65), (5, 4, 0), (1, 6, 0)])
def test_days_without_a_story_are_incomplete_where_some_came_every_day(run, usual, quiet, code):
    past = [ledger(40 - day, outcomes={"stored": usual}, ago=day) for day in range(quiet, 25)]
    silent = [ledger(60 - day, ago=day) for day in range(1, quiet)]
    hold(run.state, *past, *silent)
    health = judged(run, ledger(70))
    assert health.exit_code == code
    assert len(health.lines) == (code == 65)


def test_ledgers_of_a_clock_that_ran_ahead_do_not_count(run):
    hold(run.state, ledger(8, outcomes={"stored": 500, "duplicate": 100}, ago=-365))
    unread(run, "status 500", 3)
    assert judged(run, ledger()).exit_code == 65


# --- like with like ------------------------------------------------------------------------------------------


def mixed(**stats):
    """Return the drift of a ledger, in all and by section."""
    paths = {"news": NEWS, "opeds": OPEDS}
    both = {paths[name]: one for name, one in stats.items()}
    return {
        "drift": sum_stats(both.values()).to_dict(),
        "drift_by_section": {path: one.to_dict() for path, one in both.items()},
        "outcomes": {"stored": sum(one.pages for one in both.values())},
    }


def named(pages, *, byline):
    """Count pages with headline and text, with or without a byline."""
    made = tally(pages, without="" if byline else "byline")
    made.fields.update({"headline": 0, "article_body": pages})
    return made


def test_a_day_of_columns_after_weeks_of_news_is_no_break(run):
    for day in range(2, 20):
        hold(
            run.state,
            ledger(50 - day, ago=day, **mixed(news=named(9, byline=True), opeds=named(2, byline=False))),
        )
    health = judged(run, ledger(60, **mixed(news=named(1, byline=True), opeds=named(14, byline=False))))
    assert (health.exit_code, health.lines) == (0, [])


def test_a_section_that_breaks_alone_is_named(run):
    for day in range(2, 20):
        hold(
            run.state,
            ledger(50 - day, ago=day, **mixed(news=named(30, byline=True), opeds=named(2, byline=True))),
        )
    for number in range(3):
        bad = mixed(news=named(30, byline=True), opeds=named(3, byline=False))
        hold(run.state, ledger(60 + number, ago=1 - number / 4, **bad))
    health = judged(run, ledger(70, **mixed(news=named(30, byline=True), opeds=named(2, byline=False))))
    assert health.exit_code == 65
    assert any(
        line.startswith(f"landmark byline in {OPEDS}: 100 % of pages before, 0 % now")
        for line in health.lines
    )
    healed = judged(run, ledger(71, **mixed(opeds=named(2, byline=True))))
    assert healed.exit_code == 0
