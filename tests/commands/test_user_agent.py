"""Whichever command asks the site, each request says how the operator can be reached."""

import pytest

from newscrawl import __version__
from tests.crawling import crawl
from tests.raw import NEWS
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
STORY, CONTACT = f"{NEWS}/s-101", "desk@wexley.example"


@pytest.mark.parametrize(
    "command",
    [
        ("crawl", "politics", "-a", "max_requests=5", "-a", "site=SITE"),
        ("explain", f"SITE{STORY}"),
        ("savepage", f"SITE{STORY}", "saved", "--folder", "FOLDER"),
        ("fetch", f"SITE{STORY}"),
        ("shell", "-c", "response.status", f"SITE{STORY}"),
        ("parse", "--spider", "politics", f"SITE{STORY}"),
        ("doctor", "-a", "site=SITE"),
    ],
    ids=lambda command: command[0],
)
def test_every_request_of_a_command_names_the_contact(tmp_path, command):
    with served(channel()) as site:
        words = [word.replace("SITE", site.url).replace("FOLDER", str(tmp_path)) for word in command]
        crawl(tmp_path, "-s", f"NEWSCRAWL_CONTACT={CONTACT}", command=words)
    assert len(site.asked) > 1, "robots.txt and a page at least"
    assert site.agents == {f"newscrawl/{__version__} (+{CONTACT})"}


def test_a_setting_that_is_not_allowed_stops_a_command_of_scrapys_own_with_one_line(tmp_path):
    result = crawl(tmp_path, "-s", "NEWSCRAWL_CONTACT=me", command=("fetch", "http://127.0.0.1:9/"))
    assert result.returncode == 64
    assert "Traceback" not in result.stderr
    assert result.stderr.splitlines()[-1].startswith("newscrawl: NEWSCRAWL_CONTACT='me' is not allowed")
