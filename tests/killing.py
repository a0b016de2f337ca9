"""Kills a process at a chosen step of its work."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def killed_at(step: int, steps: list[tuple[Any, str]], work: Callable[[], Any]) -> bool:
    """Do the work in a process that kills itself before its so many-th step; tells whether it was killed.

    Steps are calls of functions, given as their owner and name.
    """
    child = os.fork()
    if child == 0:
        try:
            _arm(step, steps)
            work()
        except BaseException as error:  # noqa: BLE001  # it must not go on as a second pytest
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _arm(step: int, steps: list[tuple[Any, str]]) -> None:
    seen = 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **named: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return stepping

    for owner, name in steps:
        setattr(owner, name, dying(getattr(owner, name)))
