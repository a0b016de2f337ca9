"""Pages that name no encoding are read as browsers read them."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.decode import decode


@pytest.mark.parametrize(
    "text", ["Harwick’s mayor resigns", "critics fear “chaos” — and more", "the café on Main St."]
)
def test_a_page_without_a_named_encoding_is_windows_1252(text):
    body = f"<html><title>{text}</title></html>".encode("cp1252")
    assert text in decode(HtmlResponse("https://www.arcamax.com/", body=body))


def test_a_named_encoding_is_kept():
    body = "<html><meta charset='koi8-r'><p>Привет, мир</p></html>".encode("koi8-r")
    assert "Привет, мир" in decode(HtmlResponse("https://www.arcamax.com/", body=body))
