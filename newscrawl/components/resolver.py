"""A name that answers with a private address is not asked: a crawl stays out of the local network."""

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
    """Scrapy's resolver; once a crawl of a public site has begun it refuses private addresses."""

    guarded: ClassVar[bool] = False

    @classmethod
    def guard(cls, host: str) -> None:
        """Begin to refuse private addresses, unless the operator named a stand-in that has one."""
        local = host == "localhost" or host.endswith(".localhost")  # RFC 6761 §6.3
        cls.guarded = not local and (not is_address(host) or not is_private(host))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  # Twisted's name
        """Resolve a name, then look at what it resolved to; Scrapy's resolver knows no IPv6 address."""
        found: Deferred[str] = succeed(name) if ":" in name else super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if self.guarded and is_private(address):
            why = f"{name} answers with the private address {address}"
            # Twisted passes on that there is no answer, not why.
            logger.error(
                "%s. A stand-in of yours is named by its address: -a site=http://%s:PORT", why, address
            )
            raise DNSLookupError(why)
        return address


def is_address(text: str) -> bool:
    """Tell an IP address from a name."""
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def is_private(address: str) -> bool:
    """Tell an address that is not of the public internet.

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
