"""The seal: size, modification time and SHA-256 of `state.db` as the last run left it.

A run that ends normally seals the file. The next run compares size and time, which is cheap however large the file is,
and hashes the file only if they differ: so a damaged file is found before anything is requested or written.
A killed run leaves no seal; then only the checksum of each row protects the state.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from newscrawl.errors import StateDamaged
from newscrawl.store.paths import seal_of


def seal(path: Path) -> None:
    """Write the seal beside `state.db`; an I/O error is ignored, since without a seal only the check is lost."""
    status = path.stat()
    text = json.dumps({"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": file_sha256(path)})
    with contextlib.suppress(OSError):
        seal_of(path).write_text(text + "\n", encoding="ascii")


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
            "restore a backup or run `scrapy recover`."
        )
    return True


def break_seal(path: Path) -> None:
    """Delete the seal; called before the file is written to."""
    seal_of(path).unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> dict[str, object] | None:
    try:
        found = json.loads(seal_of(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
