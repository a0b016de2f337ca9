"""The end of a story: which of its last lines are notes and rights lines, and where its text stops before them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newscrawl.pages.lines import KIND_BITS, kinds_of
from newscrawl.text.clean import CAPITALS, fold, key
from newscrawl.text.rights import find_rights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

K = KIND_BITS
_PART = rf"(?:[A-Z{CAPITALS}][\w.'’-]*|de|la|van|von|der|del|of|bin|al|y)"
# Ann Lee, a former mayor of Ellery, is a senior fellow …
_BIO = re.compile(
    rf"""^\(?(?P<name>{_PART}(?:\s{_PART}){{1,5}}(?:,?\s(?:Jr|Sr|M\.?D|Ph\.?D)\.?|\s(?:II|III|IV))?)
        (?:,(?:\s[^.;]{{2,160}},|\sM\.D\.,)?|\sand\s[^.;]{{3,60}}?)?\s
        (?:is|are|was|were|writes?|wrote|serves?|served|has|covers|covered|teaches|taught|lives|can\sbe|may\sbe|hosts|edits|leads|directs|works?|
           represents|runs|founded|reports|holds|blogs)\b""",
    re.VERBOSE,
)
# Ann Lee’s new book …
_POSSESSIVE = re.compile(
    rf"^\(?(?P<name>{_PART}(?:\s{_PART}){{1,5}})['’]s?\s(?:(?:new(?:est)?|latest|most\srecent)\s)?(?:book|column|e-?mail|novel|podcast)"
)
_PROFESSION = re.compile(
    r"columnist|syndicate|syndicated|author\sof|editor|writer|professor|fellow|director|reporter|editorial\sboard|www\.|\.com\b|@|@?e-?mail",
    re.IGNORECASE,
)
_LONGEST = 900  # characters of a note
_RULED = (8, 1500)  # lines and characters at most behind the rule that parts the notes from the story
_SHORT = 600  # characters of a line that is a note because another before it is


@dataclass(slots=True)
class Stripped:
    """A story's text, each list in reading order; ``cut`` holds (text, reason) pairs."""

    body: list[str] = field(default_factory=list)
    contributor: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    cut: list[tuple[str, str]] = field(default_factory=list)


def part_notes(story: Iterable[str], persons: Sequence[str], result: Stripped) -> None:
    """Walk from the end: notes and rights lines go to their fields until the story's last paragraph stands."""
    lines = [line for text in story for line in _split_tail(text)]
    ruled = _rule_near_end(lines, persons)
    last = _notes_start(lines, ruled, persons)
    result.body += [text for text in lines[:last] if not _moved(text, result)]
    for text in lines[last:]:
        _file_note(text, persons, result)


def is_author_note(text: str, persons: Iterable[str] = ()) -> bool:
    """True if a line is a note about the author by itself; `persons` are the byline's.

    >>> is_author_note("(Jo Doe is a columnist for the Ledger.)", ["Jo Doe"])
    True
    >>> is_author_note("He is running for a third term.", ["Jo Doe"])
    False
    """
    line = fold(text)
    if len(line) > _LONGEST:
        return False
    if kinds_of(line) & (K["note"] | K["signature"]):
        return True
    if (owner := _POSSESSIVE.match(line)) and names_one_of(owner["name"], persons):
        return True
    bio = _BIO.match(line)
    if not bio:
        return False
    is_sure = bool(kinds_of(line) & K["bio"] and _PROFESSION.search(line))
    return is_sure or names_one_of(bio["name"], persons)


def may_be_author_note(text: str, persons: Iterable[str] = ()) -> bool:
    """True if a line belongs to a note when another line before it surely is one.

    >>> may_be_author_note("She can be reached at the paper."), may_be_author_note("Rain fell.")
    (True, False)
    """
    return len(text) < _SHORT and (bool(kinds_of(text) & K["likely note"]) or is_author_note(text, persons))


def names_one_of(name: str, persons: Iterable[str]) -> bool:
    """True if a name stands for one of the persons, whole or in part."""
    words = key(name)
    return any(key(person) in words or words in key(person) for person in persons if key(person))


def _notes_start(lines: list[str], ruled: int | None, persons: Sequence[str]) -> int:
    """Find the first line of the notes: a sure one, or the rule, with only notes and rights lines behind it."""
    last = first = len(lines)
    signed = [line for line in lines if kinds_of(line) & K["signature"]]
    while last > 0 and (len(signed) < 2 or lines[last - 1] not in signed):  # letters end so
        kind = _note_kind(lines[last - 1], persons)
        behind_rule = ruled is not None and last > ruled
        if not (kind or behind_rule or may_be_author_note(lines[last - 1], persons)):
            break
        last -= 1
        if kind or (ruled is not None and last >= ruled):
            first = last
    return first


def _moved(text: str, result: Stripped) -> bool:
    """File a rights line or a contributor's note that stands above the story's end; cut a rule."""
    kinds = kinds_of(text)
    if kinds & K["rights"] and not kinds & K["site rights"]:
        result.rights.append(text)
    elif kinds & K["contributor"] and text.startswith("("):
        result.contributor.append(text)
    elif kinds & K["rule"]:
        result.cut.append((text, "rule"))
    else:
        return False
    return True


def _rule_near_end(lines: list[str], persons: Sequence[str]) -> int | None:
    """Find the rule behind which only notes stand: one of them surely, or one names the author."""
    most, size = _RULED
    names = tuple(name for name in (key(person.split()[-1]) for person in persons if person) if name)
    noted = False
    for index in range(len(lines) - 1, max(0, len(lines) - most), -1):
        line = lines[index]
        if kinds_of(line) & K["rule"]:
            return index if noted and sum(map(len, lines[index:])) < size else None
        noted = noted or may_be_author_note(line, persons) or any(name in key(line) for name in names)
    return None


def _split_tail(text: str) -> list[str]:
    """Part a block at its line breaks where one of its lines is a rule, a note or a rights statement."""
    if "\n" not in text:
        return [text]
    lines = [line for line in map(fold, text.split("\n")) if line]
    if len(lines) > 1:
        for position, line in enumerate(lines):
            if kinds_of(line) & (K["rule"] | K["contributor"] | K["signature"]) or find_rights(line):
                return [*([" ".join(lines[:position])] if position else []), *lines[position:]]
    return [" ".join(lines)] if lines else []


def _note_kind(text: str, persons: Sequence[str]) -> str | None:
    kinds = kinds_of(text)
    if kinds & (K["rights"] | K["more rights"]):
        return "rights"
    if kinds & K["rule"]:
        return "rule"
    if kinds & K["contributor"]:
        return "contributor"
    if find_rights(text):
        return "mixed"
    return "author" if is_author_note(text, persons) else None


def _file_note(text: str, persons: Sequence[str], result: Stripped) -> None:
    kind = _note_kind(text, persons)
    if kind == "rights":
        result.rights.append(text)
    elif kind == "contributor":
        result.contributor.append(text)
    elif kind == "rule":
        result.cut.append((text, "rule"))
    elif kind == "mixed":
        _file_mixed(text, result)
    else:
        result.author.append(text)


def _file_mixed(text: str, result: Stripped) -> None:
    """Part a line that holds a note and a rights statement: a note before it, the statement, a note behind it."""
    start, end = find_rights(text) or (0, len(text))
    for part in (text[:start].strip(), text[end:].strip()):
        if part and kinds_of(part) & K["contributor"]:
            result.contributor.append(part)
        elif part:
            result.author.append(part)
    result.rights.append(text[start:end].strip())
