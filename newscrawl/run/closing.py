"""The closing lines of a run: what was done, what is doubted, what to do; without a word of any story."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl.errors import ExitCode
from newscrawl.run.exit_codes import row_of
from newscrawl.run.window import most_common

if TYPE_CHECKING:
    from newscrawl.run.ledger import Ledger

_NAMED = 5  # stories whose ids are named in a line


def closing_lines(ledger: Ledger) -> list[str]:
    """Return what a run has done, what of it is in doubt and what to do now, a line each, from its finished ledger."""
    return [
        _done(ledger),
        f"In doubt: {'; '.join(_doubts(ledger)) or 'nothing'}.",
        f"To do: {_to_do(ledger)}.",
    ]


def _done(ledger: Ledger) -> str:
    counts = ledger.outcomes
    parts = [
        _count(counts["stored"], "story stored", "stories stored"),
        _count(counts["duplicate"], "copy", "copies"),
        _count(counts["tombstone"], "page without a story", "pages without a story"),
        f"{counts['failed']} failed",
        f"{counts['known']} known",
        f"{counts['skipped']} skipped",
        _count(ledger.requests or 0, "request", "requests"),
    ]
    waiting = f"; {_count(ledger.waiting, 'waits', 'wait')} for a later run" if ledger.waiting else ""
    took = timedelta(seconds=round(ledger.seconds or 0))
    return f"Run {ledger.run} ended after {took} with {ledger.exit_code} ({ledger.verdict}): {', '.join(parts)}{waiting}."


def _doubts(ledger: Ledger) -> list[str]:
    found = []
    if ledger.suspects:
        looks = _count(len(ledger.suspects), "story looks", "stories look")
        found.append(f"{looks} cut, damaged or misdated ({_ids(ledger.suspects)})")
    if ledger.failures:
        found.append(
            f"{len(ledger.failures)} failed and will be asked for again ({most_common(ledger.failures)})"
        )
    if ledger.given_up:
        found.append(f"{len(ledger.given_up)} given up ({_ids(ledger.given_up)})")
    if ledger.lost:
        pages = _count(len(ledger.lost), "page was", "pages were")
        found.append(f"{pages} not read ({', '.join(list(ledger.lost)[:_NAMED])})")
    if ledger.absent:
        found.append(f"{len(ledger.absent)} not shown any more (`scrapy status` names them)")
    return found


def _to_do(ledger: Ledger) -> str:
    """Return the remedy of the exit code; where it is nothing, the fault that a line of the run's health names is none."""
    code = ExitCode(ledger.exit_code or 0)
    if code is ExitCode.OK and ledger.suspects:
        return f"nothing; look at one of the doubted stories with `scrapy explain {min(ledger.suspects)}`"
    return row_of(code).remedy


def _ids(found: dict[str, str]) -> str:
    more = ", …" if len(found) > _NAMED else ""
    return f"{', '.join(sorted(found)[:_NAMED])}{more}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
