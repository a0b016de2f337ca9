"""XML exporter of `-O stories.xml`: Scrapy's, but what is null in a story is an empty element, and images are elements."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scrapy.exporters import XmlItemExporter

from newscrawl.items import Image, Story


class StoryXmlItemExporter(XmlItemExporter):
    """Write null in a Story as an empty element, not as the word None; items of other spiders are written as by Scrapy."""

    _is_story = False

    def export_item(self, item: Any) -> None:
        """Write one item as an element."""
        self._is_story = isinstance(item, Story)
        super().export_item(item)

    def _export_xml_field(self, name: str, serialized_value: Any, depth: int) -> None:
        if self._is_story:
            plain = asdict(serialized_value) if isinstance(serialized_value, Image) else serialized_value
            serialized_value = "" if plain is None else plain
        super()._export_xml_field(name, serialized_value, depth)
