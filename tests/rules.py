"""Which rules and thresholds do the saved pages need? Each is changed in turn, until a page reads otherwise: `make rules`.

A row of `RULES` is switched off; each strength, each row of evidence and each threshold is halved and doubled. If no
change of a row alters a page, the row is needless and the exit code 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.http import HtmlResponse

from newscrawl.pages import flags, labels, rules, segments
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.story import StoryPage
from newscrawl.tools.extract import hints_of

SAVED = Path(__file__).parent / "pages" / "saved"
TABLES = ("LIMITS", "LISTING", "SHARES", "DOUBT", "KIND", "BYLINE", "LEAST", "REACH", "PATH")


class Saved(NamedTuple):
    """A saved page and what it reads as by today's rules."""

    name: str
    response: HtmlResponse
    facts: dict[str, Any]
    before: object = None


def saved_pages() -> list[Saved]:
    """Return the saved pages with what they read as."""
    found = []
    for path in sorted(SAVED.glob("*.html")):
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        response = HtmlResponse(told["url"], body=path.read_bytes(), headers=told.get("headers", {}))
        page = Saved(path.stem.partition("_")[2], response, told.get("facts", {}))
        found.append(page._replace(before=_read(page)))
    return found


def _read(saved: Saved) -> object:
    """Return what the record would hold, and the entries of the page as a listing."""
    page = StoryPage(saved.response, hints_of(saved.facts))
    listed = ListingPage(saved.response).entries
    story = (page.headline, page.byline, page.article_section, page.images, page.reading.printed, page.body)
    return page.verdict.kind, story, listed


def changes() -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield each row's name with a change of it; a row stands as often as there are changes."""
    table = rules.RULES
    for place, rule in enumerate(table):
        name = f"RULES {rule.label} {rule.points:+g}: {rule.needs}"
        yield name, lambda place=place: labels.use((*table[:place], *table[place + 1 :]))  # type: ignore[misc]
    for strength in ("HINT", "CLUE", "SIGN", "PROOF"):
        for factor in (0.5, 2.0):
            changed = tuple(
                rule._replace(points=rule.points * factor)
                if abs(rule.points) == getattr(rules, strength)
                else rule
                for rule in table
            )
            yield f"strength {strength}", lambda changed=changed: labels.use(changed)  # type: ignore[misc]
    for title in TABLES:
        rows: dict[str, Any] = getattr(rules, title)
        for name, value in list(rows.items()):
            number = value.points if title == "KIND" else value
            for factor in (0.5, 2.0, 0.0) if title == "KIND" else (0.5, 2.0):
                new = (
                    value._replace(points=number * factor) if title == "KIND" else type(value)(value * factor)
                )
                yield f"{title} {name} = {number:g}", partial(rows.__setitem__, name, new)


def restore(before: dict[str, dict[str, Any]]) -> None:
    """Put all tables back, and forget what was worked out by changed ones."""
    for title, rows in before.items():
        getattr(rules, title).update(rows)
    labels.use(rules.RULES)
    segments.forget()


def main() -> int:
    """Print for each row a page that needs it; 1 if there is a row that no page needs."""
    flags.word_flags = flags.word_flags.__wrapped__  # type: ignore[attr-defined]  # remembers nothing by other limits
    pages = saved_pages()
    before = {title: dict(getattr(rules, title)) for title in TABLES}
    needed: dict[str, str] = {}
    for name, change in changes():
        needed.setdefault(name, "")
        if needed[name]:
            continue
        change()
        segments.forget()
        for page in pages:
            if _read(page) != page.before:
                needed[name] = page.name
                pages.remove(page)
                pages.insert(0, page)
                break
        restore(before)
    for name, page_name in needed.items():
        sys.stdout.write(f"{page_name or 'NO PAGE':40} {name}\n")
    needless = sum(not page for page in needed.values())
    sys.stdout.write(f"{needless} of {len(needed)} rows are needed by no page of {len(pages)}\n")
    return 1 if needless else 0


if __name__ == "__main__":
    sys.exit(main())
