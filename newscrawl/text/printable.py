"""What a terminal or a log line may show: no control character raw, and nothing that it has no character for."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from typing import TextIO

# All but tab and line feed; the C1 range too, where terminals look for commands, what turns text around or
# breaks a line (U+202E, U+2028), and lone surrogates, which no stream takes.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Escape control characters, in JSON's way, so that JSON stays JSON.

    >>> printable("a" + chr(27) + "[31mb" + chr(13) + chr(0x202E))
    'a\\u001b[31mb\\u000d\\u202e'
    """
    return _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


# What newscrawl's own words and most stories use beyond ASCII.
_ASCII = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "•": "*", "→": "->",
     "←": "<-", "×": "x", "©": "(c)", "®": "(R)", "™": "(TM)", "\u00a0": " ", "═": "=", "─": "-", "│": "|", "█": "#", "▁": "_"}
)  # fmt: skip
_HANDLER = "newscrawl.ascii"


def in_ascii(text: str) -> str:
    r"""Return a text in ASCII: quotes, dashes and arrows by their nearest signs, letters without marks, others escaped.

    >>> in_ascii("“Ákerson” – 3 → 4 …"), in_ascii("中")
    ('"Akerson" - 3 -> 4 ...', '\\u4e2d')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_ASCII))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return kept.encode("ascii", "backslashreplace").decode("ascii")


def fall_back_to_ascii(stream: TextIO) -> None:
    """Make a stream write in ASCII what its encoding has no character for, where Python would raise or write an escape."""
    if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
        stream.reconfigure(errors=_HANDLER)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_ascii(error.object[error.start : error.end]), error.end


codecs.register_error(_HANDLER, _replace)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, in the singular or the plural.

    >>> counted(1, "story", "stories"), counted(2, "story", "stories"), counted(0, "file")
    ('1 story', '2 stories', '0 files')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
