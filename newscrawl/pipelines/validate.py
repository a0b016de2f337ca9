"""Validate a record against the JSON Schema that is generated from its dataclass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fastjsonschema
from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from newscrawl.items import Story
from newscrawl.pipelines.record import keeping

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.run import Run

NEEDED = (
    "id",
    "url",
    "headline",
    "kind",
    "section_path",
    "article_body",
    "text_sha256",
    "fetched_url",
    "extractor",
)


def story_schema() -> dict[str, Any]:
    """Make the JSON Schema of the record; what a story cannot do without is never empty."""
    schema = ItemAdapter.get_json_schema(Story)
    for key in NEEDED:
        schema["properties"][key] = {**schema["properties"][key], "minLength": 1}
    return schema


class Validate:
    """Drops a record that breaks the schema, naming key and value, and counts it as failed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.check = fastjsonschema.compile(story_schema(), use_default=False)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Validate:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Story) -> Story:
        """Check one record."""
        try:
            self.check(item.record())
        except fastjsonschema.JsonSchemaValueException as error:
            why = f"{error.message.removeprefix('data.')[:200]}, not {str(error.value)[:80]!r}"
        else:
            return item
        run: Run | None = getattr(self.crawler.spider, "run", None)
        if run is not None:
            with keeping(run):
                run.outcomes.mark_failed(item.id, why)
        raise DropItem(f"Not a whole story: {item.url} ({why})")
