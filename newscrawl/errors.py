"""The errors of the package, as one tree, and the exit codes; each class has the code that a crawl ends with.

NewscrawlError
├── BadArgument    64  a spider argument or setting that is not valid
├── CannotOpen     73  a file or folder that cannot be opened or created at the start
├── WriteFailed    74  reading or writing that failed after the start
├── Locked         75  another run holds the data folder
├── StateDamaged   76  state that is corrupt or was written by a newer newscrawl
└── DamagedPage    --  a page that cannot be read; the crawl continues without it
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The exit codes of `scrapy crawl politics` (docs/exit-codes.md says what to do about each)."""

    OK = 0
    BAD_ARGUMENT = 64
    INCOMPLETE = 65
    LAYOUT_CHANGED = 66
    UNREACHABLE = 69
    INTERNAL = 70
    CANNOT_OPEN = 73
    WRITE_FAILED = 74
    LOCKED = 75
    STATE_DAMAGED = 76
    FORBIDDEN = 77
    RATE_LIMITED = 78
    OUT_OF_BUDGET = 124
    SIGINT = 130
    SIGTERM = 143


class NewscrawlError(Exception):
    """Base class; the message says what was wrong, with the value, and what to do.

    Messages write commands as `` `scrapy verify` ``; ``program`` is what they are called by in this process.
    """

    exit_code = ExitCode.INTERNAL
    program: ClassVar[str] = "scrapy"

    def __str__(self) -> str:
        return super().__str__().replace("`scrapy ", f"`{self.program} ")


class BadArgument(NewscrawlError):
    """A spider argument or setting that is not valid."""

    exit_code = ExitCode.BAD_ARGUMENT


class CannotOpen(NewscrawlError):
    """A file or folder that cannot be opened or created at the start."""

    exit_code = ExitCode.CANNOT_OPEN


class WriteFailed(NewscrawlError):
    """Reading or writing that failed after the start."""

    exit_code = ExitCode.WRITE_FAILED


class Locked(NewscrawlError):
    """Another run holds the data folder."""

    exit_code = ExitCode.LOCKED


class StateDamaged(NewscrawlError):
    """State that is corrupt or was written by a newer newscrawl."""

    exit_code = ExitCode.STATE_DAMAGED


class DamagedPage(NewscrawlError):
    """A page that is cut, damaged or built to hang a parser; the message becomes the failure's name in the ledger."""
