"""Where a story begins and ends."""

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.segments import find_segments

PROSE = FLAGS["medium"] | FLAGS["ended"] | FLAGS["kin"] | FLAGS["beside kin"]
OFFER = FLAGS["short"] | FLAGS["ended"] | FLAGS["in form"] | FLAGS["asking"]
HEADLINE = FLAGS["h1"] | FLAGS["heading"] | FLAGS["is title"]


def test_many_offers_behind_the_first_paragraph_do_not_part_it_from_the_story():
    flags = [HEADLINE, PROSE, *[OFFER] * 40, PROSE, PROSE, PROSE]
    found = find_segments(flags, len(flags), 1)
    assert (found.start, found.end) == (1, len(flags))


def test_a_related_box_among_the_offers_does():
    flags = [HEADLINE, PROSE, *[OFFER] * 40, FLAGS["related"] | FLAGS["short"], PROSE, PROSE, PROSE]
    assert find_segments(flags, len(flags), 1).start > 1
