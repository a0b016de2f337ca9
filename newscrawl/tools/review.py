"""Review: the ties that are worth a person's look, as a page, and the verdicts that come back from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.clusters.corrections import TIE, Corrections, Said, correct, pair_of
from newscrawl.clusters.rules import days_apart, overlap
from newscrawl.errors import BadArgument
from newscrawl.run.start import state_to_change
from newscrawl.store.paths import DataFolder
from newscrawl.store.verdicts import add_verdicts, read_corrections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.store.state import State

_CERTAIN = 0.9  # of the shorter text: nobody needs to look at texts that share more
_LINE = re.compile(r"(tie|apart|\?)\s+(\S+)\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Tie:
    """Two stored texts that the index tied: their records, the earlier one first, and their containment, 0.0 to 1.0."""

    earlier: dict[str, Any]
    later: dict[str, Any]
    score: float

    @property
    def ids(self) -> tuple[str, str]:
        """The two story ids."""
        return self.earlier["id"], self.later["id"]

    @property
    def evidence(self) -> tuple[float, float, int]:
        """How well the tie is supported, for sorting: containment, overlap of the headlines, nearness of the days."""
        apart = days_apart(self.earlier["date_published"], self.later["date_published"])
        return (
            self.score,
            overlap(self.earlier["headline"], self.later["headline"]),
            -(10_000 if apart is None else apart),
        )


def ties_to_review(state: State, corrections: Corrections, *, every: bool = False) -> list[Tie]:
    """Return the ties that nobody has judged yet, weakest evidence first; near-identical texts only with ``every``."""
    query = (
        "SELECT id, version, version_of, score FROM texts WHERE version_of IS NOT NULL AND score IS NOT NULL "
        "AND id <> version_of AND (? OR score < ?) ORDER BY number"
    )
    found = []
    for story_id, version, origin, score in state.connection.execute(query, (every, _CERTAIN)).fetchall():
        rows = state.latest(origin), state.stories.get("id = ? AND version = ?", story_id, version)
        if pair_of(story_id, origin) not in corrections.verdicts and all(rows):
            earlier, later = (row.data for row in rows if row)
            found.append(Tie(earlier, later, score))
    return sorted(found, key=lambda tie: (tie.evidence, tie.ids))


def read_page(text: str) -> list[Said]:
    r"""Return the verdicts in a reviewed page: its lines ``tie ID ID`` and ``apart ID ID``; ``? ID ID`` is left open.

    Other lines count only if they begin like text of the page: with a blank or with #.

    Raises:
        BadArgument: another line stands there, such as a misspelt verdict.

    >>> read_page("# a page\ntie 1 2\n? 3 4\n   as printed")
    [('tie', '1', '2')]
    """
    said: list[Said] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.fullmatch(line.strip())
        if found and line[:1].strip():
            if found[1] != "?":
                said.append((found[1], found[2], found[3]))
        elif line.strip() and line[0] not in " \t#":
            raise BadArgument(
                f"Line {number} is no verdict: {line[:60]!r}. Write 'tie ID ID', 'apart ID ID' or '? ID ID'."
            )
    return said


def record_verdicts(data_dir: Path, said: Sequence[Said]) -> list[str]:
    """Keep verdicts for good and correct the clusters of the state by them; return a line for each change.

    Published files stay as they are: their links are those known at publication.

    Raises:
        BadArgument: a story is not stored, or verdicts contradict each other; nothing was changed.
        Locked, CannotOpen, StateDamaged: as at the start of a crawl.
        WriteFailed: the disk is full or failed.
    """
    folder = DataFolder(data_dir)
    with state_to_change(folder) as state:
        _check(state, folder, said)
        add_verdicts(folder, said)
        changed = correct(state.connection, read_corrections(folder))
        state.commit()
    return changed


def check_verdicts(state: State, folder: DataFolder) -> Iterator[str]:
    """Yield a line for each verdict that the clusters of the state do not agree with."""
    for pair, verdict in sorted(read_corrections(folder).verdicts.items()):
        clusters = {state.duplicates.cluster_of(story_id) for story_id in pair}
        if all(map(state.latest, pair)) and (len(clusters) == 1) is not (verdict == TIE):
            yield f"{folder.verdicts.name} says {verdict} {' '.join(pair)}, but state.db does not: the next run corrects it"


def _check(state: State, folder: DataFolder, said: Sequence[Said]) -> None:
    """Raise BadArgument if a story is not stored, or if verdicts contradict each other."""
    for verdict, *ids in said:
        if ids[0] == ids[1]:
            raise BadArgument(f"{verdict} {' '.join(ids)}: name two stories, not one twice.")
        for story_id in ids:
            if state.latest(story_id) is None:
                raise BadArgument(
                    f"{verdict} {' '.join(ids)}: no story {story_id!r} is stored. `scrapy clusters` lists the ids."
                )
    known = read_corrections(folder).verdicts
    new = Corrections.said([*((verdict, *pair) for pair, verdict in known.items()), *said])
    if pair := new.contradiction():
        raise BadArgument(
            f"{' and '.join(pair)} are to be apart, but ties join them: {_ties(new, pair)}. Take back one of these verdicts first."
        )


def _ties(corrections: Corrections, pair: Iterable[str]) -> str:
    """Return the ties that name one of two stories, as the lines of a page."""
    named = {tie for story_id in pair for tie in corrections.tied if story_id in tie}
    return ", ".join(f"{TIE} {' '.join(tie)}" for tie in sorted(named))
