"""Faults of a page: pages that are cut, damaged or built to hang a parser are failures with a name, never stories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.tree import WIDEST, read_tree

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Tree

# A usual page has 1,000 tags, 20 deep, and 5,000 characters of text.
MOST_TAGS = 100_000  # so many take 100 MB and seconds
MOST_DEPTH = 2_000  # what lies deeper, and all behind it, lxml drops from a tree without a word
MOST_TEXT = 1_000_000  # characters beside tags and scripts; ten times this takes 300 MB
_MOST_REPLACED = 10  # U+FFFD characters; a teaser cut inside one leaves one or two

_TAG = re.compile(
    r"""<!-- (?: [^-]++ | -(?!->) )*+
      | <(script|style)\b (?: [^<]++ | <(?!/\1) )*+
      | </?[a-z] (?: [^>"']++ | "[^"]*+" | '[^']*+' )*+                # <p class="a > b" hidden
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CUT_TAG = re.compile(rb"<(?:[a-zA-Z/!][^<>]{0,2000})?$")


def page_fault(body: bytes, text: str) -> str | None:
    """Name what is wrong with a page's bytes or its text; None if nothing is. A missing ``</html>`` is no fault.

    >>> page_fault(b"<p>One</p><p>Tw", "<p>One</p><p>Tw"), page_fault(b"<p>One</p><a href='x", "<p>One</p><a href='x")
    (None, 'bytes stop inside a tag')
    """
    if b"\x00" in body:
        return "NUL bytes"
    cut = _CUT_TAG.search(body[-2100:])
    if cut and not cut.group().startswith(b"<!--"):
        return "bytes stop inside a tag"
    if _cut_character(body, text):
        return "bytes stop inside a character"
    if text.count("\ufffd") > _MOST_REPLACED:
        return f"wrong charset ({text.count(chr(0xFFFD))} characters unreadable)"
    return parser_fault(text)


def parser_fault(text: str) -> str | None:
    """Name what in a page takes a parser too long or makes it drop text; None if nothing does.

    >>> parser_fault("<p>" + "<b>" * 3000)
    'tags nested over 2000 deep'
    """
    if fault := source_fault(text):
        return fault
    return tree_fault(read_tree(text)) if text.count("<") > MOST_DEPTH else None


def source_fault(text: str) -> str | None:
    """Name what a page's source has too much of; its tree is still to be asked."""
    if text.count("<") > MOST_TAGS:
        return f"over {MOST_TAGS} tags"
    if len(text) > MOST_TEXT and len(_TAG.sub("", text)) > MOST_TEXT:
        return f"over {MOST_TEXT} characters of text"
    return None


def tree_fault(tree: Tree) -> str | None:
    """Name the fault of a page whose elements nest too deep or have too many attributes.

    >>> tree_fault(read_tree("<p" + "".join(f" a{n}" for n in range(1500)) + ">It rained."))
    'a tag with over 1000 attributes'
    """
    if tree.depth > MOST_DEPTH:
        return f"tags nested over {MOST_DEPTH} deep"
    return f"a tag with over {WIDEST} attributes" if tree.widest > WIDEST else None


def _cut_character(body: bytes, text: str) -> bool:
    """True if a UTF-8 page ends inside a character, and no other of its characters is broken."""
    if not body or body[-1] < 0x80 or not text.endswith("\ufffd"):
        return False
    return body[:-4].decode("utf-8", errors="replace").count("\ufffd") == 0
