"""The seal: size, time and SHA-256 of state.db as the last run left it.

A run that ends well seals the file; the next start compares size and time (no cost, however large the file) and
hashes the file only where they differ, so that a damaged file is known before anything is asked or written.
A killed run leaves no seal: then each row's own checksum counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from newscrawl.errors import StateDamaged
from newscrawl.store.paths import seal_of


def seal(path: Path) -> None:
    """Write the seal beside state.db; a seal that cannot be written is none, which only costs the check."""
    status = path.stat()
    text = json.dumps({"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": file_sha256(path)})
    with contextlib.suppress(OSError):
        seal_of(path).write_text(text + "\n", encoding="ascii")


def check_seal(path: Path, *, thorough: bool = False) -> bool:
    """Compare state.db with its seal, its bytes only where size or time differ or ``thorough`` asks; False without a seal.

    Raises:
        StateDamaged: the file is not as the last run left it.
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
            f"{path} is not as the last run left it: its SHA-256 differs from the seal's. Nothing was changed; "
            "put the backup back or run `scrapy recover`."
        )
    return True


def break_seal(path: Path) -> None:
    """Remove the seal before the file is written to."""
    seal_of(path).unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Hash a file (SHA-256, hex)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> dict[str, object] | None:
    try:
        found = json.loads(seal_of(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
