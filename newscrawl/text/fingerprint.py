"""Fingerprints: which texts are the same text, whatever their quotes, case and white space."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# What typesetters use in plain English: such a text needs no look at each character.
_TYPOGRAPHY = "“”‘’–—…•\u00a0©·"
_WORDS = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128))
_WORDS += bytes(range(128, 256))


@lru_cache(maxsize=2)  # a story's text is asked for by each of its checks in turn
def fingerprint(text: str) -> str:
    """Return the SHA-256 (hex) of the normalised text: equal for copies of one text.

    >>> fingerprint("“It’s  over” — he said.") == fingerprint("It's over, he said")
    True
    """
    return text_sha256(_joined(words_of(text)))


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
    return _joined(_words_of(text))


@lru_cache(maxsize=2)  # two stories are compared; their words take ten times the memory of the text
def words_of(text: str) -> Sequence[bytes]:
    """Part a story's text into its normalised words, in UTF-8.

    >>> words_of("“It’s over”")
    [b'it', b's', b'over']
    """
    return _words_of(text)


def _joined(words: Iterable[bytes]) -> str:
    return b" ".join(words).decode("utf-8", errors="surrogatepass")


def _words_of(text: str) -> list[bytes]:
    for mark in _TYPOGRAPHY:
        text = text.replace(mark, " ")
    if not text.isascii():
        text = " ".join(word if word.isascii() else _fold(word) for word in text.split())
    return text.encode("utf-8", errors="surrogatepass").translate(_WORDS).split()


def _fold(word: str) -> str:
    """Fold the case and forms of a word that is not ASCII; what is no letter or digit parts it."""
    visible = "".join(char for char in word if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", visible).casefold())
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", folded.casefold()))
