"""A second spider in the project: its items are exported as they are, and it has no run."""

import csv
import os
import subprocess
import sys
import textwrap

import pytest

from tests.crawling import ROOT, lines
from tests.site import served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
SPIDER = """
    from dataclasses import dataclass

    import scrapy

    @dataclass
    class Book:
        id: int
        headline: str
        date_published: str = "1999-01-01"

    class Product(scrapy.Item):
        id = scrapy.Field()
        headline = scrapy.Field()
        date_published = scrapy.Field()

    class Other(scrapy.Spider):
        name = "other.example"
        allowed_domains = ["127.0.0.1"]

        def __init__(self, site, **arguments):
            super().__init__(**arguments)
            self.start_urls = [f"{site}/one", f"{site}/two"]
            # Names that this project's spider uses too, with other values.
            self.run, self.arguments, self.causes = "2026-11-27", {"site": site}, ["none"]
            self.requests = 0

        def parse(self, response):
            number = len(response.text)
            if response.url.endswith("two"):
                yield scrapy.Request("http://127.0.0.2:9/elsewhere")  # not in allowed_domains
                yield Product(id=number, headline="=1+1", date_published="1999-01-01")
                return
            yield {"id": number, "headline": "-5", "date_published": "1999-01-01"}
            yield Book(number, "@ “noon”")
"""
EXPECTED = {
    (3, "-5", "1999-01-01"),
    (3, "@ “noon”", "1999-01-01"),
    (4, "=1+1", "1999-01-01"),
}


def test_dicts_dataclasses_and_items_of_another_spider_are_exported_as_they_are_and_leave_no_state(tmp_path):
    (tmp_path / "other_spiders.py").write_text(textwrap.dedent(SPIDER))
    data, jsonl, table = tmp_path / "data", tmp_path / "other.example.jsonl", tmp_path / "out.csv"
    with served({"/one": b"one", "/two": b"four"}) as site:
        settings = {
            "SPIDER_MODULES": "newscrawl.spiders,other_spiders",
            "NEWSCRAWL_DATA_DIR": data,
            "DOWNLOAD_DELAY": 0,
        }
        result = subprocess.run(
            [
                sys.executable, "-m", "scrapy", "crawl", "other.example", "-a", f"site={site.url}", "-O", tmp_path / "%(name)s.jsonl", "-O", table,
                *(part for name, value in settings.items() for part in ("-s", f"{name}={value}")),
            ],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert "'offsite/filtered': 1" in result.stderr
    assert {"/one", "/two"} <= set(site.asked)
    assert {tuple(one.values()) for one in lines(jsonl)} == EXPECTED
    assert all(list(one) == ["id", "headline", "date_published"] for one in lines(jsonl))
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(int(row["id"]), row["headline"], row["date_published"]) for row in rows} == EXPECTED
    assert not list(tmp_path.rglob("state.db*"))
    assert not data.exists()
