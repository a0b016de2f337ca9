"""CSV exporter of `-O stories.csv`: Scrapy's, but lists of a story are joined by `; `, and no cell is read as a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy.exporters import CsvItemExporter

from newscrawl.items import Image, Story

# Excel, LibreOffice and Google Sheets read a cell that begins with one of these as a formula (full-width forms too).
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class SafeCsvItemExporter(CsvItemExporter):
    """Join the lists of a Story by `; `, and put an apostrophe, which spreadsheets hide, before what could be a formula.

    Names contain commas ("Moss Tiller, Jr."); of images the addresses are written.

    Items of other spiders are written as Scrapy's exporter writes them, and JSON Lines keep every text as it is.
    """

    _is_story = False

    def export_item(self, item: Any) -> None:
        """Write one item as a row."""
        self._is_story = isinstance(item, Story)
        super().export_item(item)

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:
        """Return the text of a cell."""
        if self._is_story and isinstance(value, list):
            return "; ".join(one.url if isinstance(one, Image) else str(one) for one in value)
        return super().serialize_field(field, name, value)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        row = super()._build_row(values)  # lists are joined by now
        return (escape_formula(cell) if self._is_story and isinstance(cell, str) else cell for cell in row)


def escape_formula(cell: str) -> str:
    """Return a cell's text with an apostrophe in front if a spreadsheet would read it as a formula.

    >>> escape_formula("=1+1"), escape_formula("A headline")
    ("'=1+1", 'A headline')
    """
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) else cell
