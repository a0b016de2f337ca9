"""A duplicate index in memory that remembers its texts, and stories for it."""

import sqlite3

from newscrawl.clusters.corrections import NONE
from newscrawl.clusters.index import SCHEMA, DuplicateIndex


class Remembering(DuplicateIndex):
    """An index that can read the texts it was given."""

    def __init__(self, corrections=NONE):
        self.bodies: dict[tuple[str, int], str] = {}
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(SCHEMA)
        super().__init__(connection, lambda *key: self.bodies.get(key), corrections)

    def add(self, story_id, version, headline, day, body, *, cluster=None):
        """Add a text and remember it."""
        self.bodies[story_id, version] = body
        return super().add(story_id, version, headline, day, body, cluster=cluster)


def add(found, story):
    return found.add(story.id, 1, story.headline, story.day, story.body)
