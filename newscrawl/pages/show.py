"""A story page for the eyes: kind, every field with its source, what was cut, in lines of at most 96 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.fallback import extractor
from newscrawl.text.printable import counted, printable

if TYPE_CHECKING:
    from newscrawl.pages.kind import Verdict
    from newscrawl.pages.page import Page

_WIDTH = 96


def show_story(page: Page, verdict: Verdict) -> str:
    """Write a page as lines of text: ``StoryPage(response)`` in the shell prints them."""
    reading, parts = page.reading, page.stripped
    date = next(((one.source, one.value) for one in page.dates), ("nowhere", "none"))
    lines = [
        f"StoryPage {page.response.url}",
        f"  kind             {verdict.kind.value}: {verdict.why}",
        _row("id", page.address.story_id, "address"),
        _row("headline", page.headline, _place(reading.headline_place)),
        _row("byline", page.byline, _place(reading.found.place)),
        _row("article_section", page.article_section, "page"),
        _row("date_published", page.date_published, f"{date[0]}: {date[1]}"),
        _row("contributor_note", "\n".join(parts.contributor), "page"),
        _row("author_note", "\n".join(parts.author), "page"),
        _row("copyright_notice", "\n".join(parts.rights), "page"),
        _row("images", len(page.images), "page"),
        _row("article_body", _size(page.body), extractor() if page.opinion else "page"),
    ]
    lines += [f"    | {text}" for text in page.body]
    lines.append(f"  cut as chrome    {counted(len(parts.cut), 'block')} inside the story")
    lines += [f"    x {reason}: {text}" for text, reason in parts.cut]
    return printable("\n".join(map(_short, lines)))


def _row(name: str, value: object, source: str) -> str:
    if not value:
        return f"  {name:<16} -"
    return f"  {name:<16} {_short(str(value), _WIDTH - 22 - len(source))}   [{source}]"


def _size(body: tuple[str, ...]) -> str:
    return (
        f"{counted(len(body), 'paragraph')}, {counted(sum(len(text.split()) for text in body), 'word')}"
        if body
        else ""
    )


def _place(index: int | None) -> str:
    return "metadata or listing" if index is None else f"page, block {index}"


def _short(text: str, width: int = _WIDTH) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= width else text[: max(1, width - 1)] + "…"
