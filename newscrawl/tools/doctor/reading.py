"""How the doctor reads the pages of a bundle: each story with what speaks against it, each field with where it came from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.pages.decode import decode
from newscrawl.pages.faults import page_fault
from newscrawl.pages.kind import PageKind
from newscrawl.pages.own_address import own_ids
from newscrawl.pages.rules import KIND, LEAST
from newscrawl.pages.story import StoryPage
from newscrawl.run.counts import FIELDS
from newscrawl.text.suspect import suspicion
from newscrawl.tools.doctor.unknown import Shape, Unknown, shapes, unknown_of
from newscrawl.tools.explain import explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.http import Response

    from newscrawl.tools.doctor.visit import Visit

_FEW_WORDS = 40  # a story of the site has hundreds
_DAMAGED = "damaged"
_CANONICAL = re.compile(
    r"""<(?:link\b[^>]*?\bcanonical\b[^>]*?\bhref|meta\b[^>]*?\bog:url\b[^>]*?\bcontent)\s*=\s*["']?(https?://[^/"'\s>]+)""",
    re.IGNORECASE,
)
FIELD_NAMES = (*FIELDS, "images")


@dataclass(frozen=True, slots=True)
class StoryRead:
    """What a page at a story's address reads as.

    ``points`` are those that speak for a story, ``record`` the record as it would be published, ``sources`` where each of its
    fields came from, ``doubts`` why it may be wrong, ``named`` the story ids that the page gives as its own address, ``hosts``
    the sites that it gives.
    """

    visit: Visit
    kind: str
    why: str
    points: float = 0.0
    record: dict[str, Any] | None = None
    sources: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    unknown: Unknown = field(default_factory=Unknown)
    named: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()

    @property
    def is_story(self) -> bool:
        """True if a crawl would store it."""
        return self.record is not None

    @property
    def is_barrier(self) -> bool:
        """True for a captcha or consent page."""
        return self.kind in {PageKind.CAPTCHA, PageKind.CONSENT}


def read_visit(visit: Visit, response: Response) -> StoryRead:
    """Read the page of a visit as a story; one that newscrawl fails on counts as damaged, so that the rest is told."""
    try:
        return _read(visit, response)
    except Exception as error:  # noqa: BLE001  # whatever the page does
        return StoryRead(visit, _DAMAGED, f"newscrawl failed on it, {type(error).__name__}: {error}")


def _read(visit: Visit, response: Response) -> StoryRead:
    hints = asdict(visit.hints) if visit.hints else {}
    facts = {"story_id": visit.story_id, "hints": hints, "fetched_at": visit.at}
    text = decode(response)
    explained = explain(response, facts).data
    if "record" not in explained:
        fault = page_fault(response.body, text)
        return StoryRead(visit, _DAMAGED, fault or explained["why"])
    page = StoryPage(response, visit.hints, text)
    why = explained["why"]
    points = sum(row.points for name, row in KIND.items() if f"{name} {row.points:+g}" in why)
    named = own_ids(text, response.url)
    record = explained["record"]
    return StoryRead(
        visit,
        explained["kind"],
        why,
        points,
        record,
        {one["name"]: _short_source(one["from"]) for one in explained["fields"]},
        tuple(_doubts(visit, record, explained, points, named)) if record else (),
        unknown_of(page) if record else Unknown(),
        named,
        frozenset(site.lower() for site in _CANONICAL.findall(text)),
    )


def _doubts(
    visit: Visit, record: dict[str, Any], explained: dict[str, Any], points: float, named: frozenset[str]
) -> Iterable[str]:
    """Yield why a story may not be what was asked for, or not be read as it stands there."""
    if points < 2 * LEAST["story"]:
        yield f"little speaks for a story ({points:g} points, {LEAST['story']:g} are enough)"
    if "another's" in explained["why"]:
        yield "shows neither the headline nor the teaser of its listing"
    if record["extractor"].startswith("trafilatura"):
        yield "its text was found by the second reader only"
    if explained["fault"]:
        yield f"refused: {explained['fault']}"
    behind = [one["text"] for one in explained["blocks"] if one["segment"] in {"notes", "after"}][:2]
    teaser = visit.hints.teaser if visit.hints else ""
    if why := suspicion(
        record["article_body"], record["date_published"], visit.at, teaser, "\n".join(behind)
    ):
        yield why
    elif record["word_count"] < _FEW_WORDS:
        yield f"only {record['word_count']} words of text"
    if named and visit.story_id not in named:
        yield f"names another story as its own address: {', '.join(sorted(named))}"


def _short_source(source: str) -> str:
    """Return where a field came from in a word or two.

    >>> _short_source("blocks 3 to 9"), _short_source("JSON-LD")
    ('page', 'JSON-LD')
    """
    return "page" if source.startswith(("block", "rights line", "printed line")) else source


def field_sources(stories: Iterable[StoryRead]) -> dict[str, Counter[str]]:
    """Return for each field how many stories have it from each source."""
    found: dict[str, Counter[str]] = {name: Counter() for name in FIELD_NAMES}
    for story in stories:
        for name in FIELD_NAMES:
            if story.record and story.record.get(name):
                found[name][story.sources.get(name, "page")] += 1
    return found


def has_own_date(story: StoryRead) -> bool:
    """True if a story's page says when it was published, in a form that is understood."""
    return (story.record or {}).get("date_published_from") not in {None, "feed", "listing"}


def odd_dates(stories: Iterable[StoryRead]) -> list[Shape]:
    """Return what looks like a date on pages whose date is not understood."""
    return shapes((story.unknown.dates for story in stories if not has_own_date(story)), 1)


def repeated_paragraphs(stories: Iterable[StoryRead]) -> Counter[str]:
    """Return in how many stories of different texts each paragraph stands."""
    counts: Counter[str] = Counter()
    bodies = {one.record["text_sha256"]: one.record["article_body"] for one in stories if one.record}
    for body in bodies.values():
        counts.update({paragraph for paragraph in body.split("\n\n") if len(paragraph) > 3})
    return counts
