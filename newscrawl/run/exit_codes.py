"""Exit codes of `scrapy crawl politics`: what each means, what to do, and which one wins if a run has several causes.

The table in ``docs/exit-codes.md`` is the output of `markdown()`, and a test compares the two. To regenerate it, run
``python -m newscrawl.run.exit_codes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Row:
    """One exit code in words; ``retry`` says whether and when running the crawl again helps."""

    code: ExitCode
    meaning: str
    remedy: str
    retry: str


#: A run's exit code is the first code in this list that the run has a cause for.
PRECEDENCE = (
    Row(ExitCode.SIGTERM, "stopped by SIGTERM: stored stories are published, the next run resumes", "nothing", "yes"),
    Row(ExitCode.SIGINT, "stopped by SIGINT (Ctrl-C): stored stories are published, the next run resumes", "nothing", "yes"),
    Row(
        ExitCode.STATE_DAMAGED,
        "the state is damaged, was written by a newer newscrawl, or does not belong to the files beside it (older than they "
        "are, or a published file that no run in it knows); nothing was changed, there is no ledger",
        "`scrapy verify`; then `scrapy restore DIR`, or `scrapy recover`",
        "no",
    ),
    Row(
        ExitCode.WRITE_FAILED,
        "writing failed during the run: disk full, I/O error, a feed that cannot be written",
        "free disk space or repair the disk; the next run publishes what was committed",
        "after the repair",
    ),
    Row(
        ExitCode.BAD_ARGUMENT,
        "bad argument or setting, or the data folder belongs to another site; no run number, no ledger",
        "read the message, correct the call; for a site that has moved: `-a same_site=yes`",
        "no",
    ),
    Row(
        ExitCode.CANNOT_OPEN,
        "not begun: a file or folder cannot be opened or created at the start, or the disk is full",
        "check permissions, path and free space",
        "after the repair",
    ),
    Row(
        ExitCode.LOCKED,
        "another run holds the data folder (its pid and age are in the message)",
        "nothing; or stop that run",
        "next schedule",
    ),
    Row(
        ExitCode.INTERNAL,
        "an error in newscrawl: an exception, or listed stories without an outcome",
        "report the log and the ledger",
        "next schedule",
    ),
    Row(
        ExitCode.RATE_LIMITED,
        "the site kept rate-limiting, or answered with captcha or consent pages",
        "crawl less often or slower",
        "hours later",
    ),
    Row(ExitCode.FORBIDDEN, "robots.txt forbids the listings", "stop; ask the site", "no"),
    Row(
        ExitCode.UNREACHABLE,
        "the site or its robots.txt does not respond (5xx, 429, timeout, connection reset)",
        "wait; nothing stored is lost",
        "yes",
    ),
    Row(
        ExitCode.LAYOUT_CHANGED,
        "no listing page of a requested section showed a story, whatever feeds and landing page show: the layout changed, or a "
        "consent page hides the listing",
        "open a listing in `scrapy shell` and look at `ListingPage(response)`",
        "once, then look",
    ),
    Row(
        ExitCode.INCOMPLETE,
        "a section was not read to its end, or ended where its feed, the page before or an earlier run shows more; over two and "
        "a tenth of the last week's stories could not be read, look cut or misdated, or are copies; a story was given up; a field is "
        "filled much less often than usual, or bodies are much shorter or longer; no new story for days; a published file was lost",
        "`scrapy status`; the ledger's `health` says how many, why and what to do. The next run asks again by itself",
        "next schedule",
    ),
    Row(
        ExitCode.OUT_OF_BUDGET,
        "the run's minutes or requests were used up (`max_minutes`, `max_requests`, Scrapy's CLOSESPIDER_TIMEOUT and "
        "CLOSESPIDER_PAGECOUNT), and nothing was wrong: the verdict is `partial: 70 stories wait`. It is no alarm",
        "nothing, the next run resumes; or raise the limits",
        "next schedule",
    ),
    Row(
        ExitCode.OK,
        "listings were read, whether or not anything was new. Single failed stories are listed in the ledger under "
        "`failures` and tried again; a feed or landing page that could not be read is listed under `lost`, what is not shown any more under `absent`",
        "nothing",
        "-",
    ),
)  # fmt: skip


def first_by_precedence(causes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that comes first in `PRECEDENCE` among those given, or OK if none is given.

    >>> first_by_precedence([ExitCode.OUT_OF_BUDGET, ExitCode.INCOMPLETE])
    <ExitCode.INCOMPLETE: 65>
    """
    found = set(causes)
    return next((row.code for row in PRECEDENCE if row.code in found), ExitCode.OK)


def row_of(code: ExitCode) -> Row:
    """Return what an exit code means and what to do."""
    return next(row for row in PRECEDENCE if row.code is code)


def markdown() -> str:
    """Return the precedence of the codes as a sentence and all codes as a Markdown table, lowest number first."""
    order = ", ".join(str(int(row.code)) for row in PRECEDENCE if row.code not in _AT_START)
    rows = sorted(PRECEDENCE, key=lambda row: row.code)
    lines = [f"| {row.code:d} | {row.meaning} | {row.remedy} | {row.retry} |" for row in rows]
    head = ["| code | meaning | what to do | retry? |", "|---|---|---|---|"]
    return "\n".join(
        [f"If a run has several causes, the first of these is its exit code: {order}.", "", *head, *lines, ""]
    )


#: Codes that never compete with others: those of a run that did not start, and OK.
_AT_START = frozenset({ExitCode.BAD_ARGUMENT, ExitCode.CANNOT_OPEN, ExitCode.LOCKED, ExitCode.OK})

if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201  # the output is pasted into the docs
