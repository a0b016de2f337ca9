"""What a request failed with, in words for log and ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.errors import DamagedPage
from newscrawl.run.shutdown import RunEnds

if TYPE_CHECKING:
    from twisted.python.failure import Failure

#: Nothing stands at the address any more, or ever did.
GONE = frozenset({404, 410})


def status_of(failure: Failure) -> int | None:
    """Give the answer's status; None where there was no answer."""
    return failure.value.response.status if isinstance(failure.value, HttpError) else None


def is_unreachable(failure: Failure) -> bool:
    """Tell a site that does not answer, or not now."""
    return status_of(failure) in {None, 429, *range(500, 600)}


def is_dropped(failure: Failure) -> bool:
    """Tell a request that was not sent because the run ends."""
    return isinstance(failure.value, RunEnds)


def reason_of(failure: Failure) -> str:
    """Name what a request failed with."""
    url, error = failure.request.url, failure.value  # type: ignore[attr-defined]
    if isinstance(error, DamagedPage):
        return str(error)
    if isinstance(error, HttpError):
        target = (error.response.headers.get("Location") or b"").decode("latin-1")[:200]
        return f"{url} (status {error.response.status}{f', leads to {target}' if target else ''})"
    return f"{url} ({type(error).__name__}: {failure.getErrorMessage()[:200]})"
