"""Validate each record against the JSON Schema that is generated from the Story dataclass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fastjsonschema
from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from newscrawl.items import Story
from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

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
    """Return the JSON Schema of the record; the fields in `NEEDED` must not be empty."""
    schema = ItemAdapter.get_json_schema(Story)
    for key in NEEDED:
        schema["properties"][key] = {**schema["properties"][key], "minLength": 1}
    return schema


class Validate(StoryPipeline):
    """Drop a record that breaks the schema, log its key and value, and mark the story as failed."""

    def __init__(self, crawler: Crawler | None = None) -> None:
        super().__init__(crawler)
        self.check = fastjsonschema.compile(story_schema(), use_default=False)

    def process_story(self, story: Story) -> Story:
        """Return the story if its record is valid."""
        try:
            self.check(story.record())
        except fastjsonschema.JsonSchemaValueException as error:
            why = f"{error.message.removeprefix('data.')[:200]}, not {_shown(error.value)}"
        else:
            return story
        if self.run:
            with dropped_on_failure(self.run):
                self.run.outcomes.mark_failed(story.id, why)
        raise DropItem(f"Invalid story record: {story.url} ({why})")


def _shown(value: Any) -> str:
    """Return a value as a log may show it: numbers and empty values, but of a text only its length.

    >>> _shown(7), _shown("It rained."), _shown("")
    ('7', 'a str of 10', "''")
    """
    return (
        f"a {type(value).__name__} of {len(value)}"
        if isinstance(value, str | list | dict) and value
        else repr(value)[:80]
    )
