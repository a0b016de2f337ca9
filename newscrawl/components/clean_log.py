"""A log to read: control characters are escaped, so that no page writes to the terminal; lists of components are left out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from newscrawl.spiders.politics import PoliticsSpider
from newscrawl.text.printable import printable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: The loggers of Scrapy's lists, dozens of lines that are the same in every crawl.
_LISTS = ("scrapy.middleware", "scrapy.crawler")


class CleanLog:
    """Extension that makes every log handler escape control characters.

    In a crawl of newscrawl's spider it also leaves out the lists of settings, middlewares and extensions, unless the log
    level is DEBUG.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanLog:
        """Wrap the formatter of each log handler that Scrapy has installed."""
        if issubclass(crawler.spidercls, PoliticsSpider) and crawler.settings["LOG_LEVEL"] == "INFO":
            for name in _LISTS:
                logging.getLogger(name).setLevel(logging.WARNING)
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
