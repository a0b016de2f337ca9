"""Near copies: labelled pairs, the verdict's rules, order, and a cluster through the crawl."""

import random
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.duplicates import KINDS, Writer
from newscrawl.clusters.history import changes, classify
from newscrawl.clusters.index import SCHEMA, DuplicateIndex
from newscrawl.clusters.shingles import sample
from newscrawl.clusters.whole import Member, clusters_of
from tests.site import channel, listing, served, story
from tests.test_crawl import crawl, lines

PAIRS = 400


def index():
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    return DuplicateIndex(connection)


def labelled():
    """Pairs (kind, first text, second text): five kinds of version, three of hard negatives."""
    writer = Writer(7)
    kinds = (*KINDS, "template", "follow-up", "same notes")
    for number in range(PAIRS):
        kind = kinds[number % len(kinds)]
        parts = writer.story()
        if kind in KINDS:
            other = writer.version(parts, kind)
        elif kind == "template":
            other = writer.template(parts)
        elif kind == "follow-up":
            other = writer.follow_up(parts)
        else:
            other = [*writer.story(), *parts[-2:]]
        yield kind, "\n\n".join(parts), "\n\n".join(other)


def test_labelled_pairs_are_told_apart():
    found = index()
    wrong = []
    for number, (kind, one, other) in enumerate(labelled()):
        found.add(f"{number}a", 1, f"Headline of {number}", "2026-11-01", one)
        headline = f"Headline of {number}" if kind in KINDS else f"Another story on {number + 1} and {number}"
        match = found.add(f"{number}b", 1, headline, "2026-11-02", other)
        if bool(match) != (kind in KINDS) or (match and match.id != f"{number}a"):
            wrong.append((kind, match))
    assert len(wrong) <= PAIRS // 100, wrong


def test_a_version_of_a_known_id_stays_in_its_cluster():
    found, writer = index(), Writer(1)
    parts = writer.story()
    found.add("5", 1, "A", None, "\n\n".join(parts))
    found.add("9", 1, "A", None, "\n\n".join(writer.version(parts, "update")))
    found.add("9", 2, "A", None, "\n\n".join(writer.story()))
    assert {found.cluster_of("5"), found.cluster_of("9")} == {"5"}


def test_stock_phrases_tie_nothing():
    found, writer = index(), Writer(2)
    phrase = " ".join(f"stock{n}" for n in range(40))
    for number in range(12):
        match = found.add(
            str(number), 1, f"Headline {number}", "2026-11-01", f"{writer.story()[0]}\n\n{phrase}"
        )
        assert number < 4 or match is None


def members():
    writer = Writer(3)
    stories = []
    for number in range(12):
        parts = writer.story()
        stories.append(Member(str(100 + number), f"Headline {number}", "2026-11-01", "\n\n".join(parts)))
        if number % 2:
            again = "\n\n".join(writer.version(parts, KINDS[number // 2 % 5]))
            stories.append(Member(str(300 + number), f"Headline {number}", "2026-11-02", again))
    return stories


STORIES = members()


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_whole_set_gives_the_same_clusters_in_any_order(dice: random.Random):
    shuffled = list(STORIES)
    dice.shuffle(shuffled)
    labels = clusters_of(shuffled)
    assert labels == clusters_of(STORIES)
    assert all(labels[str(300 + n)] == str(100 + n) for n in range(1, 12, 2))
    assert all(labels[str(100 + n)] == str(100 + n) for n in range(12))


@given(st.text(max_size=300))
def test_a_sample_needs_no_quotes_case_or_white_space(text):
    assert sample(text) == sample(f"  {text} ".replace(" ", "\u00a0 "))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("A.\n\nB.", "A.\n\nB.", "copy"),
        ("A.\n\nB.", "A.\n\nB.\n\nC.", "addition"),
        ("A.\n\nB.\n\nC.", "A.\n\nB.", "cut"),
        ("The sum was 4 million.\n\nB.", "The sum was 5 million.\n\nB.", "correction"),
        ("A one two three.\n\nB.", "A one two four.\n\nNew here.\n\nB.", "wire update"),
    ],
)
def test_changes_are_named(old, new, kind):
    assert classify("H", "H", changes(old, new)) == kind


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_crawl_links_an_update_and_shows_its_history(tmp_path):
    pages = channel()
    base = story(101).replace(b"</p><p>\xc2\xa92024", b"</p>" + b"".join(
        f"<p>The clerk of ward {n} counted {n * 37} ballots in the hall on Friday, {n * 11} fewer than last year and {n} more than ever.</p>".encode()
        for n in range(3, 20)
    ) + b"<p>\xc2\xa92024")  # fmt: skip
    later = base.replace(
        b"<p>\xc2\xa92024",
        b"<p>On Saturday the council met again behind closed doors for an hour.</p><p>\xc2\xa92024",
    )
    pages |= {
        "/politics/politicalnews": listing("politicalnews", [101]),
        "/politics/politicalnews/s-101": base,
    }
    with served(pages) as site:
        options = ("-a", f"site={site.url}", "-a", "sections=politicalnews,opeds")
        assert crawl(tmp_path, *options).returncode == 0
        site.pages["/politics/opeds"] = listing("opeds", [108])
        site.pages["/politics/opeds/s-108"] = later
        assert crawl(tmp_path, *options).returncode == 0
    (record,) = lines(tmp_path / "stories/politics-000002.jsonl")
    assert (record["cluster"], record["version_of"]) == ("101", "101")
    assert "1.00 of 101" in crawl(tmp_path, command=("clusters",)).stdout
    history = crawl(tmp_path, "108", command=("clusters",)).stdout
    assert "addition" in history
    assert "+ On Saturday the council" in history
    assert "containment 1.00" in crawl(tmp_path, "--explain", "101", "108", command=("clusters",)).stdout
    assert crawl(tmp_path, "7", command=("clusters",)).returncode == 64
