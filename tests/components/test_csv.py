"""Which cells of a CSV feed are escaped: a Story's, never those of other spiders' items."""

from dataclasses import dataclass
from io import BytesIO

import pytest
from scrapy import Field, Item
from scrapy.exporters import CsvItemExporter

from newscrawl.components.csv import SafeCsvItemExporter
from newscrawl.items import Image, Story


@dataclass
class Quote:
    text: str
    tags: list[str]


class Product(Item):
    name = Field()
    price = Field(serializer=lambda value: f"+{value}")


def exported(exporter_class: type[CsvItemExporter], *items, **options) -> bytes:
    file = BytesIO()
    exporter = exporter_class(file, **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    return file.getvalue()


@pytest.mark.parametrize(
    "item",
    [
        {"=text": "=1+1", "tags": ["-a", "b"], "number": -3, "bytes": b"@x"},
        Quote("@SUM(A1)", ["=1", "+2"]),
        Product(name="\t=1+1", price=2),
    ],
)
def test_an_item_of_another_spider_is_written_as_scrapy_writes_it(item):
    assert exported(SafeCsvItemExporter, item) == exported(CsvItemExporter, item)


def test_a_text_of_a_story_that_a_spreadsheet_would_run_gets_an_apostrophe():
    story = Story(
        id="1", url="https://www.arcamax.com/politics/opeds/s-1", headline="=1+1", authors=["@a", "b"]
    )
    row = exported(
        SafeCsvItemExporter,
        story,
        fields_to_export=["headline", "authors", "url"],
        include_headers_line=False,
    )
    assert row.decode() == "'=1+1,'@a; b,https://www.arcamax.com/politics/opeds/s-1\r\n"


def test_the_lists_of_a_story_are_joined_by_semicolons():
    story = Story(
        id="1", url="u", authors=["Moss Tiller, Jr.", "Ada Quill"], images=[Image("i1", "A dog"), Image("i2")]
    )
    names = ["authors", "images", "sections"]
    row = exported(SafeCsvItemExporter, story, fields_to_export=names, include_headers_line=False)
    assert row.decode() == '"Moss Tiller, Jr.; Ada Quill",i1; i2,\r\n'


def test_stories_and_other_items_may_share_a_feed():
    story = Story(id="1", url="https://www.arcamax.com/politics/opeds/s-1", headline="=1")
    rows = exported(SafeCsvItemExporter, {"headline": "=2"}, story, {"headline": "=3"}).split()
    assert rows == [b"headline", b"=2", b"'=1", b"=3"]
