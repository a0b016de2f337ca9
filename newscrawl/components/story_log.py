"""What a crawl logs of a story: one line with its id and address, and never a word of its text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from newscrawl.items import Story

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class StoryLogFormatter(LogFormatter):
    """Scrapy's log formatter, except that it shows a story by its id and address; other items are shown as Scrapy does."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Log a story that passed all pipelines: one line a story."""
        if not isinstance(item, Story):
            return super().scraped(item, response, spider)
        again = f", version {item.version}" if item.version > 1 else ""
        return _line(logging.INFO, f"Story {item.id}: {item.word_count} words{again}, {item.url}")

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Log a story that a pipeline dropped, with the reason that the pipeline gave."""
        found = super().dropped(item, exception, response, spider)
        return _line(found["level"], f"{exception}") if isinstance(item, Story) else found

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Log a story that made a pipeline raise; the traceback follows."""
        found = super().item_error(item, exception, response, spider)
        return _line(found["level"], f"Error processing {item.url}") if isinstance(item, Story) else found


def _line(level: int, text: str) -> LogFormatterResult:
    return {"level": level, "msg": "%(line)s", "args": {"line": text}}
