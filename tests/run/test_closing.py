"""The closing lines of a run."""

from newscrawl.run.closing import closing_lines
from tests.run.building import ledger


def closed(code=0, verdict="ok", outcomes=None, **keys):
    return closing_lines(ledger(9, outcomes=outcomes, exit_code=code, verdict=verdict, seconds=75.2, **keys))


def test_a_run_without_a_fault_says_that_nothing_is_to_do():
    assert closed(outcomes={"stored": 1, "duplicate": 2, "tombstone": 1}, requests=7) == [
        "Run 9 ended after 0:01:15 with 0 (ok): 1 story stored, 2 copies, 1 page without a story, 0 failed, 0 known, 0 skipped, 7 requests.",
        "In doubt: nothing.",
        "To do: nothing.",
    ]


def test_doubts_are_counted_and_named():
    why = {"3": "https://x.example/s-3 (status 503)", "4": "https://x.example/s-4 (status 503)"}
    _, doubts, _ = closed(
        suspects={"7": "dated 1970-01-01"}, failures=why, given_up={"8": "status 500"},
        lost={"/politics/rss": "status 500"}, absent={"/a": "gone"},
    )  # fmt: skip
    assert doubts == (
        "In doubt: 1 story looks cut, damaged or misdated (7); 2 failed and will be asked for again (2 status 503); "
        "1 given up (8); 1 page was not read (/politics/rss); 1 not shown any more (`scrapy status` names them)."
    )
    assert "(1, 2, 3, 4, 5, …)" in closed(suspects=dict.fromkeys("123456", "cut"))[1]


def test_what_is_to_do_follows_from_the_exit_code():
    assert (
        closed(suspects={"7": "cut"})[2]
        == "To do: nothing; look at one of the doubted stories with `scrapy explain 7`."
    )
    assert closed(78, "blocked")[2] == "To do: crawl less often or slower."
    done, _, to_do = closed(124, "partial: 70 stories wait", waiting=70)
    assert "with 124 (partial: 70 stories wait)" in done
    assert done.endswith("; 70 wait for a later run.")
    assert to_do == "To do: nothing, the next run resumes; or raise the limits."
