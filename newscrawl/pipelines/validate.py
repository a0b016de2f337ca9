"""Validate a record against the JSON Schema that is generated from its dataclass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from jsonschema import Draft202012Validator
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
        self.validator = Draft202012Validator(story_schema())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Validate:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Story) -> Story:
        """Check one record."""
        error = next(self.validator.iter_errors(ItemAdapter(item).asdict()), None)
        if error is None:
            return item
        why = f"{'.'.join(map(str, error.path)) or 'record'}: {error.message[:200]}"
        run: Run | None = getattr(self.crawler.spider, "run", None)
        if run is not None:
            with keeping(run):
                run.outcomes.fail(item.id, why)
        raise DropItem(f"Not a whole story: {item.url} ({why})")
