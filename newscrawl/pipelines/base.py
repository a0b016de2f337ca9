"""What the pipelines share: they work on stories alone, and know the run a story belongs to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import CloseSpider, DropItem

from newscrawl.items import Story
from newscrawl.run.run import Run, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler


class StoryPipeline(ABC):
    """A pipeline for stories; items of other spiders pass unchanged.

    Without a crawler, or where its spider has no run (`scrapy parse`), there is nothing to store into: `run` is None.
    """

    def __init__(self, crawler: Crawler | None = None) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Pass an item on, a story after its turn here."""
        return self.process_story(item) if isinstance(item, Story) else item

    @abstractmethod
    def process_story(self, story: Story) -> Story:
        """Do this pipeline's job.

        Raises:
            DropItem: the story goes no further.
        """

    @property
    def run(self) -> Run | None:
        """The run that the story belongs to."""
        return run_of(self.crawler) if self.crawler else None

    def count(self, name: str) -> None:
        """Add one to a figure of Scrapy's stats."""
        if self.crawler:
            self.crawler.stats.inc_value(f"newscrawl/{name}")


@contextmanager
def dropped_on_failure(run: Run) -> Iterator[None]:
    """Drop the story at hand quietly if state or disk failed in the block: the run has logged it and is ending."""
    try:
        yield
    except CloseSpider:
        raise DropItem(f"Not stored: {run.session.broken}", log_level="DEBUG") from None
