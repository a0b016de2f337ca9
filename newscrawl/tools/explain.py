"""Explains one page: what it is and why, where each value came from, what was kept and what was cut."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newscrawl.pages.decode import decode
from newscrawl.pages.faults import page_fault
from newscrawl.pages.feed import FeedPage
from newscrawl.pages.labels import points_of
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.story import StoryPage
from newscrawl.text.clean import fold
from newscrawl.text.printable import counted, printable
from newscrawl.tools.extract import Extracted, extract_story, hints_of
from newscrawl.urls import AddressKind, read_address

if TYPE_CHECKING:
    from scrapy.http import Response

_WIDTH = 80
_STYLES = {"head": "1", "good": "32", "bad": "31", "dim": "2"}
_LISTS = {AddressKind.LISTING, AddressKind.LANDING, AddressKind.FEED}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One page explained; printed as text, `data` is the same as plain JSON values."""

    data: dict[str, Any]

    def to_json(self) -> str:
        """Return the explanation as JSON."""
        return printable(json.dumps(self.data, ensure_ascii=False, indent=2))

    def to_text(self, *, colour: bool = False) -> str:
        """Return the explanation as lines of at most 80 columns."""
        return "\n".join(
            _paint(style, printable(line)[:_WIDTH], colour=colour) for style, line in _lines(self.data)
        )

    def __repr__(self) -> str:
        return self.to_text()


def explain(
    response: Response, facts: dict[str, Any] | None = None, *, origin: str = "", duplicate: str = ""
) -> Explanation:
    """Explain a response; ``facts`` is what was known beside it (hints, story id …), as in the archive."""
    facts = facts or {}
    head = {"url": response.url, "status": response.status, "origin": origin}
    address = read_address(response.url)
    if address.kind in _LISTS:
        return Explanation(head | _explain_list(response, address.kind))
    text = decode(response)
    if fault := page_fault(response.body, text):
        return Explanation(head | {"kind": "damaged", "why": fault})
    page = StoryPage(response, hints_of(facts), text)
    told = {"id": facts.get("story_id"), "fetched_at": facts.get("fetched_at"), "run": facts.get("run")}
    found = extract_story(page, {name: value for name, value in told.items() if value})
    return Explanation(head | _explain_story(found) | {"duplicate": duplicate or None})


def _explain_list(response: Response, kind: AddressKind) -> dict[str, Any]:
    page = FeedPage(response) if kind is AddressKind.FEED else ListingPage(response)
    entries = [{"id": entry.address.story_id, "headline": entry.headline} for entry in page.entries]
    return {"kind": kind.value, "why": f"address {response.url}", "entries": entries}


def _explain_story(found: Extracted) -> dict[str, Any]:
    page = found.page
    return {
        "kind": found.verdict.kind.value,
        "why": found.verdict.why,
        "landmarks": page.reading.landmarks,
        "fields": _fields(found),
        "kept": found.story.article_body.split("\n\n") if found.story else list(page.body),
        "cut": [{"text": text, "reason": reason} for text, reason in _cut(page)],
        "blocks": list(_blocks(page)),
        "record": found.story.record() if found.story else None,
        "fault": found.fault,
    }


def _fields(found: Extracted) -> list[dict[str, Any]]:
    if found.story is None:
        return []
    record = found.story.record()
    sources = _sources(found)
    return [
        {"name": name, "value": value, "from": sources.get(name, "the run")} for name, value in record.items()
    ]


def _sources(found: Extracted) -> dict[str, str]:
    """Say where each field of the record came from."""
    page, story = found.page, found.story
    if story is None:
        return {}
    reading = page.reading
    place, segments = reading.found.place, reading.segments
    headline = (
        f"block {reading.headline_place}" if reading.headline_place is not None else _headline_source(page)
    )
    byline = f"block {place}" if place is not None else "nowhere"
    rights = "rights line" if story.copyright_notice else "nowhere"
    body = f"blocks {segments.start} to {segments.end - 1}"
    fallback = "trafilatura" in story.extractor
    named = "byline" if story.byline else "metadata" if page.metadata.persons else "nowhere"
    sources = {
        "id": "address", "url": "address", "fetched_url": "response", "in_language": "always en",
        "headline": headline, "kind": "headline, section path, authors", "viewpoint": "section path",
        "article_section": _section_source(page), "section_path": "listing" if page.hints.section_path else "address",
        "byline": byline, "authors": named, "source_organization": _organization_source(found),
        "date_published": _date_source(story.date_published_from), "date_published_from": "date_published",
        "date_modified": "metadata" if story.date_modified else "nowhere",
        "article_body": story.extractor if fallback else body, "extractor": "this program",
        "images": body if story.images else "nowhere", "word_count": "article_body", "text_sha256": "article_body",
    }  # fmt: skip
    notes = dict.fromkeys(("contributor_note", "author_note", "copyright_notice"), "blocks behind the story")
    sources |= {name: said if getattr(story, name) else "nowhere" for name, said in notes.items()}
    return sources | dict.fromkeys(("copyright_year", "copyright_holder", "distributor"), rights)


