"""Words that call to read on ("Read more", "(more)"), and how a teaser ends: whole, or cut with dots or such a call."""

from __future__ import annotations

import re

_LONGEST = 250  # characters of a call that are looked at
_TAIL = 60  # characters at the end of a teaser in which dots and a call to read on are looked for
_WORD = re.compile(r"[^\W_]+")
_CALL_WORDS = frozenset(
    "all article click column complete continue deeper details editorial entire find for full get go here it keep learn more now of on open out "
    "page post read reading report rest see show story tap text the this to view whole".split()
)
# Read more about Harwick; Keep reading: Harwick sells; but not: Read more history and you will find …
_CALL = re.compile(
    r"(?:read\smore|(?:continue|keep)\sreading)(?:\s?[:–—-]|\s(?:about|of|on|in)\b)", re.IGNORECASE
)
# A call to read on, not linked, that ends a teaser: … over the basin ...Read more; … over the basin (more)
_UNLINKED_MORE = re.compile(
    r"(?:(?:\.{2,}|…|\[…\])\s*(?:read|see)\s(?:more|the\sfull\s\w+)|\(more\)|(?:continue|keep)\sreading|\b(?-i:Read)\smore(?!\s*(?:\.\.|…)))[\s»›>.…]*$",
    re.IGNORECASE,
)
# The dots of a cut teaser: … over the basin [...]; the full stop of a whole one stays
_DOTS = re.compile(r"\s*(?:\[\s?(?:\.{2,}|…)\s?\]|\.{2,}|…)[\s.…]*$")
# The end of a sentence, also before a closing quote: … said the mayor.”
_ENDED = re.compile(r"""(?:[.!?…]|\.\.)["'”’)\]]*$""")


def is_call(text: str) -> bool:
    """Return True for words that call to read on, or no words at all.

    >>> [is_call(text) for text in ("(more)", "Continue reading »", "Read the whole column", "Read more about Harwick", "")]
    [True, True, True, True, True]
    >>> [is_call(text) for text in ("More rain", "The whole story of Harwick", "Get on with it")]
    [False, False, False]
    """
    return bool(_CALL.match(text)) or _CALL_WORDS.issuperset(_WORD.findall(text[:_LONGEST].lower()))


def whole(teaser: str) -> str:
    """Remove from a teaser's end what stands for its rest: dots, and a call to read on.

    >>> whole("It was over in an hour. ...Read more"), whole("Over the basin […]")
    ('It was over in an hour.', 'Over the basin')
    """
    head, tail = teaser[:-_TAIL], teaser[-_TAIL:]
    return (head + _DOTS.sub("", _UNLINKED_MORE.sub("", tail).rstrip())).rstrip()


def is_ended(text: str) -> bool:
    """Return True for a text that ends as a sentence does, or is cut and says so.

    >>> is_ended("“It is over.”"), is_ended("Over the basin ...Read more"), is_ended("Harwick sells")
    (True, True, False)
    """
    return bool(_ENDED.search(_UNLINKED_MORE.sub("…", text[-_TAIL:])))
