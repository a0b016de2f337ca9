import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.channels import POLITICS
from newscrawl.text.addresses import story_addresses
from newscrawl.urls import (
    Address,
    AddressKind,
    canonical_url,
    feed_path,
    listing_path,
    on_site,
    read_address,
)

LANDING, LISTING, STORY, FEED, CARTOON, OTHER = AddressKind

CASES = [
    ("https://www.arcamax.com/politics", LANDING, "/politics", "politics", None, 1),
    ("/politics/", LANDING, "/politics", "politics", None, 1),
    ("/politics/page-2", LANDING, "/politics/page-2", "politics", None, 2),
    ("/politics/opeds", LISTING, "/politics/opeds", "politics/opeds", None, 1),
    ("/politics/opeds/page-1", LISTING, "/politics/opeds", "politics/opeds", None, 1),
    ("/politics/opeds/page-16/", LISTING, "/politics/opeds/page-16", "politics/opeds", None, 16),
    (
        "/politics/fromtheleft/clarencepage/page-2",
        LISTING,
        "/politics/fromtheleft/clarencepage/page-2",
        "politics/fromtheleft/clarencepage",
        None,
        2,
    ),
    ("/politicalnews", LISTING, "/politics/politicalnews", "politics/politicalnews", None, 1),
    ("/mod", LISTING, "/politics/mod", "politics/mod", None, 1),
    ("/fromtheright?x=/politics/s-1", LISTING, "/politics/fromtheright", "politics/fromtheright", None, 1),
    ("HTTPS://ARCAMAX.COM/Politics/OpEds/S-12", STORY, "/politics/opeds/s-12", "politics/opeds", "12", 1),
    (
        "//ard.arcamaxmails.com/opeds/s-4060857",
        STORY,
        "/politics/opeds/s-4060857",
        "politics/opeds",
        "4060857",
        1,
    ),
    ("http://[::1]:8000/politics/mod/s-7#top", STORY, "/politics/mod/s-7", "politics/mod", "7", 1),
    ("/monacharen/s-4059702", STORY, "/monacharen/s-4059702", "monacharen", "4059702", 1),
    (
        "/newsheadlines/s-276907-978966?source=1930",
        STORY,
        "/newsheadlines/s-276907-978966",
        "newsheadlines",
        "276907-978966",
        1,
    ),
    ("/politics/opeds/s-2038060?print", STORY, "/politics/opeds/s-2038060", "politics/opeds", "2038060", 1),
    ("/politics/opeds/s-123/", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("/politics/opeds/s-123/some-title", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("/politics/opeds/s-123&amp;print=1", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("/politics/opeds/page-2/s-123", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("/politics/%6fpeds/%73-123", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("/politics/mod/../opeds/./s-123", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    (" /politics/opeds/s-123\n", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("politics/opeds/s-123", STORY, "/politics/opeds/s-123", "politics/opeds", "123", 1),
    ("/politics/opeds/s-12x", OTHER, "/politics/opeds/s-12x", None, None, 1),
    ("/politics/s-12x", OTHER, "/politics/s-12x", None, None, 1),
    ("/politics/opeds/s-" + "1" * 41, OTHER, "/politics/opeds/s-" + "1" * 41, None, None, 1),
    ("/politics/opeds/s-१२३", OTHER, "/politics/opeds/s-%e0%a5%a7%e0%a5%a8%e0%a5%a9", None, None, 1),
    ("/politics/opeds/rss", FEED, "/politics/opeds/rss", "politics/opeds", None, 1),
    ("http://www.arcamax.com//politics//opeds/rss", FEED, "/politics/opeds/rss", "politics/opeds", None, 1),
    ("//politics//opeds/rss", FEED, "/politics/opeds/rss", "politics/opeds", None, 1),
    (
        "/fromtheright/monacharen/rss",
        FEED,
        "/politics/fromtheright/monacharen/rss",
        "politics/fromtheright/monacharen",
        None,
        1,
    ),
    (
        "/politics/editorialcartoons/a/s-5",
        CARTOON,
        "/politics/editorialcartoons/a/s-5",
        "politics/editorialcartoons/a",
        "5",
        1,
    ),
    (
        "/politics/editorialcartoons",
        CARTOON,
        "/politics/editorialcartoons",
        "politics/editorialcartoons",
        None,
        1,
    ),
    ("/thefunnies/bc/s-12", CARTOON, "/thefunnies/bc/s-12", "thefunnies/bc", "12", 1),
    ("/thefunnies/", CARTOON, "/thefunnies", "thefunnies", None, 1),
    ("/politics/a/b/c", OTHER, "/politics/a/b/c", None, None, 1),
    ("/politics/opeds/x.jpg", OTHER, "/politics/opeds/x.jpg", None, None, 1),
    ("/politics/index.php", OTHER, "/politics/index.php", None, None, 1),
    ("/esp/bin/s-1", OTHER, "/esp/bin/s-1", None, None, 1),
    ("/monacharen", OTHER, "/monacharen", None, None, 1),
    ("https://www.arcamax.com", OTHER, "/", None, None, 1),
]


@pytest.mark.parametrize(("url", "kind", "path", "section_path", "story_id", "page"), CASES)
def test_an_address_is_read(url, kind, path, section_path, story_id, page):
    assert read_address(url) == Address(kind, path, section_path, story_id, page)


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "?print",
        "#top",
        "http://[bad",
        "http://[bad/politics/opeds/s-1",
        "http:politics/opeds",
        "http:///politics",
        "javascript:void(0)",
        "mailto:a@example.com?body=/politics/opeds/s-1",
        "data:text/html,/politics/opeds/s-1",
        "ftp://arcamax.com/politics/opeds",
        "/politics/op\x00eds/s-1",
        "/politics/op\neds",
        "\\politics\\opeds",
        "/politics/\ud800/s-1",
        "/politics%2fopeds/s-1",
        "%",
        "..",
    ],
)
def test_what_names_no_page_of_the_site_is_other(url):
    assert read_address(url).kind is OTHER


@pytest.mark.parametrize(
    ("link", "base", "path"),
    [
        ("s-123", "https://www.arcamax.com/politics/opeds/", "/politics/opeds/s-123"),
        ("s-123", "https://www.arcamax.com/politics/opeds/page-2", "/politics/opeds/s-123"),
        ("../s-1", "https://www.arcamax.com/politics/opeds/page-2", "/politics/s-1"),
        ("../opeds/s-1", "https://www.arcamax.com/politics/mod/", "/politics/opeds/s-1"),
        ("page-3", "https://www.arcamax.com/politics/opeds/page-2", "/politics/opeds/page-3"),
        ("politics/opeds/s-1", "https://www.arcamax.com/politics/opeds/page-2", "/politics/opeds/s-1"),
        (
            "fromtheleft/clarencepage/s-1",
            "https://www.arcamax.com/politics/opeds/",
            "/politics/fromtheleft/clarencepage/s-1",
        ),
        ("/politics/mod", "https://www.arcamax.com/politics/opeds/", "/politics/mod"),
        ("s-1", "javascript:", "/s-1"),
        ("?print", "https://www.arcamax.com/politics/opeds/", "/"),
    ],
)
def test_a_relative_link_is_resolved_against_its_page(link, base, path):
    assert read_address(link, base).path == path


@pytest.mark.parametrize(
    ("url", "politics"),
    [
        ("/politics/opeds/s-1", True),
        ("/opeds/s-1", True),
        ("/politics", True),
        ("/monacharen/s-1", True),
        ("/newsheadlines/s-276907-978966", False),
        ("/health/s-1", False),
        ("/currentnews/newsheadlines/s-1", False),
        ("/s-1", False),
        ("/thefunnies/bc", False),
        ("mailto:x", False),
    ],
)
def test_a_bare_path_may_be_a_columnists(url, politics):
    assert read_address(url).is_in_channel is politics


def test_paths_are_written():
    assert canonical_url("http://ard.arcamaxlive.com/mod/s-1/?print") == f"{POLITICS.site}/politics/mod/s-1"
    assert listing_path("politics/mod") == "/politics/mod"
    assert listing_path("/politics/mod/", 3) == "/politics/mod/page-3"
    assert feed_path("politics/mod") == "/politics/mod/rss"
    assert on_site("http://127.0.0.1:8000", "/politics") == on_site("http://127.0.0.1:8000/", "politics")


@pytest.mark.parametrize("section_path", POLITICS.titles)
@pytest.mark.parametrize("page", [1, 2, 16])
def test_what_is_written_is_read_back(section_path, page):
    assert read_address(listing_path(section_path, page)).page == page
    assert read_address(listing_path(section_path, page)).section_path == section_path
    assert read_address(feed_path(section_path)).kind is FEED


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<a href="/politics/opeds/s-1">', [(9, "/politics/opeds/s-1")]),
        ("<a href=/politics/opeds/s-1?print>x", [(8, "/politics/opeds/s-1")]),
        (
            'politics/fromtheleft/clarencepage/s-3722120">Read more',
            [(0, "/politics/fromtheleft/clarencepage/s-3722120")],
        ),
        ('"https://ard.example.com:80/mod/s-5"', [(1, "/politics/mod/s-5")]),
        ("'//ard.example.com/monacharen/s-5'", [(1, "/monacharen/s-5")]),
        (r'{"url":"https:\/\/x.com\/politics\/opeds\/s-2"}', [(8, "/politics/opeds/s-2")]),
        (r'{"url":"\/opeds\/s-2"}', [(8, "/politics/opeds/s-2")]),
        (r"href=\u0022\/politics\/opeds\/s-2\u0022", [(12, "/politics/opeds/s-2")]),
        (r"'https:\\/\\/x.com\\/opeds\\/s-2'", [(1, "/politics/opeds/s-2")]),
        ("{&quot;u&quot;:&quot;/politics/opeds/s-2&quot;}", [(21, "/politics/opeds/s-2")]),
        ('"/politics/opeds/s-1?a=1&amp;b=/politics/opeds/s-2"', [(1, "/politics/opeds/s-1")]),
        (
            "See /politics/opeds/s-1, /politics/mod/s-2.",
            [(4, "/politics/opeds/s-1"), (25, "/politics/mod/s-2")],
        ),
        ("url(/politics/opeds/s-1)", [(4, "/politics/opeds/s-1")]),
        ('"sharer.php?u=https%3A%2F%2Fwww.arcamax.com%2Fpolitics%2Fopeds%2Fs-1"', []),
        ('"sharer.php?u=https://www.arcamax.com/politics/opeds/s-1"', []),
        ('"?a=b&amp;u=https://www.arcamax.com/politics/opeds/s-1"', []),
        ('<p id="s-12" class="x/s-3 m-4">', []),
        ('"/thefunnies/bc/s-1" "/esp/s-2" "/politics/opeds/s-12x" "/politics/mod/s-5.html"', []),
        ("", []),
    ],
)
def test_story_addresses_are_found_in_source(source, expected):
    assert [(at, address.path) for at, address in story_addresses(source)] == expected


def test_relative_story_addresses_are_resolved():
    base = "https://www.arcamax.com/politics/opeds/page-2"
    assert story_addresses('"../mod/s-1"', base)[0][1].path == "/politics/mod/s-1"


@pytest.mark.parametrize(
    "unit",
    [
        "/s-1",
        "s-1/",
        "a/",
        "/",
        "\\/",
        "\\",
        "&",
        "https:/",
        "politics/",
        "http://s-1/",
        "/s-1 ",
        "-1",
        "s-1-",
        ":",
        "%",
    ],
)
@pytest.mark.slow
def test_hostile_source_takes_linear_time(unit):
    begin = time.process_time()
    story_addresses(unit * (400_000 // len(unit)))
    story_addresses("/s-" + unit * (400_000 // len(unit)))
    assert time.process_time() - begin < 20  # CPU seconds; what is quadratic takes minutes


PIECES = st.sampled_from(
    "politics opeds mod thefunnies esp rss s-1 s-2-3 s-1x page-1 page-2 .. . // / \\ % %2f %41 %% ? # & : http: "
    "https://x.com editorialcartoons İ K a é".split()
)
TEXTS = st.one_of(
    st.text(st.characters(codec=None)), st.lists(PIECES).map("/".join), st.lists(PIECES).map("".join)
)


@given(TEXTS, st.none() | TEXTS)
@example("/page-2/opeds/s-1", None)
@example("/x/page-2/page-3/s-1", None)
@example("/%%34%31", None)
def test_canonicalising_twice_changes_nothing(url, base):
    once = read_address(url, base)
    assert read_address(once.url) == once or once == Address(OTHER, once.path)
    assert canonical_url(once.url) == once.url
    assert once.path.startswith("/")
    assert "//" not in once.path
    assert once.path == once.path.lower()


@given(
    section=st.sampled_from([*POLITICS.titles, "politics/fromtheleft/clarencepage", "opeds", "monacharen"]),
    story_id=st.from_regex(r"[0-9]{1,9}(-[0-9]{1,9}){0,2}", fullmatch=True),
    host=st.sampled_from(
        [
            "https://www.arcamax.com",
            "http://ard.arcamaxmails.com",
            "//aramaxoffers.com",
            "HTTP://[::1]:80",
            "",
        ]
    ),
    tail=st.sampled_from(["", "/", "//", "/a-title"]),
    query=st.just("") | st.text(st.characters(codec=None)).map("?".__add__),
    fragment=st.just("") | st.text(st.characters(codec=None)).map("#".__add__),
    upper=st.booleans(),
)
def test_nothing_but_the_path_is_a_storys_identity(section, story_id, host, tail, query, fragment, upper):
    plain = f"/{section}/s-{story_id}"
    path = plain.upper() if upper else plain
    assert read_address(host + path + tail + query + fragment) == read_address(plain)
    assert read_address(plain).story_id == story_id


@given(TEXTS, st.none() | TEXTS)
def test_no_source_stops_the_search(source, base):
    for at, address in story_addresses(source, base):
        assert 0 <= at < len(source)
        assert address.kind is STORY
        assert address.story_id
