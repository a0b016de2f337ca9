"""In which order a crawl asks for stories."""

from itertools import pairwise

import pytest

from tests.crawling import crawl
from tests.site import listing, served, story


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_first_crawl_asks_for_the_oldest_stories_of_all_sections_first(tmp_path):
    newest_first = [*range(8060, 1000, -116)]
    pages: dict[str, bytes | tuple[int, bytes]] = {}
    for section, title, ids in [
        ("opeds", "Op Eds", newest_first[::2]),
        ("mod", "Politics, Moderate", newest_first[1::2]),
    ]:
        pages |= {f"/politics/{section}/s-{number}": story(number, section=title) for number in ids}
        pages[f"/politics/{section}"] = listing(section, ids[:15])
        pages[f"/politics/{section}/page-2"] = listing(section, ids[15:])
    with served(pages) as site:
        assert crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds,mod").returncode == 0
    asked = [int(path.rpartition("-")[2]) for path in site.asked if "/s-" in path]
    assert sorted(asked) == newest_first[::-1]
    after = asked[3 * 6 :]  # three are read for each listing page meanwhile
    assert after == sorted(after)


def test_of_a_listing_the_oldest_is_asked_for_first(tmp_path):
    newest_first = [*range(240, 200, -1)]
    pages: dict[str, bytes | tuple[int, bytes]]
    pages = {f"/politics/opeds/s-{number}": story(number, section="Op Eds") for number in newest_first}
    pages["/politics/opeds"] = listing("opeds", newest_first[:20])
    pages["/politics/opeds/page-2"] = listing("opeds", newest_first[20:])
    with served(pages) as site:
        assert crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds").returncode == 0
    asked = [int(path.rpartition("-")[2]) for path in site.asked if "/s-" in path]
    assert sorted(asked) == sorted(newest_first)
    assert sum(later > earlier for earlier, later in pairwise(asked)) >= len(asked) - 4
