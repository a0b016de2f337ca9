"""The bundle: a folder with all that the doctor was given, from which its findings can be made again without the site.

``archive/`` is laid out as in a data folder, so that `scrapy explain ID -s NEWSCRAWL_DATA_DIR=BUNDLE` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl import __version__
from newscrawl.errors import BadArgument, CannotOpen, DamagedPage, WriteFailed
from newscrawl.store.archive import record
from newscrawl.store.archive.reader import as_response
from newscrawl.store.archive.scan import load_metadata, records
from newscrawl.store.paths import DataFolder
from newscrawl.tools.doctor.visit import Role, Visit

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.store.archive.record import Received

_HEAD, _VISITS = "doctor.json", "visits.jsonl"


@dataclass(slots=True)
class Examination:
    """All that was seen of a site: the visits in order, when they began, how many requests were sent, in how many seconds.

    ``pace`` is the shortest wait between two requests in seconds, ``crawl_delay`` what robots.txt demands.
    ``stopped`` says why the tour ended early; empty if it did not.
    """

    site: str
    at: str
    visits: list[Visit] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0
    pace: float = 1.0
    crawl_delay: float = 0.0
    stopped: str = ""

    def of(self, *roles: Role) -> list[Visit]:
        """Return the visits of some roles, in order."""
        return [visit for visit in self.visits if visit.role in roles]


class Bundle:
    """A new bundle that is being filled.

    Raises:
        CannotOpen: its folder cannot be created.
    """

    def __init__(self, data_dir: Path, now: datetime) -> None:
        self.folder = _free(DataFolder(data_dir).doctor / now.strftime("%Y%m%dT%H%M%SZ"))
        self._warc = DataFolder(self.folder).archive_file(1)
        try:
            self._warc.parent.mkdir(parents=True)
            info = record.warcinfo(self._warc.name, f"newscrawl {__version__} (Scrapy, warcio)")
            self._warc.write_bytes(info)
        except OSError as error:
            raise CannotOpen(
                f"Cannot create {self._warc}: {error}. Make the folder writable, or choose another with -s NEWSCRAWL_DATA_DIR=FOLDER."
            ) from error

    def keep(self, page: Received) -> None:
        """Add a response to the WARC file.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        record_id = record.new_id()
        content = record.response(page, record_id, record.payload_digest(page.body))
        self._append(self._warc, content + record.metadata(page, record_id))

    def close(self, examination: Examination) -> None:
        """Write the visits, and what is known beside them.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        lines = (json.dumps(visit.to_dict(), ensure_ascii=False) + "\n" for visit in examination.visits)
        self.write(_VISITS, "".join(lines))
        values = {name: getattr(examination, name) for name in _FACTS} | {"newscrawl": __version__}
        self.write(_HEAD, json.dumps(values, ensure_ascii=False, indent=2) + "\n")

    def write(self, name: str, text: str) -> Path:
        """Write a file of the bundle and return its path.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        path = self.folder / name
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise _failed(path, error) from error
        return path

    def _append(self, path: Path, content: bytes) -> None:
        try:
            with path.open("ab") as file:
                file.write(content)
        except OSError as error:
            raise _failed(path, error) from error


def read_bundle(folder: Path) -> Examination:
    """Return what a bundle holds.

    Raises:
        BadArgument: the folder is no bundle, or a file in it is damaged.
    """
    warc = DataFolder(folder).archive_file(1)
    try:
        responses = dict(_responses(warc))
        lines = (folder / _VISITS).read_text(encoding="utf-8").splitlines()
        listed = [json.loads(line) for line in lines]
        head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
        answered = ((one, responses.get(one["number"]) if one["status"] else None) for one in listed)
        visits = [Visit.from_dict(one, response) for one, response in answered]
        return Examination(visits=visits, **{name: head[name] for name in _FACTS})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadArgument(
            f"{str(folder)!r} is no bundle of `scrapy doctor`, or is damaged ({type(error).__name__}: {error}). "
            "Name the folder that it printed."
        ) from error


_FACTS = tuple(name for name in Examination.__dataclass_fields__ if name != "visits")


def _responses(warc: Path) -> Iterable[tuple[int, Response]]:
    """Yield the number of each visit with its response; of several, the last is the visit's."""
    waiting: Any = None
    for _, _, one in records(warc):
        if one.kind == "response":
            waiting = one
        elif one.kind == "metadata" and waiting is not None:
            try:
                url = waiting.fields["WARC-Target-URI"]
                yield load_metadata(one.payload).get("visit", 0), as_response(url, waiting, waiting.payload)
            except DamagedPage:  # its visit says so
                pass
            waiting = None


def _free(folder: Path) -> Path:
    """Return the folder, or one with a number behind its name if it exists."""
    names = (folder.with_name(f"{folder.name}-{number}") for number in range(2, 1000))
    return next(path for path in (folder, *names) if not path.exists())


def _failed(path: Path, error: OSError) -> WriteFailed:
    return WriteFailed(f"Cannot write {path}: {error}. Free disk space or repair the disk, then run again.")
