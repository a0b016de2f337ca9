"""A story page for the eyes: kind, every field with its source, what was cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.kind import judge
from newscrawl.text.printable import printable

if TYPE_CHECKING:
    from newscrawl.pages.page import ReadPage

_WIDTH = 96


def show_story(page: ReadPage) -> str:
    """Write a page as lines of text: ``StoryPage(response)`` in the shell prints them."""
    verdict = judge(page)
    parts = page.stripped
    date = next(((one.source, one.value) for one in page.dates), ("nowhere", "none"))
    lines = [
        f"StoryPage {page.response.url}",
        f"  kind             {verdict.kind.value}: {verdict.why}",
        _row("id", page.address.story_id, "address"),
        _row("headline", page.headline, _place(page.layout.headline)),
        _row("byline", page.byline, _place(page.layout.byline)),
        _row("article_section", page.article_section, "page"),
        _row("date_published", page.date_published, f"{date[0]}: {date[1]}"),
        _row("contributor_note", "\n".join(parts.contributor), "page"),
        _row("author_note", "\n".join(parts.author), "page"),
        _row("copyright_notice", "\n".join(parts.rights), "page"),
        _row("images", len(page.images), "page"),
        f"  article_body     {len(parts.body)} paragraphs, {sum(len(text.split()) for text in parts.body)} words",
    ]
    lines += [f"    | {_short(text)}" for text in parts.body]
    lines.append(f"  cut as chrome    {len(parts.cut)} blocks inside the story")
    lines += [f"    x {reason}: {_short(text)}" for text, reason in parts.cut]
    return printable("\n".join(lines))


def _row(name: str, value: object, source: str) -> str:
    return f"  {name:<16} {_short(str(value)) if value else '-'}" + (f"   [{source}]" if value else "")


def _place(index: int | None) -> str:
    return "metadata or listing" if index is None else f"page, block {index}"


def _short(text: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
