"""Clusters: find stories that are copies or versions of one text, and show what changed between them."""
