"""What stands behind `-a`: spider arguments, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from newscrawl.errors import BadArgument
from newscrawl.urls import ARCAMAX, AddressKind, read_address


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of `scrapy crawl politics`, whole and sensible."""

    site: str = ARCAMAX
    sections: tuple[str, ...] = ()
    max_pages: int | None = None
    since: str | None = None
    refresh: int | None = None


def read_arguments(
    site: str | None = None,
    sections: str | None = None,
    max_pages: str | int | None = None,
    since: str | None = None,
    refresh: str | int | None = None,
    **others: object,
) -> Arguments:
    """Read spider arguments; scrapyd's `_job` is let through.

    Raises:
        BadArgument: one that is unknown or cannot be meant, with the value and what is expected.
    """
    unknown = sorted(name for name in others if not name.startswith("_"))
    if unknown:
        raise BadArgument(
            f"Unknown argument {unknown[0]!r}: known are site, sections, max_pages, since and refresh."
        )
    return Arguments(
        _site(site or ARCAMAX),
        _sections(sections),
        _number("max_pages", max_pages, "pages"),
        _since(since),
        _number("refresh", refresh, "days"),
    )


def _site(site: str) -> str:
    try:
        parts = urlsplit(site)
        usable = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and "@" not in parts.netloc
            and (parts.port or 1)
        )
    except ValueError:
        usable = None
    if not usable or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise BadArgument(
            f"site={site!r} is no site: give scheme and host, such as {ARCAMAX} or http://127.0.0.1:8000."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _sections(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    paths = [_section(part.strip()) for part in text.split(",") if part.strip()]
    if not paths:
        raise BadArgument(f"sections={text!r} names none: give such as opeds,fromtheleft/clarencepage.")
    return tuple(dict.fromkeys(paths))


def _section(text: str) -> str:
    address = read_address(f"{ARCAMAX}/politics/{text.strip('/').removeprefix('politics/')}")
    if address.kind is not AddressKind.LISTING or address.page != 1 or not address.section_path:
        raise BadArgument(
            f"sections: {text!r} is no section: give such as opeds or fromtheleft/clarencepage."
        )
    return address.section_path


def _number(name: str, value: str | int | None, unit: str) -> int | None:
    if value is None:
        return None
    if not str(value).isascii() or not str(value).isdigit() or not 1 <= int(value) <= 10_000:
        raise BadArgument(f"{name}={value!r} is no number of {unit}: give 1 to 10000.")
    return int(value)


def _since(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadArgument(f"since={text!r} is no day: give one such as 2026-11-01.") from None
