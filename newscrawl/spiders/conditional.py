"""Conditional requests for listings and feeds, so that unchanged pages are not read again (RFC 9110 §13)."""

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
    """Return the request with If-None-Match and If-Modified-Since, if validators of a complete walk are stored."""
    stored = run.frontier.listing_held(_path(request.url), section)
    request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
    if stored and stored.etag:
        request.headers["If-None-Match"] = stored.etag
    if stored and stored.last_modified:
        request.headers["If-Modified-Since"] = stored.last_modified
    return request


def unchanged(run: Run, response: Response, section: str) -> set[str] | None:
    """Return the story ids of a page that is unchanged, by status 304 or by its content; None if it has changed."""
    stored = run.frontier.listing_held(_path(response.url), section)
    same = response.status == _NOT_MODIFIED or (stored and stored.body_sha256 == _sha256(response))
    return set(json.loads(stored.ids)) if stored and same else None


def keep_validators(run: Run, response: Response, ids: Iterable[str]) -> None:
    """Store a page's validators and story ids for the next run."""
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
    return read_address(url).path


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _sha256(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()
