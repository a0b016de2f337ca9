"""Control characters never reach a log line or a terminal raw."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newscrawl.text.printable import printable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanLog:
    """An extension that lets every log handler escape control characters."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanLog:  # noqa: ARG003  # Scrapy hands it over
        """Wrap the formatters of the handlers that Scrapy has installed."""
        for handler in logging.root.handlers:
            if not isinstance(handler.formatter, CleanFormatter):
                handler.setFormatter(CleanFormatter(handler.formatter or logging.Formatter()))
        return cls()


class CleanFormatter(logging.Formatter):
    """Formats as another formatter does, then escapes."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as printable text."""
        return printable(self.inner.format(record))
