"""How this program was started, so that the commands it recommends can be pasted."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from newscrawl.store.checkout import HOME, checkout


def program() -> str:
    """Return the words that start this program again from here: `newscrawl`, `.venv/bin/scrapy`, `python -m scrapy`."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return f"{_typed(Path(sys.executable))} -m {started.parent.name}"
    return _typed(started)


def module(name: str) -> str:
    """Return the words that run one of the package's modules from here."""
    # Python looks for modules in the working folder and the installation, not in a checkout around them.
    away = checkout() is not None and Path.cwd() != HOME
    path = f"PYTHONPATH={shlex.quote(str(HOME))} " if away else ""
    return f"{path}{_typed(Path(sys.executable))} -m {name}"


def _typed(path: Path) -> str:
    """Return a program's path as one would type it: its name if the shell finds it, below the working folder relative."""
    path, here = path.absolute(), Path().absolute()
    if shutil.which(path.name) == str(path):
        return shlex.quote(path.name)
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))
