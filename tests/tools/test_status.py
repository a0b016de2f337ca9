"""What `scrapy status` shows of the last days."""

from newscrawl.tools.status import report
from newscrawl.tools.status_window import window_lines
from tests.run.building import hold, ledger, tally


def failed(number, ids, ago, **keys):
    """Make the ledger of a run in which some stories failed and others were stored."""
    counts = {"stored": 6, "failed": len(ids), "duplicate": 1}
    why = {one: f"https://x.example/s-{one} (status 503)" for one in ids}
    drift = tally(6).to_dict()
    return ledger(
        number, outcomes=counts, ago=ago, failures=why, exit_code=65 if ids else 0, drift=drift, **keys
    )


def test_the_window_shows_after_two_healthy_runs_what_failed_in_the_days_before(run):
    two = {"7": "the text ends with “Read more at”"}
    captcha = {"8": "captcha"}
    past = [failed(1, ["1", "2", "3"], 5), failed(2, ["2", "3"], 4, suspects=two, tombstones=captcha)]
    healthy = [failed(3, [], 0.5), failed(4, [], 0, absent={"/a/rss": "gone"})]
    hold(run.state, failed(0, ["99"], 9), *past, *healthy)
    run.state.commit()
    lines = window_lines(run.state, healthy[-1].to_dict())
    cells = {
        line[:18].strip(): line[18:].replace(" %", "%").replace(" (", "(").split() for line in lines[2:11]
    }
    assert lines[1].split() == ["last", "run", "24", "hours", "7", "days"]
    assert cells == {
        "runs": ["1", "2", "4"],
        "new stories": ["6", "12", "24"],
        "new stories a day": ["-", "-", "5"],
        "failed": ["0", "0", "3(9%)"],
        "blocked": ["0", "0", "1(3%)"],
        "tombstones": ["0", "0", "1(3%)"],
        "duplicates": ["1(14%)", "2(14%)", "4(12%)"],
        "cut or misdated": ["0", "0", "1(4%)"],
        "typical words": ["602", "602", "602"],
    }
    assert lines[11:] == [
        "failed in 7 days: 3 status 503",
        "tombstones in 7 days: 1 captcha",
        "cut or misdated in 7 days: 1 the text ends with “Read more at”",
        "not shown any more: /a/rss: gone",
    ]
    assert "\n".join(lines) in report(run.root, 10)
