"""What lasts on disk: the state (SQLite, the truth), published files, the archive (WARC), and the paths of all of it."""
