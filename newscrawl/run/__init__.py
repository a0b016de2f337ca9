"""One run: its start, the entries it is shown, what becomes of each story, and its end."""

from newscrawl.run.books import Options
from newscrawl.run.run import Run, open_run

__all__ = ["Options", "Run", "open_run"]
