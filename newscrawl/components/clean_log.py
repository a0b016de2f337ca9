"""Escape control characters in log lines, so that a page cannot write to the operator's terminal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newscrawl.text.printable import printable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanLog:
    """Extension that makes every log handler escape control characters."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanLog:  # noqa: ARG003  # Scrapy passes it
        """Wrap the formatter of each log handler that Scrapy has installed."""
        for handler in logging.root.handlers:
            if not isinstance(handler.formatter, CleanFormatter):
                handler.setFormatter(CleanFormatter(handler.formatter or logging.Formatter()))
        return cls()


class CleanFormatter(logging.Formatter):
    """Formatter that escapes what another formatter returns."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Return a log record as printable text."""
        return printable(self.inner.format(record))
