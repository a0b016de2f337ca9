"""The rules by which a page is read: every threshold, and the points that a feature of a block gives to a label.

A block's points are added up; the label with most points is the block's, and the best path through all blocks (segments)
is the story. A rule names the features a block must have (``needs``) and must not have (``lacks``).
"""

from __future__ import annotations

from typing import NamedTuple

#: Characters of text, unless another unit is named.
LIMITS = {
    "long": 200,  # a paragraph of several sentences
    "medium": 80,  # a sentence; a shorter line is a label as often as one
    "prose": 60,  # the shortest text that counts when the story's kind of paragraph is looked for
    "much": 1500,  # of prose in one mold: enough to know where the story stands
    "twin": 30,  # the shortest text that is looked for a second time on the page, alone or as a pull quote
    "weight": 300,  # a longer paragraph weighs no more than this: one long comment is no story
    "box": 400,  # of a caption, a card that links no story of this site, or a box that asks for an address, a vote or consent
    "card": 700,  # of a card of another story, headline and teaser
    "asking texts": 5,  # texts in a box that asks
    "comment": 60,  # of a comment that counts
    "headline": 300,
    "names": 160,  # of a byline
    "some text": 500,  # of a page: see KIND
    "more text": 1000,
    "long text": 2500,
    "others": 2,  # links to other stories that stand on pages of every kind
    "hidden": 500,  # of sentences shown: with fewer, what the page hides until a script shows it is read too
}
#: How a listing is read; characters, unless another unit is named.
LISTING = {
    "label": 40,  # a shorter text behind the headline is a label; the shortest teasers seen have 60
    "wordy": 90,  # few headlines are as long; a line that is shorter may be a date, byline or crumb
    "starts": 8,  # values tried in one script: each may be read to its end in vain, as `a={"b":"={"c":"…` is
}
SHARES = {
    "parted": 0.75,  # links to other stories for each paragraph that part a listing's teasers
    "mostly linked": 0.8,
    "half linked": 0.4,
    "link list": 0.55,  # of an element's text
    "styled": 0.8,  # slanted or bold
    "odd": 0.12,  # of the prose in the main mold: a mold with so little is no place of the story's
    "around": 0.5,  # of the page's prose: an element that holds so much is no side element, whatever its tag
    "stopped": 0.6,  # of a story's paragraphs end with a full stop: then its last one does too
    "home": 0.75,  # of the page's prose: the smallest element with so much of it is the story's home
}


class Rule(NamedTuple):
    """Points that blocks with these features get for a label, and why; " | " parts sets of features of which one is enough."""

    label: str
    points: float
    needs: str
    why: str
    lacks: str = ""


#: How much a feature says: the points of every rule are one of these four.
HINT, CLUE, SIGN, PROOF = 1.0, 3.0, 6.0, 12.0

RULES: tuple[Rule, ...] = (
    # --- the story's text -----------------------------------------------------------------------
    Rule("body", CLUE, "long", "several sentences", "half linked"),
    Rule("body", HINT, "medium", "a line as long as a sentence", "half linked"),
    Rule("body", HINT, "ended", "ends as a sentence does", "mostly linked"),
    Rule("body", CLUE, "kin", "stands as most of the page's prose does", "mostly linked"),
    Rule("body", HINT, "heading | item", "a heading or list", "half linked, stranger, card"),
    # --- what is none of it ----------------------------------------------------------------------
    Rule("chrome", CLUE, "stranger", "no paragraph of the story stands in its part of the page"),
    Rule("chrome", CLUE, "odd", "hardly any prose stands so", "heading, item, quote"),
    Rule("chrome", SIGN, "at side", "in a menu, form or footer, or beside the story"),
    Rule("chrome", CLUE, "in header", "in a header"),
    Rule("chrome", HINT, "short", "a label is as short", "ended, heading, item"),
    Rule("chrome", CLUE, "thread", "a comment"),
    Rule("chrome", CLUE, "half linked", "a line that leads elsewhere", "ended, item, heading, pointer"),
    Rule(
        "chrome",
        PROOF,
        "site rights | advert | share | promotion | embed | correction",
        "advertisement, post, correction or the site itself",
    ),
    Rule(
        "chrome",
        SIGN,
        "heading, before promotion | pointer, half linked | call, short",
        "points to something else",
        "ended",
    ),
    Rule("chrome", PROOF, "twin", "stands twice: a pull quote"),
    Rule("chrome", SIGN, "caption | asking | related | card", "a caption, form or other story"),
    Rule("chrome", CLUE, "link list | mostly linked | date, short | section", "links, a date or a section"),
    # --- notes behind it --------------------------------------------------------------------------
    Rule(
        "note",
        SIGN,
        "contributor | note | rights | more rights | rule | signature | bio, names person",
        "says who wrote the story or holds its rights",
        "heading",
    ),
    # --- the headline -----------------------------------------------------------------------------
    Rule("headline", CLUE, "h1", "main heading"),
    Rule("headline", CLUE, "heading", "heading"),
    Rule("headline", SIGN, "is title", "what metadata, title or listing call the story"),
    Rule("headline", CLUE, "like title", "begins as metadata, title or listing call the story"),
    Rule("headline", -PROOF, "at side", "in a menu, form or footer, or beside the story"),
)

