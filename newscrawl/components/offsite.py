"""Only the site named is asked, whatever a page, link or redirect says."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from newscrawl.components.resolver import GuardedResolver
from newscrawl.run.run import run_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_SITE = re.compile(r"(https?://[A-Za-z0-9.:\[\]-]+)(?=[/?#]|$)")  # https://www.arcamax.com


class Offsite:
    """A downloader middleware that refuses every other scheme, host or port during a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._begun = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Offsite:
        """Build the middleware for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a request that leaves the site; `scrapy shell` and `parse` (no run) may go anywhere."""
        run = run_of(self.crawler)
        if run is None:
            return
        self._begin(run.site)
        if not same_site(request.url, run.site):
            led = hint(request.url) if request.meta.get("redirect_urls") else ""
            raise IgnoreRequest(f"Not on {run.site}: {request.url[:200]}{led}")

    def _begin(self, site: str) -> None:
        """Before a run's first request, keep names from leading into the local network, and ask for a contact."""
        if self._begun:
            return
        self._begun = True
        GuardedResolver.guard(urlsplit(site).hostname or "")
        if GuardedResolver.guarded and not self.crawler.settings["NEWSCRAWL_CONTACT"]:
            logger.warning(
                "NEWSCRAWL_CONTACT is not set: set it to a mail address or URL that the site's operator can write to."
            )


def same_site(url: str, site: str) -> bool:
    """Tell whether an address stands on the site: same scheme, host and port, no user info.

    >>> same_site("http://127.0.0.1:80/x", "http://127.0.0.1"), same_site("http://127.0.0.2/x", "http://127.0.0.1")
    (True, False)
    """
    try:
        one, other = urlsplit(url), urlsplit(site)
        ports = [part.port or {"http": 80, "https": 443}.get(part.scheme) for part in (one, other)]
    except ValueError:
        return False
    same_host = one.hostname == other.hostname and "@" not in one.netloc
    return same_host and ports[0] == ports[1] and one.scheme == other.scheme


def hint(target: str) -> str:
    """Name the site to give, where an address that a site leads to could be its new one.

    >>> hint("https://www.arcamax.com/politics"), hint("file:///etc/passwd")
    ('. If the site moved: -a site=https://www.arcamax.com', '')
    """
    site = _SITE.match(target)
    return f". If the site moved: -a site={site[1]}" if site else ""
