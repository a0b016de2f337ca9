"""What `-a plan=yes` prints: the stories that a crawl would ask for, by section, and how long that would take."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newscrawl.text.span import span
from newscrawl.urls import on_site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from newscrawl.run.ledger import Ledger
    from newscrawl.store.schema import EntryRow

_SPREAD = 1.125  # the mean wait between two requests, in delays


def show_plan(ledger: Ledger, planned: Sequence[EntryRow], delay: float) -> str:
    """Return the addresses that would be asked for, a line each, then a table by section and the sum; nothing was stored."""
    asked = Counter(entry.section for entry in planned)
    sections: Mapping[str, Mapping[str, Any]] = ledger.sections
    rows = [
        f"{path:<44} {counts.get('pages', 0):>5} {counts['listed']:>6} {asked[path]:>6}"
        for path, counts in sorted(sections.items())
        if counts["listed"] or asked[path] or counts.get("pages")
    ]
    earlier = sum(count for path, count in asked.items() if path not in sections)
    rows += [f"{'left by earlier runs':<44} {'':>5} {'':>6} {earlier:>6}"] if earlier else []
    head = f"{'section':<44} {'pages':>5} {'listed':>6} {'to ask':>6}"
    stories = f"{len(planned)} {'story' if len(planned) == 1 else 'stories'}"
    took = f"The listings took {ledger.requests} requests; nothing was stored."
    time = span(len(planned) * delay * _SPREAD)
    addresses = [on_site(ledger.site, entry.path) for entry in planned]
    return "\n".join(
        [
            *addresses,
            *([""] if addresses else []),
            head,
            *rows,
            f"{stories} to ask for, about {time}. {took}",
            "",
        ]
    )
