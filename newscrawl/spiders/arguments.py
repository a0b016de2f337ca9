"""The spider arguments (`-a NAME=VALUE`), read and checked."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from newscrawl.channels import POLITICS
from newscrawl.errors import BadArgument
from newscrawl.urls import AddressKind, read_address

# Defaults and limits: a listing without end, or a site that makes up sections and stories, must not trap the crawl.
_PAGES, _MOST_PAGES = 1_000, 10_000
_REQUESTS, _MOST_REQUESTS = 100_000, 10_000_000
_MINUTES, _MOST_MINUTES = 24 * 60, 100_000
_MOST_DAYS = 10_000
_SHORTEST = 0.1  # seconds that a request takes at least, in an estimate
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}

_SITE = re.compile(
    r"""(?P<scheme> https? ) ://
        (?P<host> [a-z0-9_-]+ (?: \. [a-z0-9_-]+ )*+ | \[ (?P<six> [0-9a-f:.]+ ) \] )  # www.arcamax.com, [::1]
        (?: : (?P<port> [0-9]{1,5} ) )? /?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def _means(value: str, meaning: str) -> Any:
    return field(metadata={"value": value, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of `scrapy crawl politics`, checked and with their defaults."""

    site: str = _means(
        "SITE", "the only host that is requested: one of the site's, or a stand-in on loopback"
    )
    sections: tuple[str, ...] = _means(
        "PATH,PATH", "crawl these sections only, such as opeds,fromtheleft/clarencepage"
    )
    max_pages: int = _means("N", "read at most so many listing pages a section")
    max_requests: int = _means("N", "request budget; when it is spent the run ends and the next resumes")
    max_minutes: float = _means("N", "time budget; when it is spent the run ends and the next resumes")
    since: str | None = _means("DAY", "skip stories older than DAY, such as 2026-11-01, after reading them")
    refresh: int | None = _means(
        "DAYS", "request the stories of the last DAYS days again; changes become versions"
    )
    full: bool = _means("yes", "read listings to their end, not only to where everything is known")
    same_site: bool = _means("yes", "continue a data folder of another site: the site has moved")
    plan: bool = _means("yes", "ask for listings alone, print what a crawl would ask for, store nothing")

    def budget(self, delay: float) -> float:
        """Return the most requests that a run can send, when each waits so many seconds."""
        return min(self.max_requests, 60 * self.max_minutes / max(delay, _SHORTEST))


def meanings() -> dict[str, str]:
    """Return what each argument means, by its name with a placeholder for its value."""
    return {f"{one.name}={one.metadata['value']}": one.metadata["meaning"] for one in fields(Arguments)}


def read_arguments(  # noqa: PLR0913  # one name for each `-a`
    *,
    site: str | None = None,
    sections: str | None = None,
    max_pages: str | int | None = None,
    max_requests: str | int | None = None,
    max_minutes: str | float | None = None,
    since: str | None = None,
    refresh: str | int | None = None,
    full: str | bool = False,
    same_site: str | bool = False,
    plan: str | bool = False,
    **others: object,
) -> Arguments:
    """Return the checked spider arguments; names that begin with ``_``, such as scrapyd's `_job`, are ignored.

    Raises:
        BadArgument: an argument is unknown or its value is not valid; the message says what is expected.
    """
    unknown = sorted(name for name in others if not name.startswith("_"))
    if unknown:
        known = (
            "site, sections, max_pages, max_requests, max_minutes, since, refresh, full, same_site and plan"
        )
        name = unknown[0]
        raise BadArgument(
            f"Unknown argument {_shown(name)} (with {_shown(others[name])}): the arguments are {known}."
        )
    return Arguments(
        _site(POLITICS.site if site is None else site),
        _sections(sections),
        _PAGES if max_pages is None else _number("max_pages", max_pages, "pages", _MOST_PAGES),
        _REQUESTS
        if max_requests is None
        else _number("max_requests", max_requests, "requests", _MOST_REQUESTS),
        _MINUTES if max_minutes is None else _minutes(max_minutes),
        _since(since),
        None if refresh is None else _number("refresh", refresh, "days", _MOST_DAYS),
        _yes("full", full),
        _yes("same_site", same_site),
        _yes("plan", plan),
    )


def _site(site: str) -> str:
    """Return a site in lower case; it consists of scheme, host and port, without user info, path or query."""
    found = _SITE.fullmatch(site)
    if not found or not _is_host(found) or not 1 <= int(found["port"] or 80) <= 65_535:
        raise BadArgument(
            f"site={_shown(site)} is not a site: give only scheme and host, such as {POLITICS.site} or http://127.0.0.1:8000."
        )
    return site.rstrip("/").lower()


def _is_host(found: re.Match[str]) -> bool:
    try:
        return found["six"] is None or ipaddress.IPv6Address(found["six"]) is not None
    except ValueError:
        return False


def _sections(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    paths = [_section(part.strip()) for part in text.split(",") if part.strip()]
    if not paths:
        raise BadArgument(
            f"sections={_shown(text)} names no section: give a list such as opeds,fromtheleft/clarencepage."
        )
    return tuple(dict.fromkeys(paths))


def _section(text: str) -> str:
    address = read_address(
        f"{POLITICS.site}/{POLITICS.path}/{text.strip('/').removeprefix(f'{POLITICS.path}/')}"
    )
    if address.kind is not AddressKind.LISTING or address.page != 1 or not address.section_path:
        raise BadArgument(
            f"sections: {_shown(text)} is not a section: give a path such as opeds or fromtheleft/clarencepage."
        )
    return address.section_path


def _number(name: str, value: str | int, unit: str, most: int) -> int:
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most:
        return int(text)
    raise BadArgument(
        f"{name}={_shown(value)} is not a number of {unit}: give a whole number from 1 to {most}."
    )


def _minutes(value: str | float) -> float:
    try:
        minutes = float(value)
    except ValueError:
        minutes = 0
    if not 0 < minutes <= _MOST_MINUTES:
        raise BadArgument(
            f"max_minutes={_shown(value)} is not a number of minutes: give a number such as 90 or 0.5, at most {_MOST_MINUTES}."
        )
    return minutes


def _yes(name: str, value: str | bool) -> bool:
    text = str(value).lower()
    if text not in _YES | _NO:
        raise BadArgument(
            f"{name}={_shown(value)} is neither yes nor no: give {name}=yes, or leave the argument out."
        )
    return text in _YES


def _since(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadArgument(f"since={_shown(text)} is not a date: use the form 2026-11-01.") from None


def _shown(value: object) -> str:
    """Return a value as it appears in a message, shortened if it is long."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:76]}…{text[-1]}"
