"""One page that the doctor asked for: why, and what came back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from newscrawl.pages.reading import Hints
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from scrapy.http import Response


class Role(StrEnum):
    """Why a page is asked for."""

    ROBOTS = "robots.txt"
    LANDING = "landing page"
    LISTING = "listing"
    PAGE = "listing page"
    FEED = "feed"
    STORY = "story"
    COLUMNIST = "columnist"
    EXPIRED = "expired address"
    AGAIN = "again"


class Cause(StrEnum):
    """Why a page could not be had."""

    FORBIDDEN = "forbidden"
    ROBOTS = "robots.txt unreachable"
    SILENT = "no response"
    DAMAGED = "damaged"
    MOVED = "another host"
    CIRCLE = "too many redirects"
    NOT_ASKED = "not asked"


@dataclass(slots=True)
class Visit:
    """One page that was asked for.

    ``path`` is path and query, ``number`` the visit's place in the bundle. ``hops`` are the addresses it was redirected to,
    ``seconds`` the time to the response's first byte, ``at`` the instant of the request (ISO 8601). ``cause`` and ``error``
    say why there is no page; ``validators`` are the headers that made the request conditional.
    """

    role: Role
    path: str
    section: str = ""
    story_id: str = ""
    page: int = 1
    hints: Hints | None = None
    validators: dict[str, str] = field(default_factory=dict)
    number: int = 0
    at: str = ""
    seconds: float = 0.0
    hops: list[str] = field(default_factory=list)
    cause: Cause | None = None
    error: str = ""
    response: Response | None = None

    @property
    def page_found(self) -> Response | None:
        """The response, if it is a page (status 200)."""
        return self.response if self.response is not None and self.response.status == 200 else None

    @property
    def status(self) -> int:
        """The response's status; 0 if there was none."""
        return self.response.status if self.response is not None else 0

    @property
    def answer(self) -> str:
        """What came back, in a few words."""
        if self.cause is Cause.MOVED:
            return f"status {self.status}, redirects to {self.hops[-1][:200]}"
        if self.cause:
            return self.error or self.cause.value
        return f"status {self.status}"

    @property
    def name(self) -> str:
        """A name for files: role and what tells it from others of that role.

        >>> Visit(Role.LISTING, "/politics/opeds", "politics/opeds").name, Visit(Role.STORY, "/politics/mod/s-12", story_id="12").name
        ('listing-opeds', 'story-12')
        """
        if self.story_id:
            return f"{self.role.value.split()[0]}-{self.story_id}"
        last = (read_address(self.path).section_path or self.path).rpartition("/")[2]
        return "-".join([self.role.value.split()[0], last, *([str(self.page)] if self.page > 1 else [])])

    def to_dict(self) -> dict[str, Any]:
        """Return what the bundle's list of visits holds: plain JSON values, without the response."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "response"}
        return values | {"hints": asdict(self.hints) if self.hints else None, "status": self.status}

    @classmethod
    def from_dict(cls, values: dict[str, Any], response: Response | None) -> Visit:
        """Return the visit that `to_dict` wrote.

        Raises:
            ValueError: the values are not those of a visit.
            TypeError: one of them is of the wrong type.
            KeyError: one of them is missing.
        """
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        known |= {
            "role": Role(values["role"]),
            "cause": Cause(values["cause"]) if values["cause"] else None,
            "hints": Hints(**values["hints"]) if values["hints"] else None,
            "response": response,
        }
        return cls(**known)
