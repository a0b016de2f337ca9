"""Corrections: verdicts of a person on two stories, which overrule the rules for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

Pair = tuple[str, str]
Pairs = frozenset[Pair]
#: A verdict on two stories: `TIE` or `APART`, and their ids.
Said = tuple[str, str, str]
TIE, APART = "tie", "apart"


@dataclass(frozen=True, slots=True)
class Corrections:
    """The pairs of story ids that a person has tied or set apart; the smaller id of a pair is the first."""

    tied: Pairs = frozenset()
    apart: Pairs = frozenset()

    @classmethod
    def of(cls, tied: Iterable[tuple[str, str]] = (), apart: Iterable[tuple[str, str]] = ()) -> Corrections:
        """Make corrections of pairs of ids, in either order.

        >>> Corrections.of(tied=[("2", "1")]).tied_to("1")
        ['2']
        """
        return cls(_pairs(tied), _pairs(apart))

    @classmethod
    def said(cls, said: Iterable[Said]) -> Corrections:
        """Make corrections of verdicts in the order given; of several about one pair the last holds.

        >>> Corrections.said([("tie", "2", "1"), ("apart", "1", "2")]).apart
        frozenset({('1', '2')})
        """
        last = {pair_of(one, other): verdict for verdict, one, other in said}
        return cls(
            *(frozenset(pair for pair, said in last.items() if said == verdict) for verdict in (TIE, APART))
        )

    @property
    def verdicts(self) -> dict[Pair, str]:
        """Each judged pair with its verdict."""
        return dict.fromkeys(self.tied, TIE) | dict.fromkeys(self.apart, APART)

    def contradiction(self) -> Pair | None:
        """Return a pair that is to be apart although ties join it, directly or over other stories; None if there is none.

        >>> Corrections.of(tied=[("1", "2"), ("2", "3")], apart=[("1", "3")]).contradiction()
        ('1', '3')
        """
        group: dict[str, frozenset[str]] = {}
        for pair in sorted(self.tied):
            joined = frozenset().union(*(group.get(one, {one}) for one in pair))
            group |= dict.fromkeys(joined, joined)
        return next((pair for pair in sorted(self.apart) if pair[1] in group.get(pair[0], ())), None)

    def tied_to(self, story_id: str) -> list[str]:
        """Return the stories that are versions of a story, whatever the rules say."""
        return _others(self.tied, story_id)

    def apart_from(self, story_id: str) -> list[str]:
        """Return the stories that are no versions of a story, whatever the rules say."""
        return _others(self.apart, story_id)


def pair_of(one: str, other: str) -> Pair:
    """Return two ids in a fixed order, so that a pair has one name.

    >>> pair_of("3", "2")
    ('2', '3')
    """
    return (one, other) if one <= other else (other, one)


def _pairs(pairs: Iterable[Pair]) -> Pairs:
    return frozenset(pair_of(*pair) for pair in pairs)


def _others(pairs: Pairs, story_id: str) -> list[str]:
    return sorted({other for pair in pairs if story_id in pair for other in pair} - {story_id})


NONE = Corrections()


def correct(connection: sqlite3.Connection, corrections: Corrections) -> list[str]:
    """Make the clusters of the stored texts agree with the corrections; return a line for each change.

    Applying the same corrections again changes nothing. The caller commits.
    """
    changed = [_part(connection, *pair) for pair in sorted(corrections.apart)]
    changed += [_tie(connection, *pair) for pair in sorted(corrections.tied)]
    return list(filter(None, changed))


def _tie(connection: sqlite3.Connection, *pair: str) -> str:
    """Put the stories of two clusters into the earlier one."""
    stored = _stored(connection, *pair)
    if len({cluster for _, cluster in stored}) < len(pair):
        return ""
    (first, cluster), (second, other) = stored
    connection.execute("UPDATE texts SET cluster = ? WHERE cluster = ?", (cluster, other))
    connection.execute("UPDATE texts SET version_of = ? WHERE id = ? AND version_of IS NULL", (first, second))
    return f"{second} is tied to {first}: cluster {other} is part of cluster {cluster} now"


def _part(connection: sqlite3.Connection, *pair: str) -> str:
    """Take the later of two stories out of their cluster, with those that are versions of it."""
    stored = _stored(connection, *pair)
    if len(stored) < len(pair) or stored[0][1] != stored[1][1]:
        return ""
    (first, cluster), (second, _) = stored
    leaving = [second]
    query = "SELECT DISTINCT id, version_of FROM texts WHERE cluster = ? AND id <> ? ORDER BY number"
    for story_id, origin in connection.execute(query, (cluster, first)).fetchall():
        if origin in leaving and story_id not in leaving:
            leaving.append(story_id)
    for story_id in leaving:
        connection.execute("UPDATE texts SET cluster = ? WHERE id = ?", (second, story_id))
    connection.execute("UPDATE texts SET version_of = NULL, score = NULL WHERE id = ?", (second,))
    return f"{second} is apart from {first}: {' and '.join(leaving)} left cluster {cluster}"


def _stored(connection: sqlite3.Connection, *ids: str) -> list[tuple[str, str]]:
    """Return the ids that are stored, each with its cluster, the one stored first in front."""
    query = "SELECT id, cluster FROM texts WHERE id IN (?, ?) GROUP BY id ORDER BY min(number)"
    return list(connection.execute(query, ids))
