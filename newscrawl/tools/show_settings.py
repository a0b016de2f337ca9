"""The settings as text: their values for `scrapy settings --newscrawl`, and the reference page docs/settings.md."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from newscrawl.tools.configuration import FILE, SETTINGS, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.tools.configuration import Configured

_WIDTH = 80

_HEAD = f"""\
# Settings

Every setting can be given in four ways. The first that names it wins:

1. `-s NAME=VALUE` on the command line,
2. an environment variable of the same name,
3. a line `NAME = VALUE` in `{FILE}` (TOML) beside `scrapy.cfg` or in the working folder,
4. the settings of your own Scrapy project, if the spider runs in one.

A value that is not allowed ends every command with exit code 64 and one line that names it. `scrapy settings --newscrawl`
prints the values that hold and where each came from. This page is made from the code: `python -m newscrawl.tools.show_settings`.

| setting | default | allowed | meaning |
|---|---|---|---|
"""


def show_settings(configured: Iterable[Configured]) -> str:
    """Return each setting with its value, its source and its meaning, wrapped at 80 columns."""
    return "\n".join(line for one in configured for line in _lines(one))


def _lines(one: Configured) -> list[str]:
    title = f"{one.setting.name} = {one.value!r}   ({one.source})"
    about = f"{one.setting.meaning} Allowed: {one.setting.allowed}."
    return [title, *textwrap.wrap(about, _WIDTH, initial_indent="    ", subsequent_indent="    ")]


def reference() -> str:
    """Return the reference page, as Markdown."""
    return _HEAD + "".join(map(_row, SETTINGS.values()))


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if str(setting.default) else "none"
    return f"| `{setting.name}` | {default} | {setting.allowed} | {setting.meaning} |\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
