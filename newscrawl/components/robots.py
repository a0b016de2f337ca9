"""robots.txt by RFC 9309: what it forbids is not asked for, and where it cannot be read nothing is."""

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
_REDIRECTS = 5  # at least five are to be followed, RFC 9309 §2.3.1.2
_LARGEST = 1024 * 1024  # at least 500 KiB are to be parsed, RFC 9309 §2.5
_GROUP = re.compile(
    r"""^ ([^\S\n]* user[- ]?agent [^\S\n]* :? [^\S\n]*)              # User-agent:
          (\* (?=[^\S\n]*(?:\#|$)) | (?=[^\s]) [A-Za-z_-]*) [^\n]*  # newscrawl/1.0
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says; ``parsed`` is None where everything or (``unreachable``) nothing is allowed.

    ``answer`` says in a word or two what was got, ``sha256`` is that of the file.
    """

    answer: str
    parsed: Protego | None = None
    unreachable: str | None = None
    sha256: str = ""

    def forbid(self, url: str) -> str | None:
        """Say why a page may not be asked for; None if it may."""
        if self.unreachable:
            return self.unreachable
        if self.parsed is None or self.parsed.can_fetch(url, _AGENT):
            return None
        return f"robots.txt forbids {url}"

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the file asks for, 0.0 where none."""
        return float((self.parsed.crawl_delay(_AGENT) if self.parsed else None) or 0.0)


class RobotsTxt:
    """A downloader middleware in the place of Scrapy's, which takes every error for permission."""

    def __init__(self, crawler: Crawler, longest_delay: float) -> None:
        self.crawler = crawler
        self.longest_delay = longest_delay
        self.rules: dict[str, Rules] = {}
        self._one = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsTxt:
        """Build the middleware; ROBOTSTXT_OBEY = False turns it off."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, crawler.settings.getfloat("NEWSCRAWL_LONGEST_CRAWL_DELAY"))

    async def process_request(self, request: Request) -> None:
        """Refuse what the host's rules forbid."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"} or request.meta.get("dont_obey_robotstxt"):
            return
        host = f"{parts.scheme}://{parts.netloc}"
        async with self._one:  # those that come meanwhile wait for the same answer
            if host not in self.rules:
                self.rules[host] = await self._fetch(host)
                self._tell(self.rules[host], host)
        rules = self.rules[host]
        if why := rules.forbid(request.url):
            causes_of(self.crawler).robots = "unreachable" if rules.unreachable else "forbidden"
            raise IgnoreRequest(why)
        self._keep_delay(request, rules)

    async def _fetch(self, host: str) -> Rules:
        """Ask for the file, following redirects on the same host."""
        url = f"{host}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            try:
                response = await self._ask(url)
            except Exception as error:  # noqa: BLE001  # whatever the download fails with, the file is unreachable
                return _unreachable(f"{type(error).__name__}: {error}")
            target = response.headers.get("Location")
            if response.status not in range(300, 400) or not target:
                return read_rules(response.status, response.body)
            url = _resolved(url, target)
            if not same_site(url, host):
                return Rules("leads to another host", unreachable=moved(host, url))
        return Rules(f"over {_REDIRECTS} redirects")

    async def _ask(self, url: str) -> Response:
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

    def _tell(self, rules: Rules, host: str) -> None:
        self.crawler.stats.set_value("newscrawl/robots_txt", {"answer": rules.answer, "sha256": rules.sha256})
        if rules.unreachable:
            logger.error("%s: %s", host, rules.unreachable)

    def _keep_delay(self, request: Request, rules: Rules) -> None:
        wanted = spread(min(rules.crawl_delay, self.longest_delay))
        engine = self.crawler.engine
        slots = engine.downloader.slots if engine else {}
        slot = slots.get(urlsplit(request.url).hostname or "")
        if slot is not None and slot.delay < wanted:
            slot.delay = wanted


def read_rules(status: int, body: bytes) -> Rules:
    r"""Read the answer to a request for robots.txt, by its status first (RFC 9309 §2.3.1).

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
    """Name a group as RFC 9309 §2.2.1 does, by the product alone; Protego takes "news" for "newscrawl" too."""
    product = line[2].lower()
    return line[1] + (product if product in {_AGENT, "*"} else f"other-{product}")


def _unreachable(why: str) -> Rules:
    return Rules("unreachable", unreachable=f"robots.txt is unreachable ({why}): nothing is asked")


def _resolved(url: str, target: bytes) -> str:
    """Read a Location header; what is no address stays as it is, on no site."""
    text = target.decode("utf-8", errors="replace")
    try:
        return urljoin(url, text)
    except ValueError:
        return text


def moved(host: str, target: str) -> str:
    """Say what to do when robots.txt redirects to another host, whose rules are not this one's.

    >>> moved("https://arcamax.com", "https://www.arcamax.com/robots.txt")
    'robots.txt of https://arcamax.com leads to another host: nothing is asked. If the site moved: -a site=https://www.arcamax.com'
    """
    return f"robots.txt of {host} leads to another host: nothing is asked{hint(target)}"
