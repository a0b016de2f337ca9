"""Notes: JSON Lines that only ever grow by whole lines, such as the list of forgotten stories."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from newscrawl.errors import StateDamaged
from newscrawl.store.atomic import append, replace_file

logger = logging.getLogger(__name__)


def read_notes(path: Path, *keys: str, remedy: str = "Restore it from a backup.") -> list[dict[str, Any]]:
    """Return the notes of a file, oldest first; none if there is no file. Each has the given keys.

    ``remedy`` ends the message about a damaged line.

    A last line that a kill or a full disk cut is left out with a warning: what it was to announce had not begun.

    Raises:
        StateDamaged: a whole line is damaged.
        OSError: the disk failed.
    """
    whole_lines, torn = _split(path)
    if torn:
        logger.warning("%s: the last line was cut off; it is left out.", path)
    notes = []
    for number, line in enumerate(whole_lines, 1):
        note = _parse(line)
        if note is None or not set(keys) <= note.keys():
            raise StateDamaged(f"{path} is damaged: line {number} is not a note. {remedy}")
        notes.append(note)
    return notes


def mend_notes(path: Path) -> None:
    """Cut off a last line that was torn, so that the next note begins a line; the caller must hold the lock.

    Raises:
        OSError: the disk is full or failed; the file was not changed.
    """
    whole_lines, torn = _split(path)
    if torn or (whole_lines and not path.read_bytes().endswith(b"\n")):
        logger.warning("%s: the last line was cut off; the file is mended.", path)
        with replace_file(path) as file:
            file.writelines(line + b"\n" for line in whole_lines)


def add_note(path: Path, note: dict[str, Any]) -> None:
    """Append a note durably.

    Raises:
        OSError: the disk is full or failed.
    """
    mend_notes(path)
    append(path, json.dumps(note).encode() + b"\n")


def _split(path: Path) -> tuple[list[bytes], bytes]:
    """Return the whole lines of a file and what is left of a last line that was cut; empty if there is no such line."""
    try:
        *lines, last = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], b""
    if last and _parse(last):
        lines, last = [*lines, last], b""
    return [line for line in lines if line.strip()], last


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        note = json.loads(line)
    except ValueError:
        return None
    return note if isinstance(note, dict) else None
