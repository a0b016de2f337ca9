"""One run of a crawl: start, frontier of entries, outcome of each story, ledger, exit code and shutdown."""
