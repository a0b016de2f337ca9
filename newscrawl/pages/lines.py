"""What a line says by its words alone: a table of kinds of lines, each with examples that a test runs.

A line is of a kind only if it is short and says nothing else, so that a paragraph which merely begins like one
("Comments from the mayor …") is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from newscrawl.pages.linekinds import LINE_KINDS, LineKind
from newscrawl.text.cached import cached
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, short_date
from newscrawl.text.rights import is_rights_continuation, is_rights_line, is_site_footer

_BITS = {name: 1 << place for place, name in enumerate(dict.fromkeys(kind.name for kind in LINE_KINDS))}
for _name in ("section", "site", "date", "rights", "more rights", "site rights"):
    _BITS[_name] = 1 << len(_BITS)
#: One bit each kind of line; `kinds_of` adds up those of a text.
KIND_BITS = _BITS
#: Kinds that are found anywhere in a line; the patterns of all others are tried at its beginning alone.
_ANYWHERE = frozenset({"footer", "promotion", "embed", "note", "teaser", "credit", "age", "reading time"})


def _finder(kind: LineKind) -> Callable[[str], object]:
    pattern = re.compile(kind.pattern, re.VERBOSE | (0 if kind.exact else re.IGNORECASE))
    return pattern.match if kind.pattern.startswith("^") and kind.name not in _ANYWHERE else pattern.search


_COMPILED = tuple(
    (_BITS[kind.name], kind.longest, _finder(kind), tuple(kind.signs.split(" | ")) if kind.signs else ())
    for kind in LINE_KINDS
)
_END, _LONGEST = (
    1_000,
    500,
)  # characters: of a kind that may be longer than the one only so much of its end is looked at
_RIGHTS_SIGNS = ("©", "(c)", "copyright", "rights", "distributed", "dist.", "syndicated", "visit")
_SECTION_SIGNS = ("in ", "under", "to ", "on ", "section", "channel", "category", "topic")
_DATE_SIGNS = (*"0123456789", "ago", "yesterday", "today")
_LINE = 200  # characters; a longer text is no section, date or rights line
# Published in Political News; Filed under: Op Eds; Section: Op Eds
_LABEL = re.compile(
    r"""(?:^|[|·•—–]\s?|\s)(?i:(?:published|posted|filed|appears?|appeared|listed|printed|found|categori[sz]ed|archived)\s(?:in|under|to|on)
        |section|channel|category|topic|more\sin|from\sthe\schannel|in|under)\s?:?\s+(?:the\s)?(?P<label>[A-Z](?:(?!\d)[\w’'&, -]){1,40}?)\s?(?:section|channel|page)?\.?$""",
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
_SENTENCE = re.compile(r"[a-z][.!?][\"'”’)]*$")
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

    >>> kinds_of("Related Channels") == KIND_BITS["related"]
    True
    """
    line = fold(text) if "\n" in text or "  " in text else text
    size, lowered = len(line), line.lower()
    found = 0
    end = line[-_LONGEST:]
    for bit, longest, search, signs in _COMPILED:
        if size <= longest and not found & bit:
            if signs and not any([sign in lowered for sign in signs]):  # noqa: C419  # faster than a generator
                continue
            if search(end if longest > _END else line):
                found |= bit
    if found & _BITS["teaser"] and _READS_MORE.search(line[-40:]):
        found &= ~_BITS["teaser"]
    if size < _LINE:
        found |= _looked_up(text, line, lowered)
    return found


def _looked_up(text: str, line: str, lowered: str) -> int:
    """Return the kinds that no pattern alone finds; most lines hold none of their signs."""
    found = 0
    if any(sign in lowered for sign in _RIGHTS_SIGNS) or line[:1].isdigit():
        if is_rights_line(text):
            found |= _BITS["rights"]
        elif is_rights_continuation(line):
            found |= _BITS["more rights"]
        if is_site_footer(line):
            found |= _BITS["site rights"]
    if any(sign in lowered for sign in _SECTION_SIGNS) and section_label(line):
        found |= _BITS["section"]
    if is_site_name(line):
        found |= _BITS["site"]
    if any(sign in lowered for sign in _DATE_SIGNS) and is_date_line(line):
        found |= _BITS["date"]
    return found


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
    found = find_date(text) if len(text) < 160 else None
    if found is None:
        return short_date(text) == 0
    if is_stamp(text):
        return True
    rest = f"{text[: found.start]} {text[found.end :]}"
    return len(text) < 120 and not text.endswith(".") and not _PLAIN_WORD.search(_DATE_WORD.sub("", rest))
