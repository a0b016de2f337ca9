"""Remove one story's pages from the archive."""

from __future__ import annotations

import os
from pathlib import Path

from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import Place
from newscrawl.store.archive.repair import member
from newscrawl.store.atomic import replace_file


def erase(index: Index, story_id: str) -> list[Path]:
    """Rewrite each WARC file that holds pages fetched for a story, without their records; return those files.

    All other records are copied byte for byte. A payload that a `revisit` record of another story's page refers to is
    kept: the site sent the same bytes there. Each file is replaced atomically, so a kill leaves it old or new. The
    caller must hold the lock.

    Raises:
        OSError: the disk is full or failed; the file being rewritten was not changed.
    """
    erased: dict[str, set[int]] = {}
    for place in erasable(index, story_id):
        erased.setdefault(place.file, set()).update(_offsets(place))
    for name, offsets in sorted(erased.items()):
        _write_without(index.folder / name, offsets)
        index.forget(name)
        index.catch_up()
    return [index.folder / name for name in sorted(erased)]


def erasable(index: Index, story_id: str) -> list[Place]:
    """Return the pages fetched for a story, except those whose payload a page of another story refers to."""
    return [one for one in index.of_story(story_id) if one.is_revisit or not index.serves_others(one)]


def _offsets(place: Place) -> set[int]:
    return {place.offset} if place.facts is None else {place.offset, place.facts}


def _write_without(path: Path, offsets: set[int]) -> None:
    with path.open("rb") as old, replace_file(path) as new:
        at = 0
        while found := member(old, at):
            if at not in offsets:
                new.write(os.pread(old.fileno(), found.length, at))
            at += found.length
