"""The duplicate index: labelled pairs, order, phrases, versions of versions."""

from collections import Counter

import pytest

from benchmarks.wire import NEGATIVES, VERSIONS, Writer
from newscrawl.clusters import postings
from newscrawl.clusters.rules import LIKELY, SURE
from newscrawl.clusters.shingles import exact_containment
from tests.clusters.indexing import add, index

EACH = 40  # pairs of every kind: 760 in all


def labelled():
    """Pairs of stories, the second made of the first as its kind says."""
    writer = Writer(7)
    for _ in range(EACH):
        for kind in (*VERSIONS, *NEGATIVES):
            story = writer.story()
            yield story, (writer.version if kind in VERSIONS else writer.negative)(story, kind)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_labelled_pairs_are_told_apart_whichever_comes_first(is_reversed):
    bodies: dict[str, str] = {}
    found = index(bodies)
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for pair in labelled():
        first, second = reversed(pair) if is_reversed else pair
        kind = pair[1].kind
        bodies |= {story.id: story.body for story in pair}
        matches = [add(found, first), add(found, second)]
        missed[kind] += matches[1] is None and kind in VERSIONS
        wrong[kind] += any(match and (match.id != first.id or kind in NEGATIVES) for match in matches)
    assert all(count <= EACH * 0.05 for count in missed.values()), missed
    assert missed.total() <= 0.01 * EACH * len(VERSIONS), missed
    assert wrong.total() - wrong["follow-up"] <= 1, wrong
    assert wrong["follow-up"] <= EACH * 0.1, (
        wrong
    )  # made to lie at the border: half of the words are kept, or some more


@pytest.mark.parametrize(("kept", "is_tied"), [(570, False), (640, True)])
def test_near_the_line_the_texts_themselves_decide(kept, is_tied):
    writer = Writer(12)
    bodies: dict[str, str] = {}
    found = index(bodies)
    for number in range(30):
        words = writer.words(1000).split()
        bodies[f"{number}"] = " ".join(words)
        found.add(f"{number}", 1, "A bridge is mended", "2026-11-01", bodies[f"{number}"])
        later = " ".join([writer.words(1000 - kept), *words[:kept]])
        match = found.match("A bridge is mended", "2026-11-02", later)
        assert getattr(match, "id", None) == (f"{number}" if is_tied else None)


def one_story(seed):
    """Write a story of 400 words and index it; gives the writer, the words and the index."""
    writer = Writer(seed)
    words = writer.words(400).split()
    found = index({"1": " ".join(words)})
    found.add("1", 1, "A bridge is mended", "2026-11-01", " ".join(words))
    return writer, words, found


@pytest.mark.parametrize(("words", "least"), [(90, 51), (140, 56)])
def test_a_short_excerpt_of_a_long_story_is_tied_by_the_texts_themselves(words, least):
    writer = Writer(14)
    bodies: dict[str, str] = {}
    found, tied = index(bodies), 0
    for number in range(60):
        text = writer.words(900).split()
        bodies[f"{number}"] = " ".join(text)
        found.add(f"{number}", 1, "A bridge is mended", "2026-11-01", bodies[f"{number}"])
        match = found.match("Late", "2026-11-02", " ".join(text[400 : 400 + words]))
        tied += getattr(match, "id", None) == f"{number}"
    assert tied >= least


@pytest.mark.parametrize(
    ("day", "is_tied"), [("2026-11-01", True), ("2026-11-02", False), ("2026-10-31", True)]
)
def test_a_longer_text_of_a_later_day_that_is_mostly_new_is_a_follow_up(day, is_tied):
    writer, words, found = one_story(15)
    longer = " ".join([writer.words(500), *words[:290]])
    assert bool(found.match("A bridge is mended", day, longer)) == is_tied


@pytest.mark.parametrize(
    ("day", "headline", "others", "is_tied"),
    [
        ("2026-11-01", "The bridge is mended", 0, True),
        ("2026-11-01", "Two hurt", 0, False),
        ("2026-11-01", "The bridge is mended", 7, False),
        ("2026-11-02", "The bridge is mended", 0, False),
    ],
)
def test_an_update_of_the_same_day_keeps_half_and_the_names_under_half_the_headline(day, headline, others, is_tied):  # fmt: skip
    writer = Writer(16)
    cast = writer.cast()
    paragraphs = [" ".join([writer.words(40), *cast]) for _ in range(10)]
    bodies = {"1": "\n\n".join(paragraphs)}
    found = index(bodies)
    found.add("1", 1, "A bridge is mended", "2026-11-01", bodies["1"])
    names = (*writer.cast()[:others], *cast[others:])
    new = [" ".join([writer.words(40), *names]) for _ in range(5)]
    update = "\n\n".join([*new, *(writer.refill(one, cast, names) for one in paragraphs[4:9])])
    assert bool(found.match(headline, day, update)) == is_tied


