"""Corrections: pairs of stories of which a person said that they are one text, or that they are not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Pair = tuple[str, str]
TIE, APART = "tie", "apart"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people said of pairs of story ids; ``verdicts`` maps each pair, smaller id first, to "tie" or "apart"."""

    verdicts: Mapping[Pair, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, said: Iterable[tuple[str, str, str]]) -> Corrections:
        """Return the corrections in (verdict, id, id); of several about one pair the last holds.

        >>> Corrections.of([("tie", "2", "1"), ("apart", "1", "2")]).verdicts
        {('1', '2'): 'apart'}
        """
        return cls({pair_of(one, other): verdict for verdict, one, other in said})

    def pairs(self, verdict: str) -> list[Pair]:
        """Return the pairs with a verdict, "tie" or "apart", sorted."""
        return sorted(pair for pair, said in self.verdicts.items() if said == verdict)

    def others(self, story_id: str, verdict: str) -> list[str]:
        """Return the ids that are tied to a story, or kept apart from it, sorted.

        >>> Corrections.of([("tie", "2", "1"), ("apart", "2", "3")]).others("2", "tie")
        ['1']
        """
        return sorted(
            one if other == story_id else other
            for (one, other), said in self.verdicts.items()
            if said == verdict and story_id in {one, other}
        )

    def contradiction(self) -> Pair | None:
        """Return a pair that is to be apart although ties join it, directly or over other stories; None if there is none.

        >>> Corrections.of([("tie", "1", "2"), ("tie", "2", "3"), ("apart", "1", "3")]).contradiction()
        ('1', '3')
        """
        group: dict[str, frozenset[str]] = {}
        for pair in self.pairs(TIE):
            joined = frozenset().union(*(group.get(one, {one}) for one in pair))
            group |= dict.fromkeys(joined, joined)
        return next((pair for pair in self.pairs(APART) if pair[1] in group.get(pair[0], ())), None)


def pair_of(one: str, other: str) -> Pair:
    """Return two ids in a fixed order, so that a pair has one name.

    >>> pair_of("3", "2")
    ('2', '3')
    """
    return (one, other) if one <= other else (other, one)


def correct(connection: sqlite3.Connection, corrections: Corrections) -> list[str]:
    """Make the clusters of the stored texts agree with the corrections; return a line for each change.

    Applying the same corrections again changes nothing. The caller commits.
    """
    changed = [_part(connection, *pair) for pair in corrections.pairs(APART)]
    changed += [_tie(connection, *pair) for pair in corrections.pairs(TIE)]
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
