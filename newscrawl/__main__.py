"""The command `newscrawl`, also `python -m newscrawl`: `scrapy` with this project's settings, from any folder."""

import os
import sys
from typing import Any

from scrapy import cmdline
from scrapy.settings import Settings

from newscrawl.errors import NewscrawlError

_NAME = "newscrawl"
_SETTINGS = "newscrawl.settings"


def main() -> None:
    """Run the command of newscrawl or Scrapy that ``sys.argv`` names, and exit with its code.

    Settings are never looked up in a scrapy.cfg: in another project's folder it would name that project's settings.
    """
    if sys.argv[1:2] == ["--version"]:
        sys.argv[1] = "version"
    os.environ["SCRAPY_SETTINGS_MODULE"] = _SETTINGS  # makes Scrapy offer a project's commands
    settings = Settings()
    settings.setmodule(_SETTINGS, priority="project")
    settings.set("EDITOR", os.environ.get("EDITOR", settings["EDITOR"]))
    # Scrapy's help texts contain the word "scrapy" as the program's name.
    cmdline.ScrapyArgumentParser = _Parser  # type: ignore[assignment, misc]
    vars(cmdline)["print"] = _print
    NewscrawlError.program = _NAME
    cmdline.execute(sys.argv, settings)


class _Parser(cmdline.ScrapyArgumentParser):
    def __init__(self, *, usage: str, **options: Any) -> None:
        super().__init__(prog=_NAME, usage=usage.replace("scrapy", _NAME, 1), **options)


def _print(*texts: str) -> None:
    """Print Scrapy's own texts about commands under the name of this program."""
    print(*(text.replace("scrapy", _NAME) for text in texts))  # noqa: T201  # its purpose


if __name__ == "__main__":
    main()
