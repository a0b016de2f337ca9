"""A data folder belongs to the site of its last crawl; another site is refused, and the line that continues is named."""

import re

import pytest

from newscrawl.channels import POLITICS, SAMPLE_SERVER, SAMPLE_SITE
from newscrawl.errors import BadArgument
from newscrawl.run.binding import ARCHIVE, bound_to
from newscrawl.run.run import Run
from newscrawl.run.session import Options
from newscrawl.spiders.arguments import read_arguments
from newscrawl.store.state import State
from newscrawl.tools.sample.server import serve
from newscrawl.tools.verify import verify
from tests.run.building import begun, ended

HERE = "http://127.0.0.1:8000"


def crawl(data, site, *, same_site=False):
    run = Run(data, site, Options(archive=False, same_site=same_site))
    ended(run)
    return run.number


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://www.arcamax.com", "http://ard.arcamaxmails.com"),
        ("https://arcamax.com", "https://www.arcamax.com"),
        (HERE, HERE),
        (HERE, "https://127.0.0.1:8000"),
        ("http://news.example", "http://news.example:80"),
        ("http://news.example", "https://news.example:443"),
        (ARCHIVE, HERE),
        (HERE, ARCHIVE),
    ],
)
def test_one_identity_goes_on(tmp_path, first, second):
    assert [crawl(tmp_path, first), crawl(tmp_path, second)] == [1, 2]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (HERE, "http://127.0.0.1:8001"),
        (HERE, "https://www.arcamax.com"),
        ("https://www.arcamax.com", HERE),
        ("http://news.example", "http://www.news.example"),
    ],
)
def test_another_site_changes_nothing_and_the_line_that_continues_is_named(tmp_path, first, second):
    crawl(tmp_path, first)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(BadArgument, match="belongs to") as error:
        crawl(tmp_path, second)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    named = dict(pair.split("=", 1) for pair in re.findall(r"-a (\S+)", str(error.value)))
    arguments = read_arguments(**named)
    assert crawl(tmp_path, arguments.site, same_site=arguments.same_site) == 2
    assert crawl(tmp_path, second) == 3
    with pytest.raises(BadArgument):
        crawl(tmp_path, first)


def test_a_folder_of_before_takes_the_site_of_its_last_run(tmp_path):
    """Its records all name www.arcamax.com, whatever site was crawled."""
    ended(begun(tmp_path))
    state = State.open_readonly(tmp_path / "state.db")
    assert bound_to(state) == "www.arcamax.com"
    state.connection.close()


def test_the_sample_is_one_site_whatever_its_port(tmp_path):
    with serve() as site:
        run = Run(tmp_path, site, Options(archive=False))
        run.note_home(POLITICS.home_of(site, SAMPLE_SERVER))
        ended(run)
    with serve() as site:
        run = Run(tmp_path, site, Options(archive=False))
        assert (bound_to(run.state), run.site) == ("sample.example", site)
        ended(run)
    with pytest.raises(BadArgument):  # nothing answers there
        crawl(tmp_path, HERE)


@pytest.mark.parametrize(
    ("url", "server", "home"),
    [
        ("http://ARD.arcamaxmails.com/x", "", "https://www.arcamax.com"),
        ("http://127.0.0.1:8000/x", SAMPLE_SERVER, SAMPLE_SITE),
        ("http://[::1]:8000/x", SAMPLE_SERVER, SAMPLE_SITE),
        ("http://[::1]:8000/x", "", "http://[::1]:8000"),
        (
            "https://news.example/x",
            SAMPLE_SERVER,
            "https://news.example",
        ),  # only the machine itself can serve the sample
        ("HTTP://News.Example:80/x?y", "nginx", "http://news.example"),
        ("https://news.example:80/x", "", "https://news.example:80"),
        ("file:///tmp/page.html", "", "https://www.arcamax.com"),
    ],
)
def test_a_record_names_the_site_that_its_page_came_from(url, server, home):
    assert POLITICS.home_of(url, server) == home


def test_a_folder_that_was_refused_is_still_whole(tmp_path):
    crawl(tmp_path, HERE)
    with pytest.raises(BadArgument):
        crawl(tmp_path, "http://127.0.0.1:8001")
    assert list(verify(tmp_path)) == []
