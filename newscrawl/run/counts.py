"""Counts of a run: the stories each section listed, their outcomes, and the ledger's figures made from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.run.drift import PageStats, ReadingStats
from newscrawl.text.suspect import suspicion

if TYPE_CHECKING:
    from newscrawl.items import Printed

#: The outcomes of a listed story in a run; per section their counts add up to the number listed.
OUTCOMES = ("known", "stored", "duplicate", "tombstone", "failed", "skipped")
#: Fields whose fill rate shows whether story pages are still read as well as before.
FIELDS = (
    "headline", "byline", "authors", "source_organization", "date_published", "article_section",
    "article_body", "copyright_notice", "contributor_note", "author_note",
)  # fmt: skip

_MOST_LOST = 100


@dataclass(slots=True)
class Walk:
    """State of the walk through one section's feed and listing pages.

    ``begun`` is false if only feed or landing page show the section. ``resumed`` is true if the walk went on where an earlier one broke off. ``pages`` counts listing pages, ``unchanged`` those that had not changed since the last run. ``listed`` holds the ids
    shown by listing pages and feed, ``seen`` those of this walk's listing pages alone. ``failure`` names why the walk
    ended early; ``open_beyond_stop`` counts the open entries on the page after the stop, if that page was probed. ``named``
    is the page that the last one named as its next, ``tail`` the settled stories that its pages showed since the last that is not.
    """

    begun: bool = False
    requested: bool = True
    pages: int = 0
    unchanged: int = 0
    listed: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    failure: str | None = None
    unreachable: bool = False
    blocked: bool = False
    complete: bool = False
    was_complete: bool = False
    resumed: bool = False
    probed: bool = False
    open_beyond_stop: int | None = None
    named: str | None = None
    tail: list[str] = field(default_factory=list)

    def add_page(self, ids: set[str]) -> bool:
        """Record the story ids of one listing page; return True if earlier pages of this walk showed all of them."""
        repeats = self.pages > 0 and ids <= self.seen
        self.pages += 1
        self.seen |= ids
        self.listed |= ids
        return repeats


@dataclass(slots=True)
class RunCounts:
    """Counts of one run.

    ``outcomes`` maps each story id to its outcome and the section whose request fetched it. ``lost`` maps a path to the
    reason why the landing page or feed was not read, or the link not followed.
    """

    walks: dict[str, Walk] = field(default_factory=dict)
    outcomes: dict[str, tuple[str, str]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    tombstones: dict[str, str] = field(default_factory=dict)
    skips: dict[str, str] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)
    suspects: dict[str, str] = field(default_factory=dict)
    withdrawn: dict[str, str] = field(default_factory=dict)
    """The stories that the site says are gone: held ones, read again in vain, and those that could never be read."""
    notes: list[str] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)
    """Lines that name the published files which were missing when the run began."""
    filled: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    extractors: Counter[str] = field(default_factory=Counter)
    reading: ReadingStats = field(default_factory=ReadingStats)
    reading_in: dict[str, ReadingStats] = field(default_factory=dict)
    """How pages were read, by the section path that their stories name."""
    expected: frozenset[str] = frozenset()
    fresh: set[str] = field(default_factory=set)
    """The stories that no earlier run knew."""
    incident: bool = False
    """Most requests of the run were in vain: the site's fault, not the stories'."""

    def walk(self, section: str) -> Walk:
        """Return the walk of a section path, created on first use."""
        return self.walks.setdefault(section, Walk())

    def note_lost(self, path: str, why: str) -> None:
        """Record a page that could not be read although the crawl continues: the log has all, the ledger the first 100."""
        if len(self.lost) < _MOST_LOST:
            self.lost[path] = why

    def close(self, story_id: str, outcome: str, section: str) -> None:
        """Record the outcome of a story and the section whose request fetched it."""
        self.outcomes[story_id] = (outcome, section)

    def count(self, outcome: str) -> int:
        """Return the number of stories with an outcome."""
        return sum(1 for one, _ in self.outcomes.values() if one == outcome)

    def by_section(self, outcome: str = "stored") -> Counter[str]:
        """Return the number of stories with an outcome for each section that fetched some."""
        return Counter(section for one, section in self.outcomes.values() if one == outcome)

    def take(self, record: dict[str, Any], page: Printed, teaser: str = "") -> None:
        """Count a stored story: which of its fields are filled, where values came from, which landmarks its page had.

        ``teaser`` is what its listing said.
        """
        why = suspicion(
            record["article_body"], record["date_published"], record["fetched_at"], teaser, page.behind
        )
        if why:
            self.suspects[record["id"]] = why
        fields = frozenset(name for name in FIELDS if record.get(name))
        by_fallback = record["extractor"].startswith("trafilatura")
        stats = PageStats(record["id"], page.landmarks, fields, record["word_count"], by_fallback=by_fallback)
        for reading in (self.reading, self.reading_in.setdefault(record["section_path"], ReadingStats())):
            reading.add(stats, self.expected)
        self.filled.update(fields)
        self.sources[record.get("date_published_from") or "none"] += 1
        self.extractors[record.get("extractor", "")] += 1

    def sections(self) -> dict[str, dict[str, Any]]:
        """Return the ledger's `sections`: the counts of each section path, and the ids without an outcome, if any."""
        return {path: self._section(path, walk) for path, walk in sorted(self.walks.items())}

    def missing(self) -> list[str]:
        """Return the ids of listed stories without an outcome, sorted: an error in the crawler, or a run cut short."""
        listed = {story_id for walk in self.walks.values() for story_id in walk.listed}
        return sorted(listed - self.outcomes.keys())

    def fill_rates(self) -> dict[str, float]:
        """Return the share of stored stories that have each field, 0.0 to 1.0; empty if no story was stored."""
        stored = self.count("stored")
        return {name: round(self.filled[name] / stored, 4) for name in FIELDS} if stored else {}

    def _section(self, path: str, walk: Walk) -> dict[str, Any]:
        counts = Counter(self._outcome_in(path, story_id) for story_id in walk.listed)
        found: dict[str, Any] = {
            "listed": len(walk.listed),
            **{name: counts[name] for name in OUTCOMES},
            "pages": walk.pages,
            "unchanged_pages": walk.unchanged,
            "complete": walk.complete,
        }
        if walk.failure:
            found["failure"] = walk.failure
        if walk.open_beyond_stop is not None:
            found["open_beyond_stop"] = walk.open_beyond_stop
        if missing := sorted(walk.listed - self.outcomes.keys()):
            found["missing"] = missing
        return found

    def _outcome_in(self, path: str, story_id: str) -> str | None:
        outcome, section = self.outcomes.get(story_id, (None, ""))
        return outcome if outcome is None or section == path else "known"


def median(values: Iterable[float]) -> float | None:
    """Return the median (of an even number of values the upper one), or None if there are no values.

    >>> median([3, 1, 2]), median([])
    (2, None)
    """
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else None
