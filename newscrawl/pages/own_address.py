"""Which story a page says it is: the ids in its canonical address, og:url and mainEntityOfPage."""

from __future__ import annotations

import re

from newscrawl.urls import read_address

_TAG = re.compile(r"<(?:link|meta)\b[^>]{1,2000}>", re.IGNORECASE)
_NAMES_ITSELF = re.compile(r"""=\s*["']?(?:canonical|og:url)\b""", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MAIN_ENTITY = re.compile(r'"mainEntityOfPage"\s*:\s*(?:\{[^{}]{0,300}?"@id"\s*:\s*)?"([^"]{1,500})"')


def own_ids(text: str, url: str) -> frozenset[str]:
    """Return the story ids that a page's source gives as its own address; ``url`` is where it was fetched.

    >>> sorted(own_ids('<link rel="canonical" href="https://www.arcamax.com/politics/mod/s-12?x=1">', "https://www.arcamax.com/politics/mod/s-13"))
    ['12']
    >>> own_ids('<a href="/politics/mod/s-12">Another story</a>', "https://www.arcamax.com/politics/mod/s-13")
    frozenset()
    """
    named = [tag for tag in _TAG.findall(text) if _NAMES_ITSELF.search(tag)]
    addresses = filter(None, map(_ADDRESS.search, named))
    written = [found[1] or found[2] or found[3] or "" for found in addresses]
    written += [found.replace("\\/", "/") for found in _MAIN_ENTITY.findall(text)]
    ids = (read_address(address, url).story_id for address in written)
    return frozenset(story_id for story_id in ids if story_id)
