"""A duplicate index in memory, and stories for it."""

import sqlite3

from newscrawl.clusters.index import SCHEMA, DuplicateIndex


def index(bodies=None):
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return DuplicateIndex(connection, lambda story_id, _: (bodies or {}).get(story_id))


def add(found, story):
    return found.add(story.id, 1, story.headline, story.day, story.body)
