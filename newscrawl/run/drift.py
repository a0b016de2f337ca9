"""Drift detection: compare how story pages were read in one run with the last runs, and name what broke.

Pure functions over counts. A crawl adds one `PageStats` for each story page, the ledger stores
`ReadingStats.to_dict`, and `find_breaks` names each landmark or field that disappeared, with sample pages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_ENOUGH_NOW, _ENOUGH_BEFORE = 10, 20  # pages: with fewer, chance looks like change
_DROP = 0.25  # a share of pages that falls by less is not a break
_LENGTH = math.log(1.6)  # bodies that grow or shrink by a smaller factor are not a break
_SURE = 4.0  # standard errors: about one false alarm in ten thousand comparisons
_MOST_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class PageStats:
    """How one story page was read: landmarks found, fields filled, words of body, and if the fallback extractor read it."""

    story_id: str
    landmarks: frozenset[str]
    fields: frozenset[str]
    words: int
    by_fallback: bool = False


@dataclass(slots=True)
class ReadingStats:
    """How the story pages of a run were read: sums only, so that its size does not grow with the run.

    ``landmarks`` and ``fields`` count the pages that had each; ``fallbacks`` those that the fallback extractor read.
    ``lacking`` maps a name to the first story ids that lacked it.
    """

    pages: int = 0
    landmarks: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    fallbacks: int = 0
    log_words: float = 0.0
    log_words_squared: float = 0.0
    lacking: dict[str, list[str]] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)
    """Story ids of the first pages: samples for a break that concerns all pages."""

    def add(self, reading: PageStats, expected: Iterable[str] = ()) -> None:
        """Count one page, and keep its id as a sample (up to 5) for each expected landmark or field that it lacks."""
        self.pages += 1
        self.landmarks.update(reading.landmarks)
        self.fields.update(reading.fields)
        self.fallbacks += reading.by_fallback
        size = math.log(max(1, reading.words))
        self.log_words += size
        self.log_words_squared += size * size
        for name in set(expected) - reading.landmarks - reading.fields:
            self._keep(name, reading.story_id)
        if reading.by_fallback:
            self._keep("fallback", reading.story_id)
        if len(self.first) < _MOST_SAMPLES:
            self.first.append(reading.story_id)

    def _keep(self, name: str, story_id: str) -> None:
        ids = self.lacking.setdefault(name, [])
        if len(ids) < _MOST_SAMPLES:
            ids.append(story_id)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as the ledger stores them: plain JSON values, names sorted."""
        return {
            "pages": self.pages,
            "landmarks": dict(sorted(self.landmarks.items())),
            "fields": dict(sorted(self.fields.items())),
            "fallbacks": self.fallbacks,
            "log_words": round(self.log_words, 6),
            "log_words_squared": round(self.log_words_squared, 6),
            "lacking": {name: self.lacking[name] for name in sorted(self.lacking)},
            "first": self.first,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReadingStats:
        """Read the counts from a ledger; missing keys count as zero or empty."""
        return cls(
            pages=data.get("pages", 0),
            landmarks=Counter(data.get("landmarks", {})),
            fields=Counter(data.get("fields", {})),
            fallbacks=data.get("fallbacks", 0),
            log_words=data.get("log_words", 0.0),
            log_words_squared=data.get("log_words_squared", 0.0),
            lacking={name: list(ids) for name, ids in data.get("lacking", {}).items()},
            first=list(data.get("first", [])),
        )


@dataclass(frozen=True, slots=True)
class Break:
    """One difference from the last runs; ``before`` and ``now`` are shares of pages (0 to 1), or words of a body."""

    what: str
    name: str
    before: float
    now: float
    samples: tuple[str, ...] = ()
    section: str = ""
    """The section path whose pages broke; empty for all of them."""

    @property
    def title(self) -> str:
        """What broke, and in which section."""
        return f"{self.what} {self.name}{f' in {self.section}' if self.section else ''}"

    @property
    def shares(self) -> str:
        """How much there was of it before, and is now."""
        if self.what == "body length":
            return f"{self.before:.0f} words before, {self.now:.0f} words now"
        return f"{self.before * 100:.0f} % of pages before, {self.now * 100:.0f} % now"

    def __str__(self) -> str:
        """Return the break as one line.

        >>> print(Break("landmark", "byline", 0.98, 0.02, ("101", "102")))
        landmark byline: 98 % of pages before, 2 % now (such as 101, 102)
        """
        such = f" (such as {', '.join(self.samples)})" if self.samples else ""
        return f"{self.title}: {self.shares}{such}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the pages of a section (of all, if it has no name) were read lately, before, and in the run itself."""

    section: str
    now: ReadingStats
    before: ReadingStats
    own: ReadingStats

    def breaks(self) -> list[Break]:
        """Return what broke lately and shows in the run itself."""
        found = find_breaks(self.now, [self.before])
        return [replace(one, section=self.section) for one in found if shows(one, self.own)]


def expected_names(past: Sequence[ReadingStats]) -> frozenset[str]:
    """Return the landmarks and fields that at least a quarter of the last runs' pages had; `find_breaks` ignores rarer ones."""
    before = sum_stats(past)
    counts = {**before.landmarks, **before.fields}
    return frozenset(name for name, count in counts.items() if count >= _DROP * before.pages > 0)


def find_breaks(now: ReadingStats, past: Sequence[ReadingStats]) -> list[Break]:
    """Compare a run with the last runs; return the breaks, worst first, or none if there are too few pages to tell."""
    before = sum_stats(past)
    if now.pages < _ENOUGH_NOW or before.pages < _ENOUGH_BEFORE:
        return []
    found = [
        *_lost("landmark", now.landmarks, before.landmarks, now, before),
        *_lost("field", now.fields, before.fields, now, before),
        *_more_fallbacks(now, before),
        *_other_length(now, before),
    ]
    return sorted(found, key=lambda one: (one.what == "body length", one.now - one.before))


def shows(broken: Break, run: ReadingStats) -> bool:
    """True if a break shows in the pages of one run, however few: most of them are as the break says."""
    if not run.pages:
        return False
    middle = (broken.before + broken.now) / 2
    if broken.what == "body length":
        return (typical_words(run) - middle) * (broken.now - middle) > 0
    counts = {"landmark": run.landmarks, "field": run.fields}.get(broken.what)
    share = (counts[broken.name] if counts is not None else run.fallbacks) / run.pages
    return (share - middle) * (broken.now - middle) > 0


def trend(runs: Sequence[tuple[int, ReadingStats]]) -> str:
    """Return a text table with a column for each run (its number and stats), in the order given.

    The rows are the shares of pages with each landmark and field, and the typical length of a body in words.
    """
    names = sorted({name for _, stats in runs for name in stats.landmarks})
    fields = sorted({name for _, stats in runs for name in stats.fields})
    rows: list[tuple[str, list[str]]] = [("run", [str(number) for number, _ in runs])]
    rows += [("pages", [str(stats.pages) for _, stats in runs])]
    rows += [(f"landmark {name}", [_percent(one.landmarks[name], one) for _, one in runs]) for name in names]
    rows += [(f"field {name}", [_percent(one.fields[name], one) for _, one in runs]) for name in fields]
    rows += [("read by fallback", [_percent(stats.fallbacks, stats) for _, stats in runs])]
    rows += [("typical words", [f"{typical_words(stats):.0f}" if stats.pages else "-" for _, stats in runs])]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}" + "".join(f"{cell:>7}" for cell in cells) for name, cells in rows)


