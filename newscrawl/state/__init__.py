"""State: the SQLite file that is the truth, its rows, its checksums and its lock."""