def _headline_source(page: StoryPage) -> str:
    if page.headline in page.metadata.headlines:
        return "metadata"
    return "listing" if page.headline and page.headline == page.hints.headline else "title"


def _section_source(page: StoryPage) -> str:
    label = page.article_section
    if label and label == page.reading.found.section:
        return "page"
    if label and label == page.metadata.section:
        return "metadata"
    return "the section's title" if label else "nowhere"


def _organization_source(found: Extracted) -> str:
    name = found.story.source_organization if found.story else None
    if not name:
        return "nowhere"
    return "byline" if found.story and name in (found.story.byline or "") else "metadata"


def _date_source(source: str | None) -> str:
    names = {
        "jsonld": "JSON-LD",
        "time": "<time>",
        "meta": "meta tag",
        "page": "printed line",
        "listing": "listing",
        "feed": "feed",
    }
    return names.get(source or "", "nowhere")


def _cut(page: StoryPage) -> Iterator[tuple[str, str]]:
    """Return what was cut: chrome inside the story with its reason, then what lies outside it."""
    yield from page.stripped.cut
    reading = page.reading
    for index, block in enumerate(page.blocks):
        label, segment = reading.label(index), reading.segment(index)
        if block.text and segment in {"top", "after"} and label not in {"headline", "byline"}:
            side = "above the story" if segment == "top" else "behind the story"
            yield fold(block.text), reading.why(index) if label == "chrome" else side


def _blocks(page: StoryPage) -> Iterator[dict[str, Any]]:
    """Return each block with its label, segment, points and the rules that gave them."""
    reading = page.reading
    for index, block in enumerate(page.blocks):
        if block.text:
            points = {
                name: round(value, 1)
                for name, value in points_of(reading.features.flags[index])._asdict().items()
                if name != "why" and value
            }
            yield {
                "block": index, "label": reading.label(index), "segment": reading.segment(index), "points": points,
                "reasons": reading.reasons(index), "text": fold(block.text),
            }  # fmt: skip


# --- as text -----------------------------------------------------------------------------------------


def _lines(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "head", f"{data['kind'].upper()}  {data['url']}"
    yield from (("", line) for line in _wrapped(f"why    {data['why']} (status {data['status']})"))
    if data["origin"]:
        yield from (("dim", line) for line in _wrapped(f"from   {data['origin']}"))
    for entry in data.get("entries", []):
        yield "", f"  {entry['id']:>9}  {_short(entry['headline'] or '(headline lost)', 66)}"
    if "landmarks" not in data:
        return
    yield "head", "Landmarks"
    for name, text in data["landmarks"].items():
        yield "good" if text else "bad", f"  {name:<13} {_short(text or 'missing', 62)}"
    yield "head", "Fields"
    for one in data["fields"]:
        if one["name"] != "article_body":
            yield "" if _is_filled(one["value"]) else "dim", _field_line(one)
    yield "head", f"Kept: {counted(len(data['kept']), 'paragraph')}"
    yield from (("good", f"  | {_short(text, 74)}") for text in data["kept"])
    yield "head", f"Cut: {counted(len(data['cut']), 'block')}"
    yield from (
        ("bad", f"  x {_short(one['reason'], 18):<18} {_short(one['text'], 55)}") for one in data["cut"]
    )
    yield from _label_lines(data["blocks"])
    yield "head", "Would be stored" if data["record"] and not data["fault"] else "Would not be stored"
    for one in data.get("versions", []):
        where = (
            f"{one['file']}, byte {one['offset']}, {one['record_id']}"
            if one["file"]
            else "no file of the archive"
        )
        yield from (
            ("dim", line)
            for line in _wrapped(f"version {one['version']} (run {one['run']}) was read from {where}")
        )
    for said in (data["fault"], data["duplicate"]):
        if said:
            yield from (("bad", line) for line in _wrapped(said))


def _label_lines(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Return a line for each block: its segment, its label and by how many points it is text or chrome."""
    yield "head", "Labels"
    for one in blocks:
        margin = one["points"].get("body", 0) - one["points"].get("chrome", 0)
        line = f"  {one['block']:>4} {one['segment']:<5} {one['label']:<8} {margin:>+6.1f}  {one['text']}"
        yield "good" if one["label"] == "body" else "dim", _short(line, _WIDTH)


def _field_line(one: dict[str, Any]) -> str:
    value = one["value"] if isinstance(one["value"], str) else json.dumps(one["value"], ensure_ascii=False)
    return f"  {one['name']:<19} {_short(value or '-', 34):<34} {_short(one['from'], 23)}"


def _is_filled(value: Any) -> bool:
    return value not in (None, "", [], 0)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent=" " * 9)


def _short(text: str, width: int) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= width else text[: width - 1] + "…"


def _paint(style: str, line: str, *, colour: bool) -> str:
    return f"\x1b[{_STYLES[style]}m{line}\x1b[0m" if colour and style else line
