"""The duplicate index: labelled pairs, order, phrases, versions of versions."""

from collections import Counter

import pytest

from benchmarks.newsroom import Newsroom, weekly_polls
from benchmarks.wire import NEGATIVES, VERSIONS, Writer
from newscrawl.clusters import postings
from newscrawl.clusters.corrections import Corrections
from newscrawl.clusters.shingles import exact_containment
from tests.clusters.indexing import Remembering, add

EACH = 40  # pairs of every kind: 760 in all


def labelled():
    """Pairs of stories, the second made of the first as its kind says."""
    writer = Writer(7)
    for _ in range(EACH):
        for kind in (*VERSIONS, *NEGATIVES):
            story = writer.story()
            yield story, (writer.version if kind in VERSIONS else writer.negative)(story, kind)


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.slow
def test_labelled_pairs_are_told_apart_whichever_comes_first(is_reversed):
    found = Remembering()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for pair in labelled():
        first, second = reversed(pair) if is_reversed else pair
        kind = pair[1].kind
        matches = [add(found, first), add(found, second)]
        missed[kind] += matches[1] is None and kind in VERSIONS
        wrong[kind] += any(match and (match.id != first.id or kind in NEGATIVES) for match in matches)
    assert missed["write-through"] <= EACH * 0.5, (
        missed
    )  # another lead and headline, less than four fifths kept
    assert missed.total() - missed["write-through"] <= 0.015 * EACH * len(VERSIONS), missed
    assert wrong.total() <= 1, wrong


@pytest.mark.parametrize(("kept", "is_tied"), [(770, False), (830, True)])
def test_near_the_line_the_texts_themselves_decide(kept, is_tied):
    writer, found = Writer(12), Remembering()
    for number in range(30):
        words = writer.words(1000).split()
        found.add(f"{number}", 1, "A bridge is mended", "2026-11-01", " ".join(words))
        later = " ".join([writer.words(1000 - kept), *words[:kept]])
        match = found.match("A bridge is mended", "2026-11-01", later)
        assert getattr(match, "id", None) == (f"{number}" if is_tied else None)


def one_story(seed):
    """Write a story of 400 words and index it; gives the writer, the words and the index."""
    writer = Writer(seed)
    words = writer.words(400).split()
    found = Remembering()
    found.add("1", 1, "A bridge is mended", "2026-11-01", " ".join(words))
    return writer, words, found


def test_a_passage_from_the_middle_of_a_long_story_may_be_quoted_and_ties_nothing():
    writer, found = Writer(14), Remembering()
    text = writer.words(900).split()
    found.add("1", 1, "A bridge is mended", "2026-11-01", " ".join(text))
    for headline, start, is_tied in (
        ("Late", 400, False),
        ("The bridge is mended", 400, True),
        ("Late", 0, True),
    ):
        passage = " ".join(text[start : start + 140])
        assert bool(found.match(headline, "2026-11-01", passage)) == is_tied


@pytest.mark.parametrize(
    ("day", "is_tied"), [("2026-11-01", True), ("2026-11-02", False), ("2026-10-31", True)]
)
def test_a_longer_text_of_a_later_day_that_is_mostly_new_is_a_follow_up(day, is_tied):
    writer, words, found = one_story(15)
    longer = " ".join([*words[:290], writer.words(500)])
    assert bool(found.match("A bridge is mended", day, longer)) == is_tied


@pytest.mark.parametrize(("names", "is_tied"), [(2, True), (9, False)])
def test_a_template_filled_anew_is_another_story_whatever_it_shares(names, is_tied):
    writer, found = Writer(17), Remembering()
    cast = writer.cast()
    paragraphs = [" ".join([writer.words(22), name]) for name in (*cast, *cast)]
    found.add("1", 1, "A bridge is mended", "2026-11-01", "\n\n".join(paragraphs))
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
    text = "\n\n".join(paragraphs)
    found = Remembering()
    found.add("1", 1, "A bridge is mended", "2026-11-01", text)
    again = "\n\n".join(writer.refill(one, cast, cast) for one in paragraphs)
    assert bool(found.match("A bridge is mended", day, again)) == is_tied


def test_a_copy_but_for_the_names_is_another_story():
    writer, found = Writer(20), Remembering()
    cast = writer.cast()
    paragraphs = [f"{writer.words(60)} {name} {writer.words(1)}" for name in cast]
    found.add("1", 1, "A bridge is mended", "2026-11-01", "\n\n".join(paragraphs))
    again = "\n\n".join(writer.refill(one, cast, writer.cast()) for one in paragraphs)
    assert exact_containment("\n\n".join(paragraphs), again) > 0.9
    assert not found.match("A bridge is mended", "2026-11-01", again)


