"""Takes one story's pages out of the archive."""

from __future__ import annotations

import os
from pathlib import Path

from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import Place
from newscrawl.store.archive.repair import member
from newscrawl.store.atomic import whole


def erase(index: Index, story_id: str) -> list[Path]:
    """Write each file anew that holds pages fetched for a story, without their records; gives those files.

    All other records stay byte for byte. A payload that another story's page refers to stays: the site sent the
    same bytes there. A kill leaves each file as it was or written anew. Only for the holder of the lock.

    Raises:
        OSError: the disk is full or failed; the file at hand is as it was.
    """
    doomed: dict[str, set[int]] = {}
    for place in erasable(index, story_id):
        doomed.setdefault(place.file, set()).update(_offsets(place))
    for name, offsets in sorted(doomed.items()):
        _write_without(index.folder / name, offsets)
        index.forget(name)
        index.catch_up()
    return [index.folder / name for name in sorted(doomed)]


def erasable(index: Index, story_id: str) -> list[Place]:
    """List the pages fetched for a story, without those whose payload another story's page refers to."""
    return [one for one in index.of_story(story_id) if one.is_revisit or not index.serves_others(one)]


def _offsets(place: Place) -> set[int]:
    return {place.offset} if place.facts is None else {place.offset, place.facts}


def _write_without(path: Path, offsets: set[int]) -> None:
    with path.open("rb") as old, whole(path) as new:
        at = 0
        while found := member(old, at):
            if at not in offsets:
                new.write(os.pread(old.fileno(), found.length, at))
            at += found.length
