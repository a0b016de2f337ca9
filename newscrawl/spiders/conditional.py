"""Conditional requests for listings and feeds, so that unchanged pages are not read again (RFC 9110 §13)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
    stored = run.walks.validators_of(path_of(request), section)
    request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
    if stored and stored.etag:
        request.headers["If-None-Match"] = stored.etag
    if stored and stored.last_modified:
        request.headers["If-Modified-Since"] = stored.last_modified
    return request


def unchanged(run: Run, response: Response, section: str) -> ListingRow | None:
    """Return what is stored of a page that is unchanged, by status 304 or by its content; None if it has changed."""
    stored = run.walks.validators_of(path_of(response), section)
    same = response.status == _NOT_MODIFIED or (stored and stored.body_sha256 == _sha256(response))
    return stored if same else None


def keep_validators(run: Run, response: Response, ids: Iterable[str], named: str | None = None) -> None:
    """Store a page's validators, its story ids and the page that it names as its next, for the next run."""
    run.walks.keep_validators(
        ListingRow(
            path_of(response),
            _header(response, "ETag"),
            _header(response, "Last-Modified"),
            _sha256(response),
            json.dumps(sorted(ids)),
            named or "",
        )
    )


def path_of(page: Request | Response) -> str:
    """Return the canonical path of a page, with its query, which some sites number their pages by."""
    path, query = read_address(page.url).path, urlsplit(page.url).query
    return f"{path}?{query}" if query else path


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _sha256(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()
