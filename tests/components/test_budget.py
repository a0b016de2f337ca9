"""A run's budget of requests and minutes: it ends early, says so, and the next run goes on."""

import time

import pytest

from newscrawl.channels import POLITICS
from tests.crawling import crawl, ids, ledger
from tests.raw import ALL, NEWS, http, raw, run
from tests.site import channel, listing, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
OUTCOMES = ("known", "stored", "duplicate", "tombstone", "failed", "skipped")
TIRED = http(b"", "503 X", "Retry-After: 60")


def ended(data, reason):
    """Check a run that ended early: every listed story has an outcome, none counts as failed."""
    said = ledger(data)
    assert (said["reason"], said["exit_code"]) == (reason, 124)
    section = said["sections"]["politics/politicalnews"]
    assert section["listed"] == sum(section[name] for name in OUTCOMES) > 0
    assert "missing" not in section
    assert section["failed"] == 0
    assert f"the run ended: {reason}" in said["skipped"].values()
    return said


def test_a_run_asks_no_more_than_its_requests(tmp_path):
    with raw() as site:
        result = run(tmp_path, site, "-a", "max_requests=4")
        assert result.returncode == 124, result.stderr
        assert len(site.asked) == ended(tmp_path, "out of requests")["requests"] == 4
        assert run(tmp_path, site).returncode == 0
    assert ids(tmp_path) == ALL


@pytest.mark.parametrize("special", [{}, {f"{NEWS}/s-101": TIRED}, {f"{NEWS}/s-101": "hang"}])
def test_a_run_ends_when_its_minutes_are_over_whatever_it_waits_for(tmp_path, special):
    with raw(special) as site:
        began = time.monotonic()
        result = run(tmp_path, site, "-a", "max_minutes=0.06", "-s", "DOWNLOAD_DELAY=0.9")
        assert result.returncode == 124, result.stderr
        assert time.monotonic() - began > 3.6
        assert max(at for at, _ in site.asked) - min(at for at, _ in site.asked) < 5
        ended(tmp_path, "out of time")
        site.special = {}
        assert run(tmp_path, site).returncode == 0
    assert ids(tmp_path) == ALL


def test_scrapys_own_time_limit_is_one(tmp_path):
    with raw() as site:
        result = run(tmp_path, site, "-s", "CLOSESPIDER_TIMEOUT=2", "-s", "DOWNLOAD_DELAY=0.5")
    assert result.returncode == 124, result.stderr
    assert ledger(tmp_path)["reason"] == "closespider_timeout"


def test_a_site_that_makes_up_sections_keeps_no_crawl_from_its_stories(tmp_path):
    made_up = "".join(f"<a href='/politics/fromtheleft/c{n}'>C{n}</a>" for n in range(1_200)).encode()
    with served(channel() | {"/politics": b"<html><body>" + made_up + b"</body></html>"}) as site:
        result = crawl(tmp_path, "-a", f"site={site.url}", "-a", "max_pages=1")
    said = ledger(tmp_path)
    assert len(said["sections"]) == 500
    assert {"101", "102", "103"} & set(ids(tmp_path)), result.stderr
    assert set(said["lost"].values()) == {"over 500 sections"}
    assert len(said["lost"]) == 100


def test_what_a_crawl_goes_on_without_is_named(tmp_path):
    """A feed and a landing page that fail, links that lead too deep or to themselves."""
    deep = b"<a href='/politics/opeds/a/b/c/s-901'>Deep</a><a href='/politics/opeds/opeds/s-902'>Again</a>"
    with raw({f"{NEWS}/rss": http(b"", "500 X"), "/politics": http(b"<p>Welcome<a href='x")}) as site:
        site.pages["/politics/opeds"] = listing("opeds", [106]).replace(b"</body>", deep + b"</body>")
        result = crawl(tmp_path, "-a", f"site={site.url}", "-s", "RETRY_TIMES=0", "-a", "max_pages=2")
    lost = ledger(tmp_path)["lost"]
    assert set(lost) == {
        f"{NEWS}/rss",
        "/politics",
        "/politics/opeds/a/b/c/s-901",
        "/politics/opeds/opeds/s-902",
    }
    assert "status 500" in lost[f"{NEWS}/rss"]
    assert lost["/politics"] == "bytes stop inside a tag"
    assert lost["/politics/opeds/a/b/c/s-901"] == "path over 3 segments deep"
    assert lost["/politics/opeds/opeds/s-902"] == "path repeats a segment"
    assert not [path for path in site.paths() if "/s-90" in path]
    assert {"101", "102", "103"} & set(ids(tmp_path)), result.stderr


