"""Which rules and thresholds do the saved pages need? Each is changed in turn, until a page reads otherwise: `make rules`.

A rule of `RULES` is switched off, one with alternatives by each of them; each strength, each row of evidence and each
threshold is halved and doubled. Every table of `newscrawl/pages/rules.py` is swept. If no change of a row alters a page,
the row is needless and the exit code 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.http import HtmlResponse

from newscrawl.pages import flags, labels, rules, segments
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.rules import RULES, Evidence
from newscrawl.pages.story import StoryPage
from newscrawl.tools.extract import hints_of

SAVED = Path(__file__).parent / "pages" / "saved"
TABLES: dict[str, dict[str, Any]] = {
    name: value for name, value in vars(rules).items() if isinstance(value, dict) and name.isupper()
}
STRENGTHS = {
    name: value for name, value in vars(rules).items() if isinstance(value, float) and name.isupper()
}


class Saved(NamedTuple):
    """A saved page and what it reads as by today's rules."""

    name: str
    response: HtmlResponse
    facts: dict[str, Any]
    before: object = None


class Row(NamedTuple):
    """A rule, one alternative of it, a strength or a threshold; each change alone shows whether a page needs it."""

    name: str
    changes: tuple[Callable[[], None], ...]


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
    printed = page.reading.printed
    story = (
        page.headline,
        page.byline,
        page.article_section,
        page.images,
        printed,
        page.date_published,
        page.body,
    )
    kind = page.verdict.kind
    return kind, story if kind == "story" else None, listed


def rows() -> Iterator[Row]:
    """Yield everything that can be changed, with its changes."""
    for place, rule in enumerate(RULES):
        ways = rule.needs.split(" | ")
        for way in ways:
            rest = " | ".join(other for other in ways if other != way)
            instead = (rule._replace(needs=rest),) if rest else ()
            yield Row(
                f"RULES {rule.label} {rule.points:+g}: {way}",
                (partial(labels.use, (*RULES[:place], *instead, *RULES[place + 1 :])),),
            )
    for name, value in STRENGTHS.items():
        yield Row(f"strength {name} = {value:g}", tuple(partial(_scale, value, by) for by in (0.5, 2.0)))
    for title, table in TABLES.items():
        for name, value in table.items():
            number = value.points if isinstance(value, Evidence) else value
            news = (_times(value, 0.5), _times(value, 2.0))
            yield Row(
                f"{title} {name} = {number:g}", tuple(partial(table.__setitem__, name, new) for new in news)
            )


def _times(value: Any, factor: float) -> Any:  # a number or a row of evidence
    if isinstance(value, Evidence):
        return value._replace(points=value.points * factor)
    return type(value)(value * factor)


def _scale(strength: float, factor: float) -> None:
    labels.use(
        tuple(
            rule._replace(points=rule.points * factor) if abs(rule.points) == strength else rule
            for rule in RULES
        )
    )


def needed_by(row: Row, pages: list[Saved]) -> str:
    """Return the name of a page that reads otherwise by a change of the row; empty if there is none. It comes first from now on."""
    before = {title: dict(table) for title, table in TABLES.items()}
    for change in row.changes:
        change()
        segments.forget()
        page = next((page for page in pages if _read(page) != page.before), None)
        for title, table in before.items():
            TABLES[title].update(table)
        labels.use(RULES)
        segments.forget()
        if page:
            pages.remove(page)
            pages.insert(0, page)
            return page.name
    return ""


_ROWS: list[Row] = list(rows())
_PAGES: list[Saved] = []


def _search(place: int) -> str:
    return needed_by(_ROWS[place], _PAGES)


def main() -> int:
    """Print for each row a page that needs it; 1 if there is a row that no page needs."""
    flags.word_flags = flags.word_flags.__wrapped__  # type: ignore[attr-defined]  # remembers nothing by other limits
    _PAGES[:] = saved_pages()
    with get_context("fork").Pool() as pool:
        found = pool.map(_search, range(len(_ROWS)), chunksize=8)
    width = max(len(row.name) for row in _ROWS)
    for row, page in zip(_ROWS, found, strict=True):
        sys.stdout.write(f"{row.name:{width}}  {page or 'NO PAGE'}\n")
    needless = found.count("")
    sys.stdout.write(f"{needless} of {len(found)} rows are needed by no page of {len(_PAGES)}\n")
    return 1 if needless else 0


if __name__ == "__main__":
    sys.exit(main())
