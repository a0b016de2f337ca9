"""Reads a page whose landmarks are missing, with trafilatura."""

from __future__ import annotations

from importlib.metadata import version

from newscrawl.items import Block
from newscrawl.text.clean import fold


def read_body(text: str) -> tuple[Block, ...]:
    """Extract the main text of a page as blocks; empty where trafilatura finds none. Slow: keep it off the reactor."""
    import trafilatura

    body = trafilatura.extract(
        text, include_comments=False, include_tables=False, favor_precision=True, fast=True
    )
    return tuple(Block(fold(line)) for line in (body or "").split("\n") if fold(line))


def extractor() -> str:
    """Name the library and its version for the record."""
    return f"trafilatura {version('trafilatura')}"
