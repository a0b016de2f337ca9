"""What a line says by its words alone: a table of kinds of lines, each with examples that a test runs.

A line is of a kind only if it is short and says nothing else, so that a paragraph which merely begins like one
("Comments from the mayor …") is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from string import ascii_lowercase
from typing import NamedTuple

from newscrawl.pages.linekinds import LINE_KINDS, SENTENCE_START, LineKind
from newscrawl.text.cached import cached
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, short_date
from newscrawl.text.rights import is_rights_continuation, is_rights_line, is_site_footer

#: One bit each kind of line; `kinds_of` adds up those of a text.
KIND_BITS = {
    name: 1 << place
    for place, name in enumerate(
        dict.fromkeys(
            [
                *(kind.name for kind in LINE_KINDS),
                "section",
                "site",
                "date",
                "rights",
                "more rights",
                "site rights",
            ]
        )
    )
}
_BITS = KIND_BITS
_MARKS = {char.encode()[-1]: char for char in "@/©_=*~#—–-"}  # by their last byte, which others may have, too
_NO_MARK = bytes(code for code in range(256) if code not in _MARKS)
_WORDS = bytes(code | 32 if chr(code | 32) in ascii_lowercase else 32 for code in range(256))
_SCANNED = 500  # characters: the few kinds of longer lines show at their beginning or end
_LONG, _END = 1_000, 80  # characters: only the end of a longer line says anything
# Published in Political News; Filed under: Op Eds; Section: Op Eds
_LABEL = re.compile(
    r"""(?:^|[|·•—–]\s?|\s)(?i:(?:published|posted|filed|appears?|appeared|listed|printed|found|categori[sz]ed|archived)\s(?:in|under|to|on)
        |section|channel|categor(?:y|ies)|topic|more\sin|from\sthe\schannel|in|under)\s?:?\s+(?:the\s)?(?P<label>[A-Z](?:(?!\d)[\w’'&, -]){1,40}?)\s?(?:section|channel|page)?\.?$""",
    re.VERBOSE,
)
_LABEL_FIRST = re.compile(
    r"(?:published|posted|filed|categor|section\s?:|channel\s?:|topic\s?:)", re.IGNORECASE
)
_DATE_WORD = re.compile(
    r"\b(?:on|at|by|from|of|and|the|for|to|de|la|van|von|der|published|posted|updated|filed|date|last|first|originally|is|was|a\.?m|p\.?m|min(?:ute)?s?|read|hours?|days?|ago|in|special)\b",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"(?<![\w.@’'-])[a-z]{3,}\b")
_MAY_DATE = re.compile(r"[0-9]|[aA][gG][oO]|[dD][aA][yY]")  # 3 days ago, an hour ago, yesterday
_SENTENCE = re.compile(r"[a-z][.!?][\"'”’)]*$")
_STOP = re.compile(r"[.!?:—]\s")
_READS_MORE = re.compile(r"\w\s(?:read|see)\smore\.$")  # … that children should read more.
_CRUMB_PARTS = re.compile(r"\s*[/|›»>·•]\s*|\s[-–—]\s")
_SITE_WORDS = re.compile(
    r"(?:from|the)?(?:politics|news|channel)*arcamax(?:publishing|politics|news|channel|com|inc)*"
)
SITE_NAMES = frozenset(
    {"arcamax", "arcamaxpublishing", "arcamaxcom", "wwwarcamaxcom", "politics", "home", "news"}
)
SECTION_TITLES = frozenset(
    key(title)
    for title in (
        "Political News|Op Eds|Op-Eds|From the Left|From the Right|Politics, Moderate|Moderate|News & Features|"
        "Current News|News Headlines|Politics|Opinion|Editorial Cartoons|Politics News|Newsletters|Current Events"
    ).split("|")
)


@cached
def kinds_of(text: str) -> int:
    """Return the kinds of line that a text is, as a sum of `KIND_BITS`.

    Only those are tried of which the text holds a sign: a text is too long or holds none of most.

    >>> kinds_of("Related Channels") == KIND_BITS["related"]
    True
    """
    line = fold(text) if "\n" in text or "  " in text else text
    size = len(line)
    if size > _LONG:
        line = line[-_END:]
    tried = _FITTING[bisect_left(_LENGTHS, size)]
    if size <= _SCANNED:
        source = line.encode(errors="replace")
        signs = 0
        for word in source.translate(_WORDS).split():
            signs |= _SIGNS.get(word[:5], 0)
        for mark in source.translate(None, _NO_MARK):
            signs |= _SIGNS.get(mark, 0)
        tried &= signs
    found = 0
    while tried:
        bit, _, finds, _, whole = _TESTS[(tried & -tried).bit_length() - 1]
        tried &= tried - 1
        if not found & bit and finds(text if whole else line):
            found |= bit
    if found & _BITS["teaser"] and _READS_MORE.search(line[-40:]):
        found &= ~_BITS["teaser"]
    return found & ~_BITS["more rights"] if found & _BITS["rights"] else found


def is_kind(text: str, *names: str) -> bool:
    """True if a text is a line of one of these kinds.

    >>> is_kind("Comments", "comments", "related"), is_kind("Comments from the mayor were few.", "comments")
    (True, False)
    """
    return bool(kinds_of(text) & sum(_BITS[name] for name in names))


@cached
def section_label(text: str) -> str | None:
    """Return the section that a line such as "Published in Op Eds" names; None where the line names none.

    >>> section_label("Filed under: Op Eds"), section_label("Published in 1998, the report was short.")
    ('Op Eds', None)
    """
    line = fold(text)
    if len(line) > 80 or _SENTENCE.search(line):  # a label, no sentence
        return None
    match = _LABEL.search(line)
    if not match:
        return None
    label = match["label"].strip()
    return label if key(label) in SECTION_TITLES or _LABEL_FIRST.match(line) else None


@cached
def is_site_name(text: str) -> bool:
    """True if a line is the site's or a section's name alone, or a crumb made of them.

    >>> is_site_name("From the Left / Politics / ArcaMax")
    True
    """
    parts = [key(part) for part in _CRUMB_PARTS.split(fold(text)) if key(part)]
    return bool(parts) and all(
        part in SITE_NAMES or part in SECTION_TITLES or _SITE_WORDS.fullmatch(part) for part in parts
    )


@cached
def is_date_line(text: str) -> bool:
    """True if a line holds a date and nothing else but names and words such as "Published", or only dates and times.

    >>> is_date_line("Ann Lee, The Bee on Nov 15, 2024"), is_date_line("The rule took effect August 20, 2011")
    (True, False)
    """
    if not _MAY_DATE.search(text):
        return False
    found = find_date(text) if len(text) < 160 else None
    if found is None:
        return short_date(text) == 0
    if is_stamp(text):
        return True
    rest = f"{text[: found.start]} {text[found.end :]}"
    ended = text.endswith(".") and not text.endswith("m.")  # 10 a.m.
    return len(text) < 120 and not ended and not _PLAIN_WORD.search(_DATE_WORD.sub("", rest))


def _finder(kind: LineKind) -> Callable[[str], object]:
    head, opens, rest = kind.pattern.partition(SENTENCE_START)
    pattern = re.compile(rest or head, re.VERBOSE | (0 if kind.exact else re.IGNORECASE))
    if not opens:
        return pattern.match if head.startswith("^") else pattern.search
    return lambda line: (
        pattern.match(line) or any(pattern.match(line, stop.end()) for stop in _STOP.finditer(line))
    )


class _Test(NamedTuple):
    """How lines of a kind are found; ``whole`` says that the test parts the text into lines by itself."""

    bit: int
    longest: int
    finds: Callable[[str], object]
    signs: str
    whole: bool = False


_DATES = (
    "jan | feb | mar | apr | may | jun | jul | aug | sep | oct | nov | dec | january | february | march | april | june | july | august | sept | september | \
october | november | december | ago | yesterday | today | / | -"
)
_RIGHTS = "© | c | copyright | rights | distributed | dist | syndicated | visit"
_SITE = "arcamax | home | www | politics | political | news | op | opeds | from | moderate | current | opinion | editorial | newsletters"
_TESTS = (
    *(_Test(_BITS[kind.name], kind.longest, _finder(kind), kind.signs) for kind in LINE_KINDS),
    _Test(
        _BITS["section"],
        80,
        section_label,
        "in | under | to | on | section | channel | category | categories | topic | from",
        whole=True,
    ),
    _Test(_BITS["site"], 200, is_site_name, _SITE, whole=True),
    _Test(_BITS["date"], 160, is_date_line, _DATES, whole=True),
    _Test(_BITS["rights"], 200, is_rights_line, _RIGHTS, whole=True),
    _Test(_BITS["more rights"], 200, is_rights_continuation, _RIGHTS, whole=True),
    _Test(_BITS["site rights"], 200, is_site_footer, _RIGHTS, whole=True),
)
#: Which tests a sign calls for, one bit each.
_SIGNS: dict[bytes | int, int] = {}
for _place, _test in enumerate(_TESTS):
    for _sign in _test.signs.split(" | "):
        _word = _sign.encode()[:5] if _sign[0] in ascii_lowercase else _sign.encode()[-1]
        _SIGNS[_word] = _SIGNS.get(_word, 0) | 1 << _place
_LENGTHS = sorted({test.longest for test in _TESTS})
#: Which tests are for lines no longer than each of these lengths; none is for a longer one.
_FITTING = [
    sum(1 << place for place, test in enumerate(_TESTS) if test.longest >= length)
    for length in [*_LENGTHS, _LENGTHS[-1] + 1]
]
