"""Conditional requests for listings and feeds, so that unchanged pages are not read again (RFC 9110 §13)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
    stored = run.walks.validators_of(path_of(request), section)
    request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
    held = (stored.etag, stored.last_modified) if stored else ()
    for name, value in zip(VALIDATORS, held, strict=False):
        if value and len(value) <= _LONGEST:  # an older version kept any
            request.headers[name] = value
    return request


def unchanged(run: Run, response: Response, section: str) -> ListingRow | None:
    """Return what is stored of a page that is unchanged, by status 304 or by its content; None if it has changed."""
    stored = run.walks.validators_of(path_of(response), section)
    same = response.status == _NOT_MODIFIED or (stored and stored.body_sha256 == _sha256(response))
    if not stored or not same:
        return None
    if response.meta.get(REFUSED):
        run.walks.keep_validators(replace(stored, etag=_NEVER, last_modified=None))
    return stored


def keep_validators(run: Run, response: Response, ids: Iterable[str], named: str | None = None) -> None:
    """Store a page's story ids and the page that it names as its next, for the next run.

    Its validators are stored, too, unless they are too long or the server refuses them.
    """
    path = path_of(response)
    stored = run.state.listing(path)
    refused = response.meta.get(REFUSED) or (stored is not None and stored.etag == _NEVER)
    etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
    if refused:
        etag, modified = _NEVER, None
    row = ListingRow(path, etag, modified, _sha256(response), json.dumps(list(ids)), named or "")
    run.walks.keep_validators(row)


def path_of(page: Request | Response) -> str:
    """Return the canonical path of a page, with its query, which some sites number their pages by."""
    path, query = read_address(page.url).path, urlsplit(page.url).query
    return f"{path}?{query}" if query else path


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value and len(value) <= _LONGEST else None


def _sha256(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()
