"""Control characters never reach a log line or a terminal raw."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# All but tab and line feed; the C1 range too, where terminals look for commands, and the signs that turn text around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


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


def printable(text: str) -> str:
    r"""Escape control characters.

    >>> printable("a" + chr(27) + "[31mb" + chr(13))
    'a\\x1b[31mb\\r'
    """
    return _CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), text)
