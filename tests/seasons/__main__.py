"""Crawl through seasons, or try a row of the things once seen lost: `python -m tests.seasons --days 60 --seed 1 --only outage`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from tests.seasons.events import Event, calendar, shuffled
from tests.seasons.house import house
from tests.seasons.judge import CALM
from tests.seasons.markup import first_look
from tests.seasons.rows import ROWS, try_row
from tests.seasons.season import named, season
from tests.seasons.starter import Starter
from tests.seasons.world import World


def main() -> int:
    """Run what the command line asks for; return 0 if all that must hold held."""
    options = _options()
    starter = Starter()
    try:
        return _rows(starter, options.row) if options.row else _seasons(starter, options)
    finally:
        starter.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.seasons", description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--per-day", type=int, default=1, help="runs a day; the shipped timer makes six")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", default=[], metavar="EVENT", help=f"this event alone; {CALM!r} for none"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="every event, in as many seasons as it takes, a week of six runs a day, and 60 healthy days",
    )
    parser.add_argument(
        "--row",
        action="append",
        default=[],
        metavar="N",
        help="a row of the things seen lost, such as 1 or 1-gone; 'all' for all",
    )
    return parser.parse_args()


def _seasons(starter: Starter, options: argparse.Namespace) -> int:
    failed = 0
    for title, seed, days, per_day, plan in _plans(options):
        _say(f"\n{title}")
        began = time.monotonic()
        with house(starter, World(seed, days), first_look(seed)) as one:
            verdict = season(one, plan, per_day, _say)
        failures = verdict.failures()
        _say(f"\n{verdict.table()}\n")
        _say(
            "\n".join(f"FAILED {name}: {line}" for name, line in failures.items())
            or "All that must hold held."
        )
        _say(f"{len(verdict.days)} runs, {verdict.healthy} of them healthy, {time.monotonic() - began:.0f} s")
        failed += bool(failures)
    return int(failed > 0)


def _plans(options: argparse.Namespace) -> Iterator[tuple[str, int, int, int, Sequence[Event | None]]]:
    """Yield title, seed, days, runs a day and calendar of each season."""
    days, per_day, seed = options.days, options.per_day, options.seed
    queue = shuffled(seed)
    if options.only:
        queue = [named(name) for name in options.only if name != CALM]
    while True:
        plan = calendar(queue, days * per_day, per_day)
        yield f"Season of {days} days, {per_day} runs a day, seed {seed}", seed, days, per_day, plan
        if not options.all or not queue:
            break
        seed += 1
    if options.all:
        yield "A week of six runs a day", seed, 7, 6, calendar(shuffled(seed), 42, 6)
        yield "Sixty healthy days", seed + 1, 60, 1, [None] * 60


def _rows(starter: Starter, wanted: Sequence[str]) -> int:
    rows = [
        row for row in ROWS if "all" in wanted or row.name in wanted or row.name.partition("-")[0] in wanted
    ]
    failed = 0
    for row in rows:
        began = time.monotonic()
        found = try_row(starter, row)
        failed += not found.holds
        _say(
            f"{row.name:16} {'ok    ' if found.holds else 'FAILED'} {found}  ({time.monotonic() - began:.0f} s)"
        )
    return int(failed > 0)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
