"""What the current extractor changes: one result per archived page, their sum, and the summary that is printed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Any

_SAMPLE_LINES = 12
_WIDTH, _BEFORE = 90, 30  # columns of a sample's line, and how many of them come before the first difference

SAME, CHANGED, NEW, GONE = "same", "changed", "newly story", "now tombstone"
NO_STORY, COPY, UNCHANGED, FAULTY = "still no story", "still a copy", "read again, same", "not a whole record"
OPEN = "still open"  # left for the next crawl to request: skipped by `-a since=`, or its run was killed


@dataclass(frozen=True, slots=True)
class PageResult:
    """How one page now reads compared with what is published.

    ``category`` is one of the constants above; ``changes`` holds each changed field's old and new value.
    """

    story_id: str
    run: int
    category: str
    why: str = ""
    record: dict[str, Any] | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """Totals over all pages, with a few samples of each category of change."""

    categories: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    samples: list[PageResult] = field(default_factory=list)
    most_samples: int = 5

    def add(self, result: PageResult) -> None:
        """Count one result, and keep it as a sample while there are few of its category."""
        self.categories[result.category] += 1
        self.fields.update(list(result.changes))
        if result.category in {CHANGED, NEW, GONE, FAULTY}:
            alike = sum(one.category == result.category for one in self.samples)
            if alike < self.most_samples:
                self.samples.append(result)


def compare(record: dict[str, Any], published: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return each field that differs, with its published and its new value; ``extractor`` is not compared.

    >>> compare({"byline": "A", "extractor": "x 2"}, {"byline": "B", "extractor": "x 1"})
    {'byline': ('B', 'A')}
    """
    return {
        key: (published.get(key), value)
        for key, value in record.items()
        if key != "extractor" and value != published.get(key)
    }


def comparison_summary(comparison: Comparison) -> str:
    """Return what would change, as lines of text."""
    if not comparison.categories:
        return "No archived page of a story matches: widen --run, --since or --id."
    lines = [f"{count:8}  {category}" for category, count in comparison.categories.most_common()]
    if comparison.fields:
        lines += [
            "",
            "Changed fields:",
            *(f"{count:8}  {name}" for name, count in comparison.fields.most_common()),
        ]
    for result in comparison.samples:
        lines += ["", f"{result.story_id} (run {result.run}): {result.category} {result.why}".rstrip()]
        for name, (old, new) in result.changes.items():
            lines += [f"  {name}:", *(f"    {line}" for line in _diff(old, new))]
    return "\n".join(lines)


def _diff(old: Any, new: Any) -> list[str]:
    before, after = _lines(old), _lines(new)
    changed: list[str] = []
    for kind, low, high, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            for pair in zip_longest(before[low:high], after[start:stop]):
                changed += _changed_line(*pair)
    shown = changed[:_SAMPLE_LINES]
    return [*shown, f"… {len(changed) - len(shown)} more lines"] if len(changed) > len(shown) else shown


def _changed_line(old: str | None, new: str | None) -> list[str]:
    """Return a removed line and the line that replaced it; long ones start shortly before they differ."""
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
