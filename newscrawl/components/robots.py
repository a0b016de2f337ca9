"""robots.txt as RFC 9309 defines it: forbidden URLs are not requested; if the file is unreachable, nothing is."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured

from newscrawl.components.offsite import hint, same_site
from newscrawl.components.throttle import spread
from newscrawl.run.health import causes_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_AGENT = "newscrawl"
_REDIRECTS = 5  # crawlers should follow at least five, RFC 9309 §2.3.1.2
_LARGEST = 1024 * 1024  # crawlers must parse at least 500 KiB, RFC 9309 §2.5
_GROUP = re.compile(
    r"""^ ([^\S\n]* user[- ]?agent [^\S\n]* :? [^\S\n]*)              # User-agent:
          (\* (?=[^\S\n]*(?:\#|$)) | (?=[^\s]) [A-Za-z_-]*) [^\n]*  # newscrawl/1.0
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host's robots.txt.

    ``parsed`` is None if everything is allowed or, with the reason in ``unreachable``, nothing. ``summary`` describes the
    response, such as ``status 200``, and ``sha256`` is the hash of the file.
    """

    summary: str
    parsed: Protego | None = None
    unreachable: str | None = None
    sha256: str = ""

    def forbid(self, url: str) -> str | None:
        """Return why a URL must not be requested; None if it is allowed."""
        if self.unreachable:
            return self.unreachable
        if self.parsed is None or self.parsed.can_fetch(url, _AGENT):
            return None
        return f"robots.txt forbids {url}"

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the file demands; 0.0 if it has no Crawl-delay."""
        return float((self.parsed.crawl_delay(_AGENT) if self.parsed else None) or 0.0)


class RobotsTxt:
    """Downloader middleware that replaces Scrapy's, which treats every error as permission."""

    def __init__(self, crawler: Crawler, longest_delay: float) -> None:
        self.crawler = crawler
        self.longest_delay = longest_delay
        self.rules: dict[str, Rules] = {}
        self._lock = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsTxt:
        """Build the middleware; raise NotConfigured if ROBOTSTXT_OBEY is False."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, crawler.settings.getfloat("NEWSCRAWL_LONGEST_CRAWL_DELAY"))

    async def process_request(self, request: Request) -> None:
        """Drop a request that the host's rules forbid."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"} or request.meta.get("dont_obey_robotstxt"):
            return
        host = f"{parts.scheme}://{parts.netloc}"
        async with self._lock:  # other requests wait here for the same response
            if host not in self.rules:
                self.rules[host] = await self._fetch(host)
                self._report(self.rules[host], host)
        rules = self.rules[host]
        if why := rules.forbid(request.url):
            if causes := causes_of(self.crawler):
                causes.robots = "unreachable" if rules.unreachable else "forbidden"
            raise IgnoreRequest(why)
        self._apply_crawl_delay(request, rules)

    async def _fetch(self, host: str) -> Rules:
        """Request the file, following redirects on the same host."""
        url = f"{host}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            try:
                response = await self._download(url)
            except Exception as error:  # noqa: BLE001  # whatever the error, the file is unreachable
                return _unreachable(f"{type(error).__name__}: {error}")
            target = response.headers.get("Location")
            if response.status not in range(300, 400) or not target:
                return read_rules(response.status, response.body)
            url = _resolved(url, target)
            if not same_site(url, host):
                return Rules("leads to another host", unreachable=moved(host, url))
        return Rules(f"over {_REDIRECTS} redirects")

    async def _download(self, url: str) -> Response:
        meta = {
            "dont_obey_robotstxt": True,
            "dont_redirect": True,
            "handle_httpstatus_all": True,
            "max_retry_times": 1,
        }
        engine = self.crawler.engine
        if engine is None:
            raise IgnoreRequest("the engine has stopped")
        return await engine.download_async(Request(url, meta=meta, priority=1000))

    def _report(self, rules: Rules, host: str) -> None:
        self.crawler.stats.set_value(
            "newscrawl/robots_txt", {"answer": rules.summary, "sha256": rules.sha256}
        )
        if rules.unreachable:
            logger.error("%s: %s", host, rules.unreachable)

    def _apply_crawl_delay(self, request: Request, rules: Rules) -> None:
        wanted = spread(min(rules.crawl_delay, self.longest_delay))
        engine = self.crawler.engine
        slots = engine.downloader.slots if engine else {}
        slot = slots.get(urlsplit(request.url).hostname or "")
        if slot is not None and slot.delay < wanted:
            slot.delay = wanted


def read_rules(status: int, body: bytes) -> Rules:
    r"""Return the rules in the response to a request for robots.txt; its status comes first (RFC 9309 §2.3.1).

    >>> read_rules(404, b"").forbid("http://x/"), read_rules(503, b"").forbid("http://x/") is None
    (None, False)
    >>> read_rules(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /politics\r\n").forbid("http://x/politics/")
    'robots.txt forbids http://x/politics/'
    """
    if status in range(400, 500) and status != 429:
        return Rules(f"status {status}")
    if status not in range(200, 300):
        return _unreachable(f"status {status}")
    text = body[:_LARGEST].decode("utf-8-sig", errors="replace").replace("\x00", "")
    parsed = Protego.parse(_GROUP.sub(_group, text.replace("\r", "\n")))
    return Rules(f"status {status}", parsed, sha256=hashlib.sha256(body).hexdigest())


def _group(line: re.Match[str]) -> str:
    """Return a User-agent line with its product token alone (RFC 9309 §2.2.1).

    Protego would also apply a group for "news" to "newscrawl", so other products are renamed.
    """
    product = line[2].lower()
    return line[1] + (product if product in {_AGENT, "*"} else f"other-{product}")


def _unreachable(why: str) -> Rules:
    return Rules("unreachable", unreachable=f"robots.txt is unreachable ({why}): nothing is requested")


def _resolved(url: str, target: bytes) -> str:
    """Return the URL in a Location header; a text that is not a URL is returned as it is and matches no site."""
    text = target.decode("utf-8", errors="replace")
    try:
        return urljoin(url, text)
    except ValueError:
        return text


def moved(host: str, target: str) -> str:
    """Return the message for a robots.txt that redirects to another host, whose rules do not apply to this one.

    >>> moved("https://arcamax.com", "https://www.arcamax.com/robots.txt")
    'robots.txt of https://arcamax.com redirects to another host: nothing is requested. If the site moved: -a site=https://www.arcamax.com'
    """
    return f"robots.txt of {host} redirects to another host: nothing is requested{hint(target)}"
