"""Characters: white space, invisible and broken ones, cleaned without touching words."""

from __future__ import annotations

import re

from newscrawl.text.cached import cached

# What a reader does not see: controls, lone surrogates, and the signs that only say where a word may break.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ud800-\udfff\ufeff\ufffe\uffff]")
#: What stands beside A-Z in a class of capitals: those of Latin-1 and Latin Extended, such as É and Ł.
CAPITALS = "".join(char for char in map(chr, range(0xC0, 0x250)) if char.isupper())
_NO_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    r"""Make every run of white space (U+00A0 too) one blank and drop what cannot be seen.

    >>> fold(" Two\u00a0 words\n"), fold("Wash\u00ading\u200bton")
    ('Two words', 'Washington')
    """
    if text.isprintable() and "  " not in text and text == text.strip():
        return text  # as most are
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join(_UNSEEN.sub("", text).split())


@cached
def key(text: str) -> str:
    """Reduce a line to its letters and digits in lower case, to compare two printings of it.

    >>> key("Op-Eds: “Now”") == key("op eds now")
    True
    """
    return _NO_WORD.sub("", text).casefold()
