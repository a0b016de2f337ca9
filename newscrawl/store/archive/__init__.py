"""The archive: every response of a run, kept once as WARC 1.1, and what is read from it again."""
