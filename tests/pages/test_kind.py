"""A page is a story by what it shows of its own: not by what stands in other stories' entries, in menus or below them."""

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.kind import PageKind, classify_page
from newscrawl.pages.story import Hints, StoryPage
from tests.pages.shapes import FIRST, HEADLINE, RIGHTS, SECOND, THIRD, TOP, paragraphs, read

NAMES = ["Harwick mends its pier", "Ferry fares rise in May", "Mayor bans gulls", "Library opens at night"]
TEASERS = [FIRST, SECOND, THIRD, "Gulls took eleven sandwiches on Monday, and the mayor saw the last one go."]
MENU = "<ul><li><a href='/politics/mod'>Politics, Moderate</a></li><li><a href='/politics/opeds'>The Harbor Column</a></li></ul>"
FOOT = "<p>Copyright 2026 Lighthouse Publishing</p>"


def pictured(names: list[str]) -> str:
    """Entries of which the picture alone is linked."""
    return "".join(
        f"<div><a href='/politics/mod/s-{n}'><img src='/{n}.jpg'></a><h3>{name}</h3><p>{teaser}</p></div>"
        for n, (name, teaser) in enumerate(zip(names, TEASERS, strict=True), 71)
    )


def headed(byline: str = "") -> str:
    """Entries with a linked heading; the first one's teaser stands outside its card."""
    return f"<h1><a href='/politics/mod/s-71'>{NAMES[0]}</a></h1><p>{FIRST}</p>" + "".join(
        f"<div><h2><a href='/politics/mod/s-{n}'>{name}</a></h2>{byline}<p>{teaser}</p></div>"
        for n, (name, teaser) in enumerate(zip(NAMES[1:], TEASERS[1:], strict=True), 72)
    )


@pytest.mark.parametrize(
    ("why", "body", "title"),
    [
        ("links part it into teasers", MENU + pictured(NAMES) + FOOT, "Politics"),
        (
            "its heading is in the menu",
            MENU + "<h1>The Harbor Column</h1>" + pictured(NAMES),
            "The Harbor Column",
        ),
        ("its byline is an entry's", MENU + headed("<p>By Ann Lee | Nov 13, 2026</p>"), "The Harbor Column"),
        ("its rights line is the site's", MENU + headed() + FOOT, "Politics"),
    ],
)
def test_a_list_of_other_stories_is_no_story(why, body, title):
    assert classify_page(read(body, f"{title} | ArcaMax Publishing")).kind == "expired", why


@pytest.mark.parametrize("place", range(4))
def test_the_headline_asked_for_among_other_entries_is_no_story(place):
    names = [*NAMES[:place], HEADLINE, *NAMES[place + 1 :]]
    asked = Hints(headline=HEADLINE, teaser=TEASERS[place])
    assert classify_page(read(MENU + pictured(names), "Politics", asked)).kind == "expired"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "not found",
            "<h1>This story is no longer available</h1><p>We keep stories for a season and not longer.</p>",
        ),
        (
            "consent",
            f"<h1>We value your privacy</h1>{paragraphs('You may consent to cookies here, or refuse.')}",
        ),
    ],
)
def test_a_rights_line_below_a_menu_is_no_landmark(kind, said):
    menu = "<h5>News</h5><ul><li><a href='/local'>Local</a></li><li><a href='/sports'>Sports</a></li></ul>"
    assert classify_page(read(said + menu + FOOT, "ArcaMax Publishing")).kind == kind


@pytest.mark.parametrize("hints", [Hints(date="2026-11-13"), Hints(headline=HEADLINE)])
def test_one_card_parts_no_story(hints):
    link = "<a href='/politics/mod/s-71'>{}</a>".format
    card = f"<div>{link('<img src=/71.jpg>')}<div>{link('Op Eds')}</div><h3>{link(NAMES[0])}</h3><p>{link(TEASERS[3])}</p></div>"
    body = f"<h1>{HEADLINE}</h1><p>November 13, 2026</p>{paragraphs(FIRST, SECOND)}{card}{paragraphs(THIRD, TEASERS[3])}"
    page = read(MENU + body, hints=hints)
    assert (page.verdict.kind, page.stripped.body) == ("story", [FIRST, SECOND, THIRD, TEASERS[3]])


def test_a_sign_off_is_no_top_of_the_rights_line():
    lines = [text.rstrip(".") for text in (FIRST, SECOND, THIRD)]
    sign_off = "<p>By Ann Lee, The Harwick Mail</p><p>Published: Nov 15, 2026</p>"
    page = read(f"<h1>{HEADLINE}</h1>{paragraphs(*lines)}{sign_off}<p>{RIGHTS}</p>")
    assert (page.verdict.kind, page.stripped.body) == ("story", lines)


def test_the_headline_asked_for_over_a_brief_is_a_story_whatever_follows():
    page = read(MENU + TOP + paragraphs(FIRST, SECOND) + pictured(NAMES), hints=Hints(headline=HEADLINE))
    assert page.verdict.kind == "story"


ASKED = Hints(headline=HEADLINE, teaser=FIRST)
FORM = "<form><input name=mail><button>Send</button></form>"
PROSE = paragraphs(
    *(
        text
        for part in ("", "It is said that ", "He said that ")
        for text in (part + line for line in TEASERS)
    )
)


