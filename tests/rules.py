"""Which rules and weights do the saved pages need? Each is switched off, halved and doubled in turn: `make rules`.

A row that changes no saved page is listed: add a page that needs it, or delete it.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse

from newscrawl.pages import labels, segments
from newscrawl.pages.rules import DOUBT, KIND, LIMITS, PATH, RULES, SHARES, Rule
from newscrawl.pages.story import Hints, StoryPage

SAVED = Path(__file__).parent / "pages" / "saved"
REAL = Path(__file__).parents[2] / "shared" / "pages"


def pages() -> list[tuple[HtmlResponse, Hints]]:
    """Return the saved pages, and those of `../shared/pages` where that exists."""
    found = []
    for path in sorted(SAVED.glob("*.html")):
        facts = json.loads(path.with_suffix(".json").read_text())
        hints = facts.get("facts", {}).get("hints", {})
        response = HtmlResponse(facts["url"], body=path.read_bytes(), headers=facts.get("headers", {}))
        found.append((response, Hints(**hints)))
    for path in sorted(REAL.glob("*.jsonl.gz")) if "--real" in sys.argv else ():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                body = page["html"].encode("utf-8", "replace")
                found.append((HtmlResponse(page["url"] or "https://x.example/a", body=body), Hints()))
    return found


def read(given: list[tuple[HtmlResponse, Hints]]) -> list[Any]:
    """Read all pages; what is compared is what the record would hold."""
    segments.forget()
    read_pages = []
    for response, hints in given:
        page = StoryPage(response, hints)
        read_pages.append((page.headline, page.byline, page.reading.printed, page.verdict.kind))
    return read_pages


def variations() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """Yield each change with its name, what makes it and what undoes it."""
    for place, rule in enumerate(RULES):
        name = f"{rule.label} {rule.points:+g}: {rule.needs or 'any'} ({rule.why})"
        for factor, how in ((0.0, "off"), (0.5, "half"), (2.0, "double")):
            changed = (
                *RULES[:place],
                Rule(rule.label, rule.points * factor, rule.needs, rule.why, rule.lacks),
                *RULES[place + 1 :],
            )
            yield f"{how:<6} {name}", partial(labels.use, changed), partial(labels.use, RULES)
    for name, evidence in KIND.items():
        for factor, how in ((0.0, "off"), (0.5, "half"), (2.0, "double")):
            row = evidence._replace(points=evidence.points * factor)
            yield (
                f"{how:<6} KIND {name} {evidence.points:+g}",
                partial(KIND.__setitem__, name, row),
                partial(KIND.__setitem__, name, evidence),
            )
    tables: tuple[tuple[str, dict[str, Any]], ...] = (
        ("PATH", PATH),
        ("LIMITS", LIMITS),
        ("SHARES", SHARES),
        ("DOUBT", DOUBT),
    )
    for title, table in tables:
        for name, value in list(table.items()):
            for factor, how in ((0.5, "half"), (2.0, "double")):
                changed_to = type(value)(value * factor)

                def change(table: dict[str, Any] = table, name: str = name, value: Any = changed_to) -> None:
                    table[name] = value

                def undo(table: dict[str, Any] = table, name: str = name, value: Any = value) -> None:
                    table[name] = value

                yield f"{how:<6} {title} {name} = {value}", change, undo


def main() -> None:
    """Print the rows that no page needs."""
    given = pages()
    before = read(given)
    needless = 0
    for name, change, undo in variations():
        change()
        changed = sum(one != other for one, other in zip(before, read(given), strict=True))
        undo()
        needless += not changed
        if not changed:
            sys.stdout.write(f"needed by no page: {name}\n")
    sys.stdout.write(f"{needless} changes that no page of {len(given)} notices\n")


if __name__ == "__main__":
    main()