def test_a_cut_belongs_to_the_earliest_of_the_stories_that_hold_it():
    writer = Writer(18)
    story = writer.story()
    cut = story.paragraphs[:2]
    digest = "\n\n".join([*cut, *(writer.paragraph(writer.cast()) for _ in range(9))])
    whole = "\n\n".join(["A wholly new word stands above", *story.paragraphs])
    found = Remembering()
    found.add("1", 1, "Follow-up", "2026-11-03", digest)
    found.add("2", 1, "Story", "2026-11-01", whole)
    assert getattr(found.match("Story", "2026-11-01", "\n\n".join(cut)), "id", None) == "2"


def test_what_is_a_version_of_a_version_belongs_to_its_cluster():
    writer, found = Writer(19), Remembering()
    words = writer.words(500).split()
    new = writer.words(200).split()
    found.add("1", 1, "A bridge", "2026-11-01", " ".join(words))
    assert found.add("2", 1, "A bridge", "2026-11-01", " ".join([*new[:90], *words[90:]])).id == "1"
    match = found.match("A bridge", "2026-11-01", " ".join([*new[:180], *words[180:]]))
    assert match
    assert (match.id, match.cluster) == ("2", "1")


def test_a_version_of_a_known_id_stays_in_its_cluster():
    found, writer = Remembering(), Writer(1)
    story = writer.story()
    found.add("5", 1, "A", None, story.body)
    found.add("9", 1, "A", None, writer.version(story, "light edits").body)
    found.add("9", 2, "A", None, writer.story().body)
    assert {found.cluster_of("5"), found.cluster_of("9")} == {"5"}


def test_many_versions_are_found_among_stories_that_quote_them():
    found, writer = Remembering(), Writer(10)
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


def test_a_version_of_a_version_points_to_the_original_if_it_shares_nearly_as_much():
    found, writer = Remembering(), Writer(4)
    words = writer.words(200).split()
    for number, at in enumerate((20, 90, 150)):
        words[at] = "another"
        match = found.add(f"{number}", 1, "A bridge is mended", "2026-11-01", " ".join(words))
    assert match
    assert (match.id, match.cluster) == ("0", "0")


def test_only_texts_that_may_be_chosen_are_read():
    """Neither what shares the words but neither headline, day nor beginning, nor what shares less than a copy that came first."""
    found, writer = Remembering(), Writer(28)
    words = writer.words(300).split()
    story = " ".join(words)
    found.add("1", 1, "A bridge is mended", "2026-11-01", story)
    found.add("2", 1, "Late", "2026-12-01", " ".join([writer.words(80), *words[100:]]))
    found.add("3", 1, "Late", "2026-11-01", " ".join([*words[:240], writer.words(60)]))
    read = []

    def reading(*key):
        read.append(key[0])
        return found.bodies.get(key)

    found._read = reading
    found.match("A bridge is mended", "2026-11-02", story)
    assert read == ["1"]


def test_a_cut_belongs_to_the_cluster_of_its_story_whose_teaser_came_first():
    found, writer = Remembering(), Writer(5)
    story = writer.story()
    teaser, cut = writer.version(story, "teaser"), writer.version(story, "cut")
    assert add(found, teaser) is None
    assert add(found, story).id == teaser.id
    assert add(found, cut).cluster == teaser.id


def test_a_follow_up_that_quotes_a_teaser_whole_is_a_story_of_its_own():
    found, writer = Remembering(), Writer(6)
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
    found = Remembering()
    found.add("1", 1, "A bridge is mended", "2026-11-01", teaser)
    longer = " ".join([writer.words(before), teaser, writer.words(200)])
    assert bool(found.match(headline, "2026-11-01", longer)) == is_tied


def test_stock_phrases_tie_nothing():
    found, writer = Remembering(), Writer(2)
    phrase = " ".join(f"stock{n}" for n in range(40))
    for number in range(12):
        headline, body = f"Headline {number}", f"{writer.words(40)}\n\n{phrase}"
        match = found.add(str(number), 1, headline, "2026-11-01", body)
        assert number < 4 or match is None


def test_what_was_rolled_back_is_not_found():
    found, writer = Remembering(), Writer(9)
    kept, lost = writer.story(), writer.story()
    add(found, kept)
    found.connection.execute("BEGIN")
    add(found, lost)
    found.connection.execute("ROLLBACK")
    assert found.match("A", None, lost.body) is None
    assert getattr(found.match("A", None, kept.body), "id", None) == kept.id


