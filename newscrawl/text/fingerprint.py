"""Fingerprints: which texts are the same text, whatever their quotes, case and white space."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# The short way for a text that is ASCII but for its quotes and dashes, which part words as every punctuation does.
_TYPOGRAPHY = dict.fromkeys(map(ord, "“”‘’–—…•\u00a0©·"), " ")
_NO_WORD = {code: " " for code in range(128) if not chr(code).isalnum()}


def fingerprint(text: str) -> str:
    """Return the SHA-256 (hex) of the normalised text: equal for copies of one text.

    >>> fingerprint("“It’s  over” — he said.") == fingerprint("It's over, he said")
    True
    """
    return text_sha256(normalise(text))


def text_sha256(text: str) -> str:
    """Return the SHA-256 (hex) of the text's UTF-8 bytes, as anyone can recompute it.

    >>> text_sha256("abc")[:16]
    'ba7816bf8f01cfea'
    """
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()


def normalise(text: str) -> str:
    r"""Reduce a text to its words: case folded, compatibility forms unified, one blank for all between words.

    Characters without a width (soft hyphens, joiners) go; normalising twice changes nothing.

    >>> normalise("“It’s ﬁne,” he\u00a0said—twice.")
    'it s fine he said twice'
    """
    plain = text.translate(_TYPOGRAPHY)
    if plain.isascii():
        return " ".join(plain.lower().translate(_NO_WORD).split())
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", visible).casefold())
    return _words(unicodedata.normalize("NFKC", folded.casefold()))


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip()
