"""Save a page for the tests: without the parts that change daily, and with its expected record beside it."""

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

# These fields come from the run, not from the page, so an expected record leaves them out.
_RUN_FIELDS = ("version", "cluster", "version_of", "run", "fetched_at", "extractor")
# Content-Type may name the encoding; the other headers differ from request to request.
_KEPT_HEADERS = ("Content-Type",)

# Each match is removed from the page.
_SCRUBBED = (
    re.compile(rb"<!--(?!\[if).*?-->", re.DOTALL),  # <!-- served by web7 in 31 ms -->
    re.compile(rb"""<script\b(?![^>]*ld\+json)[^>]*>.*?</script\s*>""", re.DOTALL | re.IGNORECASE),
    re.compile(rb"<iframe\b[^>]*>.*?</iframe\s*>", re.DOTALL | re.IGNORECASE),  # advertisements
    re.compile(rb"""<(?:input|meta)\b[^>]*\b(?:name|property)=["']?(?:csrf|_token|nonce)[^>]*>""", re.IGNORECASE),
    re.compile(rb"""\s(?:nonce|integrity|data-(?:csrf|nonce|request-id|timestamp))=(?:"[^"]*"|'[^']*')""", re.IGNORECASE),
    re.compile(rb"""(?<=[?&])(?:utm_\w+|source|_|cb|ts|v)=[\w.%-]*&?""", re.IGNORECASE),  # tracking, cache busters
)  # fmt: skip


def save_page(found: Found, name: str, folder: Path, day: date) -> tuple[Path, Path]:
    """Write `DAY_NAME.html` and `DAY_NAME.json` into a folder and return both paths.

    Raises:
        BadArgument: the name is not usable or is taken, or scrubbing changes how the page reads.
        WriteFailed: the files cannot be written.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise BadArgument(f"{name!r} is not a name for a saved page: use a-z, 0-9, - and _.")
    page = folder / f"{day.isoformat()}_{name}.html"
    beside = page.with_suffix(".json")
    if page.exists() or beside.exists():
        raise BadArgument(f"{page} already exists: choose another name, or remove the file.")
    url = read_address(found.response.url).url  # the canonical address, whatever host served the page
    found = replace(found, response=found.response.replace(url=url))
    body = scrub(found.response.body)
    expected = read(found)
    scrubbed = read(replace(found, response=found.response.replace(body=body)))
    if scrubbed != expected:
        raise BadArgument(
            f"Scrubbing changes how {found.response.url} reads ({_differing(expected, scrubbed)}): the page cannot be saved."
        )
    saved = {
        "url": url,
        "status": found.response.status,
        "headers": _headers(found),
        "facts": {key: found.metadata[key] for key in ("story_id", "hints") if key in found.metadata},
        "expected": expected,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_bytes(body)
        beside.write_text(json.dumps(saved, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise WriteFailed(f"Cannot write {page}: {error}. Make the folder writable.") from error
    return page, beside


def scrub(body: bytes) -> bytes:
    """Remove what changes daily and no reader sees: scripts, comments, advertisement frames and tokens.

    >>> scrub(b'<p nonce="x1">Text</p><!-- web7 --><script>1</script>')
    b'<p>Text</p>'
    """
    for pattern in _SCRUBBED:
        body = pattern.sub(b"", body)
    return body


def read(found: Found) -> dict[str, Any]:
    """Return a page's kind, and its record without the fields that come from the run, as plain JSON values."""
    page = StoryPage(found.response, hints_of(found.metadata))
    story_id = found.metadata.get("story_id")
    result = extract_story(page, {"id": story_id} if story_id else {})
    return {"kind": result.verdict.kind.value, "record": _record(result)}


def read_saved(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how a saved page reads, and how it is expected to read."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["expected"]
    return read(of_file(path)), expected


def _record(result: Extracted) -> dict[str, Any] | None:
    if result.story is None:
        return None
    return {key: value for key, value in result.story.record().items() if key not in _RUN_FIELDS}


def _headers(found: Found) -> dict[str, str]:
    headers = found.response.headers
    return {name: value.decode("latin-1") for name in _KEPT_HEADERS if (value := headers.get(name))}


def _differing(one: dict[str, Any], other: dict[str, Any]) -> str:
    records = one["record"] or {}, other["record"] or {}
    keys = [key for key in {*records[0], *records[1]} if records[0].get(key) != records[1].get(key)]
    return ", ".join(sorted(keys)) or f"{one['kind']} becomes {other['kind']}"
