"""Pages on which other things outweigh the story: cards all around it, pictures, a banner over few words."""

from newscrawl.pages.kind import PageKind, classify_page
from tests.pages.shapes import FIRST, HEADLINE, RIGHTS, SECOND, THIRD, TOP, paragraphs, read


def cards(*numbers):
    return "".join(
        f"<div><a href='/politics/mod/s-{n}'><img src='/t.jpg'></a><div><a href='/politics/mod/s-{n}'>The ferry, part {n}</a></div>"
        f"<div>A ferry lies in the harbor, and the town that bought it would like to be rid of it ...<a href='/politics/mod/s-{n}'>Read more</a></div></div>"
        for n in numbers
    )


def test_a_story_among_cards_that_open_the_page_is_no_card():
    inside = f"{paragraphs(FIRST, SECOND)}{cards(77)}{paragraphs(THIRD, RIGHTS)}"
    page = read(
        f"<div><h3>Most read</h3>{cards(71, 72, 73, 74)}</div><div>{TOP}{inside}</div><h3>More</h3>{cards(75, 76)}"
    )
    assert classify_page(page).kind is PageKind.STORY
    assert page.stripped.body == [FIRST, SECOND, THIRD]


def test_a_note_under_a_picture_is_no_caption():
    note = "(Ann Lee is a columnist for The Harwick Mail.)"
    rows = "".join(
        f"<table><tr><td>{text}</td></tr><tr><td><img src='/gap.gif'></td></tr></table>"
        for text in (FIRST, SECOND, note, RIGHTS)
    )
    stripped = read(f"{TOP}{rows}").stripped
    assert (stripped.body, stripped.author, stripped.rights) == ([FIRST, SECOND], [note], [RIGHTS])


def test_a_short_story_under_a_consent_banner_is_a_story():
    banner = "<div><h2>Your privacy choices</h2><p>We and our 843 partners store information on your device in cookies.</p></div>"
    page = read(f"{banner}<h1>{HEADLINE}</h1><p>By Ann Lee</p>{paragraphs(FIRST)}")
    assert classify_page(page).kind is PageKind.STORY


def test_a_consent_page_is_none():
    page = read(
        "<h1>Before you continue</h1><p>We value your privacy and ask for your consent to cookies.</p>",
        "ArcaMax",
    )
    assert classify_page(page).kind is PageKind.CONSENT


def test_a_rights_line_far_below_a_thread_is_found():
    thread = "".join(
        f"<div><b>ann{i}</b><p>Nobody asked us.</p><a href='#'>Reply</a></div>" for i in range(12)
    )
    page = read(f"<div>{TOP}{paragraphs(FIRST, SECOND)}</div><h3>Posts</h3>{thread}{paragraphs(RIGHTS)}")
    assert page.stripped.rights == [RIGHTS]
