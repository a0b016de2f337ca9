"""Clusters: stories that are one text in copies, cuts and updates, and what changed between them."""
