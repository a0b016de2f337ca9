"""Spiders: they know where to go."""
