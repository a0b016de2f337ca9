"""A name that answers with a private address is not asked: a crawl stays out of the local network."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import ClassVar

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver; once a crawl of a public site has begun it refuses private addresses."""

    guarded: ClassVar[bool] = False

    @classmethod
    def guard(cls, host: str) -> None:
        """Begin to refuse private addresses, unless the operator named a stand-in that has one."""
        cls.guarded = host != "localhost" and (not is_address(host) or not is_private(host))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  # Twisted's name
        """Resolve a name, then look at what it resolved to."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if self.guarded and is_private(address):
            raise DNSLookupError(f"{name} answers with the private address {address}")
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
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global