@pytest.mark.parametrize(("names", "is_tied"), [(2, True), (9, False)])
def test_a_template_filled_anew_is_another_story_whatever_it_shares(names, is_tied):
    writer = Writer(17)
    cast = writer.cast()
    paragraphs = [" ".join([writer.words(22), name]) for name in (*cast, *cast)]
    bodies = {"1": "\n\n".join(paragraphs)}
    found = index(bodies)
    found.add("1", 1, "A bridge is mended", "2026-11-01", bodies["1"])
    others = (*writer.cast()[:names], *cast[names:])
    again = "\n\n".join(writer.refill(one, cast, others) for one in paragraphs)
    assert bool(found.match("A bridge is mended", "2026-11-01", again)) == is_tied


@pytest.mark.parametrize(("day", "is_tied"), [("2026-11-01", True), ("2026-11-08", False)])
def test_new_figures_of_the_same_people_are_an_update_that_day_and_a_new_poll_next_week(day, is_tied):
    writer = Writer(19)
    cast = writer.cast()
    paragraphs = [
        " ".join([writer.words(12), f"{at % 7} {name}", writer.words(12)]) for at, name in enumerate(cast)
    ]
    bodies = {"1": "\n\n".join(paragraphs)}
    found = index(bodies)
    found.add("1", 1, "A bridge is mended", "2026-11-01", bodies["1"])
    again = "\n\n".join(writer.refill(one, cast, cast) for one in paragraphs)
    assert bool(found.match("A bridge is mended", day, again)) == is_tied


def test_a_sample_that_looks_like_a_copy_does_not_hide_other_names():
    writer = Writer(20)
    for _ in range(40):
        cast = writer.cast()
        paragraphs = [f"{writer.words(36)} {name} {writer.words(1)}" for name in (*cast, *cast)]
        bodies = {"1": "\n\n".join(paragraphs)}
        found = index(bodies)
        found.add("1", 1, "A bridge is mended", "2026-11-01", bodies["1"])
        again = "\n\n".join(writer.refill(one, cast, writer.cast()) for one in paragraphs)
        assert 0.86 < exact_containment(bodies["1"], again) < 0.9
        assert not found.match("A bridge is mended", "2026-11-01", again)


def test_a_text_with_the_same_names_needs_no_headline_and_no_day():
    writer = Writer(18)
    cast = writer.cast()
    paragraphs = [writer.paragraph(cast) for _ in range(12)]
    bodies = {"1": "\n\n".join(paragraphs)}
    found = index(bodies)
    found.add("1", 1, "A bridge is mended", "2026-11-01", bodies["1"])
    edited = "\n\n".join(writer.edit(one, 0.09) for one in paragraphs)
    for day in (None, "2026-11-01", "2026-11-20"):
        match = found.match("Works come to an end", day, edited)
        assert match
        assert LIKELY <= match.score < SURE


def test_a_late_copy_makes_a_story_no_newer():
    writer = Writer(17)
    bodies: dict[str, str] = {}
    words = writer.words(400).split()
    bodies["1"] = bodies["2"] = " ".join(words)
    found = index(bodies)
    found.add("1", 1, "The week's poll", "2026-11-01", bodies["1"])
    assert found.add("2", 1, "The week's poll again", "2026-11-06", bodies["2"])
    next_poll = " ".join([writer.words(120), *words[120:]])
    assert found.match("The week's poll", "2026-11-04", next_poll)
    assert not found.match("The week's poll", "2026-11-08", next_poll)


def test_a_cut_belongs_to_the_earliest_of_the_stories_that_hold_it():
    writer = Writer(18)
    bodies: dict[str, str] = {}
    story = writer.story()
    cut = story.paragraphs[:2]
    bodies["1"] = "\n\n".join([*cut, *(writer.paragraph(writer.cast()) for _ in range(9))])
    bodies["2"] = "\n\n".join(["A wholly new word stands above", *story.paragraphs])
    found = index(bodies)
    found.add("1", 1, "Follow-up", "2026-11-03", bodies["1"])
    found.add("2", 1, "Story", "2026-11-01", bodies["2"])
    assert found.match("Story", "2026-11-01", "\n\n".join(cut)).id == "2"


