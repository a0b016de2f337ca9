"""Precision, recall, speed, disk and memory of the duplicate index: `python -m benchmarks.duplicates [STORIES …]`.

The stories are those of `benchmarks.wire`. Another process writes them, as that takes longer than checking them; what counts
is check, insert and commit, twenty stories a commit as in a crawl. The curve shows the speed of each tenth of the way.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import Process, Queue
from pathlib import Path

from benchmarks.wire import Sent, stream
from newscrawl.clusters.index import DuplicateIndex
from newscrawl.store.database import begin, connect

BATCH = 20  # stories a commit, as in newscrawl.run
_KNOWN = 10_000  # versions whose origin is kept, far more than `stream` goes back
_KEPT = 4_000  # bodies that can be read again, more than `stream` goes back
_BAR = 50  # stories a CPU second for a character of a bar


@dataclass
class Clock:
    """Seconds spent in the index, by the wall and by the processor."""

    wall: float = 0.0
    cpu: float = 0.0
    _since: tuple[float, float] = (0.0, 0.0)

    def __enter__(self) -> None:
        self._since = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._since[0]
        self.cpu += time.process_time() - self._since[1]


@dataclass
class Score:
    """How many stories were tied to their own, to another's or to none; misses and false ties by kind."""

    right: int = 0
    exact: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    origins: dict[str, str] = field(default_factory=dict)

    def count(self, story: Sent, matched: str | None) -> None:
        """Count what the index said of a story."""
        if story.origin:
            self.origins[story.id] = story.origin
            if len(self.origins) > _KNOWN:
                del self.origins[next(iter(self.origins))]
        if matched is None:
            self.missed[story.kind] += bool(story.origin)
        elif story.origin and self.origins.get(matched, matched) == story.origin:
            self.right += 1
            self.exact += matched in {story.origin, story.source}
        else:
            self.wrong[story.kind] += 1

    def __str__(self) -> str:
        tied, missed = self.right + self.wrong.total(), self.missed.total()
        return (
            f"precision {self.right / max(1, tied):.4f}, recall {self.right / max(1, self.right + missed):.4f}, "
            f"to its source {self.exact / max(1, self.right + missed):.4f}"
        )


def measure(count: int, folder: Path) -> None:
    """Check and add so many stories; prints a bar of the speed for each tenth of the way, then the figures."""
    path = folder / f"{count}.db"
    connection = connect(path)
    bodies: dict[str, str] = {}
    index = DuplicateIndex(connection, lambda story_id, _: bodies.get(story_id))
    score, clock = Score(), Clock()
    tenth, before = max(BATCH, count // 10), (0.0, 0.0)
    for number, story in enumerate(sent(count), start=1):
        body = story.body
        with clock:
            begin(connection)
            match = index.add(story.id, 1, story.headline, story.day, body)
            if number % BATCH == 0 or number == count:
                connection.execute("COMMIT")
        bodies[story.id] = body
        if len(bodies) > _KEPT:
            del bodies[next(iter(bodies))]
        score.count(story, match.id if match else None)
        if number % tenth == 0:
            print(_bar(number, tenth / (clock.wall - before[0]), tenth / (clock.cpu - before[1])), flush=True)
            before = clock.wall, clock.cpu
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    print(
        f"{count:>9} stories: {score}; {count / clock.wall:.0f} a second ({count / clock.cpu:.0f} a CPU second), "
        f"{path.stat().st_size / count:.0f} bytes a story, peak {peak()} MB\n"
        f"          missed {dict(+score.missed)}, false {dict(+score.wrong)}",
        flush=True,
    )


def sent(count: int) -> Iterator[Sent]:
    """Yield so many stories; another process writes them."""
    batches: Queue[list[Sent]] = Queue(maxsize=20)
    Process(target=_write, args=(count, batches), daemon=True).start()
    while batch := batches.get():
        yield from batch


def _write(count: int, batches: Queue[list[Sent]]) -> None:
    stories = stream(count, seed=count)
    while batch := list(islice(stories, 200)):
        batches.put(batch)
    batches.put([])


def _bar(stories: int, speed: float, by_cpu: float) -> str:
    bar = "█" * round(by_cpu / _BAR)
    return f"{stories:>9} {bar:<40} {speed:5.0f} a second ({by_cpu:.0f} a CPU second), {peak()} MB"


def peak() -> int:
    """Return the most memory that this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for wanted in [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]:
            measure(wanted, Path(place))
