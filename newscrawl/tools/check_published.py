"""Check published files and ledgers: against the state, or where there is none against the hashes in the ledgers."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from newscrawl.errors import StateDamaged
from newscrawl.run.consistency import stray_files
from newscrawl.store.forgotten import forgotten_files
from newscrawl.store.paths import PUBLISHED, DataFolder, archives, run_number
from newscrawl.store.published import read_published
from newscrawl.store.seal import file_sha256
from newscrawl.store.state import State
from newscrawl.text.fingerprint import text_sha256
from newscrawl.tools.check_archive import check_records

_AGAIN = "`scrapy recover --files` writes it again from state.db"


def check_published(state: State, folder: DataFolder) -> Iterator[str]:
    """Yield a line for each published file that is lost, changed or not the state's, and for each odd record.

    Raises:
        StateDamaged: a row of the state is damaged.
    """
    runs = state.published_names()
    changed: set[str] = set()  # what their records say is no problem of its own
    for number, files in runs.items():
        for name, sha256 in (files or {}).items():
            if not (folder.root / name).exists():
                yield f"{name} is missing: run {number} published it. {_AGAIN}"
            elif file_sha256(folder.root / name) != sha256:
                changed.add(name)
                yield f"{name} has changed since run {number} published it. {_AGAIN}"
    for name in stray_files(state, folder):
        yield f"{name}: no run in state.db published it. Take it into state.db with `scrapy recover`, or move it out of the folder"
    if None not in runs.values():
        yield from _check_names(folder)
    yield from _check_records(folder, changed)


def check_ledgers(state: State, folder: DataFolder) -> Iterator[str]:
    """Yield a line for each ledger that is lost or is not as its run wrote it.

    Raises:
        StateDamaged: a row of the state is damaged.
    """
    for row in state.runs.select("published = 1 ORDER BY number"):
        path = folder.ledger(row.number)
        if not path.exists():
            if row.ledger:
                yield f"{folder.name(path)} is missing: run {row.number} wrote it. {_AGAIN}"
        elif row.ledger and path.read_bytes() != row.ledger.encode():
            yield f"{folder.name(path)} has changed since run {row.number} wrote it. {_AGAIN}"
        elif not row.ledger and read_ledger(path) is None:
            yield _not_a_ledger(folder.name(path))


def check_copy(folder: DataFolder) -> Iterator[str]:
    """Yield a line for each problem of a folder without state, such as a copy of what a crawl has published.

    Raises:
        StateDamaged: the list of forgotten stories is damaged.
    """
    sums: dict[str, str] = {}
    unknown: set[int] = set()  # runs whose ledger cannot be read
    for path in folder.ledgers():
        ledger = read_ledger(path)
        if ledger is None or ledger.get("run") != run_number(path):
            unknown.add(run_number(path))
            yield _not_a_ledger(folder.name(path))
        else:
            sums.update(ledger["files"])
    rewritten = forgotten_files(folder.root)
    for name, sha256 in sums.items():
        path = folder.root / name
        if name in rewritten:
            continue
        if not path.exists():
            yield f"{name} is missing: the ledger of run {run_number(name)} names it"
        elif file_sha256(path) != sha256:
            yield f"{name} has changed: the ledger of run {run_number(name)} gives another SHA-256"
    for path in folder.published_files():
        if folder.name(path) not in sums and run_number(path) not in unknown:
            yield f"{folder.name(path)}: no ledger names it"
    yield from _check_names(folder)
    yield from _check_records(folder)
    yield from check_records(archives(folder.archive))


def read_ledger(path: Path) -> dict[str, Any] | None:
    """Return the content of a ledger; None if the file is none."""
    try:
        ledger = json.loads(path.read_bytes())
    except ValueError:
        return None
    return ledger if isinstance(ledger, dict) and isinstance(ledger.get("files"), dict) else None


def _not_a_ledger(name: str) -> str:
    return f"{name} is damaged: it is not a ledger. Restore it from a backup"


def _check_names(folder: DataFolder) -> Iterator[str]:
    """Yield a line for each file among the published ones that no run can have written."""
    known = {*folder.published_files(), *folder.ledgers()}
    for path in sorted(
        path for kind in (*PUBLISHED, folder.runs.name) for path in (folder.root / kind).glob("[!.]*")
    ):
        if path not in known:
            yield f"{folder.name(path)}: no run wrote it. Move it out of the folder"


def _check_records(folder: DataFolder, but: Container[str] = ()) -> Iterator[str]:
    """Yield a line for each odd record of the published files, ``but`` of those named."""
    seen: set[tuple[str, int]] = set()
    for path in folder.published_files():
        if folder.name(path) in but:
            continue
        try:
            for record in read_published(path):
                if path.parent.name == "stories":
                    yield from _check_record(path, record, seen)
        except (StateDamaged, KeyError, OSError) as error:
            yield f"{folder.name(path)}: a line is not a record ({error})"


def _check_record(path: Path, record: dict[str, Any], seen: set[tuple[str, int]]) -> Iterator[str]:
    name = (record["id"], record["version"])
    if name in seen:
        yield f"stories/{path.name}: story {name[0]} version {name[1]} is published twice"
    seen.add(name)
    if record["text_sha256"] != text_sha256(record["article_body"]):
        yield f"stories/{path.name}: the text of story {name[0]} does not match its text_sha256"
