"""What the doctor's screen advises to do next: commands that work as printed."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS, is_loopback
from newscrawl.store.checkout import default_data_dir
from newscrawl.tools.program import program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.tools.doctor.diagnosis import Diagnosis

_WIDTH = 80


def next_commands(diagnosis: Diagnosis, contact: str) -> list[str]:
    """Return the lines of the commands to give next."""
    folder, scrapy = typed(diagnosis.folder), program()
    site = diagnosis.seen.examination.site
    where = () if site == POLITICS.site else (f"-a site={site}",)
    if data := data_folder(diagnosis.folder):
        where = (*where, f"-s NEWSCRAWL_DATA_DIR={data}")
    replay = (f"{scrapy} doctor", f"--replay {folder}")
    if diagnosis.exit_code:
        commands = [(*replay, "--save-pages saved_pages") if diagnosis.seen.reads else replay]
    else:
        first = (f"{scrapy} crawl politics", *where, *contact_option(site, contact), "-a max_pages=1")
        commands = [first, replay]
    return [line for command in commands for line in command_lines(command)]


def doctor_of(advice: str, contact: str) -> str:
    """Return the advised command that looks at another site, as this program is started."""
    site = advice.partition("site=")[2]
    return " ".join([program(), advice.partition(" ")[2], *contact_option(site, contact)])


def contact_option(site: str, contact: str) -> list[str]:
    """Return the option that names the contact to a public site; nothing if it was not given by an option."""
    public = contact and not is_loopback(urlsplit(site).hostname or "")
    return [f"-s NEWSCRAWL_CONTACT={shlex.quote(contact)}"] if public else []


def command_lines(words: Sequence[str]) -> list[str]:
    """Return a command as lines for the shell, none wider than the screen if that can be."""
    line = f"  {' '.join(words)}"
    if len(line) <= _WIDTH:
        return [line]
    rows = [f"  {words[0]}", f"    {words[1]}"]
    for word in words[2:]:
        if len(f"{rows[-1]} {word} \\") <= _WIDTH:
            rows[-1] += f" {word}"
        else:
            rows.append(f"    {word}")
    return [*(f"{row} \\" for row in rows[:-1]), rows[-1]]


def data_folder(bundle: Path) -> str:
    """Return the data folder that a bundle lies in, as one would type it; empty for the default, or if it was sent from elsewhere."""
    folder = bundle.absolute().parent
    return (
        ""
        if folder.name != "doctor" or folder.parent == default_data_dir().absolute()
        else typed(folder.parent)
    )


def typed(folder: Path) -> str:
    """Return a folder as one would type it: relative to the working folder where it is below it."""
    path, here = Path(os.path.normpath(folder.absolute())), Path().absolute()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))
