"""Today's extractor over the whole archive, on all cores, compared with what is published."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from newscrawl.errors import DamagedPage, NewscrawlError, StateDamaged
from newscrawl.items import Story
from newscrawl.pages.decode import decode
from newscrawl.pages.faults import page_fault
from newscrawl.pages.timelimit import time_limit
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import Place
from newscrawl.store.archive.reader import Page, read_page
from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import StoryRow
from newscrawl.store.state import State
from newscrawl.store.stories import published_record
from newscrawl.tools.comparison import (
    CHANGED,
    COPY,
    FAULTY,
    GONE,
    NEW,
    NO_STORY,
    OPEN,
    SAME,
    UNCHANGED,
    Outcome,
    compare,
)
from newscrawl.tools.extract import extract

_CHUNK = 40  # pages: about a tenth of a second of work


def reextract(
    data_dir: Path,
    places: Iterable[tuple[Place, Place | None]],
    processes: int | None = None,
    *,
    longest_reading: float = 0,
) -> Iterator[Outcome]:
    """Read every page again, in order; with one process in this one, else on all cores.

    A page that takes longer than ``longest_reading`` seconds is told as no whole record; 0 is no limit.

    Raises:
        StateDamaged: a row of the state is damaged; a damaged page is an outcome.
        CannotOpen: there is no state to compare with.
        NewscrawlError: a page ended the process that read it.
    """
    processes = processes or len(os.sched_getaffinity(0))
    begin = partial(_begin, data_dir, longest_reading)
    if processes == 1:
        here = begin()
        try:
            for chunk in _chunks(places):
                yield from _work(chunk)
        finally:
            here.close()
        return
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(processes, context, _begin_aside, (begin,)) as pool:
            yield from _spread(pool, places, 3 * processes)
    except BrokenProcessPool as error:
        raise NewscrawlError(
            "A page ended the process that read it. Find it with --processes 1, and leave it out with --run or --since."
        ) from error


def _spread(
    pool: ProcessPoolExecutor, places: Iterable[tuple[Place, Place | None]], most: int
) -> Iterator[Outcome]:
    """Hand out chunks, and give their outcomes in order; neither places nor outcomes pile up."""
    waiting: deque[Future[list[Outcome]]] = deque()
    for chunk in _chunks(places):
        waiting.append(pool.submit(_work, chunk))
        if len(waiting) > most:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _chunks(places: Iterable[tuple[Place, Place | None]]) -> Iterator[list[tuple[Place, Place | None]]]:
    waiting = iter(places)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk


# --- in each process ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Here:
    """What a process reads with."""

    folder: Path
    state: State
    index: Index
    longest_reading: float

    def close(self) -> None:
        self.state.connection.close()
        self.index.close()

    def page(self, place: Place) -> Page:
        return read_page(self.folder, place, self.index.payload_of(place))


_here: list[_Here] = []


def _begin(data_dir: Path, longest_reading: float) -> _Here:
    folder = DataFolder(data_dir)
    _here[:] = [_Here(folder.archive, State.look(folder.state), Index(folder.archive), longest_reading)]
    return _here[0]


def _begin_aside(begin: Callable[[], _Here]) -> None:
    """Begin in a process of the pool, which ends with its parent: left by one that was killed it would wait for ever."""
    if parent := multiprocessing.parent_process():
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    begin()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _work(chunk: list[tuple[Place, Place | None]]) -> list[Outcome]:
    return [_read(_here[0], place, source) for place, source in chunk]


def _read(here: _Here, place: Place, source: Place | None) -> Outcome:
    if source is None:
        return Outcome(place.story_id, place.run, FAULTY, "its bytes stand in an archive file that is gone")
    try:
        page = read_page(here.folder, place, source)
    except (StateDamaged, DamagedPage) as error:
        return Outcome(place.story_id, place.run, FAULTY, str(error))
    try:
        with time_limit(here.longest_reading):
            return _outcome(here, page)
    except DamagedPage as error:
        return Outcome(place.story_id, place.run, FAULTY, str(error))


def _outcome(here: _Here, page: Page) -> Outcome:
    known = (page.place.story_id, page.place.run)
    text = decode(page.response)
    if fault := page_fault(page.response.body, text):
        return Outcome(*known, FAULTY, fault)
    stored = list(here.state.stories.select("id = ? ORDER BY version DESC", page.place.story_id))
    row = _row_of(here, page.place, stored)
    own = published_record(here.state, row) if row else None
    found = extract(page, own, text)
    if found.story is None:
        return Outcome(*known, GONE if own else NO_STORY, f"{found.verdict.kind.value}: {found.verdict.why}")
    if found.fault:
        return Outcome(*known, FAULTY, found.fault)
    record = found.story.record()
    if own is not None:
        changes = compare(record, own)
        return Outcome(*known, CHANGED if changes else SAME, record=record, changes=changes)
    if why := _not_new(here, page, found.story, stored):
        return Outcome(*known, why)
    return Outcome(*known, NEW, found.story.headline, record)


def _row_of(here: _Here, place: Place, stored: list[StoryRow]) -> StoryRow | None:
    """Find the newest version that was read from a page: by a crawl in the page's run, else accepted later."""
    for row in stored:
        record = row.data
        if place.gave(record) and (row.run == place.run or here.index.trace(record) == place):
            return row
    return None


def _not_new(here: _Here, page: Page, story: Story, stored: list[StoryRow]) -> str | None:
    """Say why a page that no stored version was read from is no news; None where it is."""
    if stored:
        return UNCHANGED if _is_unchanged(here, page, story, stored) else None
    if here.state.copies.get("id = ?", story.id):
        return COPY
    entry = here.state.entry(story.id)
    return OPEN if entry and entry.outcome == "open" and not entry.tries else None


def _is_unchanged(here: _Here, page: Page, story: Story, stored: list[StoryRow]) -> bool:
    """Tell whether a later look at a story shows what the page before it shows, read with the same eyes."""
    records = [row.data for row in stored]
    if any(record["text_sha256"] == story.text_sha256 for record in records):
        return True
    earlier = next((one for one in records if one["fetched_at"] <= story.fetched_at), records[-1])
    before = here.index.trace(earlier)
    if before is None or before.digest == page.place.digest:
        return before is not None
    try:
        read = extract(here.page(before)).story
    except (StateDamaged, DamagedPage):
        return False
    return read is not None and (read.headline, read.text_sha256) == (story.headline, story.text_sha256)
