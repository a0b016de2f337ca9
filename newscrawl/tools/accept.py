"""Makes what today's extractor reads otherwise the next versions: one run, one transaction, one published file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.run.ledger import Ledger
from newscrawl.run.run import Run
from newscrawl.run.session import Options
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import EntryRow, StoryRow, copy_row
from newscrawl.store.state import State
from newscrawl.store.stories import add_story
from newscrawl.text.fingerprint import fingerprint
from newscrawl.tools.comparison import CHANGED, NEW, Outcome
from newscrawl.urls import read_address

_SITE = "archive"  # what the run's row and ledger name in the place of a site
_STAYS = ("url", "cluster", "version_of")  # of a story that is stored already, whatever page it is read from


class Acceptance:
    """Writes outcomes into the state, uncommitted; counts new versions, new stories, new copies and what is left."""

    def __init__(self, state: State, run: int) -> None:
        self.run = run
        self.counts: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self._state = state

    def take(self, outcome: Outcome) -> None:
        """Make a changed record the next version and a page that is newly a story a stored one; the rest is left.

        A story's newest version is what its last page gave: records of earlier pages are not accepted.
        """
        if outcome.record is None or outcome.verdict not in {CHANGED, NEW}:
            return
        record = dict(outcome.record)
        newest = self._state.latest(record["id"])
        if newest is None:
            self._take_new(record)
        elif _is_superseded(outcome, newest):
            self.counts["superseded"] += 1
        else:
            self._take_version(record, newest)
            self.fields.update(list(outcome.changes))

    def _take_version(self, record: dict[str, Any], newest: StoryRow) -> None:
        known = newest.data
        record |= {name: known[name] for name in _STAYS} | {"version": newest.version + 1}
        self._store(record, "versions", linked=True)

    def _take_new(self, record: dict[str, Any]) -> None:
        original = self._state.holder_of(fingerprint(record["article_body"]), record["id"])
        if original:
            self._settle(record, "duplicate", original)
            self._state.copies.put(copy_row(record["id"], record["url"], original, self.run))
            self.counts["copies"] += 1
            return
        self._store(record, "stories")

    def _store(self, record: dict[str, Any], counted_as: str, *, linked: bool = False) -> None:
        sections = self._state.sections_of(record["id"], self.run)
        record |= {"run": self.run, "sections": sections or record["sections"]}
        self._settle(record, "stored", "")
        add_story(self._state, record, self.run, linked=linked)
        self.counts[counted_as] += 1

    def _settle(self, record: dict[str, Any], outcome: str, why: str) -> None:
        entry = self._state.entry(record["id"])
        if entry is None:  # a state that was rebuilt from files that do not tell of it
            path = read_address(record["url"]).path
            entry = EntryRow(record["id"], path, record["section_path"])
        self._state.close_entry(entry, outcome, why, self.run)


@contextmanager
def accepting(data_dir: Path, *, compress: bool = False) -> Iterator[Acceptance]:
    """Open a run that asks for nothing; what the block takes is committed and published at its end, or none of it.

    Raises:
        CannotOpen, Locked, StateDamaged: as a crawl's start (see `Run`).
        WriteFailed: the disk is full or failed; the next start publishes what is committed.
    """
    run = Run(data_dir, _SITE, Options(archive=False, compress=compress))
    accepted = Acceptance(run.state, run.number)
    try:
        with translate_errors(run.state.path):
            yield accepted
    except BaseException as error:
        run.session.broken = _as_known(error)
        run.state.rollback()
        with suppress(NewscrawlError):  # the first error is the one to raise
            run.end(_ledger(run, Acceptance(run.state, run.number)))
        raise
    run.publish()
    run.end(_ledger(run, accepted))
    if run.session.broken:
        raise run.session.broken


def tell_accepted(accepted: Acceptance, data_dir: Path) -> str:
    """Say in a line what was stored and where it is published."""
    counts = accepted.counts
    words = f"Run {accepted.run}: {counts['versions']} new versions, {counts['stories']} new stories, {counts['copies']} new duplicates"
    files = DataFolder(data_dir).published_by(accepted.run)
    lines = [f"{words}; {', '.join(map(str, files)) or 'nothing to publish'}."]
    if counts["superseded"]:
        lines.append(
            f"{counts['superseded']} changed records are of pages that a later page of the story replaced: left as they are."
        )
    return "\n".join(lines)


def _as_known(error: BaseException) -> NewscrawlError:
    if isinstance(error, NewscrawlError):
        return error
    known = NewscrawlError(f"{type(error).__name__}: {error}")
    if isinstance(error, KeyboardInterrupt):
        known.exit_code = ExitCode.SIGINT
    return known


def _is_superseded(outcome: Outcome, newest: StoryRow) -> bool:
    record = outcome.record or {}
    if outcome.verdict == CHANGED:
        return bool(record["version"] != newest.version)
    return bool(record["fetched_at"] <= newest.data["fetched_at"])


def _ledger(run: Run, accepted: Acceptance) -> Ledger:
    """Return the run's ledger, with the exit code of what it failed with."""
    ledger = Ledger.of_accepted(run.session, accepted.counts, accepted.fields)
    code = run.session.broken.exit_code if run.session.broken else ExitCode.OK
    ledger.exit_code, ledger.verdict = int(code), "failed" if code else "ok"
    return ledger
