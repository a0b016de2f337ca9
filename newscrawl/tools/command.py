"""Base classes of the commands: their help, where the data folder is, how they print, ask and fail.

Scrapy imports every command module at each call, so each command imports what its work needs only when it runs.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from newscrawl.errors import BadArgument, CannotOpen, NewscrawlError
from newscrawl.store.paths import DataFolder
from newscrawl.text.printable import fall_back_to_ascii, printable
from newscrawl.tools.configuration import configure

if TYPE_CHECKING:
    import argparse


class HelpfulCommand(ScrapyCommand):
    """A command whose help has an example, and which refuses what it cannot read with one line and exit code 64."""

    example: ClassVar[str] = ""
    """A call to show in the help, without the program's name."""

    def long_desc(self) -> str:
        """Return the first words of the help: the class's docstring."""
        return " ".join((inspect.getdoc(type(self)) or self.short_desc()).replace("`", "").split())

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options, and the example to the help."""
        super().add_options(parser)
        if self.example:
            parser.epilog = f"Example: {NewscrawlError.program} {self.example}"
        parser.error = self._refuse  # type: ignore[method-assign]  # argparse would print the usage and exit with 2

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options; end the program with exit code 64 if one is not valid."""
        for stream in (sys.stdout, sys.stderr):
            fall_back_to_ascii(stream)
        os.umask(os.umask(0o077) | 0o002)  # what newscrawl writes is nobody else's to change
        self._set_defaults()
        self._check_words(args, opts)
        try:
            if opts.logfile:
                Path(opts.logfile).open("ab").close()
            super().process_options(args, opts)
        except OSError as error:  # of --logfile or --pidfile
            refuse(
                CannotOpen(
                    f"Cannot write {error.filename}: {error.strerror}. Name a file that can be written."
                )
            )

    def _set_defaults(self) -> None:
        """Put the command's own defaults before the project's settings: Scrapy has them the other way round."""
        for name, value in self.default_settings.items():
            if self.settings and (self.settings.getpriority(name) or 0) <= SETTINGS_PRIORITIES["project"]:
                self.settings.set(name, value, priority="project")

    def _check_words(self, args: list[str], opts: argparse.Namespace) -> None:
        for flag, given in (("-s", opts.set), ("-a", getattr(opts, "spargs", ()))):
            for text in given:
                if "=" not in text:
                    self._refuse(f"{flag} {text!r} has no value: give {flag} NAME=VALUE.")
        for name, _, value in (text.partition("=") for text in opts.set):
            if self.settings and isinstance(self.settings.get(name), BaseSettings) and not _is_object(value):
                self._refuse(f"{name}={value!r} is not allowed: give an object in JSON, such as {{}}.")
        unknown = [arg for arg in args if arg.startswith("-") and arg != "-"]
        if unknown:
            self._refuse(f"There is no option {unknown[0]!r}.")

    def _refuse(self, message: str) -> NoReturn:
        name = type(self).__module__.rpartition(".")[2]
        refuse(BadArgument(f"{message.rstrip('.')}. `scrapy {name} --help` shows what it takes."))


class DataCommand(HelpfulCommand):
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
        configure_or_exit(self.settings)
        if args and not self.syntax().replace("[options]", "").strip():
            self._refuse(f"{args[0]!r} is too much: the command takes options only.")

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
        except UsageError as error:
            shown = " ".join(args) or "nothing"
            self._refuse(str(error) or f"{shown!r} is not what this command takes: {self.syntax()}")
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {printable(str(error))}\n")
            self.exitcode = error.exit_code

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the command's work; each command overrides this method.

        Raises:
            NewscrawlError: the work cannot be done.
        """
        raise NotImplementedError


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def configure_or_exit(settings: BaseSettings | None) -> None:
    """Check newscrawl's settings and put their values into Scrapy's; a bad one ends the program with one line."""
    try:
        if settings:
            configure(settings)
    except NewscrawlError as error:
        refuse(error)


def refuse(error: NewscrawlError) -> NoReturn:
    """End the program with an error's message, as one line, and its exit code."""
    line = " ".join(printable(str(error)).split())
    sys.stderr.write(f"newscrawl: {line}\n")
    raise SystemExit(int(error.exit_code)) from None


def confirm(question: str) -> bool:
    """Ask on the terminal and return True if the answer is yes; True without asking where nobody is there to answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    try:
        return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def has_colours() -> bool:
    """True if standard output is a terminal and NO_COLOR is not set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
