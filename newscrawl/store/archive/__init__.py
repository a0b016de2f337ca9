"""The archive: every response of a run as WARC 1.1, each payload stored once; writing, indexing and reading it."""
