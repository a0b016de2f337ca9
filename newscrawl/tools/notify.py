"""Notify: the summary of a bad run, on the standard input of the command that NEWSCRAWL_NOTIFY names."""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import signal
import subprocess
from typing import TYPE_CHECKING

from newscrawl.channels import POLITICS
from newscrawl.errors import ExitCode
from newscrawl.run.closing import closing_lines
from newscrawl.run.exit_codes import row_of

if TYPE_CHECKING:
    from newscrawl.run.ledger import Ledger
    from newscrawl.store.paths import DataFolder

logger = logging.getLogger(__name__)

LIMIT = 20.0  # seconds: less than a service manager waits for a process that it has told to stop
#: Exit codes that are no alarm: all is well, another run is at work, the budget is spent, somebody stopped the run.
NO_ALARM = frozenset(
    {ExitCode.OK, ExitCode.LOCKED, ExitCode.OUT_OF_BUDGET, ExitCode.SIGINT, ExitCode.SIGTERM}
)


def tell_ended(command: str, ledger: Ledger, folder: DataFolder) -> None:
    """Pass the summary of a run that has ended to a command, if the run was bad; an empty command is none."""
    code = ExitCode(ledger.exit_code or 0)
    if command and code not in NO_ALARM:
        _give(command, summary(ledger, folder))


def tell_refused(command: str, code: ExitCode, why: str) -> None:
    """Pass the reason why no run was begun to a command, if that is an alarm; an empty command is none."""
    if command and code not in NO_ALARM:
        head = f"newscrawl: no run of {POLITICS.name} was begun, exit code {code:d}"
        _give(command, "\n".join([head, "", why, "", f"To do: {row_of(code).remedy}.", ""]))


def summary(ledger: Ledger, folder: DataFolder) -> str:
    """Return what is wrong with a run, what was done and what is to do, as lines of text; without a word of any story."""
    head = f"newscrawl: run {ledger.run} of {POLITICS.name} ended with {ledger.exit_code} ({ledger.verdict})"
    what = f"{row_of(ExitCode(ledger.exit_code or 0)).meaning}."
    wrong = [f"  {line}" for line in ledger.health] or [f"  {what}"]
    place = [f"Site: {ledger.site}", f"Ledger: {folder.ledger(ledger.run).absolute()}"]
    return "\n".join([head, "", "What is wrong:", *wrong, "", *closing_lines(ledger), "", *place, ""])


def _give(command: str, text: str) -> None:
    """Run a command with a text on its standard input; whatever goes wrong is one warning."""
    why = _run(command, text)
    if why:
        logger.warning(
            "NEWSCRAWL_NOTIFY: %s %s; the summary was not delivered.", shlex.split(command)[0], why
        )


def _run(command: str, text: str) -> str:
    """Return why a command failed; empty if it took the text and ended with 0 in time."""
    try:
        process = subprocess.Popen(  # noqa: S603  # the operator's own command, which no shell reads
            shlex.split(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"cannot be started ({getattr(error, 'strerror', None) or error})"
    try:
        process.communicate(text.encode(), timeout=LIMIT)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"took longer than {LIMIT:.0f} seconds"
    except OSError as error:
        return f"failed ({error.strerror})"
    return f"ended with {process.returncode}" if process.returncode else ""
