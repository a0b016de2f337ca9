"""Publish what the current extractor reads differently as new versions: one run, one transaction, one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.run.binding import ARCHIVE
from newscrawl.run.ledger import Ledger
from newscrawl.run.run import Run
from newscrawl.run.session import Options
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import EntryRow, StoryRow, copy_row
from newscrawl.store.state import State
from newscrawl.store.stories import add_story
from newscrawl.text.fingerprint import fingerprint
from newscrawl.text.printable import counted
from newscrawl.tools.comparison import CHANGED, NEW, PageResult
from newscrawl.urls import read_address

_UNCHANGING = ("url", "cluster", "version_of")  # a new version keeps these from the stored one


class Acceptance:
    """Write results into the state, without committing, and count versions, stories, copies and superseded records."""

    def __init__(self, state: State, run: int) -> None:
        self.run = run
        self.counts: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self._state = state

    def take(self, result: PageResult) -> None:
        """Store a changed record as the next version, and a page that now reads as a story as a new story.

        All other results are ignored. So are changes to pages that a later page of the same story has replaced,
        because the newest version must come from the newest page.
        """
        if result.record is None or result.category not in {CHANGED, NEW}:
            return
        record = dict(result.record)
        newest = self._state.latest(record["id"])
        if newest is None:
            self._take_new(record)
        elif _is_superseded(result, newest):
            self.counts["superseded"] += 1
        else:
            self._take_version(record, newest)
            self.fields.update(list(result.changes))

    def _take_version(self, record: dict[str, Any], newest: StoryRow) -> None:
        known = newest.data
        record |= {name: known[name] for name in _UNCHANGING} | {"version": newest.version + 1}
        self._store(record, "versions", linked=True)

    def _take_new(self, record: dict[str, Any]) -> None:
        original = self._state.holder_of(fingerprint(record["article_body"]), record["id"])
        if original:
            self._close_entry(record, "duplicate", original)
            self._state.copies.put(copy_row(record["id"], record["url"], original, self.run))
            self.counts["copies"] += 1
            return
        self._store(record, "stories")

    def _store(self, record: dict[str, Any], counted_as: str, *, linked: bool = False) -> None:
        sections = self._state.sections_of(record["id"], self.run)
        record |= {"run": self.run, "sections": sections or record["sections"]}
        self._close_entry(record, "stored", "")
        add_story(self._state, record, self.run, linked=linked)
        self.counts[counted_as] += 1

    def _close_entry(self, record: dict[str, Any], outcome: str, why: str) -> None:
        entry = self._state.entry(record["id"])
        if entry is None:  # the state was rebuilt from files that do not name this story
            path = read_address(record["url"]).path
            entry = EntryRow(record["id"], path, record["section_path"])
        self._state.close_entry(entry, outcome, why, self.run)


@contextmanager
def accepting(data_dir: Path, *, compress: bool = False) -> Iterator[Acceptance]:
    """Open a run that makes no requests; at the end of the block all it took is committed and published, or nothing.

    Raises:
        CannotOpen, Locked, StateDamaged: as at the start of a crawl (see `Run`).
        WriteFailed: the disk is full or failed; the next run publishes what was committed.
    """
    run = Run(data_dir, ARCHIVE, Options(archive=False, compress=compress))
    accepted = Acceptance(run.state, run.number)
    try:
        with translate_errors(run.state.path):
            yield accepted
    except BaseException as error:
        run.session.broken = _as_newscrawl_error(error)
        run.state.rollback()
        with suppress(NewscrawlError):  # the first error is the one raised
            run.end(_ledger(run, Acceptance(run.state, run.number)))
        raise
    run.publish()
    run.end(_ledger(run, accepted))
    if run.session.broken:
        raise run.session.broken


def accept_summary(accepted: Acceptance, data_dir: Path) -> str:
    """Return what was stored and where it was published."""
    counts = accepted.counts
    words = f"Run {accepted.run}: {counted(counts['versions'], 'new version')}, {counted(counts['stories'], 'new story', 'new stories')}, {counted(counts['copies'], 'new duplicate')}"
    files = DataFolder(data_dir).published_by(accepted.run)
    lines = [f"{words}; {', '.join(map(str, files)) or 'nothing to publish'}."]
    if counts["superseded"]:
        lines.append(
            f"{counts['superseded']} changed records left as they are: a later page of the same story replaced theirs."
        )
    return "\n".join(lines)


def _as_newscrawl_error(error: BaseException) -> NewscrawlError:
    if isinstance(error, NewscrawlError):
        return error
    wrapped = NewscrawlError(f"{type(error).__name__}: {error}")
    if isinstance(error, KeyboardInterrupt):
        wrapped.exit_code = ExitCode.SIGINT
    return wrapped


def _is_superseded(result: PageResult, newest: StoryRow) -> bool:
    """True if the result comes from a page older than the one the newest version was read from."""
    record = result.record or {}
    if result.category == CHANGED:
        return bool(record["version"] != newest.version)
    return bool(record["fetched_at"] <= newest.data["fetched_at"])


def _ledger(run: Run, accepted: Acceptance) -> Ledger:
    """Return the run's ledger, with the exit code of the error that ended it, if any."""
    ledger = Ledger.of_accepted(run.session, accepted.counts, accepted.fields)
    code = run.session.broken.exit_code if run.session.broken else ExitCode.OK
    ledger.exit_code, ledger.verdict = int(code), "failed" if code else "ok"
    return ledger
