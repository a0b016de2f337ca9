"""Open entries again that were closed without a story, so that the next run asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from newscrawl.errors import BadArgument
from newscrawl.run.quarantine import Quarantine
from newscrawl.run.retries import FORGOTTEN
from newscrawl.run.start import state_to_change
from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import EntryRow
from newscrawl.store.state import State

#: A choice of entries: those of a state that may be asked for again.
Choice = Callable[[State], Iterator[EntryRow]]


def by_ids(ids: Iterable[str]) -> Choice:
    """Choose entries by their story ids.

    Raises:
        BadArgument: no listing has shown an id, or its story is stored.
    """

    def chosen(state: State) -> Iterator[EntryRow]:
        for story_id in ids:
            entry = state.entry(story_id)
            if entry is None:
                raise BadArgument(
                    f"No story {story_id!r} is known: use the id as it stands in an address behind s-, such as 3486768."
                )
            if not _is_without_story(entry):
                raise BadArgument(
                    f"Story {story_id} is {entry.why or entry.outcome}: only what was closed without a story can be asked for again."
                )
            yield entry

    return chosen


def by_outcome(name: str) -> Choice:
    """Choose entries by what they were closed as, or by their last answer: given_up, not_found, expired, captcha and so on."""

    def chosen(state: State) -> Iterator[EntryRow]:
        for entry in state.entries.select("outcome IN ('open', 'tombstone', 'given up') ORDER BY id"):
            names = {entry.outcome.replace(" ", "_"), entry.why.replace(" ", "_")}
            if _is_without_story(entry) and (
                name in names or (name == "failed" and entry.outcome == "given up")
            ):
                yield entry

    return chosen


def by_run(number: int) -> Choice:
    """Choose the entries that a run's ledger names as failed, as no story, or as given up.

    Raises:
        BadArgument: there is no such run.
    """

    def chosen(state: State) -> Iterator[EntryRow]:
        row = state.runs.get("number = ?", number)
        if row is None or not row.ledger:
            raise BadArgument(f"There is no ledger of run {number}: `scrapy status` lists the runs.")
        ledger = json.loads(row.ledger)
        named = {
            story_id for key in ("failures", "tombstones", "given_up") for story_id in ledger.get(key) or {}
        }
        entries = (state.entry(story_id) for story_id in sorted(named))
        yield from (entry for entry in entries if entry and _is_without_story(entry))

    return chosen


def lost(state: State) -> Iterator[EntryRow]:
    """Choose all entries that have no story, cartoons excepted."""
    for entry in state.entries.select("outcome IN ('open', 'tombstone', 'given up') ORDER BY id"):
        if _is_without_story(entry) and entry.why != "cartoon":
            yield entry


def retry(data_dir: Path, choice: Choice) -> list[str]:
    """Open the chosen entries and return their ids; they are due at once, with their tries forgotten, and out of quarantine.

    Raises:
        BadArgument: see the choice; nothing was changed.
        Locked, CannotOpen, StateDamaged: as at the start of a crawl.
        WriteFailed: the disk is full or failed.
    """
    folder = DataFolder(data_dir)
    with state_to_change(folder) as state:
        chosen = list(choice(state))
        for entry in chosen:
            state.entries.put(replace(entry, outcome="open", tries=0, since="", due="", closings=0))
        state.commit()
        _free(folder, [entry.id for entry in chosen])
    return [entry.id for entry in chosen]


def _is_without_story(entry: EntryRow) -> bool:
    waits = entry.outcome == "open" and bool(entry.tries)
    return waits or (entry.outcome in {"tombstone", "given up"} and entry.why != FORGOTTEN)


def _free(folder: DataFolder, ids: list[str]) -> None:
    quarantine = Quarantine(folder.quarantine)
    quarantine.open()
    quarantine.free(ids)
