"""What `-O stories.csv` writes: Scrapy's CSV, but no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy.exporters import CsvItemExporter

from newscrawl.items import Story

# What Excel, LibreOffice and Google Sheets begin a formula with, the wide forms too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class SafeCsvItemExporter(CsvItemExporter):
    """Puts an apostrophe before such cells of stories, which spreadsheets hide; JSON Lines keep every text as it is.

    Items of other spiders are written as Scrapy writes them.
    """

    _is_story = False

    def export_item(self, item: Any) -> None:
        """Write one item."""
        self._is_story = isinstance(item, Story)
        super().export_item(item)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        row = super()._build_row(values)
        return (tame(value) if self._is_story and isinstance(value, str) else value for value in row)


def tame(cell: str) -> str:
    """Write a text so that a spreadsheet shows it.

    >>> tame("=1+1"), tame("A headline")
    ("'=1+1", 'A headline')
    """
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) else cell
