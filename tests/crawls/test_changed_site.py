"""What exit code, verdict and ledger say of a site that changed, blocks or has a quiet day."""

import pytest

from newscrawl.tools.savepage import read_saved
from tests.crawling import crawl, ledger, on
from tests.site import listing, paragraphs, served, story
from tests.torture import own_story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

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


def test_a_changed_template_is_named_by_ledger_status_and_exit_code(tmp_path):
    first, second = list(range(500, 530)), list(range(540, 560))
    plain = {
        f"/politics/politicalnews/s-{n}": story(n).replace(b"by the mill", f"by mill number {n}".encode())
        for n in first + second
    }
    with served({"/politics/politicalnews": listing("politicalnews", first), **plain}) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", second + first)
        for path, page in plain.items():
            site.pages[path] = page.replace(b"Ann Lee, Harbor City News on ", b"").replace(
                b"<p>Published in Political News</p>", b""
            )
        result = crawl(tmp_path, *on(site))
    assert result.returncode == 65, result.stderr
    assert any(
        "byline" in line and "100 % of pages before, 0 % now" in line
        for line in ledger(tmp_path, 2)["health"]
    )
    shown = crawl(tmp_path, "--drift", command=("status",)).stdout
    assert "field byline" in shown
    assert "landmark byline: 100 % of pages before, 0 % now (such as 5" in shown
    kept = sorted(tmp_path.glob("reports/politics-000002/*.html"))
    assert kept, result.stderr
    assert kept[0].name in result.stderr
    now, expected = read_saved(kept[0])
    assert now == expected
    assert now["record"]["byline"] is None


def test_bodies_that_shrink_are_named_by_ledger_and_exit_code(tmp_path):
    first, second = list(range(500, 530)), list(range(540, 560))
    with served({"/politics/politicalnews": listing("politicalnews", first)}) as site:
        site.pages |= {f"/politics/politicalnews/s-{n}": own_story(n) for n in first}
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", second + first)
        for n in second:
            page, (_, *rest) = own_story(n), paragraphs(n)
            cut = "".join(f"<p>{one}</p>" for one in rest).encode()
            site.pages[f"/politics/politicalnews/s-{n}"] = page.replace(cut, b"")
        result = crawl(tmp_path, *on(site))
    assert result.returncode == 65, result.stderr
    assert any(line.startswith("body length article_body: ") for line in ledger(tmp_path, 2)["health"])


def test_a_listing_that_gives_no_entries_is_kept_as_a_report(tmp_path):
    page = b"<html><title>Political News</title><h1>Political News</h1><p>Nothing to see.</p></html>"
    with served({"/politics/politicalnews": page}) as site:
        assert crawl(tmp_path, *on(site)).returncode == 66
    assert len(list(tmp_path.glob("reports/politics-000001/*_listing-politicalnews.html"))) == 1
