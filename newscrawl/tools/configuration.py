"""The settings of newscrawl: what each means, which values it may have, and where its value comes from.

A value is taken from the first place that names it: `-s NAME=VALUE`, the environment, `newscrawl.toml` beside scrapy.cfg
or in the working folder, the settings of the Scrapy project, the default.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES, default_settings

from newscrawl.errors import BadArgument
from newscrawl.store.checkout import default_data_dir

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

FILE = "newscrawl.toml"
_KNOWN = "NEWSCRAWL_CONFIGURED"  # what was configured, kept in the settings
_LEAST = SETTINGS_PRIORITIES["project"]
_MOST = SETTINGS_PRIORITIES["cmdline"]
_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0"}
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_DAY, _HOUR = 24 * 60 * 60, 60 * 60  # seconds
_CENTURY = 36_500  # days


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, default and meaning; ``least`` and ``most`` bound a number, ``form`` is that of a text."""

    name: str
    default: bool | int | float | str | Path
    meaning: str
    least: float = 0
    most: float = 0
    form: str = "contact"

    @property
    def allowed(self) -> str:
        """Which values the setting may have, for messages and the reference page."""
        match self.default:
            case bool():
                return "true or false"
            case int():
                return f"a whole number from {self.least:g} to {self.most:g}"
            case float():
                return f"a number from {self.least:g} to {self.most:g}"
            case Path():
                return "the path of a folder"
            case _ if self.form == "command":
                return "a command with its arguments, quoted as in a shell"
            case _:
                return "a mail address, or an address that begins with http:// or https://"

    def read(self, value: object, folder: Path) -> bool | int | float | str:
        """Return a checked value; a relative path is one below ``folder``.

        Raises:
            BadArgument: the value is not allowed.
        """
        text = str(value).strip()
        found = (
            self._read(text, folder) if text and isinstance(value, bool | int | float | str | Path) else None
        )
        if found is None:
            raise BadArgument(f"{self.name}={_shown(value)} is not allowed: give {self.allowed}.")
        return found

    def _read(self, text: str, folder: Path) -> bool | int | float | str | None:
        match self.default:
            case bool():
                return text.lower() in _YES if text.lower() in _YES | _NO else None
            case int():
                return self._bounded(int(text)) if re.fullmatch("[0-9]{1,9}", text, re.ASCII) else None
            case float():
                return (
                    self._bounded(float(text))
                    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text, re.ASCII)
                    else None
                )
            case Path():
                return None if "\0" in text else str(folder / Path(text).expanduser())
            case _ if self.form == "command":
                return text if is_command(text) else None
            case _:
                return text if _CONTACT.fullmatch(text) else None

    def _bounded(self, number: float) -> int | float | None:
        return number if self.least <= number <= self.most else None


_CONTACT = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\.[^\s@()<>]+|https?://[^\s()<>]+", re.ASCII)


def is_command(text: str) -> bool:
    """True if a text can be split into a command and its arguments.

    >>> is_command("mail -s 'a crawl' you@example.org"), is_command("mail -s 'a crawl")
    (True, False)
    """
    try:
        return "\0" not in text and bool(shlex.split(text))
    except ValueError:  # a quotation mark without its partner
        return False


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("NEWSCRAWL_DATA_DIR", Path("data"), "The folder that crawls write to and commands read; relative to the working folder, in newscrawl.toml to that file."),
        Setting("NEWSCRAWL_CONTACT", "", "A mail address or web address through which the site's operator can reach you. It becomes part of the User-Agent; a crawl of a public site without it warns."),
        Setting("NEWSCRAWL_NOTIFY", "", "A command that gets the summary of a bad run on its standard input, such as `mail -s newscrawl you@example.org`; no shell reads it. It has 20 seconds; if it fails, the log warns, and nothing else changes.", form="command"),
        Setting("DOWNLOAD_DELAY", 1.0, "Seconds between two requests to the site; jitter only lengthens it.", 0, _HOUR),
        Setting("NEWSCRAWL_TRIES", 5, "A story that fails is given up after this many requests …", 1, 1_000),
        Setting("NEWSCRAWL_TRY_DAYS", 7, "… over at least this many days: long enough to outlast a fault of some days.", 0, 365),
        Setting("NEWSCRAWL_PROBE_EVERY", 10, "After so many runs that read no second page of a listing, a run reads one page beyond its stop, to see whether stopping there misses stories.", 1, 10_000),
        Setting("NEWSCRAWL_ARCHIVE", True, "Keep every response as WARC in the folder `archive`, so that pages can be read again without a request; about 4 KB a story."),  # noqa: FBT003  # a value
        Setting("NEWSCRAWL_ARCHIVE_DAYS", 0, "Remove archive files whose last page is older than this many days when a run starts; 0 keeps all.", 0, _CENTURY),
        Setting("NEWSCRAWL_GZIP", False, "Publish `.jsonl.gz` files instead of `.jsonl`."),  # noqa: FBT003  # a value
        Setting("NEWSCRAWL_LONGEST_CRAWL_DELAY", 30.0, "Obey a Crawl-delay in robots.txt up to this many seconds, since a longer one would make a run last for days.", 1, _HOUR),
        Setting("NEWSCRAWL_LONGEST_RETRY_AFTER", 300.0, "Obey a Retry-After up to this many seconds; a longer one ends the run with exit code 78, and a later run goes on.", 0, _DAY),
        Setting("NEWSCRAWL_BACKOFF", 1.0, "Seconds before a request is tried again, doubled for each further try.", 0, _HOUR),
        Setting("NEWSCRAWL_LONGEST_READING", 20.0, "Seconds that reading one page, and each pipeline, may take; a page that takes longer counts as failed. 0 is no limit.", 0, _HOUR),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Configured:
    """A setting with its value, and where that came from: "-s", "environment", a file's path, "project" or "default"."""

    setting: Setting
    value: bool | int | float | str
    source: str


