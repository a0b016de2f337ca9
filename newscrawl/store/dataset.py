"""A data folder as a data set: what its published files hold, for programs that read stories."""

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
    """One story whose text is an exact copy of another's: the site gave it a second id."""

    id: str
    url: str
    duplicate_of: str


class DataSet:
    """The stories of a data folder, read from its published files; neither state nor network is needed.

    Each method reads the files anew, so a crawl that publishes meanwhile is seen by the next call. Links between
    stories (``cluster``, ``version_of``) are as known when each story was published.

    Raises:
        CannotOpen: the folder holds no published stories.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = DataFolder(Path(folder))
        if not self.folder.published_files("stories"):
            raise CannotOpen(
                f"No published stories in {folder}: name a data folder that a crawl has written."
            )

    def versions(self) -> Iterator[Story]:
        """Yield every version of every story, in the order in which they were published.

        Raises:
            StateDamaged: a line of a published file is no record; the file is named.
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
        """Yield the stories of each cluster of more than one, oldest first: copies and versions of one text."""
        members: dict[str, list[Story]] = {}
        for story in self.stories():
            members.setdefault(story.cluster, []).append(story)
        return (stories for stories in members.values() if len(stories) > 1)

    def duplicates(self) -> Iterator[Duplicate]:
        """Yield every story that was not published because its text is another's."""
        for record in self._records("duplicates"):
            yield Duplicate(record["id"], record["url"], record["duplicate_of"])

    def _records(self, kind: str) -> Iterator[dict[str, Any]]:
        for path in self.folder.published_files(kind):
            yield from read_published(path)