def slugs() -> str:
    """Cards that link addresses of no known form."""
    return "".join(
        f"<div><a href='/2026/{n}/gulls'><h3>{name}</h3></a><p>{teaser}</p></div>"
        for n, (name, teaser) in enumerate(zip(NAMES, TEASERS, strict=True))
    )


NO_STORY = {
    "lost, in words of its own": "<h1>A dead end</h1><p>The link leads nowhere, which is our mistake or somebody else's.</p>",
    "lost, in another language": "<h1>Seite nicht gefunden</h1><p>Die Seite wurde verschoben.</p>",
    "listing of unknown addresses": f"<h1>The harbor</h1>{slugs()}",
    "listing with dots": "<h1>The harbor</h1>"
    + "".join(
        f"<h3>{name}</h3><p>{FIRST} <a href='/politics/mod/s-{n}'>&rarr;</a></p>"
        for n, name in enumerate(NAMES, 71)
    ),
    "author": f"<h1>Ann Lee</h1><p>Ann Lee covers the harbor. She came from Harwick in 2017 and keeps two gulls.</p>{slugs()}",
    "topic": f"<h1>Ferries</h1><p>News and opinion about the ferries, their fares and the pier they land at.</p>{slugs()}",
    "sign in": f"<h1>Welcome back</h1><p>Please log in to keep reading. An account takes a minute to make.</p>{FORM}",
    "offer": "<h1>Support the harbor's news</h1><p>You have read three free stories. Subscribe, and never miss one.</p>",
    "security": "<h1>Pardon our interruption</h1><p>Something about your browser made us think you were a machine.</p>",
    "about": "<h1>About us</h1><p>The paper has been printed since 1884, by people who disagree about commas.</p>",
    "frame": "<iframe src='/ruling.pdf'></iframe><p>Page 1 of 34</p>",
    "shell": "<div id=app>Loading...</div>",
}


@pytest.mark.parametrize("hints", [Hints(), ASKED], ids=["bare", "asked"])
@pytest.mark.parametrize("name", NO_STORY)
def test_a_page_without_evidence_is_no_story(name, hints):
    assert read(MENU + NO_STORY[name], name, hints).verdict.kind != "story"


BY = "<p>By Ann Lee, The Harwick Mail</p><p>November 13, 2026</p>"
STORIES = {
    "dated brief": (HEADLINE, f"<p>November 13, 2026</p><p>{FIRST}</p>"),
    "brief above cards": (HEADLINE, BY + f"<p>{FIRST}</p>" + slugs()),
    "dateline": (HEADLINE, f"<p>HARWICK, Ohio (AP) — {FIRST}</p>{PROSE}"),
    "of a lost page": ("Page not found, say voters", BY + PROSE),
    "of cookies": ("State weighs cookie consent law", BY + PROSE),
    "of a captcha": ("Are you a robot? Senators ask", BY + PROSE),
    "text alone": (HEADLINE, PROSE),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_needs_no_listing_to_name_it(name):
    title, body = STORIES[name]
    assert read(f"{MENU}<h1>{title}</h1>{body}", title).verdict.kind == "story"


def test_a_story_with_another_headline_than_the_listings_needs_landmarks():
    asked = Hints(
        headline="Gulls win the day", teaser="The gulls of Harwick won on Monday, and they know it."
    )
    body = f"<h1>{HEADLINE}</h1>{{}}<p>{FIRST}</p>"
    assert read(body.format(BY), HEADLINE, asked).verdict.kind == "story"
    assert read(body.format(""), HEADLINE, asked).verdict.kind != "story"


def test_the_teaser_asked_for_shows_a_story_whatever_its_headline():
    asked = Hints(headline="Gulls win the day", teaser=FIRST[:60] + " ...")
    assert read(f"<h1>{HEADLINE}</h1><p>{FIRST}</p>", "The harbor", asked).verdict.kind == "story"
    assert read(f"<h1>{HEADLINE}</h1><p>{FIRST[:60]} ...</p>", "The harbor", asked).verdict.kind != "story"


def test_the_verdict_names_the_evidence():
    why = read(f"<h1>{HEADLINE}</h1>{BY}<p>{FIRST}</p>", HEADLINE).verdict.why
    assert why.endswith("characters of its own text; headline +1, byline +2, date +2")


def test_a_listing_at_the_address_of_its_first_entry_is_no_story():
    teaser = "MARDEN — The council of Marden voted 104 to 2 on Tuesday to mend the old bridge by the mill"
    entries = "".join(
        f"<h2><a href='/politics/mod/s-{number}'>Council number {number} mends a bridge</a></h2>"
        f"<p>{teaser.replace('104', str(number))} <a href='/politics/mod/s-{number}?x=1'>...Read more</a></p>"
        for number in range(101, 107)
    )
    response = HtmlResponse(
        "https://www.arcamax.com/politics/mod/s-101", body=entries.encode(), encoding="utf-8"
    )
    hints = Hints("Council number 101 mends a bridge", f"{teaser.replace('104', '101')} ...Read more")
    assert StoryPage(response, hints).verdict.kind is PageKind.EXPIRED
    assert StoryPage(response).verdict.kind is PageKind.EXPIRED
