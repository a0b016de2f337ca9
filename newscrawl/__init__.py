"""newscrawl crawls the Politics channel of ArcaMax into clean JSON Lines.

As a library: ``newscrawl.open_data(folder)`` iterates over the stories of a data folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.store.dataset import DataSet

__version__ = "0.1.0"


def open_data(folder: Path | str) -> DataSet:
    """Return the data set that a data folder holds: its stories, versions, clusters and duplicates.

    Raises:
        CannotOpen: the folder holds no published stories.
    """
    from newscrawl.store.dataset import DataSet

    return DataSet(folder)
