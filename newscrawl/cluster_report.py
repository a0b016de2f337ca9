"""Clusters for the eyes: lists, histories and comparisons as text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from newscrawl.clusters.history import Change, changes, classify
from newscrawl.clusters.shingles import sample
from newscrawl.clusters.verdict import containment, days_apart, overlap

if TYPE_CHECKING:
    from newscrawl.state.state import State

_WIDTH = 100


def list_clusters(state: State) -> str:
    """List the clusters of more than one text, newest last, with the score and the id that each text matched."""
    query = (
        "SELECT cluster, id, version, version_of, score, headline FROM texts WHERE cluster IN "
        "(SELECT cluster FROM texts GROUP BY cluster HAVING count(*) > 1) ORDER BY cluster, number"
    )
    lines: list[str] = []
    last = ""
    for cluster, story_id, version, matched, score, headline in state.connection.execute(query):
        lines += [] if cluster == last else [f"cluster {cluster}"]
        last = cluster
        how = f"{score:.2f} of {matched}" if matched else f"version {version}" if version > 1 else "first"
        lines.append(f"  {story_id:>10}  {how:<18} {_short(headline)}")
    return "\n".join(lines) or "No story is a version of another."


def show_history(state: State, story_id: str, *, colours: bool = False) -> str:
    """Show the texts of a story's cluster in the order stored, with what changed from one to the next.

    Raises:
        LookupError: no such story is stored.
    """
    cluster = _record(state, story_id)["cluster"]
    rows = state.connection.execute(
        "SELECT id, version FROM texts WHERE cluster = ? ORDER BY number", (cluster,)
    )
    records = [_record(state, *row) for row in rows]
    lines = [f"cluster {cluster}: {len(records)} texts", _title(records[0])]
    for old, new in pairwise(records):
        found = changes(old["article_body"], new["article_body"])
        lines += [
            f"{_title(new)} — {classify(old['headline'], new['headline'], found)}",
            *_diff(found, colours=colours),
        ]
    return "\n".join(lines)


def explain(state: State, one: str, other: str) -> str:
    """Say what two stories share: the figures of the verdict.

    Raises:
        LookupError: one is not stored.
    """
    left, right = _record(state, one), _record(state, other)
    shingles = [sample(record["article_body"]) for record in (left, right)]
    shared = shingles[0] & shingles[1]
    apart = days_apart(left["date_published"], right["date_published"])
    return "\n".join([
        _title(left), _title(right),
        f"  shingles   {len(shingles[0])} and {len(shingles[1])}, {len(shared)} shared: containment {containment(shingles[0], shingles[1], shared):.2f}",
        f"  headlines  overlap {overlap(left['headline'], right['headline']):.2f}",
        f"  days       {'unknown' if apart is None else apart} apart",
        f"  clusters   {left['cluster']} and {right['cluster']}",
    ])  # fmt: skip


def _record(state: State, story_id: str, version: int | None = None) -> dict[str, Any]:
    row = (
        state.latest(story_id)
        if version is None
        else state.stories.get("id = ? AND version = ?", story_id, version)
    )
    if row is None:
        raise LookupError(f"No story {story_id!r} is stored: give an id such as 3486768.")
    found: dict[str, Any] = json.loads(row.record)
    return found


def _title(record: dict[str, Any]) -> str:
    return f"{record['id']} version {record['version']}, {record['date_published'] or 'no date'}: {_short(record['headline'])}"


def _diff(found: Iterable[Change], *, colours: bool) -> list[str]:
    red, green, plain = ("\x1b[31m", "\x1b[32m", "\x1b[0m") if colours else ("", "", "")
    lines = []
    for change in found:
        lines += [f"  {red}- {_short(change.old)}{plain}"] if change.old else []
        lines += [f"  {green}+ {_short(change.new)}{plain}"] if change.new else []
    return lines


def _short(text: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
