"""A bundle judged: what was seen, what is the matter, and the files that say so in full."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.errors import ExitCode, NewscrawlError, WriteFailed
from newscrawl.run.exit_codes import first_by_precedence
from newscrawl.text.printable import printable
from newscrawl.tools.doctor.bundle import read_bundle
from newscrawl.tools.doctor.finding import Finding
from newscrawl.tools.doctor.findings import find_all
from newscrawl.tools.doctor.reading import field_sources, odd_dates
from newscrawl.tools.doctor.report import html_report
from newscrawl.tools.doctor.seen import Seen
from newscrawl.tools.doctor.unknown import shapes
from newscrawl.tools.doctor.visit import Role
from newscrawl.tools.find_page import Found
from newscrawl.tools.savepage import save_page

if TYPE_CHECKING:
    from newscrawl.tools.doctor.visit import Visit

_PAGES = (Role.LISTING, Role.PAGE, Role.COLUMNIST, Role.STORY, Role.EXPIRED)


@dataclass
class Diagnosis:
    """What a bundle shows; ``findings`` are problems, then remarks."""

    folder: Path
    seen: Seen
    findings: list[Finding]

    @property
    def exit_code(self) -> ExitCode:
        """The code of the problem that comes first, as in a crawl; OK without a problem."""
        return first_by_precedence(one.code for one in self.findings if one.code)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Everything that was found, as plain JSON values."""
        seen, told = self.seen, self.seen.estimate()
        return {
            "site": seen.examination.site,
            "at": seen.examination.at,
            "requests": seen.examination.requests,
            "exit_code": int(self.exit_code),
            "problems": [_plain(one) for one in self.findings if one.code],
            "remarks": [_plain(one) for one in self.findings if not one.code],
            "fields": {name: dict(counts) for name, counts in field_sources(seen.stored).items()},
            "unknown_lines": [asdict(one) for one in shapes(story.unknown.lines for story in seen.stored)],
            "unknown_dates": [asdict(one) for one in odd_dates(seen.stored)],
            "estimate": asdict(told) if told else None,
            "visits": [self._visit(visit) for visit in seen.examination.visits],
        }

    def _visit(self, visit: Visit) -> dict[str, Any]:
        read, listing = self.seen.reads.get(visit.number), self.seen.listings.get(visit.number)
        lack = self.seen.lacks.get(visit.number)
        found: dict[str, Any] = {
            "role": visit.role.value, "path": visit.path, "answer": visit.answer, "seconds": visit.seconds,
            "hops": visit.hops, "lack": lack.name.lower().replace("_", " ") if lack else None,
        }  # fmt: skip
        if listing:
            found |= {"stories": len(listing.entries), "next": listing.named_next}
        if visit.number in self.seen.feeds:
            found["stories"] = len(self.seen.feeds[visit.number])
        if read:
            found |= {
                "kind": read.kind, "why": read.why, "points": read.points, "doubts": list(read.doubts),
                "unknown_lines": list(read.unknown.lines), "unknown_dates": list(read.unknown.dates),
                "names_itself": sorted(read.named), "sources": read.sources,
            }  # fmt: skip
        return found

    def write(self) -> None:
        """Write records.jsonl, findings.json and report.html into the bundle.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        records = (json.dumps(one.record, ensure_ascii=False) + "\n" for one in self.seen.stored)
        files = {
            "records.jsonl": "".join(records),
            "findings.json": json.dumps(self.data, ensure_ascii=False, indent=2) + "\n",
            "report.html": html_report(self.data, [one.record for one in self.seen.stored if one.record]),
        }
        for name, text in files.items():
            path = self.folder / name
            try:
                path.write_text(text, encoding="utf-8", errors="backslashreplace")
            except OSError as error:
                raise WriteFailed(
                    f"Cannot write {path}: {error}. Free disk space or repair the disk."
                ) from error

    def save_pages(self, folder: Path) -> str:
        """Save the pages of listings and stories as test pages; return what was saved and what could not be, as lines."""
        day = date.fromisoformat(self.seen.examination.at[:10])
        saved, lines = 0, []
        for visit in self.seen.of(*_PAGES):
            if visit.page_found is None:
                continue
            facts = {"story_id": visit.story_id} if visit.story_id else {}
            hints = {"hints": asdict(visit.hints)} if visit.hints else {}
            try:
                save_page(Found(visit.page_found, "bundle", facts | hints), visit.name, folder, day)
                saved += 1
            except NewscrawlError as error:
                if isinstance(error, WriteFailed):
                    raise
                lines.append(f"Not saved: {visit.path}: {error}")
        head = f"{saved} {'page' if saved == 1 else 'pages'} saved in {folder}, each with the record that it gives today."
        return printable("\n".join([head, *lines]))


def diagnose(folder: Path) -> Diagnosis:
    """Return what a bundle shows.

    Raises:
        BadArgument: the folder is no bundle.
    """
    seen = Seen(read_bundle(folder))
    return Diagnosis(folder, seen, find_all(seen))


def _plain(one: Finding) -> dict[str, Any]:
    return asdict(one) | {"code": int(one.code) if one.code else None}
