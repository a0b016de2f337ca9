"""One run: it takes the lock, goes on where a killed one stopped, stores, publishes and says how it went."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from scrapy.exceptions import CloseSpider
from scrapy.utils.serialize import ScrapyJSONEncoder

from newscrawl import ledger
from newscrawl.account import Account
from newscrawl.archive.writer import Archive, open_archive
from newscrawl.drift import Tally, expected_names
from newscrawl.errors import CannotOpen, NewscrawlError, StateDamaged, WriteFailed
from newscrawl.publishing import FOLDERS, publish, published_files, remove_parts, run_of, write_whole
from newscrawl.quarantine import Quarantine
from newscrawl.recover import recover
from newscrawl.state.database import told
from newscrawl.state.lock import Lock
from newscrawl.state.schema import EntryRow, ListingRow, RunRow, StoryRow, WalkRow, copy_row
from newscrawl.state.seal import break_seal, check_seal, seal
from newscrawl.state.state import State
from newscrawl.text.fingerprint import fingerprint

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from newscrawl.items import Story
    from newscrawl.spiders.arguments import Arguments

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

_BATCH, _SECONDS = 20, 0.5  # a commit syncs the disk: at most so many rows, so long, wait for one
#: What a page may be for a while: its address is asked for again in later runs.
PASSING = frozenset({"captcha", "consent", "maintenance", "empty"})


@dataclass(frozen=True, slots=True)
class Options:
    """What a run does beyond crawling; each is a setting (see settings.py) or a spider argument."""

    tries: int = 5
    probe_every: int = 10
    compress: bool = False
    since: str | None = None
    refresh: int | None = None
    archive: bool = True
    archive_days: int = 0


def _guarded(method: Callable[Concatenate[Run, P], T]) -> Callable[Concatenate[Run, P], T]:
    """End the crawl when state or disk fails: say so once, keep what is committed, do nothing more."""

    @wraps(method)
    def guarded(self: Run, *args: P.args, **kwargs: P.kwargs) -> T:
        if self.broken:
            raise CloseSpider("state lost")
        try:
            with told(self.state_path):
                return method(self, *args, **kwargs)
        except NewscrawlError as error:
            self.break_off(error)
            raise CloseSpider("state lost") from error

    return guarded  # type: ignore[return-value]  # `self` is named in one and positional in the other


def open_run(settings: BaseSettings, arguments: Arguments) -> Run:
    """Open the run that settings and spider arguments ask for (see `Run` for what it raises)."""
    options = Options(
        tries=settings.getint("NEWSCRAWL_TRIES"),
        probe_every=settings.getint("NEWSCRAWL_PROBE_EVERY"),
        compress=settings.getbool("NEWSCRAWL_GZIP"),
        since=arguments.since,
        refresh=arguments.refresh,
        archive=settings.getbool("NEWSCRAWL_ARCHIVE"),
        archive_days=settings.getint("NEWSCRAWL_ARCHIVE_DAYS"),
    )
    return Run(Path(settings["NEWSCRAWL_DATA_DIR"]), arguments.site, options)


class Run:
    """Holds lock and state of a data folder from the first request to the published files."""

    def __init__(self, data_dir: Path, site: str, options: Options | None = None) -> None:
        self.data_dir = data_dir
        self.site = site
        self.options = options or Options()
        self.account = Account()
        self.files: dict[str, str] = {}
        self.archive: Archive | None = None
        self.broken: NewscrawlError | None = None
        self.is_ending = False
        self.on_break: Callable[[], None] = lambda: None
        self._claims: dict[str, str] = {}
        self._revisits: dict[str, StoryRow] = {}
        self._waiting, self._committed = 0, time.monotonic()
        self._open()

    @property
    def state_path(self) -> Path:
        """Where the state stands."""
        return self.data_dir / "state.db"

    # --- the start ----------------------------------------------------------------------------------

    def _open(self) -> None:
        """Make the folders, take the lock, check and open the state, publish what a killed run left, begin.

        Raises:
            CannotOpen: a folder or file cannot be made, read or written.
            Locked: another run holds the folder.
            StateDamaged: the state is corrupt or newer; nothing was changed.
        """
        try:
            for name in (*FOLDERS, "runs"):
                (self.data_dir / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotOpen(
                f"Cannot write below {self.data_dir}: {error}. Make the folder writable or name another with -s NEWSCRAWL_DATA_DIR=…"
            ) from error
        self._lock = Lock(self.data_dir)
        self._lock.take()
        try:
            self.state = self._open_state()
            with told(self.state_path, CannotOpen):
                self.quarantine = Quarantine(self.data_dir / "quarantine")
                self.quarantine.open()
                self._publish_killed()
                self.number = self._begin()
                past = [
                    Tally.from_dict(one["drift"]) for one in self.state.past_ledgers(10) if "drift" in one
                ]
                self.account.expected = expected_names(past)
            if self.options.archive:
                folder = self.data_dir / "archive"
                self.archive = open_archive(folder, self.number, self.options.archive_days)
        except WriteFailed as error:
            self._lock.release()
            raise CannotOpen(str(error)) from error
        except BaseException:
            self._lock.release()
            raise

    def _open_state(self) -> State:
        path = self.state_path
        with told(path, CannotOpen):
            check_seal(path)
            if not path.exists() and any(published_files(self.data_dir, folder) for folder in FOLDERS):
                logger.warning("No state at %s but published files: rebuilding it from them.", path)
                recover(self.data_dir)
            elif not path.exists():
                logger.warning("No state at %s: this run starts from nothing.", path)
            state = State.open(path)
            break_seal(path)
        return state

    def _publish_killed(self) -> None:
        """Publish what killed runs had committed, under their numbers, each with its ledger."""
        remove_parts(self.data_dir)
        for row in self.state.unpublished():
            files = publish(self.state, self.data_dir, row.number, compress=self.options.compress)
            place = self._ledger_path(row.number)
            text = place.read_text("utf-8") if place.exists() else ledger.of_killed(self.state, row, files)
            self.state.runs.put(replace(row, published=1, files=json.dumps(files), ledger=text))
            self.state.commit()
            logger.warning(
                "Run %d was killed: published what it had stored (%s).",
                row.number,
                ", ".join(files) or "nothing new",
            )
        for row in self.state.runs.select("ledger <> '' ORDER BY number DESC LIMIT 3"):
            if not self._ledger_path(row.number).exists():
                write_whole(self._ledger_path(row.number), row.ledger.encode())

    def _begin(self) -> int:
        files = (run_of(path) for folder in FOLDERS for path in published_files(self.data_dir, folder)[-1:])
        number = max(self.state.last_run(), *files, 0) + 1
        self.started = datetime.now(UTC)
        self.state.runs.add(
            RunRow(number, self.started.isoformat(timespec="seconds"), self.site, os.getpid())
        )
        self.state.commit()
        return number

    def _ledger_path(self, number: int) -> Path:
        return self.data_dir / "runs" / f"politics-{number:06d}.json"

    # --- what listings and feeds show -----------------------------------------------------------------

    @_guarded
    def begin_walk(self, section: str, *, requested: bool) -> None:
        """Open a section's account and read how its last walk ended."""
        walk = self.account.walk(section)
        walk.requested = requested
        walk.was_complete = self.state.walk_is_complete(section)
        walk.probing = self.number % self.options.probe_every == 0

    @_guarded
    def begin_listing(self, section: str) -> None:
        """Note, before a section's first listing page is read, that its walk is not complete."""
        if self.account.walk(section).was_complete:
            self.state.walks.put(WalkRow(section, 0, self.number))

    @_guarded
    def end_walk(self, section: str) -> None:
        """Note that a walk reached its end or its stop."""
        walk = self.account.walk(section)
        if walk.failure is None:
            walk.complete = True
            self.state.walks.put(WalkRow(section, 1, self.number))

    @_guarded
    def show(self, story_id: str, section: str, path: str, *, headline: str = "", teaser: str = "", date: str | None = None, by_feed: bool = False) -> None:  # fmt: skip
        """Store what a section's listing or feed shows: an open entry, and better hints for one that is open."""
        self.account.walk(section).listed.add(story_id)
        self.state.show(story_id, section, self.number)
        old = self.state.entry(story_id)
        if old is None:
            entry = EntryRow(story_id, path, section, headline, teaser, date, run=self.number)
            self.state.entries.add(entry)
        elif old.outcome == "open":
            named = not by_feed and not old.path.startswith("/politics/")
            new = replace(
                old,
                path=path if named else old.path,
                headline=old.headline or headline,
                teaser=old.teaser or teaser,
                date=old.date or date,
            )
            if new != old:
                self.state.entries.put(new)
        elif date and not old.date:
            self.state.entries.put(replace(old, date=date))

    def show_again(self, section: str, ids: Iterable[str]) -> None:
        """Note the ids of a listing page or feed that has not changed."""
        self.account.walk(section).listed.update(ids)

    @_guarded
    def wants(self, story_id: str) -> EntryRow | None:
        """Give the entry to ask for; None (and its outcome noted) where there is nothing to ask."""
        entry = self.state.entry(story_id)
        if entry is None or story_id in self.account.outcomes:
            return None
        if why := self._skip(entry):
            self.account.skips[story_id] = why
            self.account.close(story_id, "skipped", entry.section)
        elif entry.outcome != "open":
            self.account.close(story_id, "known", entry.section)
        else:
            return entry
        return None

    def _skip(self, entry: EntryRow) -> str | None:
        if entry.outcome == "given up":
            return "given up"
        if entry.id in self.quarantine:
            return "quarantined: its page killed the process twice"
        if entry.outcome != "open":
            return None
        if entry.due > self.number:
            return "retry later"
        old = self.options.since and entry.date and entry.date[:10] < self.options.since
        return "since" if old else None

    @_guarded
    def note_known(self) -> None:
        """Note the outcome of what feeds and pages beyond the stop showed although it was closed already."""
        for story_id in self.account.missing():
            self.wants(story_id)

    @_guarded
    def is_settled(self, ids: Iterable[str]) -> bool:
        """Tell whether nothing is left to do for these stories: the stop rule's question."""
        outcomes = self.account.outcomes
        return all(story_id in outcomes and outcomes[story_id][0] != "failed" for story_id in ids)

    @_guarded
    def open_entries(self, sections: Iterable[str] = ()) -> list[EntryRow]:
        """Give the open entries that this run may still ask for, those of the given sections or all."""
        wanted = frozenset(sections)
        return [
            entry
            for entry in self.state.open_entries(self.number)
            if entry.id not in self.account.outcomes and (not wanted or self._is_in(entry, wanted))
        ]

    def _is_in(self, entry: EntryRow, sections: frozenset[str]) -> bool:
        return not sections.isdisjoint({entry.section, *self.state.sections_of(entry.id, self.number)})

    @_guarded
    def revisits(self, sections: Iterable[str] = ()) -> list[EntryRow]:
        """Give the entries of stored stories that lie inside the revisit window."""
        if self.options.refresh is None:
            return []
        first = (date.today() - timedelta(days=self.options.refresh)).isoformat()  # noqa: DTZ011  # the operator's day
        wanted = frozenset(sections)
        newest = {row.id: row for row in self.state.stories.select("day >= ? ORDER BY sequence", first)}
        entries = [self.state.entry(story_id) for story_id in newest if story_id not in self._revisits]
        again = [
            entry
            for entry in entries
            if entry and entry.outcome == "stored" and (not wanted or self._is_in(entry, wanted))
        ]
        self._revisits |= {entry.id: newest[entry.id] for entry in again}
        return again

    # --- listing pages that have not changed ------------------------------------------------------------

    @_guarded
    def listing_held(self, path: str, section: str) -> ListingRow | None:
        """Give what a listing page or feed held, if the section's last walk was complete."""
        return self.state.listing(path) if self.account.walk(section).was_complete else None

    @_guarded
    def hold_listing(self, row: ListingRow) -> None:
        """Keep a listing page's validators and ids for the next run."""
        self.state.listings.put(row)

    # --- what became of stories ---------------------------------------------------------------------------

    def is_revisit(self, story_id: str) -> bool:
        """Tell whether a stored story is being read again."""
        return story_id in self._revisits

    @_guarded
    def is_changed(self, story: Story) -> bool:
        """Compare a story that is read again with its newest version: headline and text, no chrome."""
        record = json.loads(self._revisits[story.id].record)
        return (record["headline"], record["text_sha256"]) != (story.headline, story.text_sha256)

    @_guarded
    def copy_of(self, story: Story) -> str | None:
        """Name the story that holds this text already, stored or on its way through the pipelines."""
        text = fingerprint(story.article_body)
        original = self.state.holder_of(text, story.id) or self._claims.setdefault(text, story.id)
        return None if original == story.id else original

    @_guarded
    def store(self, story: Story) -> None:
        """Store a story, or the next version of one that is read again.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        known = self._revisits.get(story.id)
        story.version = known.version + 1 if known else 1
        story.run = self.number
        story.sections = self.state.sections_of(story.id, self.number) or [story.section_path]
        text = fingerprint(story.article_body)
        match = self.state.add_text(
            story.id, story.version, story.headline, story.date_published, story.article_body
        )
        story.cluster = self.state.duplicates.cluster_of(story.id)
        story.version_of = match.id if match else None
        day = (story.date_published or story.fetched_at)[:10]
        record = json.dumps(asdict(story), cls=ScrapyJSONEncoder, ensure_ascii=False, allow_nan=False)
        with told(self.state_path):
            self.state.stories.add(StoryRow(story.id, story.version, self.number, text, day, record))
            self._settle(story.id, "stored", "")
        self._claims.pop(text, None)
        self.account.take(asdict(story), story.page.landmarks)
        self._written()

    @_guarded
    def store_copy(self, story: Story, original: str) -> None:
        """Store the line that says a story is a copy of another.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        with told(self.state_path):
            self.state.copies.add(copy_row(story.id, story.url, original, self.number))
            self._settle(story.id, "duplicate", original)
        self._written()

    @_guarded
    def keep(self, story_id: str) -> None:
        """Note that a story read again has not changed, or is gone now: what is stored stays."""
        entry = self.state.entry(story_id)
        self.account.close(story_id, "known", entry.section if entry else "")

    @_guarded
    def bury(self, story_id: str, kind: str) -> None:
        """Note that an address turned out to be no story; what may pass is asked for again in later runs."""
        if self.is_revisit(story_id):
            self.keep(story_id)
            return
        self.account.tombstones[story_id] = kind
        if kind in PASSING:
            self._try_again(story_id, kind, "tombstone")
        else:
            self._settle(story_id, "tombstone", kind)
        self._written()

    @_guarded
    def fail(self, story_id: str, why: str) -> None:
        """Note that a story could not be fetched or read: later runs try again, spaced, until given up."""
        if self.is_ending:  # cut off by a signal: the entry stays as it is
            return
        self.account.failures[story_id] = why
        if self.is_revisit(story_id):
            self.keep(story_id)
            return
        self._try_again(story_id, why, "failed")
        self._written()

    @_guarded
    def skip(self, story_id: str, why: str, date: str | None) -> None:
        """Note that a story is left out of this run; its entry stays open."""
        self.account.skips[story_id] = why
        entry = self.state.entry(story_id)
        if entry:
            self.state.entries.put(replace(entry, date=entry.date or date, run=self.number))
            self.account.close(story_id, "skipped", entry.section)
        self._written()

    @_guarded
    def entry(self, story_id: str) -> EntryRow | None:
        """Find a story's entry."""
        return self.state.entry(story_id)

    def _settle(self, story_id: str, outcome: str, why: str) -> None:
        entry = self.state.entry(story_id)
        if entry is None:
            raise StateDamaged(f"state.db: story {story_id} has no entry. Run `scrapy verify`.")
        self.state.close_entry(entry, outcome, why, self.number)
        self.account.close(story_id, outcome, entry.section)

    def _try_again(self, story_id: str, why: str, outcome: str) -> None:
        """Leave the entry open for the next run, then for every second, fourth …, then give up."""
        entry = self.state.entry(story_id)
        if entry is None:
            return
        tries = entry.tries + 1
        if tries >= self.options.tries:
            self.account.given_up[story_id] = why
            closed = "tombstone" if outcome == "tombstone" else "given up"
            self.state.close_entry(replace(entry, tries=tries), closed, why, self.number)
        else:
            due = self.number + 2 ** (tries - 1)
            self.state.entries.put(replace(entry, tries=tries, due=due, why=why, run=self.number))
        self.account.close(story_id, outcome, entry.section)

    def _written(self) -> None:
        self._waiting += 1
        if self._waiting >= _BATCH or time.monotonic() - self._committed > _SECONDS:
            self.commit()

    @_guarded
    def commit(self) -> None:
        """Make what is stored lasting.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        self._commit()
        self._waiting, self._committed = 0, time.monotonic()

    def _commit(self) -> None:
        """Commit what is stored, its pages in the archive first."""
        if self.archive:
            self.archive.sync()
        self.state.commit()

    # --- the end ------------------------------------------------------------------------------------------

    def break_off(self, error: NewscrawlError) -> None:
        """Note what state or disk failed with, once, and ask for the end of the crawl."""
        if self.broken is None:
            self.broken = error
            logger.critical("%s", error)
            self.on_break()

    def publish(self) -> None:
        """Commit and publish; where the disk fails the next start publishes what is committed."""
        if isinstance(self.broken, StateDamaged):
            return
        try:
            with told(self.data_dir):
                self.state.rollback() if self.broken else self._commit()
                self.files = publish(self.state, self.data_dir, self.number, compress=self.options.compress)
        except NewscrawlError as error:
            self.break_off(error)

    def end(self, account: dict[str, Any], exit_code: int) -> None:
        """Write the ledger, mark the run as published, seal the state and give the lock back.

        Raises:
            WriteFailed: the disk is full or failed; the next start writes what is missing.
            StateDamaged: the state is corrupt.
        """
        try:
            with told(self.state_path):
                if self.archive:
                    self.archive.close()
                if isinstance(self.broken, StateDamaged):
                    self.state.rollback()
                    self.state.connection.close()
                    return
                text = ledger.to_text(account)
                if self.broken is None:
                    self._mark_published(account, exit_code, text)
                write_whole(self._ledger_path(self.number), text.encode())
                self.state.close()
                if self.broken is None:
                    seal(self.state_path)
        finally:
            self._lock.release()

    def _mark_published(self, account: dict[str, Any], exit_code: int, text: str) -> None:
        row = self.state.runs.get("number = ?", self.number)
        if row:
            files = json.dumps(self.files)
            ended = account.get("ended")
            done = replace(row, ended=ended, exit_code=exit_code, published=1, files=files, ledger=text)
            self.state.runs.put(done)
            self.state.commit()
