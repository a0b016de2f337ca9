"""What exit code, ledger and reports say of a site that changed or blocks."""

import pytest

from newscrawl.tools.savepage import read_saved
from tests.crawling import crawl, ledger, on
from tests.site import listing, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

NUMBERS = list(range(300, 312))
NEWS = "/politics/politicalnews"
CAPTCHA = b"<html><title>Just a moment</title><body><p>Verify you are human. Complete the captcha to go on.</p></body></html>"
EXPIRED = listing("politicalnews", NUMBERS)


@pytest.mark.parametrize(("page", "code"), [(CAPTCHA, 78), (EXPIRED, 65)])
def test_pages_that_are_no_stories_are_told_and_kept_unless_the_site_blocks(tmp_path, page, code):
    with served({NEWS: EXPIRED} | {f"{NEWS}/s-{n}": page for n in NUMBERS}) as site:
        result = crawl(tmp_path, *on(site))
    assert result.returncode == code, result.stderr
    assert ledger(tmp_path)["exit_code"] == code
    assert bool(list(tmp_path.glob("reports/*/*.html"))) == (code == 65)


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


def test_a_listing_that_gives_no_entries_is_kept_as_a_report(tmp_path):
    page = b"<html><title>Political News</title><h1>Political News</h1><p>Nothing to see.</p></html>"
    with served({"/politics/politicalnews": page}) as site:
        assert crawl(tmp_path, *on(site)).returncode == 66
    assert len(list(tmp_path.glob("reports/politics-000001/*_listing-politicalnews.html"))) == 1
