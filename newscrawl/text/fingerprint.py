"""Fingerprints of a story's text."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def normalise(text: str) -> str:
    r"""Fold case, quotes, dashes, punctuation and white space, so that two printings of one text are equal.

    >>> normalise("“It’s  on,” he said") == normalise('"It\'s on", he SAID.')
    True
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(re.findall(r"\w+", re.sub(r"[\u00ad\u200b-\u200d\u2060\ufeff'’‘]", "", folded)))


def fingerprint(text: str) -> str:
    """Hash a normalised text (sha256, hex)."""
    return hashlib.sha256(normalise(text).encode("utf-8", errors="replace")).hexdigest()


def text_sha256(text: str) -> str:
    """Hash a text's UTF-8 bytes (sha256, hex)."""
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()
