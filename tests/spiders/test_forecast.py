"""What a crawl says before its first request."""

from newscrawl.spiders.arguments import read_arguments
from newscrawl.spiders.forecast import forecast
from tests.run.building import hold, ledger


def test_a_first_crawl_says_what_the_channel_declares(run):
    said = forecast(run.state, read_arguments(), 1.0)
    assert said.startswith(
        "First crawl of https://www.arcamax.com: 5 sections and those that pages link to, about 100 in all"
    )
    assert "3200 requests an hour; the budget is 100000 requests and 24 hours" in said
    named = forecast(run.state, read_arguments(sections="opeds", max_requests=40), 0.0)
    assert ": 1 section, each" in named
    assert "no delay between requests; the budget is 40 requests" in named


def test_a_later_crawl_is_measured_by_the_ones_before_and_by_what_waits(run):
    hold(
        run.state, *(ledger(number, requests=requests) for number, requests in ((1, 900), (2, 100), (3, 110)))
    )
    run.walks.know("politics/opeds")
    run.show("101", "102")
    said = forecast(run.state, read_arguments(), 1.0)
    assert said.startswith(
        "Crawl of https://www.arcamax.com: 1 section, about 110 requests as in the last 3 runs, and 2 stories that wait: about 2 minutes"
    )


def test_a_budget_bounds_what_is_foretold(run):
    hold(run.state, ledger(1, requests=10_000))
    assert ": about 38 seconds;" in forecast(run.state, read_arguments(max_requests=34), 1.0)
