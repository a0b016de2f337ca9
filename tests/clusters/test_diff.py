"""How a change is shown."""

from newscrawl.clusters.diff import diff
from newscrawl.clusters.history import Change, changes

FIRST = "The council voted on Monday to mend the bridge at Elm Bay for 4 million dollars."


def test_a_changed_paragraph_shows_the_words_that_changed():
    (line, *more) = diff(changes(FIRST, FIRST.replace("4", "5")))
    assert line == "  ~ … the bridge at Elm Bay for [-4-] {+5+} million dollars."
    assert more == []


def test_long_paragraphs_are_shown_whole_and_wrapped():
    text = " ".join(f"word{n}" for n in range(60))
    lines = diff([Change("", text)])
    assert max(map(len, lines)) <= 100
    assert " ".join(" ".join(lines).split()) == f"+ {text}"


def test_colours_mark_what_changed_and_no_text_can_add_its_own():
    found = [Change("", "New \x1b[5m here."), Change("Old one.", "")]
    assert diff(found, colours=True) == [
        "\x1b[32m  + New \\u001b[5m here.\x1b[0m",
        "\x1b[31m  - Old one.\x1b[0m",
    ]
    assert "\x1b" not in "".join(diff(found))
