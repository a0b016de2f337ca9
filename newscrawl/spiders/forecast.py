"""Forecast: what a crawl will take, said before its first request, from the state or else from what the channel declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.channels import POLITICS
from newscrawl.run.counts import median
from newscrawl.text.span import span

if TYPE_CHECKING:
    from newscrawl.spiders.arguments import Arguments
    from newscrawl.store.state import State

_RUNS = 10  # past runs whose requests are a measure of the next one's
_SPREAD = 1.125  # the mean wait between two requests, in delays: jitter lengthens it


def forecast(state: State, arguments: Arguments, delay: float) -> str:
    """Return how many sections and requests a crawl will probably take, and how long at this delay (seconds)."""
    past = [one["requests"] for one in state.past_ledgers(_RUNS) if one.get("requests")]
    waiting, wait = state.count_open(), delay * _SPREAD
    limit = f"the budget is {arguments.max_requests} requests and {span(60 * arguments.max_minutes)}"
    if not past:
        named = len(arguments.sections)
        what = (
            _sections(named)
            if named
            else f"{len(POLITICS.titles)} sections and those that pages link to, about {POLITICS.about} in all"
        )
        pace = f"{round(3_600 / wait)} requests an hour" if wait else "no delay between requests"
        return (
            f"First crawl of {arguments.site}: {what}, each read to its end. How many stories they list is not known "
            f"before: -a plan=yes counts them. {pace}; {limit}. It may be stopped at any time, and the next run goes on."
        )
    known = state.count_sections()
    usual = median(past) or 0
    expected = min(usual + waiting, arguments.budget(delay))
    return (
        f"Crawl of {arguments.site}: {_sections(len(arguments.sections) or known)}, about {round(usual)} requests as in the last "
        f"{len(past)} runs, and {waiting} stories that wait: about {span(expected * wait)}; {limit}."
    )


def _sections(number: int) -> str:
    return f"{number} section{'' if number == 1 else 's'}"
