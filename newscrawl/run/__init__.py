"""One run: its start, the entries it is shown, what becomes of each story, and its end."""

from newscrawl.run.run import Run, open_run
from newscrawl.run.session import Options

__all__ = ["Options", "Run", "open_run"]
