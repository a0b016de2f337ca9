"""The end of a story: which lines are notes and rights lines, and where its text stops before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.items import Parts
from newscrawl.text.clean import fold
from newscrawl.text.notes import (
    is_author_note,
    is_contributor_note,
    is_rule,
    is_signature,
    may_be_author_note,
)
from newscrawl.text.rights import find_rights, is_rights_continuation, is_rights_line, is_site_footer

if TYPE_CHECKING:
    from collections.abc import Sequence


def part_notes(story: list[str], persons: Sequence[str], result: Parts) -> None:
    """Walk from the end: notes and rights lines go to their fields until the story's last paragraph stands."""
    lines = [line for text in story for line in _split_tail(text)]
    ruled = _rule_near_end(lines)
    last = _notes_start(lines, ruled, persons)
    result.body = [fold(text) for text in lines[:last] if not _moved(text, result)]
    for text in lines[last:]:
        _file_note(text, persons, result)


def _notes_start(lines: list[str], ruled: int | None, persons: Sequence[str]) -> int:
    """Find the first line of the notes: a sure one, or the rule, with only notes and rights lines behind it."""
    last = first = len(lines)
    while last > 0:
        kind = _note_kind(lines[last - 1], persons)
        likely = may_be_author_note(lines[last - 1], persons)
        if not (kind or likely or (ruled is not None and last > ruled)):
            break
        last -= 1
        if kind or (ruled is not None and last >= ruled):
            first = last
    return first


def _moved(text: str, result: Parts) -> bool:
    """File a rights line or a contributor's note that stands above the story's end; cut a rule."""
    line = fold(text)
    if is_rights_line(line) and not is_site_footer(line):
        result.rights.append(line)
    elif is_contributor_note(line) and line.startswith("("):
        result.contributor.append(line)
    elif is_rule(line):
        result.cut.append((line, "rule"))
    else:
        return False
    return True


def _rule_near_end(lines: list[str]) -> int | None:
    """Find the rule behind which only notes stand: at most six short lines to the end."""
    for index in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        if is_rule(lines[index]) and sum(len(line) for line in lines[index:]) < 1500 and index > 0:
            return index
    return None


def _split_tail(text: str) -> list[str]:
    """Part a block at its line breaks where one of its lines is a rule, a note or a rights statement."""
    lines = [line for line in (fold(line) for line in text.split("\n")) if line]
    if len(lines) > 1 and any(
        is_rule(line) or is_contributor_note(line) or find_rights(line) or is_signature(line)
        for line in lines
    ):
        head: list[str] = []
        for position, line in enumerate(lines):
            if is_rule(line) or is_contributor_note(line) or find_rights(line) or is_signature(line):
                return [*([" ".join(head)] if head else []), *lines[position:]]
            head.append(line)
    return [" ".join(lines)] if lines else []


def _note_kind(text: str, persons: Sequence[str]) -> str | None:
    if is_rights_line(text) or is_rights_continuation(text):
        return "rights"
    if is_rule(text):
        return "rule"
    if is_contributor_note(text):
        return "contributor"
    if find_rights(text):
        return "mixed"
    return "author" if is_author_note(text, persons) else None


def _file_note(text: str, persons: Sequence[str], result: Parts) -> None:
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


def _file_mixed(text: str, result: Parts) -> None:
    """Part a line that holds a note and a rights statement: a note before it, the statement, a note behind it."""
    start, end = find_rights(text) or (0, len(text))
    for part in (text[:start].strip(), text[end:].strip()):
        if part and is_contributor_note(part):
            result.contributor.append(part)
        elif part:
            result.author.append(part)
    result.rights.append(text[start:end].strip())
