"""What changed between two texts: found by paragraph, named, and shown."""

import pytest

from newscrawl.clusters.diff import diff
from newscrawl.clusters.history import Change, changes, classify
from newscrawl.clusters.shared import Run, shared_runs

FIRST = "The council voted on Monday to mend the bridge at Elm Bay for 4 million dollars."
OTHER = "Ferries will run every hour until the work is done, the harbor master said."


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ([FIRST, OTHER], [FIRST, OTHER], "copy"),
        ([FIRST, OTHER], [FIRST, OTHER, "A third one."], "addition"),
        ([FIRST, OTHER, "A third one."], [FIRST, OTHER], "cut"),
        ([FIRST, OTHER], [FIRST.replace("4", "5"), OTHER], "correction"),
        ([FIRST, OTHER], [FIRST, OTHER, "CORRECTION: The sum is 4 million."], "correction"),
        ([FIRST, OTHER], [FIRST, OTHER, "(An earlier version of this column misstated the sum.)"], "correction"),
        ([FIRST, OTHER], [FIRST, OTHER, "The department of corrections corrected nothing."], "addition"),
        ([FIRST, OTHER], [FIRST.replace("4", "5"), "New here.", OTHER], "wire update"),
        ([FIRST, OTHER], ["Entirely new words stand here.", OTHER], "wire update"),
        ([FIRST], [FIRST.replace("voted on Monday to mend", "met for six hours and chose not to mend")], "wire update"),
    ],
)  # fmt: skip
def test_changes_are_named(old, new, kind):
    found = changes("\n\n".join(old), "\n\n".join(new))
    assert classify("H", "H", found) == kind
    assert classify("H", "I", found) == ("headline" if kind == "copy" else f"headline, {kind}")


def test_a_correction_that_stood_there_before_is_none_now():
    note = "CORRECTION: The sum is 4 million."
    found = changes(
        f"{FIRST}\n\n{note}", f"{FIRST}\n\n{note} It is due in May, the mayor added, and no later."
    )
    assert classify("H", "H", found) == "wire update"


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


def test_shared_runs_are_given_as_printed():
    other = "Elsewhere the council voted, on Monday, to mend the road; ferries will run every hour."
    assert shared_runs(f"{FIRST} {OTHER}", other) == [
        Run("The council voted on Monday to mend the", 8),
        Run("Ferries will run every hour", 5),
    ]
    assert shared_runs(FIRST, OTHER) == []
    assert shared_runs("", FIRST) == []
