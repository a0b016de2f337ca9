"""Today's extractor over the whole archive, on all cores, compared with what is published."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Any

from newscrawl.archive.extract import extract
from newscrawl.archive.place import Place
from newscrawl.archive.reader import read_page
from newscrawl.limits import page_fault
from newscrawl.pages.decode import decode
from newscrawl.publishing import published_record
from newscrawl.state.state import State

_CHUNK = 40  # pages: about a tenth of a second of work
_SAMPLE_LINES = 12

SAME, CHANGED, NEW, GONE = "same", "changed", "newly story", "now tombstone"
NO_STORY, COPY, UNCHANGED, FAULTY = "still no story", "still a copy", "read again, same", "not a whole record"


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


def reextract(
    data_dir: Path, places: Iterable[tuple[Place, Place]], processes: int | None = None
) -> Iterator[Outcome]:
    """Read every page again, in order; with one process in this one, else on all cores.

    Raises:
        StateDamaged: a record of archive or state is damaged.
        CannotOpen: there is no state to compare with.
    """
    processes = processes or len(os.sched_getaffinity(0))
    if processes == 1:
        _begin(data_dir)
        for chunk in _chunks(places):
            yield from _work(chunk)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (data_dir,)) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        for chunk in _chunks(places):
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > 3 * processes:  # so that neither places nor outcomes pile up
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


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
    changed = [
        line for line in unified_diff(before, after, lineterm="", n=0) if line[:2] not in {"--", "++", "@@"}
    ]
    shown = [line if len(line) <= 90 else line[:89] + "…" for line in changed[:_SAMPLE_LINES]]
    return [*shown, f"… {len(changed) - len(shown)} lines more"] if len(changed) > len(shown) else shown


def _lines(value: Any) -> list[str]:
    return value.split("\n") if isinstance(value, str) else [json.dumps(value, ensure_ascii=False)]


def _chunks(places: Iterable[tuple[Place, Place]]) -> Iterator[list[tuple[Place, Place]]]:
    waiting = iter(places)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk


# --- in each process ---------------------------------------------------------------------------------

_here: dict[str, Any] = {}


def _begin(data_dir: Path) -> None:
    _here["folder"] = data_dir / "archive"
    _here["state"] = State.look(data_dir / "state.db")


def _work(chunk: list[tuple[Place, Place]]) -> list[Outcome]:
    return [_outcome(_here["folder"], _here["state"], place, source) for place, source in chunk]


def _outcome(folder: Path, state: State, place: Place, source: Place) -> Outcome:
    stored = list(state.stories.select("id = ? ORDER BY version", place.story_id))
    own = next((published_record(state, row) for row in stored if row.run == place.run), None)
    known = (place.story_id, place.run)
    page = read_page(folder, place, source)
    text = decode(page.response)
    if fault := page_fault(page.response.body, text):
        return Outcome(*known, FAULTY, fault)
    found = extract(page, own, text)
    if found.story is None:
        return Outcome(*known, GONE if own else NO_STORY, f"{found.verdict.kind.value}: {found.verdict.why}")
    record = asdict(found.story)
    if found.fault:
        return Outcome(*known, FAULTY, found.fault)
    if own is not None:
        changes = compare(record, own)
        return Outcome(*known, CHANGED if changes else SAME, record=record, changes=changes)
    if any(json.loads(row.record)["text_sha256"] == found.story.text_sha256 for row in stored):
        return Outcome(*known, UNCHANGED)
    if state.copies.get("id = ?", place.story_id):
        return Outcome(*known, COPY)
    return Outcome(*known, NEW, found.story.headline, record)
