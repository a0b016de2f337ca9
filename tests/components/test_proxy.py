"""A proxy that the environment names is named in the log, without its password."""

import pytest

from newscrawl.components.offsite import proxy_of
from tests.commands.test_terminal import scrapy
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_the_proxy_of_a_site_is_that_of_its_scheme_unless_the_host_is_excepted(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://ann:secret@127.0.0.1:3128/")
    monkeypatch.setenv("no_proxy", "localhost")
    assert proxy_of("http://www.arcamax.com") == "http://127.0.0.1:3128/"
    assert proxy_of("https://www.arcamax.com") == ""
    assert proxy_of("http://localhost:8000") == ""


def test_a_crawl_names_its_proxy(tmp_path):
    with served(channel()) as proxy:
        done = scrapy(
            "crawl", "politics", "-a", "site=http://127.0.0.9", "-a", "sections=opeds", "-s", "DOWNLOAD_DELAY=0",
            "-s", f"NEWSCRAWL_DATA_DIR={tmp_path}", http_proxy=proxy.url.replace("//", "//ann:secret@"), no_proxy="",
        )  # fmt: skip
    log = done.stderr.decode()
    assert f"Requests go through the proxy {proxy.url}" in log
    assert "secret" not in log
    assert any(path.startswith("http://127.0.0.9/politics") for path in proxy.asked)
