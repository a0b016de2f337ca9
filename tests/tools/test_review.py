"""The review of ties: the page, the way back, and verdicts that hold for good."""

import json

import pytest

from newscrawl.errors import BadArgument
from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import StoryRow
from newscrawl.store.state import State
from newscrawl.store.verdicts import add_verdicts, read_corrections
from newscrawl.tools.review import check_verdicts, read_page, record_verdicts, ties_to_review
from newscrawl.tools.review_page import html_page, text_page

SHARED = " ".join(f"shared{at}" for at in range(60))
OLD, NEW = (" ".join(f"{name}{at}" for at in range(30)) for name in ("old", "new"))


@pytest.fixture
def folder(tmp_path):
    """A data folder with three stories: the second shares 60 words with the first and is tied to it; the third stands alone."""
    state = State.open(tmp_path / "state.db")
    texts = (
        ("1", f"{OLD}\n\n{SHARED}", None),
        ("2", f"{SHARED}\n\n{NEW}", "1"),
        ("3", "Nothing like it.", None),
    )
    for number, body, origin in texts:
        record = {
            "id": number, "version": 1, "headline": f"A <bridge> is mended, part {number}", "date_published": "2026-11-01",
            "article_body": body, "word_count": len(body.split()), "version_of": origin, "cluster": origin or number,
        }  # fmt: skip
        state.stories.add(StoryRow(number, 1, 1, number, "2026-11-01", json.dumps(record)))
        row = (
            number,
            1,
            origin or number,
            record["headline"],
            "2026-11-01",
            origin,
            0.66 if origin else None,
        )
        state.duplicates.restore(row, body)
    state.commit()
    state.close()
    return DataFolder(tmp_path)


def ties(folder, **choice):
    state = State.open_readonly(folder.state)
    found = ties_to_review(state, read_corrections(folder), **choice)
    state.connection.close()
    return found


def cluster(folder, story_id):
    state = State.open_readonly(folder.state)
    found = state.duplicates.cluster_of(story_id)
    state.connection.close()
    return found


def test_a_page_shows_both_texts_side_by_side_with_what_they_share_marked(folder):
    page = text_page(ties(folder))
    assert "\n? 1 2\n" in page
    assert "66% of the shorter text stands in the other; same day" in page
    assert "[=shared0" in page
    assert "old0 old1" in page
    assert all(len(line) <= 120 for line in page.splitlines() if not line.startswith("#"))
    assert read_page(page) == []
    assert read_page(page.replace("? 1 2", "apart 1 2")) == [("apart", "1", "2")]


def test_the_html_page_escapes_what_stories_hold(folder):
    page = html_page(ties(folder))
    assert "<bridge>" not in page
    assert f"<mark>{SHARED}</mark>" in page
    assert 'value="apart 1 2"' in page
    assert "://" not in page


def test_a_verdict_is_kept_corrects_the_clusters_and_is_not_asked_for_again(folder):
    assert record_verdicts(folder.root, [("apart", "2", "1")]) == ["2 is apart from 1: 2 left cluster 1"]
    assert cluster(folder, "2") == "2"
    assert ties(folder) == []
    record_verdicts(folder.root, [("tie", "1", "2")])
    assert cluster(folder, "2") == "1"
    assert len(folder.verdicts.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ([("tie", "1", "99")], "99"),
        ([("tie", "1", "1")], "twice"),
        ([("tie", "1", "2"), ("tie", "2", "3"), ("apart", "3", "1")], "1 and 3 are to be apart"),
    ],
)
def test_a_verdict_that_cannot_hold_is_refused_and_nothing_is_kept(folder, said, named):
    with pytest.raises(BadArgument, match=named):
        record_verdicts(folder.root, said)
    assert not folder.verdicts.exists()


def test_a_misspelt_verdict_is_named_with_its_line():
    with pytest.raises(BadArgument, match=r"Line 2.*'tye 1 2'"):
        read_page("# page\ntye 1 2\n")


def test_verify_names_a_verdict_that_the_state_does_not_follow(folder):
    add_verdicts(folder, [("apart", "1", "2"), ("tie", "1", "99")])
    state = State.open_readonly(folder.state)
    assert [line.partition(",")[0] for line in check_verdicts(state, folder)] == [
        "verdicts.jsonl says apart 1 2"
    ]
    state.connection.close()
