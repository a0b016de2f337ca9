"""Spiders: which pages a crawl requests, and what it does with each response."""
