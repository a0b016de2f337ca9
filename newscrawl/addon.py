"""newscrawl in another Scrapy project: ``ADDONS = {"newscrawl.addon.Newscrawl": 500}`` in its settings.

The spider `politics` and all it needs are added; what the project sets itself is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, Settings

from newscrawl import __version__
from newscrawl.settings import TWISTED_DNS_RESOLVER as RESOLVER
from newscrawl.spiders.politics import PoliticsSpider
from newscrawl.tools.command import configure_or_exit
from newscrawl.tools.configuration import configure

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

_MODULE, _NAME = "newscrawl.settings", f"newscrawl/{__version__}"
_PROJECTS_OWN = {"BOT_NAME", "SPIDER_MODULES", "COMMANDS_MODULE", "ADDONS"}


class Newscrawl:
    """A Scrapy add-on (https://docs.scrapy.org/en/latest/topics/addons.html) that applies newscrawl's settings."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the add-on for a crawler."""
        return cls(crawler)

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Add the spider to those of the project."""
        modules = settings.getlist("SPIDER_MODULES")
        if "newscrawl.spiders" not in modules:
            settings.set("SPIDER_MODULES", [*modules, "newscrawl.spiders"], priority="cmdline")
        settings.set("TWISTED_DNS_RESOLVER", RESOLVER, priority="addon")  # chosen before there is a crawler

    def update_settings(self, settings: Settings) -> None:
        """Check newscrawl's own settings, and add the Scrapy settings that its spider needs.

        Raises:
            BadArgument: a setting is not valid.
        """
        if issubclass(self.crawler.spidercls, PoliticsSpider):
            _merge(settings)
            configure(settings)
        elif self._is_ours(settings):
            configure_or_exit(settings)  # Scrapy's own commands show a traceback for any other exception
        else:
            return
        if contact := settings["NEWSCRAWL_CONTACT"]:
            settings.set("USER_AGENT", f"{_NAME} (+{contact})", priority="spider")

    def _is_ours(self, settings: Settings) -> bool:
        """True if a spider is newscrawl's, or asks under newscrawl's name as `scrapy fetch` and `scrapy shell` do."""
        name = settings["USER_AGENT"] or ""
        return self.crawler.spidercls.__module__.startswith("newscrawl.") or name.split(" ")[0] == _NAME


def _merge(settings: Settings) -> None:
    """Add newscrawl's Scrapy settings to a project's, which win."""
    ours = Settings()
    ours.setmodule(_MODULE, priority="addon")
    least = SETTINGS_PRIORITIES["addon"]
    for name, value in ours.items():
        if ours.getpriority(name) != least or name in _PROJECTS_OWN:
            continue
        given = settings.get(name)
        if isinstance(value, BaseSettings) and isinstance(given, BaseSettings):
            merged = {
                **value,
                **{key: given[key] for key in given if (given.getpriority(key) or 0) > least},
            }
            settings.set(name, merged, priority=max(least, settings.getpriority(name) or 0))
        else:
            settings.set(name, value, priority="addon")
