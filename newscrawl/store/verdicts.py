"""The list of what people said of pairs of stories, `data/verdicts.jsonl`: one line a verdict, kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from newscrawl.clusters.corrections import APART, TIE, Corrections, Said
from newscrawl.errors import StateDamaged
from newscrawl.store.notes import add_note, read_notes
from newscrawl.store.paths import DataFolder


def read_corrections(folder: DataFolder) -> Corrections:
    """Return what people said of pairs of stories; of several verdicts on one pair the last holds.

    Raises:
        StateDamaged: a line of the list is damaged.
    """
    notes = read_notes(folder.verdicts, "verdict", "ids")
    for note in notes:
        if note["verdict"] not in {TIE, APART} or len(note["ids"]) != 2:  # a pair
            raise StateDamaged(
                f"{folder.verdicts} is damaged: {note['verdict']!r} of {note['ids']!r} is no verdict on two stories. "
                "Restore the file from a backup."
            )
    return Corrections.said((note["verdict"], *note["ids"]) for note in notes)


def add_verdicts(folder: DataFolder, said: Iterable[Said]) -> None:
    """Append verdicts, each (tie or apart, id, id); the caller must hold the lock.

    Raises:
        OSError: the disk is full or failed.
    """
    for verdict, *ids in said:
        said_at = datetime.now(UTC).isoformat(timespec="seconds")
        add_note(folder.verdicts, {"verdict": verdict, "ids": ids, "said": said_at})
