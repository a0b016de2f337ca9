"""What two texts share, as printed."""

from newscrawl.clusters.shared import Passage, shared_passages

FIRST = "The council voted on Monday to mend the bridge at Elm Bay for 4 million dollars."
OTHER = "Ferries will run every hour until the work is done, the harbor master said."


def test_shared_passages_are_given_as_printed():
    other = "Elsewhere the council voted, on Monday, to mend the road; ferries will run every hour."
    assert shared_passages(f"{FIRST} {OTHER}", other) == [
        Passage("The council voted on Monday to mend the", 8),
        Passage("Ferries will run every hour", 5),
    ]
    assert shared_passages(FIRST, OTHER) == []
    assert shared_passages("", FIRST) == []
