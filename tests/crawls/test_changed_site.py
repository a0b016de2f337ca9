"""Health: what a run's exit code and verdict say of a site that changed, blocks or has a quiet day."""

import pytest

from tests.crawling import crawl, ledger
from tests.site import listing, served, story

NUMBERS = list(range(300, 312))
NEWS = "/politics/politicalnews"
CAPTCHA = b"<html><title>Just a moment</title><body><p>Verify you are human. Complete the captcha to go on.</p></body></html>"
EXPIRED = listing("politicalnews", NUMBERS)


def own(number):
    return story(number).replace(b"by the mill", b"by mill number %d" % number)


def site_of(page):
    return {NEWS: listing("politicalnews", NUMBERS)} | {f"{NEWS}/s-{n}": page(n) for n in NUMBERS}


@pytest.mark.parametrize(
    ("page", "code", "verdict"),
    [(lambda _: CAPTCHA, 78, "blocked"), (lambda _: EXPIRED, 65, "incomplete"), (own, 0, "ok")],
)
def test_stories_that_are_none_are_told(tmp_path, page, code, verdict):
    with served(site_of(page)) as site:
        result = crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews")
    assert result.returncode == code, result.stderr
    said = ledger(tmp_path)
    assert said["verdict"] == verdict
    assert (code == 0) == (not said["health"])
    assert bool(list(tmp_path.glob("reports/*/*.html"))) == (code == 65)


def test_few_new_stories_are_a_quiet_day_and_no_failure(tmp_path):
    options = ("-a", "sections=politicalnews")
    with served(site_of(own)) as site:
        for first in (300, 400, 500, 600):
            numbers = [first + n for n in range(12 if first < 600 else 1)]
            site.pages[NEWS] = listing("politicalnews", numbers)
            site.pages |= {f"{NEWS}/s-{n}": own(n) for n in numbers}
            assert crawl(tmp_path, "-a", f"site={site.url}", *options).returncode == 0
    assert [ledger(tmp_path, number)["verdict"] for number in (1, 2, 3, 4)] == ["ok", "ok", "ok", "quiet day"]
