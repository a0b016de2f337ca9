"""Faults of a page: pages that are cut, damaged or built to hang a parser are failures with a name, never stories."""

from __future__ import annotations

import re

from newscrawl.pages.tree import read_tree

# A usual page has 1,000 tags, 20 deep, and 5,000 characters of text.
MOST_TAGS = 100_000  # so many take 100 MB and seconds
MOST_DEPTH = 2_000  # what lies deeper, and all behind it, lxml drops without a word
_MOST_PLACES = 20_000_000  # tags times depth: each block knows all elements around it
MOST_ATTRIBUTES = 1_000  # of one tag: lxml compares each with each, 400,000 take it minutes
MOST_IN_ALL = 200_000  # attributes of a page
MOST_TEXT = 1_000_000  # characters beside tags and scripts; ten times this takes 300 MB
_LONG_TAG = 6_000  # characters of attributes; a tag with fewer is not looked at closer,
_LONG_TAGS = 1_000_000  # nor a page with fewer
_MOST_REPLACED = 10  # U+FFFD characters; a teaser cut inside one leaves one or two

_ONE = r"""[^\s/>] [^\s/>=]*+ (?: \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>][^\s>]*+ )?+ )?+"""  # class="a > b"
_ATTRIBUTE = re.compile(_ONE, re.VERBOSE)
_TAG = re.compile(
    rf"""<!-- (?: -?> | (?: [^-]++ | -(?!-!?>) )*+ (?: --!?> | \Z ) )                     # <!-- no <tag> here -->
       | <(script|style)(?=[\s/>]) ((?: [\s/]++ | {_ONE} )*+) (?<!/)>                    # <script>if (a<b) …</script
         (?: [^<]++ | <(?!/\1) )*+ (?: </\1 | \Z )
       | <[a-z] ((?: [\s/]++ | {_ONE} )*+)                                              # <p class="a > b" hidden
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
    """Name what in a page would hang lxml or make it drop text; None if nothing would.

    >>> parser_fault("<p>" + "<b>" * 3000)
    'tags nested over 2000 deep'
    """
    if fault := source_fault(text):
        return fault
    tags = text.count("<")
    return depth_fault(tags, depth(text)) if tags > MOST_DEPTH else None


def source_fault(text: str) -> str | None:
    """Name what in a page's source would hang lxml; its tree is still to be asked for its depth."""
    if text.count("<") > MOST_TAGS:
        return f"over {MOST_TAGS} tags"
    return _bulk_fault(text) if len(text) > _LONG_TAG else None


def depth(text: str) -> int:
    """Count how deep a page's elements nest as lxml sees them, which closes some by itself and passes over stray ends.

    >>> depth("<div><b>x</b></div>"), depth("<div></i><br>" * 1500)
    (4, 1503)
    """
    return read_tree(text).depth


def depth_fault(tags: int, deepest: int) -> str | None:
    """Name the fault of a tree that is too deep, or too deep for its number of tags; None if it is neither."""
    if deepest > MOST_DEPTH:
        return f"tags nested over {MOST_DEPTH} deep"
    return f"{tags} tags nested {deepest} deep" if tags * deepest > _MOST_PLACES else None


def _bulk_fault(text: str) -> str | None:
    """Name what there is too much of, tag by tag: attributes, or words between the tags."""
    in_tags = in_attributes = 0
    for tag in _TAG.finditer(text):
        attributes = tag[2] or tag[3] or ""
        in_tags += tag.end() - tag.start()
        in_attributes += len(attributes)
        if len(attributes) > _LONG_TAG and _count(attributes) > MOST_ATTRIBUTES:
            return f"a tag with over {MOST_ATTRIBUTES} attributes"
    if len(text) - in_tags > MOST_TEXT:
        return f"over {MOST_TEXT} characters of text"
    if in_attributes > _LONG_TAGS:
        in_all = sum(_count(tag[2] or tag[3] or "") for tag in _TAG.finditer(text))
        return f"over {MOST_IN_ALL} attributes" if in_all > MOST_IN_ALL else None
    return None


def _count(attributes: str) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(attributes))


def _cut_character(body: bytes, text: str) -> bool:
    """True if a UTF-8 page ends inside a character, and no other of its characters is broken."""
    if not body or body[-1] < 0x80 or not text.endswith("\ufffd"):
        return False
    return body[:-4].decode("utf-8", errors="replace").count("\ufffd") == 0
