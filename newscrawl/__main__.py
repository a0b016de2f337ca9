"""The command `newscrawl`, also `python -m newscrawl`: `scrapy` with this project's settings, from any folder."""

import os
import sys
from typing import Any

from scrapy import cmdline
from scrapy.settings import Settings

_NAME = "newscrawl"
_SETTINGS = "newscrawl.settings"


def main() -> None:
    """Run a command of newscrawl or Scrapy as ``sys.argv`` names it, and exit with its code.

    No scrapy.cfg is asked for settings: in another project's folder it would name that project's.
    """
    os.environ["SCRAPY_SETTINGS_MODULE"] = _SETTINGS  # makes Scrapy offer a project's commands
    settings = Settings()
    settings.setmodule(_SETTINGS, priority="project")
    settings.set("EDITOR", os.environ.get("EDITOR", settings["EDITOR"]))
    # Scrapy's help has its own name written into it.
    cmdline.ScrapyArgumentParser = _Parser  # type: ignore[assignment, misc]
    vars(cmdline)["print"] = _print
    cmdline.execute(sys.argv, settings)


class _Parser(cmdline.ScrapyArgumentParser):
    def __init__(self, *, usage: str, **options: Any) -> None:
        super().__init__(prog=_NAME, usage=usage.replace("scrapy", _NAME, 1), **options)


def _print(*texts: str) -> None:
    """Print what Scrapy says about its commands."""
    print(*(text.replace("scrapy", _NAME) for text in texts))  # noqa: T201  # its purpose


if __name__ == "__main__":
    main()
