"""Find the project around the package: a checkout, or a scrapy.cfg above the working folder; and the data folder."""

from configparser import ConfigParser, Error
from pathlib import Path

#: The folder that contains the package: a checkout, or an installation's site-packages.
HOME = Path(__file__).resolve().parents[2]


def checkout(home: Path = HOME) -> Path | None:
    """Return the folder of the checkout that contains the package (it has newscrawl's scrapy.cfg); None if installed."""
    return home if _is_project(home) else None


def default_data_dir(home: Path = HOME) -> Path:
    """Return the default of NEWSCRAWL_DATA_DIR.

    It is ``data`` beside scrapy.cfg: in a checkout that of the checkout, whatever the working folder; in an installation
    the nearest one at or above the working folder that names newscrawl's settings; else ``data`` in the working folder.
    """
    here = Path().absolute()
    projects = (folder for folder in (home, here, *here.parents) if _is_project(folder))
    return next(projects, here) / "data"


def _is_project(folder: Path) -> bool:
    """True if the folder has a scrapy.cfg that names newscrawl's settings."""
    config = ConfigParser(interpolation=None)
    try:
        config.read(folder / "scrapy.cfg", encoding="utf-8")
    except (Error, UnicodeDecodeError):
        return False
    return config.has_section("settings") and "newscrawl.settings" in dict(config["settings"]).values()
