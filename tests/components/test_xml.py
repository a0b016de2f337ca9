"""What an XML feed says of a story's empty fields and images, and that other spiders' items are Scrapy's affair."""

from io import BytesIO

from scrapy.exporters import XmlItemExporter

from newscrawl.components.xml import StoryXmlItemExporter
from newscrawl.items import Image, Story


def exported(exporter_class: type[XmlItemExporter], item, **options) -> str:
    file = BytesIO()
    exporter = exporter_class(file, **options)
    exporter.start_exporting()
    exporter.export_item(item)
    exporter.finish_exporting()
    return file.getvalue().decode()


def test_null_is_empty_and_images_are_elements():
    story = Story(id="1", url="u", authors=["Ada Quill"], images=[Image("i1")])
    names = ["byline", "authors", "images", "copyright_year", "word_count"]
    text = exported(StoryXmlItemExporter, story, fields_to_export=names)
    assert "<byline></byline><authors><value>Ada Quill</value></authors>" in text
    assert "<images><value><url>i1</url><caption></caption></value></images>" in text
    assert "<copyright_year></copyright_year><word_count>0</word_count>" in text


def test_items_of_other_spiders_are_written_as_by_scrapy():
    item = {"name": None, "tags": ["a", None]}
    assert exported(StoryXmlItemExporter, item) == exported(XmlItemExporter, item)
