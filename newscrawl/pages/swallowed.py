"""Links to stories that a cut attribute swallowed: where they stood in the source, and how they are put back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.urls import Address

_CUT = 2_000  # characters: what is cut inside a longer tag is not mended
# <span title="cut <a href="/politics/mod/s-12">Read more</a>: the first two tags are one, and its link is none
_TAG_END = re.compile(r"[^<>]{0,2000}>")
_UNSEEN = re.compile(r"<(?:!--|meta|link|base|script|style|title|input)\b", re.IGNORECASE)
_LINKED_WORDS = re.compile(r"\s*[^<\s][^<]{0,300}</a", re.IGNORECASE)


def mended(source: str, lost: list[tuple[int, Address]]) -> str:
    """Put a link behind each tag, or spilt text, that swallowed one: around the words that it linked, else around a picture.

    >>> from newscrawl.urls import read_address
    >>> address = read_address("/politics/mod/s-12")
    >>> mended('<i title="cut <a href="/politics/mod/s-12">Read more</a>', [(20, address)])[-50:]
    'd/s-12"><a href="/politics/mod/s-12">Read more</a>'
    """
    parts: list[str] = []
    done = 0
    for at, address in lost:
        opened, closed = (source.rfind(sign, max(done, at - _CUT), at) for sign in "<>")
        end = _TAG_END.match(source, at)
        if at < done or opened < 0 or end is None or _UNSEEN.match(source, opened):
            continue
        worded = _LINKED_WORDS.match(source, end.end())
        if opened < closed and not worded:
            continue  # the address is printed
        parts += source[done : end.end()], f'<a href="{address.path}">'
        if not worded:
            parts.append('<img src="/"></a>')
        done = end.end()
    return "".join([*parts, source[done:]])
