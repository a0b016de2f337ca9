"""What changed between two texts: found by paragraph, and named."""

import pytest

from newscrawl.clusters.history import changes, classify

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
