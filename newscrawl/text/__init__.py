"""Words: pure functions from text to meaning."""
