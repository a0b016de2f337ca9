"""One story that a listing page or a feed shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.urls import Address


@dataclass(frozen=True, slots=True)
class Entry:
    """A story's address and what is shown of it: empty texts, and None for the ISO 8601 day or instant, where nothing is."""

    address: Address
    headline: str = ""
    teaser: str = ""
    date: str | None = None

    def filled(self, other: Entry) -> Entry:
        """Return this entry with what another shows of the story where this one shows nothing."""
        return Entry(
            self.address,
            self.headline or other.headline,
            self.teaser or other.teaser,
            self.date or other.date,
        )
