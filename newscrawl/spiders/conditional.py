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

#: The headers that make a request conditional.
VALIDATORS = ("If-None-Match", "If-Modified-Since")
#: Key of a request's meta: the server has refused the request with validators (see components.validators).
REFUSED = "validators_refused"

_NOT_MODIFIED = 304
_LONGEST = 1_000  # characters: servers refuse requests with 8 KB of headers, a usual ETag has 40
_NEVER = ""  # in place of an ETag: the server refuses validators for this page


def conditional(run: Run, request: Request, section: str) -> Request:
    """Return the request with If-None-Match and If-Modified-Since, if validators of a complete walk are stored."""
    stored = run.frontier.listing_held(_path(request.url), section)
    request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
    held = (stored.etag, stored.last_modified) if stored else ()
    for name, value in zip(VALIDATORS, held, strict=False):
        if value and len(value) <= _LONGEST:  # an older version kept any
            request.headers[name] = value
    return request


def unchanged(run: Run, response: Response, section: str) -> set[str] | None:
    """Return the story ids of a page that is unchanged, by status 304 or by its content; None if it has changed."""
    stored = run.frontier.listing_held(_path(response.url), section)
    same = response.status == _NOT_MODIFIED or (stored and stored.body_sha256 == _sha256(response))
    if not stored or not same:
        return None
    ids = set(json.loads(stored.ids))
    if response.meta.get(REFUSED):
        keep_validators(run, response, ids)
    return ids


def keep_validators(run: Run, response: Response, ids: Iterable[str]) -> None:
    """Store a page's story ids for the next run, and its validators, unless they are too long or the server refuses them."""
    path = _path(response.url)
    stored = run.state.listing(path)
    refused = response.meta.get(REFUSED) or (stored is not None and stored.etag == _NEVER)
    etag, modified = (
        (_NEVER, None) if refused else (_header(response, "ETag"), _header(response, "Last-Modified"))
    )
    run.frontier.hold_listing(ListingRow(path, etag, modified, _sha256(response), json.dumps(sorted(ids))))


def _path(url: str) -> str:
    return read_address(url).path


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value and len(value) <= _LONGEST else None


def _sha256(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()
