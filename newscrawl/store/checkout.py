"""Where the package stands: in a checkout, whose files it may write beside, or in an installation."""

from configparser import ConfigParser, Error
from pathlib import Path

#: The folder that holds the package: a checkout, or an installation's site-packages.
HOME = Path(__file__).resolve().parents[2]


def checkout(home: Path = HOME) -> Path | None:
    """Return the checkout that holds the package, None in an installation; a checkout has newscrawl's scrapy.cfg."""
    return home if _is_project(home) else None


def default_data_dir(home: Path = HOME) -> Path:
    """Return the data folder of a crawl that names none.

    It is ``data`` beside scrapy.cfg: that of the checkout, wherever the command is called; for an installation the
    nearest above the working folder that names newscrawl's settings. Without one it is ``data`` in the working folder.
    """
    here = Path().absolute()
    projects = (folder for folder in (home, here, *here.parents) if _is_project(folder))
    return next(projects, here) / "data"


def _is_project(folder: Path) -> bool:
    """Return True if the folder's scrapy.cfg names newscrawl's settings; another project's does not."""
    config = ConfigParser(interpolation=None)
    try:
        config.read(folder / "scrapy.cfg", encoding="utf-8")
    except (Error, UnicodeDecodeError):
        return False
    return config.has_section("settings") and "newscrawl.settings" in dict(config["settings"]).values()
