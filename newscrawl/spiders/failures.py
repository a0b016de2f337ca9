"""Why a request failed, as log and ledger show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.errors import DamagedPage
from newscrawl.run.shutdown import RunEnds

if TYPE_CHECKING:
    from twisted.python.failure import Failure

#: Statuses that mean there is no page at the address.
GONE = frozenset({404, 410})


def status_of(failure: Failure) -> int | None:
    """Return the response's status; None if there was no response."""
    return failure.value.response.status if isinstance(failure.value, HttpError) else None


def is_unreachable(failure: Failure) -> bool:
    """True if there was no response, or a 429 or 5xx."""
    return status_of(failure) in {None, 429, *range(500, 600)}


def is_refused(failure: Failure) -> bool:
    """True if the site refused the request (401, 403)."""
    return status_of(failure) in {401, 403}


def is_dropped(failure: Failure) -> bool:
    """True if the request was not sent because the run is ending."""
    return isinstance(failure.value, RunEnds)


def reason_of(failure: Failure) -> str:
    """Return what the request failed with, and its URL unless the page itself is damaged."""
    url, error = failure.request.url, failure.value  # type: ignore[attr-defined]
    if isinstance(error, DamagedPage):
        return str(error)
    if isinstance(error, HttpError):
        target = (error.response.headers.get("Location") or b"").decode("latin-1")[:200]
        return f"{url} (status {error.response.status}{f', redirects to {target}' if target else ''})"
    return f"{url} ({type(error).__name__}: {failure.getErrorMessage()[:200]})"
