"""Clusters of a whole set at once: precision, recall, CPU seconds and memory: `python -m benchmarks.whole [STORIES]`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator

from benchmarks.duplicates import peak, sent
from newscrawl.clusters.batch import Member, clusters_of


def main(count: int) -> None:
    """Cluster so many stories; prints what was missed and falsely tied, by kind."""
    truth: dict[str, tuple[str, str]] = {}

    def members() -> Iterator[Member]:
        for story in sent(count):
            truth[story.id] = (story.origin or story.id, story.kind)
            yield Member(story.id, story.headline, story.day, story.body)

    before = time.process_time()
    labels = clusters_of(members)
    seconds = time.process_time() - before
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    right = 0
    for story_id, (origin, kind) in truth.items():
        right += origin != story_id and labels[story_id] == labels[origin]
        missed[kind] += labels[story_id] != labels[origin]
        wrong[kind] += origin == story_id != labels[story_id]
    print(
        f"{count} stories: precision {right / max(1, right + wrong.total()):.4f}, "
        f"recall {right / max(1, right + missed.total()):.4f}; {seconds:.0f} CPU seconds, peak {peak()} MB\n"
        f"missed {dict(+missed)}, false {dict(+wrong)}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
