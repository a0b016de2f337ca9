"""Makes a saved page for the tests: scrubbed of what changes daily, with its expected record beside it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from newscrawl.errors import BadArgument, WriteFailed
from newscrawl.pages.story import StoryPage
from newscrawl.tools.extract import Extracted, extract_story, hints_of
from newscrawl.tools.find_page import Found, of_file
from newscrawl.urls import read_address

# What the run gives, not the page: an expected record leaves it out.
_OF_THE_RUN = ("version", "cluster", "version_of", "run", "fetched_at", "extractor")
_KEPT_HEADERS = ("Content-Type",)  # it may name the encoding; the rest changes by the request

# Each is replaced by nothing, or by the same markup with nothing in it.
_SCRUBBED = (
    re.compile(rb"<!--(?!\[if).*?-->", re.DOTALL),  # <!-- served by web7 in 31 ms -->
    re.compile(rb"""<script\b(?![^>]*ld\+json)[^>]*>.*?</script\s*>""", re.DOTALL | re.IGNORECASE),
    re.compile(rb"<iframe\b[^>]*>.*?</iframe\s*>", re.DOTALL | re.IGNORECASE),  # advertisements
    re.compile(rb"""<(?:input|meta)\b[^>]*\b(?:name|property)=["']?(?:csrf|_token|nonce)[^>]*>""", re.IGNORECASE),
    re.compile(rb"""\s(?:nonce|integrity|data-(?:csrf|nonce|request-id|timestamp))=(?:"[^"]*"|'[^']*')""", re.IGNORECASE),
    re.compile(rb"""(?<=[?&])(?:utm_\w+|source|_|cb|ts|v)=[\w.%-]*&?""", re.IGNORECASE),  # tracking, cache busters
)  # fmt: skip


def save_page(found: Found, name: str, folder: Path, day: date) -> tuple[Path, Path]:
    """Write `DAY_NAME.html` and `DAY_NAME.json`; gives both paths.

    Raises:
        BadArgument: the name is no name for a file, is taken, or scrubbing changes how the page reads.
        WriteFailed: the files cannot be written.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise BadArgument(f"{name!r} is no name for a saved page: use a-z, 0-9, - and _.")
    page = folder / f"{day.isoformat()}_{name}.html"
    beside = page.with_suffix(".json")
    if page.exists() or beside.exists():
        raise BadArgument(f"{page} is there already: give another name, or remove it.")
    url = read_address(found.response.url).url  # whatever host served it
    found = replace(found, response=found.response.replace(url=url))
    body = scrub(found.response.body)
    expected = read(found)
    scrubbed = read(replace(found, response=found.response.replace(body=body)))
    if scrubbed != expected:
        raise BadArgument(
            f"Scrubbing changes how {found.response.url} reads: {_differing(expected, scrubbed)}."
        )
    told = {
        "url": url,
        "status": found.response.status,
        "headers": _headers(found),
        "facts": {key: found.facts[key] for key in ("story_id", "hints") if key in found.facts},
        "expected": expected,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_bytes(body)
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise WriteFailed(f"Cannot write {page}: {error}. Make the folder writable.") from error
    return page, beside


def scrub(body: bytes) -> bytes:
    """Take out what changes daily and no reader sees: scripts, comments, advertisements' frames, tokens.

    >>> scrub(b'<p nonce="x1">Text</p><!-- web7 --><script>1</script>')
    b'<p>Text</p>'
    """
    for pattern in _SCRUBBED:
        body = pattern.sub(b"", body)
    return body


def read(found: Found) -> dict[str, Any]:
    """Read a page as the tests do: its kind, and its record without what the run gives; plain JSON values."""
    page = StoryPage(found.response, hints_of(found.facts))
    story_id = found.facts.get("story_id")
    result = extract_story(page, {"id": story_id} if story_id else {})
    return {"kind": result.verdict.kind.value, "record": _record(result)}


def read_saved(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give how a saved page reads, and how it is expected to."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["expected"]
    return read(of_file(path)), expected


def _record(result: Extracted) -> dict[str, Any] | None:
    if result.story is None:
        return None
    return {key: value for key, value in result.story.record().items() if key not in _OF_THE_RUN}


def _headers(found: Found) -> dict[str, str]:
    headers = found.response.headers
    return {name: value.decode("latin-1") for name in _KEPT_HEADERS if (value := headers.get(name))}


def _differing(one: dict[str, Any], other: dict[str, Any]) -> str:
    records = one["record"] or {}, other["record"] or {}
    keys = [key for key in {*records[0], *records[1]} if records[0].get(key) != records[1].get(key)]
    return ", ".join(sorted(keys)) or f"{one['kind']} becomes {other['kind']}"
