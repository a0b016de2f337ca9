"""DNS resolver that refuses private addresses, so that a crawl cannot reach into the local network."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Sequence
from typing import ClassVar

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 by NAT64, RFC 6052 §2.1


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses private addresses once a crawl of a public site has begun."""

    refuses_private: ClassVar[bool] = False

    @classmethod
    def protect(cls, host: str) -> None:
        """Start refusing private addresses, unless ``host``, the site to crawl, is a local stand-in."""
        local = host == "localhost" or host.endswith(".localhost")  # RFC 6761 §6.3
        cls.refuses_private = not local and (not is_address(host) or not is_private(host))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  # Twisted's name
        """Resolve a name and check the result; an IPv6 address, which Scrapy's resolver cannot handle, is checked directly."""
        found: Deferred[str] = succeed(name) if ":" in name else super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if self.refuses_private and is_private(address):
            why = f"{name} resolves to the private address {address}"
            # Twisted reports only that the lookup failed, not why.
            logger.error(
                "%s. To crawl a stand-in of your own, give its address: -a site=http://%s:PORT", why, address
            )
            raise DNSLookupError(why)
        return address


def is_address(text: str) -> bool:
    """True if the text is an IP address and not a name."""
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def is_private(address: str) -> bool:
    """True if an IP address does not belong to the public internet.

    >>> is_private("169.254.169.254"), is_private("::ffff:10.0.0.1"), is_private("93.184.215.14")
    (True, True, False)
    """
    found = ipaddress.ip_address(address.strip("[]"))
    if isinstance(found, ipaddress.IPv6Address):
        if found in _TRANSLATED:
            return is_private(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if inner := found.ipv4_mapped or found.sixtofour:
            return is_private(str(inner))
    return found.is_multicast or not found.is_global
