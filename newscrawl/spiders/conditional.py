"""Conditional requests for listings and feeds: what has not changed is not read again (RFC 9110 §13)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from newscrawl.store.schema import ListingRow
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.http import Response

    from newscrawl.run.run import Run

_NOT_MODIFIED = 304


def conditional(run: Run, request: Request, section: str) -> Request:
    """Add If-None-Match and If-Modified-Since, if the section's last walk was complete and the page gave them."""
    held = run.frontier.listing_held(_path(request.url), section)
    request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
    if held and held.etag:
        request.headers["If-None-Match"] = held.etag
    if held and held.last_modified:
        request.headers["If-Modified-Since"] = held.last_modified
    return request


def unchanged(run: Run, response: Response, section: str) -> set[str] | None:
    """Give the story ids of a page that has not changed (by status 304, else by its content); None if it has."""
    held = run.frontier.listing_held(_path(response.url), section)
    same = response.status == _NOT_MODIFIED or (held and held.body_sha256 == _sha256(response))
    return set(json.loads(held.ids)) if held and same else None


def keep_validators(run: Run, response: Response, ids: Iterable[str]) -> None:
    """Keep a page's validators and ids for the next run."""
    run.frontier.hold_listing(
        ListingRow(
            _path(response.url),
            _header(response, "ETag"),
            _header(response, "Last-Modified"),
            _sha256(response),
            json.dumps(sorted(ids)),
        )
    )


def _path(url: str) -> str:
    address = read_address(url)
    return address.path


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _sha256(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()