def test_a_budget_that_ends_among_the_listings_leaves_room_for_stories(tmp_path):
    pages: dict[str, bytes | tuple[int, bytes]] = {}
    names = [*POLITICS.titles]
    for place, section in enumerate(names):
        numbers = [*range(9_000 + 100 * place, 8_950 + 100 * place, -1)]
        pages |= {f"/{section}/s-{number}": story(number) for number in numbers}
        for page in range(5):
            address = f"/{section}" + (f"/page-{page + 1}" if page else "")
            pages[address] = listing(section.removeprefix("politics/"), numbers[10 * page : 10 * page + 10])
    with served(pages) as site:
        options = ("-a", f"site={site.url}", "-a", f"sections={','.join(names)}", "-a", "max_requests=40")
        for _ in range(2):
            site.asked.clear()
            assert crawl(tmp_path, *options).returncode == 124
            assert sum("/s-" in path for path in site.asked) >= 15, site.asked


@pytest.mark.parametrize("budget", [3, 4, 5, 10])
def test_each_run_stores_stories_however_small_its_budget(tmp_path, budget):
    numbers = [*range(9_000, 8_960, -1)]
    pages: dict[str, bytes | tuple[int, bytes]] = {f"{NEWS}/s-{number}": story(number) for number in numbers}
    for page in range(4):
        pages[NEWS + (f"/page-{page + 1}" if page else "")] = listing(
            "politicalnews", numbers[10 * page : 10 * page + 10]
        )
    with served(pages) as site:
        for number in (1, 2, 3):
            site.asked.clear()
            result = crawl(
                tmp_path,
                "-a",
                f"site={site.url}",
                "-a",
                f"max_requests={budget}",
                "-a",
                "sections=politicalnews",
            )
            assert result.returncode == 124, result.stderr
            said = ledger(tmp_path, number)
            assert said["outcomes"]["stored"] >= max(1, (budget - 2) // 2)
            assert said["verdict"].startswith(f"partial: {said['waiting']} stor")
            assert len(site.asked) <= budget


@pytest.mark.parametrize("seconds", [0.05, 2])
def test_each_run_stores_a_story_however_little_time_it_has(tmp_path, seconds):
    with raw() as site:
        for number in (1, 2):
            result = run(tmp_path, site, "-a", f"max_minutes={seconds / 60}", "-s", "DOWNLOAD_DELAY=0.9")
            assert result.returncode == 124, result.stderr
            assert ledger(tmp_path, number)["outcomes"]["stored"] >= 1


def test_with_a_small_budget_a_listing_is_read_to_its_end_in_as_many_runs_as_it_takes(tmp_path):
    numbers = [*range(9_000, 8_970, -1)]
    pages: dict[str, bytes | tuple[int, bytes]] = {f"{NEWS}/s-{number}": story(number) for number in numbers}
    for page in range(10):
        pages[NEWS + (f"/page-{page + 1}" if page else "")] = listing(
            "politicalnews", numbers[3 * page : 3 * page + 3]
        )
    with served(pages) as site:
        for _ in range(15):
            last = crawl(
                tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews", "-a", "max_requests=7"
            ).returncode
            if last == 0:
                break
    assert last == 0
    assert ids(tmp_path) == sorted(map(str, numbers))


def test_a_budget_smaller_than_the_sections_reads_them_all_and_then_ends_with_0(tmp_path):
    pages: dict[str, bytes | tuple[int, bytes]] = {}
    names = [*POLITICS.titles][:2]
    for place, section in enumerate(names):
        numbers = [9_101 + 100 * place, 9_100 + 100 * place]
        pages |= {f"/{section}/s-{number}": story(number) for number in numbers}
        for page, number in enumerate(numbers):
            address = f"/{section}" + (f"/page-{page + 1}" if page else "")
            pages[address] = listing(section.removeprefix("politics/"), [number])
    options = ("-a", f"sections={','.join(names)}", "-a", "max_requests=3")
    codes: list[int] = []
    with served(pages) as site:
        while not codes or (codes[-1] == 124 and len(codes) < 20):
            result = crawl(tmp_path, "-a", f"site={site.url}", *options)
            codes.append(result.returncode)
        assert codes[-1] == 0, result.stderr
        assert len(codes) > 3
        assert len(ids(tmp_path)) == 4
        assert [site.asked.count(f"/{section}/rss") for section in names] == [1, 1]