#: When a second opinion is asked for, and when it wins.
DOUBT = {
    "outside": 0.6,  # of the story's text: so much prose stands outside the stretch
    "odd": 0.5,  # of it: so much stands inside, but not as most of the prose does
    "beside odd": 0.07,  # of it: while so much prose stands outside
    "agreement": 0.8,  # of their sequences of four words: two readings that agree so far are one
}


class Evidence(NamedTuple):
    """Points that something on a page gives for its being a story, and why."""

    points: float
    why: str


#: What shows that a page is a story; `LEAST["story"]` points are enough, and text.
KIND = {
    "asked headline": Evidence(3, "prints the headline that a listing gave for this address"),
    "asked teaser": Evidence(3, "begins as the listing's teaser does"),
    "article": Evidence(2, "its metadata say that it is an article"),
    "headline": Evidence(1, "prints its title as a headline, which pages of other kinds do too"),
    "byline": Evidence(2, "names its author under the headline or behind the text"),
    "date": Evidence(2, "says when it was published"),
    "section": Evidence(2, "prints a section's label (Published in …)"),
    "rights line": Evidence(1, "ends in a rights line that is not the site's"),
    "some text": Evidence(1, "more text than most pages of other kinds"),
    "more text": Evidence(1, "more than any of them but a policy"),
    "long text": Evidence(1, "as much as an article"),
    "parted": Evidence(-4, "links to other stories part its text into teasers"),
    "excuse": Evidence(-3, "title or headline say why there is no story"),
    "another's": Evidence(-2, "shows neither headline nor teaser that a listing gave"),
    "entry": Evidence(-4, "its headline stands as those of other entries do"),
    "behind": Evidence(-2, "the headline of another story stands between its own and its text"),
    "others": Evidence(-1, "names several other stories, and has little text"),
}
#: What makes a line near a headline the byline, in points; `LEAST["byline"]` are enough.
BYLINE = {
    "names": 0.1,  # names alone
    "person": 1.5,  # reads more like a person's name than an organization's
    "by": 4.0,  # "By" before names or in the line above them, "on" behind them, or marked as the author's name
    "known": 3.0,  # names a person whom the page's metadata or its address names; a board or staff
    "near": 2.0,  # names alone, near the headline
    "beside": 1.0,  # beside the headline, a date or a section's label
}
#: What a heading gets beside the points of `RULES`; the one with most is the headline.
HEADLINE = {
    "words": 4.0,  # all its words in common with what metadata, title or listing call the story
}
LEAST = {"headline": 3.0, "byline": 3.0, "alone": 1.7, "story": 3.0}
#: Blocks in which things are looked for around headline and story.
REACH = {
    "masthead": 8,  # byline, date and section
    "no headline": 7,
    "rights": 60,
}

#: What the best path gains or loses by a block, in points.
PATH = {
    "gap": 0.2,  # share of its chrome that a block inside the story costs
    "longest gap": 3.5,  # what stands between two paragraphs of the page's kind costs no more, if no end of a story does
    "item": 0.1,  # a short line without a full stop, at most: lists of links follow stories; what holds names alone loses as much
    "deepest": 3.0,  # chrome of a block counts no more than this
    "landmark": 3.0,  # a story that goes on behind "Comments" or "Related"
    "rights": 6.0,  # behind its rights line
    "comment": 8.0,  # behind the first line of a thread
    "thread": 1.9,  # paragraphs behind a name, an age or "Reply", less the others: so many are a thread
    "note": 1.0,  # a note among the notes
    "rights line": 4.0,  # a story goes on up to its rights line
    "no note": -0.5,  # what is none, among the notes
}
