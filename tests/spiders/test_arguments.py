"""Spider arguments: what cannot be meant is named, with the value and what to give."""

import pytest

from newscrawl.errors import BadArgument
from newscrawl.spiders.arguments import read_arguments

DIGITS = "9" * 5_000  # int() refuses more than 4,300


@pytest.mark.parametrize(
    "value", ["", "-1", "0", "1.5", "1e3", "none", " 5", "+5", "५", "10001", DIGITS, "5\n"]
)
@pytest.mark.parametrize("name", ["max_pages", "refresh"])
def test_what_is_no_number_is_named(name, value):
    with pytest.raises(BadArgument) as error:
        read_arguments(**{name: value})
    assert f"{name}={value!r}"[:60] in str(error.value)
    assert "give a whole number from 1 to 10000" in str(error.value)
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("value", ["", "-1", "0", "nan", "inf", "-inf", "1h", "100001", DIGITS])
def test_what_are_no_minutes_is_named(value):
    with pytest.raises(BadArgument, match="give a number such as 90 or"):
        read_arguments(max_minutes=value)


def test_yes_and_no_are_read_and_what_is_neither_is_named():
    assert [read_arguments(full=one).full for one in ("yes", "True", "1", True)] == [True] * 4
    assert [read_arguments(full=one).full for one in ("no", "false", "0", False)] == [False] * 4
    with pytest.raises(BadArgument, match="full='ja' is neither yes nor no"):
        read_arguments(full="ja")


def test_what_a_program_leaves_open_is_the_default():
    assert read_arguments(max_pages=None, max_requests=None, max_minutes=None) == read_arguments()


@pytest.mark.parametrize(
    "site",
    [
        "", "www.arcamax.com", "ftp://www.arcamax.com", "file:///etc/passwd", "//www.arcamax.com", "https://", "https:///politics",
        "https://me:secret@www.arcamax.com", "https://www.arcamax.com@127.0.0.2", "https://www.arcamax.com/politics",
        "https://www.arcamax.com?x=1", "https://www.arcamax.com#top", "https://www.arcamax.com.", "http://127.0.0.1.:80",
        "http://127.0.0.1:0", "http://127.0.0.1:65536", f"http://127.0.0.1:{DIGITS}", "http://127.0.0.1:x", "http://[::1", "http://[::g]",
        "http://[1]", "http://[bad", "http://a b", "http://a\nb", "http://a\\b", "http://bücher.example", "http://１２７.0.0.1", "http://%31.0.0.1",
        "http://..", "\x1b[31m",
    ],
)  # fmt: skip
def test_what_is_no_site_is_named(site):
    with pytest.raises(BadArgument) as error:
        read_arguments(site=site)
    said = str(error.value)
    assert "give only scheme and host, such as https://www.arcamax.com" in said
    assert said.isprintable()
    assert len(said) < 300


@pytest.mark.parametrize(
    ("site", "read"),
    [
        ("HTTPS://WWW.ArcaMax.com/", "https://www.arcamax.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://localhost:80", "http://localhost:80"),
        (None, "https://www.arcamax.com"),
    ],
)
def test_a_site_is_scheme_host_and_port(site, read):
    assert read_arguments(site=site).site == read


def test_an_unknown_argument_is_named_and_scrapyds_own_is_none():
    with pytest.raises(BadArgument, match=r"Unknown argument 'sektions'.*: the arguments are site, sections"):
        read_arguments(_job="1", sektions="opeds")
