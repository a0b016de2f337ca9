"""Crawls of another site into one data folder, and of the sample on another port."""

import re
import shlex

import pytest

from newscrawl.tools.sample.server import serve
from tests.crawling import crawl, lines, on, tree
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_another_site_ends_with_64_and_the_line_that_it_names_continues(tmp_path):
    with served(channel()) as site, served(channel()) as other:
        assert crawl(tmp_path, *on(site)).returncode == 0
        before = tree(tmp_path)
        refused = crawl(tmp_path, *on(other))
        assert refused.returncode == 64, refused.stderr
        assert tree(tmp_path) == before
        assert not other.asked
        (told,) = [line for line in refused.stderr.splitlines() if "belongs to" in line]
        named = shlex.split(re.findall(r"-a site=\S+ -a same_site=yes", told)[0])
        assert crawl(tmp_path, *named, "-a", "sections=politicalnews").returncode in {0, 65}
    urls = {one["url"] for path in tmp_path.glob("stories/*") for one in lines(path)}
    assert {url.partition("/politics")[0] for url in urls} == {site.url}


def test_the_sample_goes_on_at_another_port(tmp_path):
    for turn in range(2):
        with serve() as site:
            result = crawl(tmp_path, "-a", f"site={site}", "-a", "sections=opeds", "-a", "max_pages=1")
        assert result.returncode in {0, 65}, (turn, result.stderr)
    (path,) = tmp_path.glob("stories/*")
    assert all(one["url"].startswith("https://sample.example/politics/") for one in lines(path))
