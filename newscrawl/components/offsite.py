"""Downloader middleware that allows requests to the crawled site only, whatever a page, link or redirect says."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import IgnoreRequest

from newscrawl.components.resolver import GuardedResolver
from newscrawl.run.health import causes_of
from newscrawl.run.run import attached_run

if TYPE_CHECKING:
    from scrapy import Request, Spider

logger = logging.getLogger(__name__)

_SITE = re.compile(r"(https?://[A-Za-z0-9.:\[\]-]+)(?=[/?#]|$)")  # https://www.arcamax.com


class Offsite(OffsiteMiddleware):
    """Downloader middleware that drops requests to any other scheme, host or port during a crawl of the channel.

    Without a run the spider may name its ``only_site``, as in `scrapy parse` and `scrapy explain`; `scrapy shell` may
    request any host. Other spiders get Scrapy's filter.
    """

    _begun = False

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Leave the channel's requests to `process_request`: one that is dropped here never reaches its errback."""
        if causes_of(self.crawler) is None:
            super().request_scheduled(request, spider)

    def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002  # Scrapy's signature
        """Drop a request that leaves the site."""
        run = attached_run(self.crawler)
        site = run.site if run else getattr(self.crawler.spider, "only_site", "")
        if not site:
            if causes_of(self.crawler) is None:
                super().process_request(request)
            return
        self._begin(site)
        if not same_site(request.url, site):
            advice = hint(request.url) if run and request.meta.get("redirect_urls") else ""
            raise IgnoreRequest(f"Not on {site}: {request.url[:200]}{advice}")

    def _begin(self, site: str) -> None:
        """Before the first request turn on the check for private addresses, name a proxy, warn if no contact is set."""
        if self._begun:
            return
        self._begun = True
        GuardedResolver.protect(urlsplit(site).hostname or "")
        if self.crawler.settings.getbool("HTTPPROXY_ENABLED") and (proxy := proxy_of(site)):
            logger.warning(
                "Requests go through the proxy %s, which the environment names; it alone looks up names, so that an answer "
                "with a private address is not noticed.",
                proxy,
            )
        if GuardedResolver.refuses_private and not self.crawler.settings["NEWSCRAWL_CONTACT"]:
            logger.warning(
                "NEWSCRAWL_CONTACT is not set: set it to a mail address or URL through which the site's operator can reach you."
            )


def same_site(url: str, site: str) -> bool:
    """True if a URL is on the site: same scheme, host and port, and no user info.

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


def proxy_of(site: str) -> str:
    """Return the proxy that the environment names for a site (http_proxy, https_proxy, no_proxy); "" if there is none.

    User and password are left out: the proxy is named in logs.
    """
    address = urlsplit(site)
    proxy = "" if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme, "")
    return re.sub(r"//[^/@]*@", "//", proxy)


def hint(target: str) -> str:
    """Return advice on the `site` argument if a site redirects to an address that may be its new one, else an empty text.

    >>> hint("https://www.arcamax.com/politics"), hint("file:///etc/passwd")
    ('. If the site moved: -a site=https://www.arcamax.com', '')
    """
    site = _SITE.match(target)
    return f". If the site moved: -a site={site[1]}" if site else ""
