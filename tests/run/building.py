"""Runs built by hand: a State in a folder, a session over it, stories and ledgers; no crawl, no socket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.items import Story
from newscrawl.run.counts import OUTCOMES
from newscrawl.run.drift import PageStats, ReadingStats
from newscrawl.run.frontier import Frontier, Shown
from newscrawl.run.ledger import Ledger
from newscrawl.run.outcomes import Outcomes
from newscrawl.run.quarantine import Quarantine
from newscrawl.run.run import Run
from newscrawl.run.session import Options, RunSession
from newscrawl.run.walks import Walks
from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import RunRow
from newscrawl.store.state import State
from newscrawl.text.fingerprint import text_sha256
from tests.site import paragraphs

SITE = "https://www.arcamax.com"
NEWS, OPEDS = "politics/politicalnews", "politics/opeds"
STARTED = datetime(2026, 11, 24, 12, tzinfo=UTC)
FULL = frozenset({"headline", "byline", "rights line"})


class HandRun(Run):
    """One run without lock and archive; `next` is a later run over the same state, a day later for each number."""

    def __init__(  # takes no lock and opens no folder, unlike a run
        self, root: Path, number: int = 1, state: State | None = None, **options: Any
    ) -> None:
        self.root = root
        self.state = state or State.open(root / "state.db")
        self.session = RunSession(
            folder=DataFolder(root), site=SITE, started=STARTED, number=number, state=self.state,
            quarantine=Quarantine(root / "quarantine"), options=Options(**options),
            clock=lambda: STARTED + timedelta(hours=self.hours),
        )  # fmt: skip
        self.hours = 24.0 * (number - 1)
        self.number = number
        self.site = SITE
        self.counts = self.session.counts
        self.frontier = Frontier(self.session)
        self.walks = Walks(self.session)
        self.outcomes = Outcomes(self.session, self.frontier)

    def next(self, number: int | None = None, **options: Any) -> HandRun:
        return HandRun(self.root, self.number + 1 if number is None else number, self.state, **options)

    def show(self, *ids: str, section: str = NEWS, **hints: Any) -> None:
        for story_id in ids:
            self.frontier.show(story_id, section, Shown(f"/{section}/s-{story_id}", **hints))

    def store(self, *ids: str, section: str = NEWS) -> None:
        for story_id in ids:
            self.show(story_id, section=section)
            self.outcomes.store(story(story_id, section=section))


def begun(data: Path, **options: Any) -> Run:
    """Begin a run as a crawl does, without an archive."""
    return Run(data, SITE, Options(archive=False, **options))


def ended(run: Run) -> None:
    """Publish a run and close it as a crawl does."""
    run.outcomes.conclude()
    run.publish()
    ledger = Ledger.of_crawl(run.session, {}, "finished")
    ledger.exit_code = 0
    run.end(ledger)


def story(story_id: str, body: str | None = None, section: str = NEWS, **fields: Any) -> Story:
    """Make a story as it leaves the pipelines; no two numbers share a text."""
    text = "\n\n".join(paragraphs(int(story_id))) if body is None else body
    made = Story(
        id=story_id, url=f"{SITE}/{section}/s-{story_id}", headline=f"Council number {story_id} mends a bridge",
        kind="news", section_path=section, article_body=text, word_count=len(text.split()),
        text_sha256=text_sha256(text), fetched_at="2026-11-24T12:00:00+00:00", fetched_url=f"{SITE}/{section}/s-{story_id}",
        extractor="newscrawl",
    )  # fmt: skip
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def ledger(run: int = 9, reason: str = "finished", outcomes: dict[str, int] | None = None, *, ago: float = 0.0, **keys: Any) -> Ledger:  # fmt: skip
    """Make the ledger of a run that began so many days ago; outcomes that are not given are 0."""
    counts = dict.fromkeys(OUTCOMES, 0) | (outcomes or {})
    started = (STARTED - timedelta(days=ago)).isoformat()
    return Ledger(run=run, site=SITE, started=started, reason=reason, outcomes=counts, **keys)


def hold(state: State, *ledgers: Ledger) -> None:
    """Put the ledgers of past runs into a state."""
    for one in ledgers:
        state.runs.put(RunRow(one.run, one.started, one.site, 1, published=1, ledger=one.to_text()))


def tally(pages, *, without="", words=600, fallbacks=0, expected=()):
    """Count so many pages that read alike."""
    made = ReadingStats()
    for number in range(pages):
        names = FULL - {without}
        made.add(PageStats(str(number), names, names, words + number % 50, number < fallbacks), expected)
    return made
