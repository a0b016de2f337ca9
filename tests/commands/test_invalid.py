"""What no command can use ends it with 64 and one line: the name, the value and what to do instead."""

import pytest

from tests.commands.running import scrapy

CRAWL = ("crawl", "politics")
BAD = [
    # settings: the name, a value that is not allowed
    *(
        ((*CRAWL, "-s", f"{name}={value}"), name, value)
        for name, value in (
            ("NEWSCRAWL_DATA_DIR", ""), ("NEWSCRAWL_CONTACT", "me"), ("NEWSCRAWL_CONTACT", "ftp://b.example"),
            ("DOWNLOAD_DELAY", "-1"), ("DOWNLOAD_DELAY", "1s"), ("DOWNLOAD_TIMEOUT", "soon"), ("CONCURRENT_REQUESTS", "many"),
            ("ROBOTSTXT_OBEY", "perhaps"), ("FEEDS", "stories.csv"), ("LOG_LEVEL", "LOUD"), ("CLOSESPIDER_TIMEOUT", "1h"),
            ("NEWSCRAWL_TRIES", "0"), ("NEWSCRAWL_TRY_DAYS", "-7"), ("NEWSCRAWL_PROBE_EVERY", "nan"), ("NEWSCRAWL_ARCHIVE", "maybe"),
            ("NEWSCRAWL_ARCHIVE_DAYS", "1e3"), ("NEWSCRAWL_GZIP", "gz"), ("NEWSCRAWL_LONGEST_CRAWL_DELAY", "0"),
            ("NEWSCRAWL_LONGEST_RETRY_AFTER", "90000"), ("NEWSCRAWL_BACKOFF", "nan"), ("NEWSCRAWL_LONGEST_READING", "never"),
            ("NEWSCRAWL_CONTCT", "a@b.example"),
        )
    ),
    # arguments of the spider
    *(
        ((*CRAWL, "-a", f"{name}={value}"), name, value)
        for name, value in (
            ("site", "www.arcamax.com"), ("site", "http://127.0.0.1:99999"), ("site", "file:///etc/passwd"),
            ("sections", ","), ("sections", "../sports"), ("max_pages", "0"), ("max_requests", "ten"), ("max_minutes", "-1"),
            ("max_minutes", "nan"), ("since", "1 May"), ("refresh", "1.5"), ("full", "perhaps"), ("same_site", "si"), ("limit", "5"),
        )
    ),
    # options and words
    ((*CRAWL, "-s", "NEWSCRAWL_TRIES"), "-s", "NEWSCRAWL_TRIES"),
    ((*CRAWL, "-a", "full"), "-a", "full"),
    ((*CRAWL, "-L", "LOUD"), "LOG_LEVEL", "LOUD"),
    ((*CRAWL, "-O", "stories.xyz"), "output", "xyz"),
    ((*CRAWL, "--fast"), "option", "--fast"),
    (("crawl", "sports"), "spider", "sports"),
    (("status", "--runs", "many"), "--runs", "many"),
    (("status", "--max-age", "soon"), "max-age", "soon"),
    (("status", "politics"), "options", "politics"),
    (("verify", "--all"), "option", "--all"),
    (("explain", "none.html"), "file", "none.html"),
    (("savepage", "page.html"), "page.html", "NAME"),
    (("reextract", "--since", "yesterday"), "--since", "yesterday"),
    (("reextract", "--run", "last"), "--run", "last"),
    (("retry", "--run", "x"), "--run", "x"),
    (("retry",), "--outcome", "ids"),
    (("recover", "--files", "--force"), "--files", "--force"),
    (("forget", "1", "2"), "1 2", "ID"),
    (("clusters", "--tie", "1"), "--tie", "expected 2 arguments"),
    (("backup",), "nothing", "DIR"),
    (("settings", "--newscrawl", "-s", "NEWSCRAWL_GZIP=2"), "NEWSCRAWL_GZIP", "2"),
    (("shell", "-s", "NEWSCRAWL_TRIES=x"), "NEWSCRAWL_TRIES", "x"),
    (("parse", "-a", "site", "http://127.0.0.1/"), "-a", "site"),
    (("parse", "page.html"), "address", "page.html"),
    (("demo", "-s", "NEWSCRAWL_TRIES=x"), "NEWSCRAWL_TRIES", "x"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty data folder, so that no call changes a real one."""
    monkeypatch.setenv("NEWSCRAWL_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize(("words", "name", "value"), BAD, ids=[" ".join(words) for words, _, _ in BAD])
def test_it_is_refused_with_one_line_that_says_what_to_do(words, name, value, tmp_path):
    code, out, err = scrapy(*words)
    assert (code, out) == (64, ""), err
    assert err.count("\n") == 1
    assert err.startswith("newscrawl: ")
    assert name in err
    assert value in err
    assert any(
        word in err
        for word in (
            "give",
            "use",
            "Use",
            "name",
            "Name",
            "Did you mean",
            "--help",
            "are",
            "Set",
            "goes with",
        )
    )
    assert "Traceback" not in err
    assert not (tmp_path / "data" / "state.db").exists()


def test_there_are_more_than_forty():
    assert len(BAD) > 40


@pytest.mark.parametrize("option", ["--logfile", "--pidfile"])
def test_a_file_that_cannot_be_written_is_one_line_too(option):
    code, out, err = scrapy("status", option, "/no/such/folder/file")
    assert (code, out, err.count("\n")) == (73, "", 1)
    assert "Cannot write /no/such/folder/file" in err
