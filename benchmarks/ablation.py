"""What changes without each rule and threshold of the near-copy index: `python -m benchmarks.ablation [NAME …]`.

Each row takes one of them out or moves it, and counts over sets of generated stories the false ties and the missed versions
beyond those of the rules as they are, and the versions tied to another version than their source; the last two figures are
for clusters of the whole set. A row that changes nothing stands for a rule that can go.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from benchmarks import newsroom, wire
from benchmarks.wire import Sent
from newscrawl.clusters import batch, furniture, index, postings, rules, shingles
from newscrawl.clusters.batch import Member, clusters_of

PLACES: tuple[Any, ...] = (rules, furniture, index, index.DuplicateIndex, batch, postings, shingles)
NEVER, ALWAYS, HUGE = -1.0, 99.0, 10**9

#: What is changed, by name: the constant or function, and its value; several where a rule has several.
ROWS: dict[str, dict[str, Any]] = {
    "LIKELY as SURE": {"LIKELY": rules.SURE},
    "SURE as LIKELY": {"SURE": rules.LIKELY},
    "TITLED as LIKELY": {"TITLED": rules.LIKELY},
    "TITLED as SURE": {"TITLED": rules.SURE},
    "any days": {"DAYS": HUGE},
    "the same day": {"DAYS": 0},
    "any headline": {"HEADLINE": NEVER},
    "no headlines": {"HEADLINE": ALWAYS},
    "a shingle of the opening": {"OPENS": 0.01},
    "no openings": {"begins_like": lambda *_: False},
    "no facts": {"has_other_facts": lambda *_: False},
    "no numbers": {"FEW": HUGE},
    "any number": {"FEW": -1, "GONE": 0.01},
    "one name kept": {"NAMES": 1},
    "any names kept": {"SLOWER": HUGE},
    "all names kept": {"SLOWER": NEVER},
    "follow-ups": {"NEW": ALWAYS},
    "quoted whole": {"QUOTED": NEVER},
    "quoted and goes on": {"_goes_on": lambda *_: True},
    "newsletters": {"_is_quoted": lambda *_: False},
    "furniture": {"COMMON": HUGE},
    "furniture by cluster": {"_SPAN": HUGE},
    "what furniture leaves": {"LEFT": NEVER},
    "nearly as much": {"_ALIKE": 0.0},
    "witnesses": {"_witnesses": lambda *_: []},
    "three candidates": {"_CANDIDATES": 3, "_MARKS": "?,?,?"},
    "samples alone": {"DOUBT": 0.0, "exact_containment": lambda *_: 1.0},
    "templates' postings": {"is_common": lambda *_: False},
    "one posting a shingle": {"MOST": 1},
    "words where no blanks are": {"_LONGEST": HUGE, "_UNSPACED": b"\xff\xff"},
}


def sets() -> dict[str, list[Sent]]:
    """Make the sets: news with versions, sets that share passages, and text without blanks."""
    unspaced = [story for story in wire.stream(80, seed=9) if story.kind not in wire.NEGATIVES]
    return {
        "wire": list(wire.stream(900, seed=5)),
        "room": newsroom.stream(700, seed=8),
        "columns": newsroom.columns()[:60],
        "nameless": newsroom.columns(names=0)[:60],
        "daily": newsroom.columns(names=0, step=1)[:60],
        "above": newsroom.columns(names=0, above=True)[:60],
        "signed": newsroom.columns(names=0, step=1, signed=True)[:60],
        "uneven": newsroom.uneven_columns(),
        "weekly": newsroom.weekly_polls()[:320],
        "polls": newsroom.other_polls()[:60],
        "letters": newsroom.newsletters()[:88],
        "unspaced": [_unspaced(story) for story in unspaced],
    }


def _unspaced(story: Sent) -> Sent:
    paragraphs = tuple(part.replace(" ", "") for part in story.paragraphs)
    return Sent(story.id, story.headline, story.day, paragraphs, story.kind, story.origin, story.source)


def count(sent: list[Sent]) -> tuple[int, ...]:
    """Return false ties, missed versions and versions tied to another version as the stories come; then the first two of the whole set."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(index.SCHEMA)
    bodies = {story.id: story.body for story in sent}
    found = index.DuplicateIndex(connection, lambda story_id, _: bodies.get(story_id))
    origins = {story.id: story.origin or story.id for story in sent}
    false = missed = beside = 0
    seen: set[str] = set()
    for story in sent:
        match = found.add(story.id, 1, story.headline, story.day, story.body)
        false += match is not None and origins[match.id] != origins[story.id]
        missed += match is None and story.source in seen
        beside += match is not None and match.id not in {story.origin, story.source}
        seen.add(story.id)
    labels = clusters_of(lambda: (Member(one.id, one.headline, one.day, one.body) for one in sent))
    wrong = len({(label, origins[one]) for one, label in labels.items()}) - len(set(labels.values()))
    apart = sum(labels[one] != labels.get(origin, labels[one]) for one, origin in origins.items())
    return false, missed, beside - false, wrong, apart


def changed(values: dict[str, Any], measure: Callable[[], Any]) -> Any:
    """Return what is measured while these constants and functions have other values."""
    former = [(module, name, getattr(module, name)) for name in values for module in PLACES if hasattr(module, name)]  # fmt: skip
    if not former:
        raise SystemExit(f"No module has {', '.join(values)}: mend the row.")
    for module, name, _ in former:
        setattr(module, name, values[name])
    _forget()
    try:
        return measure()
    finally:
        for module, name, value in former:
            setattr(module, name, value)
        _forget()


def _forget() -> None:
    for known in (shingles._words, shingles._all_shingles, shingles.opening_of):  # noqa: SLF001  # they remember results
        known.cache_clear()


def main(names: list[str]) -> None:
    """Print the rows named, or all."""
    stories = sets()
    base = {name: count(sent) for name, sent in stories.items()}
    print("as it is: " + ", ".join(f"{name} {figures}" for name, figures in base.items()))
    print(f"{'without':<28} false, missed, tied to another version; false and missed in the whole set")
    for row, values in ROWS.items():
        if names and row not in names:
            continue
        figures = changed(values, lambda: {name: count(sent) for name, sent in stories.items()})
        told = [
            f"{name} "
            + " ".join(f"{new - old:+}" for new, old in zip(figures[name], base[name], strict=True))
            for name in stories
            if figures[name] != base[name]
        ]
        print(f"{row:<28} {', '.join(told) or 'nothing'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
