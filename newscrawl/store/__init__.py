"""Everything on disk: the state (SQLite, the source of truth), published files, the archive (WARC), and their paths."""
