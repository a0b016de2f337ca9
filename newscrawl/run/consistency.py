"""Whether a state and the files beside it belong together, checked before a run writes anything."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.errors import StateDamaged
from newscrawl.store.paths import DataFolder, run_number
from newscrawl.store.published import compare
from newscrawl.store.state import State

_RECOVER = (
    "To take them into state.db run `scrapy recover`; if they belong elsewhere, move them out of the folder."
)


def check_restored(folder: DataFolder) -> None:
    """Check that no restore was interrupted, which would leave files of two times beside each other.

    Raises:
        StateDamaged: one was; nothing was changed.
    """
    if folder.restoring.exists():
        raise StateDamaged(
            f"{folder.restoring} shows that a restore was interrupted. Run `scrapy restore DIR` again with the same DIR."
        )


def check_files(state: State, folder: DataFolder) -> None:
    """Check that the state knows every published file and ledger.

    Files of a run that was killed before it was marked as published are compared with its rows.

    Raises:
        StateDamaged: the state is older than a file, or no run in it published a file, or a file of a killed run holds
            other stories than its rows; nothing was changed.
    """
    newest = state.last_run()
    newer = [
        folder.name(path)
        for path in (*folder.published_files(), *folder.ledgers())
        if run_number(path) > newest
    ]
    if newer:
        raise StateDamaged(
            f"{folder.state} is older than the files beside it: its newest run is {newest}, and there are {_some(newer)}. "
            f"Nothing was changed. Restore the newest backup of all of them (`scrapy restore DIR`). {_RECOVER}"
        )
    if strays := list(stray_files(state, folder)):
        raise StateDamaged(
            f"{folder.root}: no run in state.db published {_some(strays)}. Nothing was changed. {_RECOVER}"
        )
    for row in state.unpublished():
        compare(state, folder, row.number)


def stray_files(state: State, folder: DataFolder) -> Iterator[str]:
    """Yield the names of the published files that no run of the state has published, and of ledgers without a run."""
    runs = state.published_names()
    for path in folder.published_files():
        files = runs.get(run_number(path), {})
        if files is not None and folder.name(path) not in files:
            yield folder.name(path)
    yield from (folder.name(path) for path in folder.ledgers() if run_number(path) not in runs)


def lost_files(state: State, folder: DataFolder) -> dict[str, tuple[int, str]]:
    """Return the run and the SHA-256 of each published file that is missing, by its name."""
    runs = state.published_names().items()
    named = {name: (run, sha256) for run, files in runs for name, sha256 in (files or {}).items()}
    return {name: of for name, of in named.items() if not (folder.root / name).exists()}


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
