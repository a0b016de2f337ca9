"""Base class of the commands that read the data folder: where it is, how they print and how they fail.

Scrapy imports every command module at each call, so each command imports what its work needs only when it runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from newscrawl.errors import NewscrawlError
from newscrawl.store.paths import DataFolder
from newscrawl.text.printable import printable
from newscrawl.tools.configuration import configure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings


class DataCommand(ScrapyCommand):
    """A command that works on the data folder.

    A NewscrawlError becomes one line on standard error, and the command exits with that error's code.
    """

    requires_project = True
    requires_crawler_process = False

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, then check newscrawl's settings and put their values into Scrapy's.

        A bad one ends the program with exit code 64.
        """
        super().process_options(args, opts)
        prefer(self.settings, self.default_settings)
        configure_or_exit(self.settings)

    @property
    def data_dir(self) -> Path:
        """The folder named by the setting NEWSCRAWL_DATA_DIR."""
        return Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")

    @property
    def folder(self) -> DataFolder:
        """The paths below the data folder."""
        return DataFolder(self.data_dir)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the command and set its exit code."""
        try:
            self.work(args, opts)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader, such as `head`, closed the pipe: discard what Python flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {printable(str(error))}\n")
            self.exitcode = error.exit_code

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the command's work; each command overrides this method.

        Raises:
            NewscrawlError: the work cannot be done.
        """
        raise NotImplementedError


def prefer(settings: BaseSettings | None, defaults: Mapping[str, Any]) -> None:
    """Let a command's own defaults win over the project's settings file, and lose to -s and -L."""
    if settings is not None:
        settings.setdict(defaults, priority="project")  # Scrapy gave them a lower one


def configure_or_exit(settings: BaseSettings | None) -> None:
    """Check newscrawl's settings and put their values into Scrapy's; a bad one ends the program with one line."""
    try:
        if settings:
            configure(settings)
    except NewscrawlError as error:
        sys.stderr.write(f"newscrawl: {printable(str(error))}\n")
        raise SystemExit(int(error.exit_code)) from None


def has_colours() -> bool:
    """True if standard output is a terminal and NO_COLOR is not set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
