"""Pages: what stands on a page, read by landmarks and meaning."""
