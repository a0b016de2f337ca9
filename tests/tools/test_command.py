"""What all commands have in common: their own defaults."""

import pytest
from scrapy.settings import Settings

from newscrawl.tools.command import prefer


@pytest.mark.parametrize(("priority", "level"), [("project", "ERROR"), ("cmdline", "DEBUG")])
def test_a_commands_own_defaults_win_over_the_project_alone(priority, level):
    settings = Settings()
    settings.setdict({"LOG_LEVEL": "ERROR"}, priority="command")
    settings.set("LOG_LEVEL", "DEBUG", priority=priority)
    prefer(settings, {"LOG_LEVEL": "ERROR"})
    assert settings["LOG_LEVEL"] == level
