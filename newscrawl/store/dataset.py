"""A data folder as a data set: its stories, versions, clusters and duplicates, for programs that read stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.errors import CannotOpen
from newscrawl.items import Image, Story
from newscrawl.store.paths import DataFolder
from newscrawl.store.published import read_published


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A story with the same text as the story ``duplicate_of``, published by the site under a second id."""

    id: str
    url: str
    duplicate_of: str


class DataSet:
    """The stories of a data folder, read from its published files; neither state nor network is needed.

    Each call reads the files again, so it also returns what a crawl has published since the last call. Links between
    stories (``cluster``, ``version_of``) are those known when each story was published.

    Raises:
        CannotOpen: the folder holds no published stories.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = DataFolder(Path(folder))
        if not self.folder.published_files("stories"):
            raise CannotOpen(
                f"No published stories in {folder}. Name a data folder that a crawl has written."
            )

    def versions(self) -> Iterator[Story]:
        """Yield every version of every story, in the order in which they were published.

        Raises:
            StateDamaged: a line of a published file is not a record; the message names the file.
        """
        for record in self._records("stories"):
            images = [Image(**image) for image in record["images"]]
            yield Story(**record | {"images": images})

    def stories(self) -> Iterator[Story]:
        """Yield the newest version of every story, in the order in which they were published."""
        newest: dict[str, int] = {}
        for record in self._records("stories"):
            newest[record["id"]] = max(record["version"], newest.get(record["id"], 0))
        return (story for story in self.versions() if story.version == newest[story.id])

    def clusters(self) -> Iterator[list[Story]]:
        """Yield each cluster of two or more stories, which are versions of one text, oldest first."""
        members: dict[str, list[Story]] = {}
        for story in self.stories():
            members.setdefault(story.cluster, []).append(story)
        return (stories for stories in members.values() if len(stories) > 1)

    def duplicates(self) -> Iterator[Duplicate]:
        """Yield every story that was not published because another story has the same text."""
        for record in self._records("duplicates"):
            yield Duplicate(record["id"], record["url"], record["duplicate_of"])

    def _records(self, kind: str) -> Iterator[dict[str, Any]]:
        for path in self.folder.published_files(kind):
            yield from read_published(path)
