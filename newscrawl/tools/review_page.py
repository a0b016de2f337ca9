"""The page for reviewing ties: as text to edit, or as HTML that collects the verdicts."""

from __future__ import annotations

import html
import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from newscrawl.clusters.rules import days_apart
from newscrawl.clusters.shared import shared_passages
from newscrawl.text.printable import counted, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.tools.review import Tie

_COLUMN = 56  # characters of each of the two columns
_MARKS = "[=", "=]"  # around words that both texts have

_HEAD = """\
# {count}, weakest evidence first. Words between [= and =] stand in both texts.
# Put 'tie' or 'apart' in place of a '?', then run: scrapy clusters --verdicts FILE
"""

_STYLE = """\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 75rem; padding: 0 1rem; }
section { border-top: 1px solid; margin-top: 2rem; }
.texts { display: grid; gap: 2rem; grid-template-columns: 1fr 1fr; }
@media (max-width: 40rem) { .texts { grid-template-columns: 1fr; } }
mark { background: light-dark(#fe9, #653); color: inherit; }
label { margin-right: 1.5rem; }
textarea { width: 100%; }
"""

_SCRIPT = """\
const collect = () => document.getElementById("verdicts").value =
  [...document.querySelectorAll("input:checked")].map(one => one.value).join("\\n");
document.addEventListener("change", event => { if (event.target.type === "radio") collect(); });
"""


def text_page(ties: Sequence[Tie]) -> str:
    """Return ties as text: for each a line to edit, what is known of it, and both texts side by side."""
    parts = [_HEAD.format(count=_count(ties))]
    for tie in ties:
        one, other = tie.earlier, tie.later
        rows = [
            f"  {left:<{_COLUMN}} | {right}".rstrip()
            for left, right in zip_longest(_column(one, other), _column(other, one), fillvalue="")
        ]
        parts.append("\n".join([f"? {' '.join(tie.ids)}", f"  {_facts(tie)}", *rows, ""]))
    return "\n".join(parts)


def html_page(ties: Sequence[Tie]) -> str:
    """Return ties as one HTML page: with a choice for each, and the lines to save collected at its end."""
    sections = "\n".join(map(_section, ties))
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Ties to review</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>\n'
        f"<h1>{_count(ties)}, weakest evidence first</h1>\n"
        f"<p>Marked words stand in both texts.</p>\n{sections}\n"
        "<section><h2>Verdicts</h2><p>Save these lines as a file, then run "
        "<code>scrapy clusters --verdicts FILE</code>.</p>"
        '<textarea id="verdicts" rows="10" aria-label="Verdicts"></textarea></section>\n'
        f"<script>{_SCRIPT}</script></html>\n"
    )


def _section(tie: Tie) -> str:
    ids = " ".join(tie.ids)
    name = html.escape(ids)
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{verdict} {name}"> {words}</label>'
        for verdict, words in (("tie", "one text"), ("apart", "two stories"))
    )
    texts = "".join(
        f"<article><h3>{html.escape(printable(mine['headline']))}</h3><p>{html.escape(_title(mine))}</p>{_marked_html(mine, other)}</article>"
        for mine, other in ((tie.earlier, tie.later), (tie.later, tie.earlier))
    )
    return f'<section><h2>{name}</h2><p>{html.escape(_facts(tie))}</p><p>{choices}</p><div class="texts">{texts}</div></section>'


def _marked_html(mine: dict[str, Any], other: dict[str, Any]) -> str:
    marked = ("".join(
        f"<mark>{html.escape(words)}</mark>" if is_shared else html.escape(words)
        for words, is_shared in _runs(paragraph, other["article_body"])
    ) for paragraph in mine["article_body"].split("\n\n"))  # fmt: skip
    return "".join(f"<p>{paragraph}</p>" for paragraph in marked)


def _column(mine: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return one text as the lines of a column: its title, its headline, its paragraphs with shared words marked."""
    before, after = _MARKS
    lines = [_title(mine), *textwrap.wrap(printable(mine["headline"]), _COLUMN)]
    for paragraph in mine["article_body"].split("\n\n"):
        runs = _runs(paragraph, other["article_body"])
        marked = "".join(f"{before}{words}{after}" if is_shared else words for words, is_shared in runs)
        lines += ["", *textwrap.wrap(marked, _COLUMN)]
    return lines


def _runs(paragraph: str, other: str) -> list[tuple[str, bool]]:
    """Return a paragraph in pieces, each with whether the other text has it too."""
    rest = " ".join(paragraph.split())
    runs = []
    for passage in shared_passages(rest, other):
        before, _, rest = rest.partition(passage.text)
        runs += [(printable(before), False), (printable(passage.text), True)]
    return [run for run in [*runs, (printable(rest), False)] if run[0]]


def _title(record: dict[str, Any]) -> str:
    return f"{record['id']} version {record['version']}, {record['date_published'] or 'no date'}, {counted(record['word_count'], 'word')}"


def _facts(tie: Tie) -> str:
    apart = days_apart(tie.earlier["date_published"], tie.later["date_published"])
    days = (
        "days unknown"
        if apart is None
        else "same day"
        if apart == 0
        else f"{apart} day{'s' if apart > 1 else ''} apart"
    )
    return f"{tie.score:.0%} of the shorter text stands in the other; {days}"


def _count(ties: Sequence[Tie]) -> str:
    return "1 tie to review" if len(ties) == 1 else f"{len(ties)} ties to review"
