"""Words that call to read on ("Read more", "(more)"), and how a teaser ends: whole, or cut with dots or such a call."""

from __future__ import annotations

import re

LONGEST_TITLE = 250  # characters: twice the longest headline seen
_TAIL = 60  # characters at the end of a teaser in which dots and a call to read on are looked for

# Such as: Read more; (more); Continue reading »; Keep reading: Harwick sells; Full article; Read the whole column; »
# but not: The whole story of Harwick; Open: the road to the sea
_MORE = re.compile(
    r"""[\W_]* (?: (?:click|tap)\ (?:here\ )?(?:to|for)\ )? (?:
          (?: (?:continue|keep|go\ on)\ reading
            | (?:continue|go)\ (?:on\ )?to\ (?:the\ )?(?:story|article|column|page)
            | read\ (?:(?:the|this|it|on|all|full|whole|entire|complete|rest|of)\ ?)*
              (?:more|on|all|now|full|whole|rest|story|article|column|post|report|editorial|here|it) )
          (?: (?: \ (?:about|of|on|in)\b | \s?[:–—-] ) .* )?
        | (?: (?:see|view|show|get|learn|find\ out)\ (?:the\ |this\ )? )?
          (?:(?:full|whole|entire|complete|rest\ of(?:\ the)?)\ )? (?:more|story|article|column|text|post|report|editorial|details)
        | the\ (?:full|whole|entire|complete|rest\ of\ the)\ (?:story|article|column|text|post|report|editorial)
        )? [\W_]* \Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# A call to read on, not linked, that ends a teaser: … over the basin ...Read more; … over the basin (more)
_UNLINKED_MORE = re.compile(
    r"(?:(?:\.{2,}|…|\[…\])\s*(?:read|see)\s(?:more|the\sfull\s\w+)|\(more\)|(?:continue|keep)\sreading|\b(?-i:Read)\smore)[\s»›>.…]*$",
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
    return len(text) <= LONGEST_TITLE and _MORE.match(text) is not None


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