def configure(settings: BaseSettings, environment: Mapping[str, str] = os.environ) -> list[Configured]:
    """Check newscrawl's settings and put the value of each into Scrapy's; return them. A second call changes nothing.

    Raises:
        BadArgument: a value is not allowed, or a setting is unknown or cannot be read; the message says what to do.
    """
    given = {name: settings[name] for name in settings if settings.getpriority(name) == _MOST}
    _check_names(given, "-s")
    _check_scrapys(given)
    path = _file()
    known: dict[str, Configured] = settings.get(_KNOWN) or {}
    from_file = _read_file(path) if path and not known else {}
    for setting in SETTINGS.values():
        if setting.name not in known or known[setting.name].value != settings[setting.name]:
            value, source, folder = _look_up(setting, settings, environment, from_file, path)
            found = _default(setting) if source == "default" else setting.read(value, folder)
            known = {**known, setting.name: Configured(setting, found, source)}
            settings.set(setting.name, found, priority=_MOST)
    settings.set(_KNOWN, known, priority=_MOST)
    return [known[name] for name in SETTINGS]


def _look_up(
    setting: Setting, settings: BaseSettings, environment: Mapping[str, str], from_file: dict[str, Any], path: Path | None,
) -> tuple[object, str, Path]:  # fmt: skip
    """Return a setting's value from the first place that names it, that place, and the folder a path in it is below."""
    name, here = setting.name, Path().absolute()
    priority = settings.getpriority(name)
    if priority == _MOST:
        return settings[name], "-s", here
    if name in environment:
        return environment[name], "environment", here
    if path and name in from_file:
        return from_file[name], str(path), path.parent
    if priority is not None and priority >= _LEAST and settings[name] != setting.default:
        return settings[name], "project", here
    return setting.default, "default", here


def _default(setting: Setting) -> bool | int | float | str:
    return str(default_data_dir()) if isinstance(setting.default, Path) else setting.default


def _file() -> Path | None:
    """Return the configuration file: beside scrapy.cfg, else in the working folder; None if there is none."""
    places = (default_data_dir().parent / FILE, Path().absolute() / FILE)
    return next((path for path in places if path.is_file()), None)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadArgument(
            f"{path} cannot be read: {error}. Write lines such as NEWSCRAWL_TRIES = 5 into it."
        ) from error
    _check_names(values, str(path), all_of_them=True)
    return values


def _check_names(given: Mapping[str, Any], place: str, *, all_of_them: bool = False) -> None:
    """Raise BadArgument if a name that is meant for newscrawl is none of its settings."""
    for name, value in given.items():
        if name not in SETTINGS and name != _KNOWN and (all_of_them or name.startswith("NEWSCRAWL_")):
            near = difflib.get_close_matches(name.upper(), SETTINGS, 1, 0.5)
            hint = f"Did you mean {near[0]}?" if near else "`scrapy settings --newscrawl` lists them."
            raise BadArgument(
                f"{place} names {name!r} (with {_shown(value)}), which is no setting of newscrawl. {hint}"
            )


def _check_scrapys(given: Mapping[str, Any]) -> None:
    """Raise BadArgument if a text that stands for a number, a yes or a log level in Scrapy's settings is none."""
    for name, value in given.items():
        usual = getattr(default_settings, name, None)
        if name in SETTINGS or not isinstance(value, str) or not isinstance(usual, int | float | str):
            continue
        allowed = ""
        is_switch = isinstance(usual, bool) or name.endswith(
            "_ENABLED"
        )  # Scrapy's TELNETCONSOLE_ENABLED is 1
        if is_switch and value.lower() not in _YES | _NO:
            allowed = "true or false"
        elif isinstance(usual, int | float) and not is_switch and not _NUMBER.fullmatch(value):
            allowed = "a number"
        elif name == "LOG_LEVEL" and value.upper() not in _LEVELS:
            allowed = f"one of {', '.join(_LEVELS)}"
        if allowed:
            raise BadArgument(f"{name}={_shown(value)} is not allowed: give {allowed}.")


def _shown(value: object) -> str:
    return repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:79]}…"  # a line's width


def setting_alone(name: str, settings: BaseSettings, environment: Mapping[str, str] = os.environ) -> str:
    """Return one setting's value although another one may be bad; empty if it is bad itself or cannot be looked up."""
    path, setting = _file(), SETTINGS[name]
    try:
        value, source, folder = _look_up(
            setting, settings, environment, _read_file(path) if path else {}, path
        )
        return "" if source == "default" else str(setting.read(value, folder))
    except BadArgument:
        return ""
