"""Run the current extractor over the whole archive, on all cores, and compare the records with the published ones."""

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
    PageResult,
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
) -> Iterator[PageResult]:
    """Read every page again and yield the results in order.

    ``processes`` defaults to the number of cores; with 1 the work is done in this process. A page that takes longer than
    ``longest_reading`` seconds is reported as not a whole record; 0 means no limit.

    Raises:
        StateDamaged: a row of the state is damaged; a damaged page is only a result.
        CannotOpen: there is no state to compare with.
        NewscrawlError: a page crashed the process that read it.
    """
    processes = processes or len(os.sched_getaffinity(0))
    begin = partial(_begin, data_dir, longest_reading)
    if processes == 1:
        worker = begin()
        try:
            for chunk in _chunks(places):
                yield from _work(chunk)
        finally:
            worker.close()
        return
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(processes, context, _begin_in_pool, (begin,)) as pool:
            yield from _spread(pool, places, 3 * processes)
    except BrokenProcessPool as error:
        raise NewscrawlError(
            "A page crashed the process that read it. Find the page with --processes 1, then leave it out with --run or --since."
        ) from error


def _spread(
    pool: ProcessPoolExecutor, places: Iterable[tuple[Place, Place | None]], most: int
) -> Iterator[PageResult]:
    """Submit chunks to the pool and yield their results in order; only about ``most`` chunks are in memory at a time."""
    waiting: deque[Future[list[PageResult]]] = deque()
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


# --- in each worker process --------------------------------------------------------------------------


@dataclass(slots=True)
class _Worker:
    """What each worker process reads pages with."""

    folder: Path
    state: State
    index: Index
    longest_reading: float

    def close(self) -> None:
        self.state.connection.close()
        self.index.close()

    def page(self, place: Place) -> Page:
        return read_page(self.folder, place, self.index.payload_of(place))


_worker: list[_Worker] = []


def _begin(data_dir: Path, longest_reading: float) -> _Worker:
    folder = DataFolder(data_dir)
    _worker[:] = [
        _Worker(folder.archive, State.open_readonly(folder.state), Index(folder.archive), longest_reading)
    ]
    return _worker[0]


def _begin_in_pool(begin: Callable[[], _Worker]) -> None:
    """Set up a process of the pool; it ends with its parent, since after a killed parent it would wait forever."""
    if parent := multiprocessing.parent_process():
        Thread(target=_exit_with, args=(parent,), daemon=True).start()
    begin()


def _exit_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _work(chunk: list[tuple[Place, Place | None]]) -> list[PageResult]:
    return [_read(_worker[0], place, source) for place, source in chunk]


def _read(worker: _Worker, place: Place, source: Place | None) -> PageResult:
    if source is None:
        return PageResult(
            place.story_id, place.run, FAULTY, "the archive file that holds its bytes is missing"
        )
    try:
        page = read_page(worker.folder, place, source)
    except (StateDamaged, DamagedPage) as error:
        return PageResult(place.story_id, place.run, FAULTY, str(error))
    try:
        with time_limit(worker.longest_reading):
            return _compare_page(worker, page)
    except DamagedPage as error:
        return PageResult(place.story_id, place.run, FAULTY, str(error))


def _compare_page(worker: _Worker, page: Page) -> PageResult:
    known = (page.place.story_id, page.place.run)
    text = decode(page.response)
    if fault := page_fault(page.response.body, text):
        return PageResult(*known, FAULTY, fault)
    stored = list(worker.state.stories.select("id = ? ORDER BY version DESC", page.place.story_id))
    row = _row_of(worker, page.place, stored)
    own = published_record(worker.state, row) if row else None
    found = extract(page, own, text)
    if found.story is None:
        return PageResult(
            *known, GONE if own else NO_STORY, f"{found.verdict.kind.value}: {found.verdict.why}"
        )
    if found.fault:
        return PageResult(*known, FAULTY, found.fault)
    record = found.story.record()
    if own is not None:
        changes = compare(record, own)
        return PageResult(*known, CHANGED if changes else SAME, record=record, changes=changes)
    if why := _why_not_new(worker, page, found.story, stored):
        return PageResult(*known, why)
    return PageResult(*known, NEW, found.story.headline, record)


def _row_of(worker: _Worker, place: Place, stored: list[StoryRow]) -> StoryRow | None:
    """Return the newest version read from a page, whether a crawl stored it in the page's run or it was accepted later."""
    for row in stored:
        record = row.data
        if place.gave(record) and (row.run == place.run or worker.index.trace(record) == place):
            return row
    return None


def _why_not_new(worker: _Worker, page: Page, story: Story, stored: list[StoryRow]) -> str | None:
    """Return why a page that no stored version was read from does not count as new; None if it does."""
    if stored:
        return UNCHANGED if _is_unchanged(worker, page, story, stored) else None
    if worker.state.copies.get("id = ?", story.id):
        return COPY
    entry = worker.state.entry(story.id)
    return OPEN if entry and entry.outcome == "open" and not entry.tries else None


def _is_unchanged(worker: _Worker, page: Page, story: Story, stored: list[StoryRow]) -> bool:
    """True if a page of a stored story reads, with the current extractor, the same as the page before it."""
    records = [row.data for row in stored]
    if any(record["text_sha256"] == story.text_sha256 for record in records):
        return True
    earlier = next((one for one in records if one["fetched_at"] <= story.fetched_at), records[-1])
    before = worker.index.trace(earlier)
    if before is None or before.digest == page.place.digest:
        return before is not None
    try:
        read = extract(worker.page(before)).story
    except (StateDamaged, DamagedPage):
        return False
    return read is not None and (read.headline, read.text_sha256) == (story.headline, story.text_sha256)
