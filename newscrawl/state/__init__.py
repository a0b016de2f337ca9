"""State: what every run so far has seen, in one SQLite file."""
