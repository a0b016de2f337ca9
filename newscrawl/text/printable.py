"""What a terminal or a log line may show of a page: no control character raw."""

from __future__ import annotations

import re

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
