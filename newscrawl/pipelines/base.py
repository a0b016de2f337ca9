"""Base class of the pipelines: they change stories only, and know the run a story belongs to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import CloseSpider, DropItem

from newscrawl.items import Story
from newscrawl.pages.timelimit import no_time_limit
from newscrawl.run.run import Run, attached_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler


class StoryPipeline(ABC):
    """A pipeline for stories; items of other spiders pass unchanged.

    ``run`` is None without a crawler, or if the spider has no run (`scrapy parse`); then nothing is stored.
    """

    def __init__(self, crawler: Crawler | None = None) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Return the item: a Story after `process_story`, any other item unchanged."""
        return self.process_story(item) if isinstance(item, Story) else item

    @abstractmethod
    def process_story(self, story: Story) -> Story:
        """Return the story after this pipeline's work.

        Raises:
            DropItem: the story is not passed to the next pipeline.
        """

    @property
    def run(self) -> Run | None:
        """The run that the story belongs to, or None."""
        return attached_run(self.crawler) if self.crawler else None

    def count(self, name: str) -> None:
        """Add one to ``newscrawl/<name>`` in Scrapy's stats."""
        if self.crawler:
            self.crawler.stats.inc_value(f"newscrawl/{name}")


@contextmanager
def dropped_on_failure(run: Run) -> Iterator[None]:
    """Drop the current story if state or disk failed in the block; the run has already logged the error and is ending.

    The block is not interrupted by the time limit of the pipelines: half a transaction is worse than a slow page.
    """
    try:
        with no_time_limit():
            yield
    except CloseSpider:
        raise DropItem(f"Not stored: {run.session.broken}", log_level="DEBUG") from None
