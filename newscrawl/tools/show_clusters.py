"""Clusters as text: the list of them, the history of one story, and what two stories share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newscrawl.clusters.diff import diff
from newscrawl.clusters.entities import NO_FACTS
from newscrawl.clusters.history import Change, changes, classify
from newscrawl.clusters.rules import Text, begins_like, days_apart, is_version, overlap, text_of
from newscrawl.clusters.shared import shared_passages
from newscrawl.clusters.shingles import exact_containment
from newscrawl.errors import BadArgument
from newscrawl.text.printable import counted, printable

if TYPE_CHECKING:
    from newscrawl.store.state import State

_WIDTH = 80
_RUNS = 12  # how many of the shared runs of words are shown


def list_clusters(state: State) -> str:
    """Return the clusters of more than one text, newest last, with the score and the id that each text matched."""
    query = (
        "SELECT cluster, id, version, version_of, score, headline FROM texts JOIN "
        "(SELECT cluster AS several, min(number) AS first FROM texts GROUP BY cluster HAVING count(*) > 1) "
        "ON cluster = several ORDER BY first, number"
    )
    lines: list[str] = []
    last = ""
    for cluster, story_id, version, matched, score, headline in state.connection.execute(query):
        lines += [] if cluster == last else [f"cluster {cluster}"]
        last = cluster
        how = f"{score:.2f} of {matched}" if matched else f"version {version}" if version > 1 else "first"
        lines.append(f"  {story_id:>10}  {how:<18} {_short(headline, _WIDTH - 33)}")
    return "\n".join(lines) or "No story is a version of another."


def show_history(state: State, story_id: str, *, colours: bool = False) -> str:
    """Return the texts of a story's cluster in the order stored, with what changed from one to the next.

    Raises:
        BadArgument: no story with this id is stored.
    """
    cluster = _record(state, story_id)["cluster"]
    rows = state.connection.execute(
        "SELECT id, version, version_of FROM texts WHERE cluster = ? ORDER BY number", (cluster,)
    )
    shown: list[dict[str, Any]] = []
    lines: list[str] = []
    for text_id, version, matched in rows.fetchall():
        new = _record(state, text_id, version)
        lines += _step(_base(shown, text_id, matched), new, colours=colours) if shown else [_title(new)]
        shown.append(new)
    return "\n".join([f"cluster {cluster}: {len(shown)} text{'s' if len(shown) > 1 else ''}", *lines])


def _base(shown: list[dict[str, Any]], text_id: str, matched: str | None) -> dict[str, Any]:
    """Return the text to compare the next one with: its own last version, the text it matched, or the last one shown."""
    last = {record["id"]: record for record in shown}
    return last.get(text_id) or last.get(matched or "") or shown[-1]


def _step(old: dict[str, Any], new: dict[str, Any], *, colours: bool) -> list[str]:
    found = changes(old["article_body"], new["article_body"])
    kind = classify(old["headline"], new["headline"], found)
    title = f"{_title(new)} — {kind} (of {old['id']} version {old['version']})"
    headline = [Change(old["headline"], new["headline"])] if old["headline"] != new["headline"] else []
    return [title, *diff([*headline, *found], colours=colours)]


def explain(state: State, one: str, other: str) -> str:
    """Return what two stories share: the figures that decide the verdict, and the longest runs of words found in both.

    Raises:
        BadArgument: one of the stories is not stored.
    """
    pair = _record(state, one), _record(state, other)
    bodies = [record["article_body"] for record in pair]
    text, other_text = (text_of(one["headline"], one["date_published"], one["article_body"]) for one in pair)
    contained = exact_containment(*bodies)
    apart = days_apart(text.day, other_text.day)
    verdict = "version" if is_version(contained, text, other_text) else "two stories"
    return "\n".join([
        *map(_title, pair),
        f"  runs       {text.length} and {other_text.length} of five words: containment {contained:.2f}",
        f"  openings   {'alike' if begins_like(text, other_text) else 'not alike'}",
        f"  headlines  overlap {overlap(text.headline, other_text.headline):.2f}",
        f"  days       {'unknown' if apart is None else apart} apart",
        f"  facts      {_lost(text, other_text)}",
        f"  verdict    {verdict} by these figures",
        "             (the index also leaves out newsletters and what many stories share)",
        f"  clusters   {pair[0]['cluster']} and {pair[1]['cluster']}",
        *_shared(*bodies),
    ])  # fmt: skip


def _lost(one: Text, other: Text) -> str:
    """Return how many names and numbers of the shorter text the longer one lacks."""
    small, large = (text.facts or NO_FACTS for text in sorted((one, other), key=lambda text: text.length))
    return (
        f"the longer lacks {len(small.names - large.names)} of {len(small.names)} names and "
        f"{len(small.numbers - large.numbers)} of {len(small.numbers)} numbers of the shorter"
    )


def _shared(one: str, other: str) -> list[str]:
    """Return the longest runs of words that two texts share, paragraph by paragraph of the first."""
    runs = [run for paragraph in one.split("\n\n") for run in shared_passages(paragraph, other)]
    words = sum(run.words for run in runs)
    lines = [
        f"  shared     {words} of {len(one.split())} and {len(other.split())} words, in {counted(len(runs), 'run')}"
    ]
    longest = sorted(runs, key=lambda run: -run.words)[:_RUNS]
    lines += [f"  {run.words:>5} words  {_short(run.text, _WIDTH - 15)}" for run in longest]
    return lines + ([f"  … and {len(runs) - _RUNS} shorter runs"] if len(runs) > _RUNS else [])


def _record(state: State, story_id: str, version: int | None = None) -> dict[str, Any]:
    row = (
        state.latest(story_id)
        if version is None
        else state.stories.get("id = ? AND version = ?", story_id, version)
    )
    if row is None:
        raise _unknown(state, story_id)
    return row.data


def _unknown(state: State, story_id: str) -> BadArgument:
    copy = state.copies.get("id = ?", story_id)
    if copy is None:
        return BadArgument(f"No story {story_id!r} is stored: use the id of a stored story, such as 3486768.")
    return BadArgument(
        f"Story {story_id} is a copy of {json.loads(copy.line)['duplicate_of']}: use that id instead."
    )


def _title(record: dict[str, Any]) -> str:
    start = f"{record['id']} version {record['version']}, {record['date_published'] or 'no date'}: "
    return start + _short(record["headline"], max(40, _WIDTH - len(start)))


def _short(text: str, width: int) -> str:
    text = printable(" ".join(text.split()))
    return text if len(text) <= width else text[: width - 1] + "…"
