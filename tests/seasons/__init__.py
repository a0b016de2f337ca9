"""Crawls of a site that lives, day after day under a shifted clock, and what they must hold at the end."""
