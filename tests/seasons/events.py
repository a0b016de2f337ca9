"""What happens to site, network and machine in a season, each event by name."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from newscrawl.store.database import row_digest
from tests.seasons import spoils
from tests.seasons.house import House, Ran
from tests.seasons.spoils import at, everywhere, status
from tests.seasons.view import Spoil

YEAR = 365 * 86400


@dataclass(frozen=True)
class Event:
    """Something that happens: to the site's answers, to its look, or to the machine, for so many ``days``.

    An event of 0 days is a glitch of one run, or a look that stays. A new look is no fault: no alarm is right for it.
    ``machine`` makes the run in place of `House.run`. The last run's exit code must be one of ``codes``, if there are any.
    """

    name: str
    spoil: Spoil | None = None
    days: float = 0
    look: Mapping[str, Any] = field(default_factory=dict)
    machine: Callable[[House], Ran] | None = None
    codes: tuple[int, ...] = ()

    @property
    def is_fault(self) -> bool:
        """True unless the site only changed its look."""
        return self.spoil is not None or self.machine is not None


# --- the machine ----------------------------------------------------------------------------------------


def kill(house: House) -> Ran:
    """Kill the crawl among its stories."""
    return house.run(kill_after=17)


def terminate(house: House) -> Ran:
    """End the crawl by SIGTERM."""
    return house.run(kill_after=17, number=signal.SIGTERM)


def fill_disk(house: House, write: int = 3) -> Ran:
    """Let every write to the state fail from the so-manyth on, as on a full disk."""
    files = [part for name in ("state.db", "state.db-wal") for part in ("-P", str(house.data / name))]
    inject = ("-e", "trace=pwrite64", "-e", f"inject=pwrite64:error=ENOSPC:when={write}+")
    return house.run_under("strace", "-f", "-qq", "-o", "/dev/null", *files, *inject)


def year_ahead(house: House) -> Ran:
    """Crawl once with a clock that is a year ahead."""
    house.ahead = YEAR
    ran = house.run()
    house.ahead = 0
    return ran


def day_back(house: House) -> Ran:
    """Crawl once with a clock that is a day behind."""
    house.ahead = -86400
    ran = house.run()
    house.ahead = 0
    return ran


def lose_state(house: House) -> Ran:
    """Delete the state."""
    for path in house.data.glob("state.db*"):
        path.unlink()
    return house.run()


def older_state(house: House) -> Ran:
    """Crawl with the state as it was before the last run."""
    put_back(house, house.before)
    return house.run()


def put_back(house: House, kept: Path) -> None:
    """Restore a copy of the state as docs/operating.md says."""
    for path in house.data.glob("state.db*"):
        path.unlink()
    shutil.copy(kept, house.data / "state.db")


def lose_file(house: House) -> Ran:
    """Delete the newest published file."""
    files = sorted(house.data.glob("stories/*"))
    if files:
        files[-1].unlink()
    return house.run()


#: What the tables of version 1 held of today's.
_AS_BEFORE = {
    "entries": "SELECT id, path, section, headline, teaser, date, outcome, why, tries, 0, run FROM entries",
    "shown": "SELECT id, section, first_run FROM sightings",
    "listings": "SELECT path, etag, last_modified, body_sha256, ids FROM listings",
    "walks": "SELECT section, complete, run FROM walks",
}


def upgrade(house: House) -> Ran:
    """Set the state back to the schema of version 1, whose duplicate index held less, and which knew no sightings."""
    from tests.store.test_upgrade import FORMER, TABLES, VERDICTS

    connection = sqlite3.connect(house.data / "state.db", isolation_level=None)
    verdicts = connection.execute(VERDICTS).fetchall()
    days = dict(connection.execute("SELECT id, headline FROM texts"))
    rows = {table: connection.execute(query).fetchall() for table, query in _AS_BEFORE.items()}
    for name in ("texts", "postings", "merged", "entries", "sightings", "answers", "listings", "walks"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.executescript(f"{TABLES}{FORMER[1]} PRAGMA user_version = 1;")
    for table, found in rows.items():
        for row in found:
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"INSERT INTO {table} VALUES ({marks}, ?)",  # noqa: S608  # no user's text
                (*row, row_digest(table, row)),
            )
    connection.executemany(
        "INSERT INTO texts (id, version, cluster, headline, version_of, score) VALUES (?,?,?,?,?,?)",
        [(one[0], one[1], one[2], days.get(one[0], ""), *one[3:]) for one in verdicts],
    )
    connection.close()
    (house.data / "state.db.seal").unlink(missing_ok=True)
    return house.run()


# --- the calendar ---------------------------------------------------------------------------------------

MOD = "politics/mod"
HALEBROCKTON = "politics/fromtheright/halebrockton"
CLARENCEPAGE = "politics/fromtheleft/clarencepage"
EVENTS = (
    # the site lives
    Event("page size", look={"page_size": 5}),
    Event("charset", look={"charset": "windows-1252"}),
    Event("layout cards", look={"layout": "cards"}),
    Event("layout table", look={"layout": "table"}),
    Event("host", look={"host": "http://ard.arcamaxmails.com"}),
    Event(
        "robots", look={"robots": "User-agent: *\nDisallow: /esp/\nDisallow: /thefunnies/\nCrawl-delay: 0\n"}
    ),
    Event("columnist comes", look={"columnists": (CLARENCEPAGE, HALEBROCKTON)}),
    Event("columnist goes", look={"columnists": (HALEBROCKTON,)}),
    Event("no validators", look={"etags": False}),
    Event("numbering", look={"query": True}, days=5),
    Event("feeds go", look={"feeds": False}),
    Event("feeds come", look={"feeds": True, "feed_size": 12}),
    Event("dates go", look={"dates": False}, codes=(0, 65)),
    Event("dates come", look={"dates": True}),
    Event("section vanishes", spoils.without_section(MOD), days=4, codes=(65,)),
    # glitches of one run
    Event("stories 404 once", at("story", spoils.gone)),
    Event("stories are listings once", at("story", spoils.as_listing)),
    Event("stories redirect once", at("story", spoils.to_landing)),
    Event("stories are cookie walls once", at("story", spoils.cookies)),
    Event("stories are pictures once", at("story", spoils.picture)),
    Event("a third 500 once", at("story", status(500), share=0.34)),
    Event("a third 403 once", at("story", status(403), share=0.34)),
    Event("page 2 empty once", at("listing", spoils.nothing, page=2)),
    Event("page 2 is page 1 once", at("listing", spoils.first_page_again, page=2)),
    Event("page 2 down once", at("listing", spoils.maintenance, page=2)),
    Event("listings are shells once", at("listing", spoils.shell), codes=(65, 66)),
    Event("feeds cut once", at("feed", spoils.cut_feed)),
    Event("landing down once", at("landing", status(503))),
    Event("one story everywhere once", at("story", spoils.page_of(spoils.oldest_listed))),
    Event("another story once", at("story", spoils.page_of(spoils.next_listed), share=0.5)),
    Event("paywall once", at("story", spoils.paywall)),
    Event("mojibake once", at("story", spoils.mojibake)),
    Event("1970 once", at("story", spoils.epoch_day)),
    # outages and walls
    Event("site down", everywhere(status(503)), days=2, codes=(69,)),
    Event("site resets", everywhere(status(0)), days=1, codes=(69,)),
    Event("stories down", at("story", status(503)), days=2.7, codes=(65, 69)),
    Event("listings are shells", at("listing", spoils.shell), days=3, codes=(65, 66)),
    Event("new script layout", at("listing", spoils.few_old_links), days=4, codes=(65, 66)),
    Event("captcha everywhere", everywhere(spoils.captcha), days=2, codes=(78,)),
    Event("403 everywhere", everywhere(status(403)), days=1, codes=(78,)),
    Event("429 everywhere", everywhere(status(429, ("Retry-After", "600"))), days=1, codes=(69, 78)),
    Event("robots forbids", at("robots", spoils.says("User-agent: *\nDisallow: /\n")), days=1, codes=(77,)),
    Event("robots down", at("robots", status(503)), days=1, codes=(69,)),
    # the machine
    Event("kill", machine=kill),
    Event("SIGTERM", machine=terminate),
    Event("full disk", machine=fill_disk, codes=(73, 74)),
    Event("disk fills up", machine=partial(fill_disk, write=60), codes=(74,)),
    Event("clock a year ahead", machine=year_ahead),
    Event("clock a day back", machine=day_back),
    Event("lost state", machine=lose_state),
    Event("older state", machine=older_state, codes=(76,)),
    Event("lost file", machine=lose_file, codes=(65,)),
    Event("upgrade", machine=upgrade, codes=(0,)),
)
BY_NAME = {event.name: event for event in EVENTS}
HEALTHY_BETWEEN = 3  # runs


def calendar(queue: list[Event], runs: int, per_day: int) -> list[Event | None]:
    """Take events off a queue until so many runs are full; healthy runs stand before, between and behind them."""
    plan: list[Event | None] = [None] * HEALTHY_BETWEEN
    while queue:
        event = queue[0]
        lasts = max(1, round(event.days * per_day))
        if len(plan) + lasts + HEALTHY_BETWEEN > runs:
            break
        plan += [queue.pop(0)] * lasts + [None] * HEALTHY_BETWEEN
    return [*plan, *[None] * (runs - len(plan))]


def shuffled(seed: int) -> list[Event]:
    """Return all events in an order that the seed makes."""
    events = list(EVENTS)
    random.Random(f"events {seed}").shuffle(events)
    return events