@pytest.mark.parametrize("turn", [1, 128])
def test_what_is_forgotten_is_not_found_and_all_else_is(monkeypatch, turn):
    monkeypatch.setattr(postings, "_TURN", turn)  # 1: among the postings in the state, too
    found, writer = Remembering(), Writer(13)
    stories = [writer.story() for _ in range(100)]
    for story in stories:
        add(found, story)
    found.forget(stories[70].id)
    matches = [found.match("A", None, story.body) for story in stories]
    assert [match.id if match else None for match in matches] == [
        None if story is stories[70] else story.id for story in stories
    ]


@pytest.mark.parametrize("step", [1, 7])
def test_no_two_issues_of_a_column_are_tied_and_an_edited_copy_of_one_is(step):
    """Of an issue 35 words are its own and 195 are the notes below them; the headline is always the same."""
    room, found = Newsroom(22), Remembering()
    notes = (room.words(60), *room.passage(130, room.cast()))
    for number in range(24):
        own = " ".join([room.words(33), *room.cast()[:2]])
        sent = room.send(step * number, "From the garden", (own, *notes))
        assert add(found, sent) is None
        if number % 6 == 5 and number > 5:
            match = add(found, room.edited(sent))
            assert match
            assert match.id == sent.id


def test_notes_are_furniture_also_where_the_samples_of_longer_issues_hold_an_eighth_of_them():
    room, found = Newsroom(27), Remembering()
    notes = room.passage(195, room.cast())
    for number in range(24):
        own = room.passage(40 if number % 2 else 450, room.cast())
        parts = (*notes, *own) if number % 3 else (*own, *notes)
        assert add(found, room.send(7 * number, "From the garden", parts)) is None


def test_a_gallery_below_story_after_story_ties_none():
    room = Newsroom(23)
    found, gallery = Remembering(), room.passage(500, room.cast())
    for day in range(9):
        about = room.about(room.cast())
        parts = (*room.passage(120, about), *gallery)
        assert add(found, room.send(day // 3, room.words(8), parts, cast=about)) is None


@pytest.mark.slow
def test_the_edited_copy_of_a_template_is_found_among_hundreds():
    found, tied = Remembering(), 0
    sent = weekly_polls()
    for story in sent:
        match = add(found, story)
        assert match is None or match.id == story.source
        tied += match is not None
    assert tied >= 0.9 * len(sent) / 2


def test_a_newsletter_that_quotes_several_teasers_is_none_of_their_stories():
    writer, found = Writer(24), Remembering()
    teasers = [writer.version(writer.story(), "teaser") for _ in range(5)]
    for teaser in teasers:
        assert add(found, teaser) is None
    body = "\n\n".join(teaser.body for teaser in teasers)
    assert found.match(teasers[0].headline, teasers[0].day, body) is None


SIGNS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "日月火水木金土人口手目耳心大小中上下左右山川田雨花竹")


@pytest.mark.parametrize("blanks", ["的", ""])
def test_text_without_blanks_is_compared_by_its_characters(blanks):
    writer, found = Writer(25), Remembering()
    texts = [writer.words(300) for _ in range(3)]
    packed = [text.replace(" ", "").translate(SIGNS) if blanks else text.replace(" ", "") for text in texts]
    for number, text in enumerate(packed):
        assert found.add(f"{number}", 1, "A bridge is mended", "2026-11-01", text) is None
    for number, text in enumerate(packed):
        edited = f"{text[:900]}{text[930:]}"
        assert getattr(found.match("Works", "2026-11-02", edited), "id", None) == f"{number}"
        corrected = f"{writer.words(12).replace(' ', '')}{text}"
        assert getattr(found.match("Works", "2026-11-09", corrected), "id", None) == f"{number}"


@pytest.mark.parametrize(("day", "is_tied"), [("2026-11-01", True), ("2026-11-08", False)])
def test_numbers_are_told_in_text_without_blanks_too(day, is_tied):
    writer, found = Writer(29), Remembering()
    lines = [writer.words(12).replace(" ", "").translate(SIGNS) for _ in range(8)]
    polls = ["".join(f"{line}{at + start}%" for at, line in enumerate(lines)) for start in (20, 50)]
    found.add("1", 1, "A poll", "2026-11-01", polls[0])
    assert bool(found.match("A poll", day, polls[1])) == is_tied


def test_corrections_overrule_the_rules():
    writer = Writer(26)
    story, other = writer.story(), writer.story()
    edited = writer.version(story, "light edits")
    found = Remembering(Corrections.of(tied=[(other.id, story.id)], apart=[(edited.id, story.id)]))
    for one in (story, other, edited):
        add(found, one)
    assert [found.cluster_of(one.id) for one in (story, other, edited)] == [story.id, story.id, edited.id]