def _lost(
    what: str, counts: Counter[str], earlier: Counter[str], now: ReadingStats, before: ReadingStats
) -> list[Break]:
    shares = {name: (earlier[name] / before.pages, counts[name] / now.pages) for name in earlier}
    return [
        Break(what, name, old, new, tuple(now.lacking.get(name, ())))
        for name, (old, new) in shares.items()
        if old - new >= _DROP and _is_sure(old, before.pages, new, now.pages)
    ]


def _more_fallbacks(now: ReadingStats, before: ReadingStats) -> list[Break]:
    old, new = before.fallbacks / before.pages, now.fallbacks / now.pages
    if new - old < _DROP or not _is_sure(old, before.pages, new, now.pages):
        return []
    return [Break("share", "read by fallback", old, new, tuple(now.lacking.get("fallback", ())))]


def _other_length(now: ReadingStats, before: ReadingStats) -> list[Break]:
    gap = abs(now.log_words / now.pages - before.log_words / before.pages)
    error = math.sqrt(_variance(now) / now.pages + _variance(before) / before.pages)
    if gap < _LENGTH or gap < _SURE * error:
        return []
    return [Break("body length", "article_body", typical_words(before), typical_words(now), tuple(now.first))]


def _is_sure(old: float, old_pages: int, new: float, new_pages: int) -> bool:
    """True if two shares differ by more than chance allows (pooled two-proportion z-test)."""
    pooled = (old * old_pages + new * new_pages) / (old_pages + new_pages)
    error = math.sqrt(pooled * (1 - pooled) * (1 / old_pages + 1 / new_pages))
    return abs(old - new) >= _SURE * error


