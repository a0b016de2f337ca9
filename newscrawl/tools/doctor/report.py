"""The doctor's findings as one HTML page, without script or outside addresses."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from newscrawl.text.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid light-dark(#ddd, #444); overflow-wrap: anywhere; }
.problem { border-left: .3rem solid light-dark(#b00, #f77); padding-left: .8rem; }
.remark { border-left: .3rem solid light-dark(#a70, #fc6); padding-left: .8rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


def html_report(data: dict[str, Any], records: Sequence[dict[str, Any]]) -> str:
    """Return the page; ``data`` is what `Diagnosis.data` returns, ``records`` are the stories as read."""
    parts = [
        f"<h1>{_e(data['site'])}</h1>",
        f"<p>Looked at on {_e(data['at'])} with {data['requests']} requests; exit code {data['exit_code']}.</p>",
        *(_finding(one, "problem") for one in data["problems"]),
        *(_finding(one, "remark") for one in data["remarks"]),
        "" if data["problems"] or data["remarks"] else "<p>No problem found.</p>",
        "<h2>Fields</h2>",
        _table(
            ("field", "stories", "from"),
            (_field(name, counts, len(records)) for name, counts in data["fields"].items()),
        ),
        "<h2>What no rule understood</h2>",
        _table(("stories", "such as"), ((one["count"], one["example"]) for one in _unknown(data))),
        "<h2>Pages</h2>",
        _table(("page", "address", "answer", "seconds", "read as"), map(_visit, data["visits"])),
        "<h2>Stories as read</h2>",
        *map(_record, records),
    ]
    body = "\n".join(filter(None, parts))
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>newscrawl doctor</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>\n{body}\n</html>\n'
    )


def _e(value: object) -> str:
    return escape(printable(str(value)))


def _finding(one: dict[str, Any], kind: str) -> str:
    such = f"<br>Such as {_e(', '.join(one['pages'][:10]))}" if one["pages"] else ""
    return f'<p class="{kind}"><b>{_e(one["what"])}</b><br>{_e(one["advice"])}{such}</p>'


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = ("".join(f"<td>{_e(cell)}</td>" for cell in row) for row in rows)
    lines = "\n".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><tr>{''.join(f'<th>{_e(name)}</th>' for name in head)}</tr>\n{lines}</table>"


def _field(name: str, counts: dict[str, int], stories: int) -> tuple[object, ...]:
    shown = ", ".join(f"{source} {count}" for source, count in counts.items())
    return name, f"{sum(counts.values())} of {stories}", shown


def _unknown(data: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [*data["unknown_dates"], *data["unknown_lines"]]
    return found


def _visit(one: dict[str, Any]) -> tuple[object, ...]:
    said = [one["lack"], one.get("kind"), *(one.get("doubts") or [])]
    said += [f"{one['stories']} stories"] if "stories" in one else []
    return one["role"], one["path"], one["answer"], one["seconds"], "; ".join(filter(None, said))


def _record(record: dict[str, Any]) -> str:
    rows = [(name, value) for name, value in record.items() if value and name != "article_body"]
    return (
        f"<details><summary>{_e(record['id'])}: {_e(record['headline'])}</summary>{_table(('key', 'value'), rows)}"
        f"<pre>{_e(record['article_body'])}</pre></details>"
    )
