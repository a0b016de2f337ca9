"""The site that a data folder belongs to: that of its last crawl. Another site is refused, so that none are mixed."""

from __future__ import annotations

import contextlib
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS, SAMPLE_SITE, identity_of, is_loopback
from newscrawl.errors import BadArgument
from newscrawl.store.paths import DataFolder
from newscrawl.store.state import State

#: Stands for the site in the row of a run that sends no requests (`scrapy reextract --accept`).
ARCHIVE = "archive"
_SAMPLE = identity_of(SAMPLE_SITE)
_PATIENCE = 3  # seconds to wait for a server on loopback


def bound_to(state: State) -> str | None:
    """Return what a data folder is bound to, such as ``www.arcamax.com``; None before its first crawl."""
    last = state.runs.get("site NOT IN ('', ?) ORDER BY number DESC", ARCHIVE)
    return identity_of(POLITICS.home_of(last.site)) if last else None


def check_site(state: State, folder: DataFolder, site: str) -> None:
    """Check that a data folder belongs to a site, or has not been crawled into yet.

    Raises:
        BadArgument: it belongs to another site.
    """
    if site == ARCHIVE:
        return
    bound, own = bound_to(state), identity_of(POLITICS.home_of(site))
    if bound in {None, own} or (bound == _SAMPLE and _is_sample(site)):
        return
    raise BadArgument(
        f"{folder.root} belongs to {bound}, and {own} is another site: nothing was requested. Name another folder with "
        f"-s NEWSCRAWL_DATA_DIR=…, or, if the site has moved, continue with -a site={site} -a same_site=yes"
    )


def site_of_row(state: State, site: str, *, same_site: bool) -> str:
    """Return the site for the row of a run that `check_site` has let pass: the sample's own for the sample."""
    is_sample = bound_to(state) == _SAMPLE and is_loopback(urlsplit(site).hostname or "")
    return SAMPLE_SITE if is_sample and not same_site else site


def _is_sample(site: str) -> bool:
    """True if a server on loopback serves the bundled sample; no other server is asked."""
    parts = urlsplit(site)
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        return False
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
    with contextlib.closing(connection), contextlib.suppress(OSError, HTTPException):
        connection.request("GET", "/robots.txt")
        server = connection.getresponse().getheader("Server", "")
        return POLITICS.home_of(site, server) == SAMPLE_SITE
    return False