def _variance(stats: ReadingStats) -> float:
    mean = stats.log_words / stats.pages
    return max(0.0, stats.log_words_squared / stats.pages - mean * mean)


def typical_words(stats: ReadingStats) -> float:
    """Return the geometric mean of the bodies' lengths, in words."""
    return math.exp(stats.log_words / stats.pages)


def _percent(count: int, stats: ReadingStats) -> str:
    return f"{100 * count / stats.pages:.0f} %" if stats.pages else "-"


def sum_stats(runs: Iterable[ReadingStats]) -> ReadingStats:
    """Return the sums of several runs; of the samples those of the newest, which comes last."""
    total = ReadingStats()
    for stats in runs:
        total.pages += stats.pages
        total.landmarks += stats.landmarks
        total.fields += stats.fields
        total.fallbacks += stats.fallbacks
        total.log_words += stats.log_words
        total.log_words_squared += stats.log_words_squared
        total.lacking, total.first = stats.lacking or total.lacking, stats.first or total.first
    return total


def reweigh(before: Mapping[str, ReadingStats], now: Mapping[str, ReadingStats]) -> ReadingStats:
    """Return the sums of what was read before in the sections that were read now, each with the share that it has now.

    So a day of columns after weeks of news is compared with the columns before it. ``pages`` is the number of pages
    drawn alike from all sections that would give shares as sure as these.
    """
    shares = {path: stats.pages for path, stats in now.items() if stats.pages and before[path].pages}
    if not shares:
        return ReadingStats()
    pages = sum(shares.values()) ** 2 / sum(share**2 / before[path].pages for path, share in shares.items())
    weights = {
        path: share / sum(shares.values()) * pages / before[path].pages for path, share in shares.items()
    }

    def weigh(name: str) -> float:
        return float(sum(getattr(before[path], name) * weight for path, weight in weights.items()))

    def weigh_names(name: str) -> Counter[str]:
        counts = {path: getattr(before[path], name) for path in weights}
        names = {one for held in counts.values() for one in held}
        return Counter(
            {one: round(sum(counts[path][one] * weights[path] for path in weights)) for one in names}
        )

    return ReadingStats(
        pages=round(pages),
        landmarks=weigh_names("landmarks"),
        fields=weigh_names("fields"),
        fallbacks=round(weigh("fallbacks")),
        log_words=weigh("log_words"),
        log_words_squared=weigh("log_words_squared"),
    )
