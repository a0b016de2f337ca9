"""What today's reading of the archive changes: an outcome a page, their sum, and how it is told."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Any

_SAMPLE_LINES = 12
_WIDTH, _BEFORE = 90, 30  # columns of a sample's line, and of them what stands before a difference

SAME, CHANGED, NEW, GONE = "same", "changed", "newly story", "now tombstone"
NO_STORY, COPY, UNCHANGED, FAULTY = "still no story", "still a copy", "read again, same", "not a whole record"
OPEN = "still open"  # left for the next crawl to ask for: skipped by `-a since=`, or its run was killed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one page gives today: a word of the list above, the record, and each changed field's old and new value."""

    story_id: str
    run: int
    verdict: str
    why: str = ""
    record: dict[str, Any] | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """The sum over all pages, with a few samples of each kind of change."""

    verdicts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    samples: list[Outcome] = field(default_factory=list)
    most_samples: int = 5

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.verdicts[outcome.verdict] += 1
        self.fields.update(list(outcome.changes))
        if outcome.verdict in {CHANGED, NEW, GONE, FAULTY}:
            alike = sum(one.verdict == outcome.verdict for one in self.samples)
            if alike < self.most_samples:
                self.samples.append(outcome)


def compare(record: dict[str, Any], published: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Give each field that differs with its published and its new value; the extractor's name does not count.

    >>> compare({"byline": "A", "extractor": "x 2"}, {"byline": "B", "extractor": "x 1"})
    {'byline': ('B', 'A')}
    """
    return {
        key: (published.get(key), value)
        for key, value in record.items()
        if key != "extractor" and value != published.get(key)
    }


def tell(comparison: Comparison) -> str:
    """Say in lines what would change."""
    if not comparison.verdicts:
        return "No archived page of a story fits."
    lines = [f"{count:8}  {verdict}" for verdict, count in comparison.verdicts.most_common()]
    if comparison.fields:
        lines += [
            "",
            "Changed fields:",
            *(f"{count:8}  {name}" for name, count in comparison.fields.most_common()),
        ]
    for outcome in comparison.samples:
        lines += ["", f"{outcome.story_id} (run {outcome.run}): {outcome.verdict} {outcome.why}".rstrip()]
        for name, (old, new) in outcome.changes.items():
            lines += [f"  {name}:", *(f"    {line}" for line in _diff(old, new))]
    return "\n".join(lines)


def _diff(old: Any, new: Any) -> list[str]:
    before, after = _lines(old), _lines(new)
    changed: list[str] = []
    for kind, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            for pair in zip_longest(before[low:high], after[start:stop]):
                changed += _parted(*pair)
    shown = changed[:_SAMPLE_LINES]
    return [*shown, f"… {len(changed) - len(shown)} lines more"] if len(changed) > len(shown) else shown


def _parted(old: str | None, new: str | None) -> list[str]:
    """Show a line that went and the one in its place; where they are long, from a little before they part."""
    same = sum(
        1 for _ in takewhile(lambda signs: signs[0] == signs[1], zip(old or "", new or "", strict=False))
    )
    begin = max(0, same - _BEFORE)
    return [f"{sign}{_window(line, begin)}" for sign, line in (("-", old), ("+", new)) if line is not None]


def _window(line: str, begin: int) -> str:
    if begin and len(line) > _WIDTH:
        line = "…" + line[begin:]
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


def _lines(value: Any) -> list[str]:
    return value.split("\n") if isinstance(value, str) else [json.dumps(value, ensure_ascii=False)]