def test_what_is_a_version_of_a_version_points_to_the_original_that_it_is_like():
    writer = Writer(19)
    bodies: dict[str, str] = {}
    words = writer.words(500).split()
    new = writer.words(200).split()
    bodies["1"] = " ".join(words)
    bodies["2"] = " ".join([*new[:90], *words[90:]])
    found = index(bodies)
    found.add("1", 1, "A", "2026-11-01", bodies["1"])
    assert found.add("2", 1, "B", "2026-11-09", bodies["2"]).id == "1"
    match = found.match("C", "2026-11-12", " ".join([*new[:180], *words[180:]]))
    assert match.id == "1"


def test_a_version_of_a_known_id_stays_in_its_cluster():
    found, writer = index(), Writer(1)
    story = writer.story()
    found.add("5", 1, "A", None, story.body)
    found.add("9", 1, "A", None, writer.version(story, "added").body)
    found.add("9", 2, "A", None, writer.story().body)
    assert {found.cluster_of("5"), found.cluster_of("9")} == {"5"}


def test_many_versions_are_found_among_stories_that_quote_them():
    found, writer = index(), Writer(10)
    story = writer.story()
    quoted = [writer.words(40) for _ in range(30)]
    for one in (story, *(writer.version(story, "light edits") for _ in range(5))):
        add(found, one)
    for number, quote in enumerate(quoted):
        other = writer.story()
        found.add(str(number), 1, other.headline, None, f"{other.body}\n\n{quote}")
    match = found.add("99", 1, "A", None, "\n\n".join([story.body, *quoted]))
    assert match
    assert match.id == story.id


def test_a_version_of_a_version_points_to_the_original():
    found, writer = index(), Writer(4)
    story = writer.story()
    edited = writer.version(story, "light edits")
    for one in (story, edited, writer.version(edited, "light edits")):
        match = add(found, one)
    assert match
    assert (match.id, match.cluster) == (story.id, story.id)


def test_a_cut_points_to_the_whole_story_though_its_teaser_came_first():
    found, writer = index(), Writer(5)
    story = writer.story()
    teaser, cut = writer.version(story, "teaser"), writer.version(story, "cut")
    assert add(found, teaser) is None
    assert add(found, story).id == teaser.id
    match = add(found, cut)
    assert (match.id, match.cluster) == (story.id, teaser.id)


def test_a_follow_up_that_quotes_a_teaser_whole_is_a_story_of_its_own():
    found, writer = index(), Writer(6)
    story = writer.story()
    teaser = writer.version(story, "teaser")
    add(found, story)
    assert add(found, teaser)
    body = f"{writer.story().body}\n\n{teaser.body}"
    assert found.add("77", 1, "Another day", "2026-11-02", body) is None


@pytest.mark.parametrize(
    ("before", "headline", "is_tied"),
    [(0, "Late", True), (45, "Late", False), (45, "A bridge is mended", True)],
)
def test_a_text_that_holds_an_earlier_teaser_is_its_story_if_it_begins_like_it(before, headline, is_tied):
    writer = Writer(21)
    teaser = writer.words(50)
    found = index({"1": teaser})
    found.add("1", 1, "A bridge is mended", "2026-11-01", teaser)
    longer = " ".join([writer.words(before), teaser, writer.words(200)])
    assert bool(found.match(headline, "2026-11-01", longer)) == is_tied


def test_stock_phrases_tie_nothing():
    found, writer = index(), Writer(2)
    phrase = " ".join(f"stock{n}" for n in range(40))
    for number in range(12):
        headline, body = f"Headline {number}", f"{writer.words(40)}\n\n{phrase}"
        match = found.add(str(number), 1, headline, "2026-11-01", body)
        assert number < 4 or match is None


def test_what_was_rolled_back_is_not_found():
    found, writer = index(), Writer(9)
    kept, lost = writer.story(), writer.story()
    add(found, kept)
    found.connection.execute("BEGIN")
    add(found, lost)
    found.connection.execute("ROLLBACK")
    assert found.match("A", None, lost.body) is None
    assert found.match("A", None, kept.body).id == kept.id


@pytest.mark.parametrize("turn", [1, 128])
def test_what_is_forgotten_is_not_found_and_all_else_is(monkeypatch, turn):
    monkeypatch.setattr(postings, "_TURN", turn)  # 1: among the postings in the state, too
    found, writer = index(), Writer(13)
    stories = [writer.story() for _ in range(100)]
    for story in stories:
        add(found, story)
    found.forget(stories[70].id)
    matches = [found.match("A", None, story.body) for story in stories]
    assert [match.id if match else None for match in matches] == [
        None if story is stories[70] else story.id for story in stories
    ]
