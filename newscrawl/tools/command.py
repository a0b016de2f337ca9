"""What the commands that look into the data folder share: where it is, how they print, how they fail.

Scrapy imports every command at each call, so a command imports what its work needs when it is run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newscrawl.errors import NewscrawlError
from newscrawl.store.paths import DataFolder
from newscrawl.text.printable import printable

if TYPE_CHECKING:
    import argparse


class DataCommand(ScrapyCommand):
    """A command with a data folder; what it cannot do is one line on standard error and the error's exit code."""

    requires_project = True
    requires_crawler_process = False

    @property
    def data_dir(self) -> Path:
        """The folder that the setting NEWSCRAWL_DATA_DIR names."""
        return Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")

    @property
    def folder(self) -> DataFolder:
        """The paths below the data folder."""
        return DataFolder(self.data_dir)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the command's work."""
        try:
            self.work(args, opts)
            sys.stdout.flush()
        except (
            BrokenPipeError
        ):  # the reader, such as `head`, has enough; what Python flushes at its end goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {printable(str(error))}\n")
            self.exitcode = error.exit_code

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what the command is for; each command writes its own.

        Raises:
            NewscrawlError: it cannot be done.
        """
        raise NotImplementedError


def has_colours() -> bool:
    """Colour a terminal's output, unless NO_COLOR asks for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
