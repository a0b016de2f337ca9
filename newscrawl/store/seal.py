"""The seal: size, modification time and SHA-256 of `state.db` as the last run left it, and the SHA-256 of small files.

A run that ends normally seals the file. The next run compares size and time, which is cheap however large the file is,
and hashes the file only if they differ: so a damaged file is found before anything is requested or written.
A killed run leaves no seal; then only the checksum of each row protects the state.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from newscrawl.errors import StateDamaged
from newscrawl.store.paths import seal_of

#: Files beside `state.db` that change only while a run, or a command that seals, is at work.
SEALED = (
    "forgotten.jsonl",
    "verdicts.jsonl",
    "archive/removed.jsonl",
    "archive/index.db",
    "quarantine/deaths.json",
)
_CHECK = "check"


def seal(path: Path) -> None:
    """Write the seal beside `state.db`; an I/O error is ignored, since without a seal only the check is lost."""
    with contextlib.suppress(OSError):
        status = path.stat()
        beside = {name: file_sha256(path.parent / name) for name in SEALED if (path.parent / name).exists()}
        sums = {
            "size": status.st_size,
            "mtime_ns": status.st_mtime_ns,
            "sha256": file_sha256(path),
            "files": beside,
        }
        text = json.dumps(sums | {_CHECK: _check_of(sums)}) + "\n"
        seal_of(path).write_text(text, encoding="ascii")


def check_seal(path: Path, *, thorough: bool = False) -> bool:
    """Compare `state.db` with its seal; return False if there is nothing to compare.

    The content is hashed only if size or modification time differ, or if ``thorough``.

    Raises:
        StateDamaged: the file has changed since the last run.
    """
    sealed = _read(path)
    if sealed is None or not path.exists() or path.with_name(path.name + "-wal").exists():
        return False
    status = path.stat()
    is_untouched = (status.st_size, status.st_mtime_ns) == (sealed.get("size"), sealed.get("mtime_ns"))
    if is_untouched and not thorough:
        return True
    if file_sha256(path) != sealed.get("sha256"):
        raise StateDamaged(
            f"{path} has changed since the last run: its SHA-256 differs from the seal's. Nothing was changed by this run; "
            "restore a backup (`scrapy restore DIR`) or run `scrapy recover`."
        )
    return True


def changed_beside(path: Path) -> list[str]:
    """Return the names of the files of `SEALED` that are not as the last run left them, or are gone."""
    sums = (_read(path) or {}).get("files")
    found = sums.items() if isinstance(sums, dict) else ()
    return [name for name, sha256 in found if _sha256_or_none(path.parent / name) != sha256]


def seal_is_damaged(path: Path) -> bool:
    """True if there is a seal beside `state.db`, and it is not as it was written."""
    return seal_of(path).exists() and _read(path) is None


def break_seal(path: Path) -> None:
    """Delete the seal; called before the file is written to."""
    seal_of(path).unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256_or_none(path: Path) -> str | None:
    return file_sha256(path) if path.is_file() else None


def _read(path: Path) -> dict[str, Any] | None:
    """Return what the seal says; None if there is none, or if it is damaged itself."""
    try:
        text = seal_of(path).read_text(encoding="ascii")
        found = json.loads(text)
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or json.dumps(found) + "\n" != text:
        return None
    check = found.pop(_CHECK, None)
    earlier = found.keys() == {"size", "mtime_ns", "sha256"}  # an earlier newscrawl wrote no check
    return found if earlier or check == _check_of(found) else None


def _check_of(sums: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(sums).encode()).hexdigest()
