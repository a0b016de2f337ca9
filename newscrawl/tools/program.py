"""How this program was started, so that the commands it suggests can be pasted into the same shell."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from newscrawl.store.checkout import HOME, checkout


def program() -> str:
    """Return the command that starts this program again: `newscrawl`, `.venv/bin/scrapy` or `python -m scrapy`."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return f"{_typed(Path(sys.executable))} -m {started.parent.name}"
    return _typed(started)


def module(name: str) -> str:
    """Return the command that runs one of the package's modules from the working folder."""
    # Python finds modules in the working folder and the installation, but not in a checkout above the working folder.
    away = checkout() is not None and Path.cwd() != HOME
    path = f"PYTHONPATH={shlex.quote(str(HOME))} " if away else ""
    return f"{path}{_typed(Path(sys.executable))} -m {name}"


def _typed(path: Path) -> str:
    """Return a program's path as one would type it: the bare name if it is on PATH, else relative where possible."""
    path, here = path.absolute(), Path().absolute()
    if shutil.which(path.name) == str(path):
        return shlex.quote(path.name)
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))
