"""Everything that can go wrong, as one tree; each class knows the exit code it ends a crawl with.

NewscrawlError
├── BadArgument    64  a spider argument or setting that cannot be meant
├── CannotOpen     73  a file or folder that cannot be opened or created at the start
├── WriteFailed    74  input or output that failed later
├── Locked         75  another run holds the data folder
├── StateDamaged   76  state that is corrupt or of a newer newscrawl
└── DamagedPage    --  a page that cannot be read; the crawl goes on without it
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What `scrapy crawl politics` answers to the shell (docs/exit-codes.md says what to do)."""

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
    """Says what was wrong, with the value, and what to do."""

    exit_code = ExitCode.INTERNAL


class BadArgument(NewscrawlError):
    """A spider argument or setting that cannot be meant."""

    exit_code = ExitCode.BAD_ARGUMENT


class CannotOpen(NewscrawlError):
    """A file or folder that cannot be opened or created at the start."""

    exit_code = ExitCode.CANNOT_OPEN


class WriteFailed(NewscrawlError):
    """Input or output that failed after the start."""

    exit_code = ExitCode.WRITE_FAILED


class Locked(NewscrawlError):
    """Another run holds the data folder."""

    exit_code = ExitCode.LOCKED


class StateDamaged(NewscrawlError):
    """State that is corrupt or was written by a newer newscrawl."""

    exit_code = ExitCode.STATE_DAMAGED


class DamagedPage(NewscrawlError):
    """A page that is cut, damaged or built to hang a parser; its text is the failure's name in the ledger."""
