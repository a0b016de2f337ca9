"""Boxes that ask for an address, a vote or consent stand above, in and below stories."""

import pytest

from tests.pages.shapes import FIRST, HEADLINE, RIGHTS, SECOND, THIRD, TOP, paragraphs, read

BOXES = {
    "input": "<div><div>Stay informed</div><div>Start the day with 90,000 others who read what we send before breakfast.</div><input><button>Sign up</button></div>",
    "link": "<div><p>Did this hold you? We send the three best pieces of the day in one short message. Nothing else, ever.</p><p><a href='/n'>Sign up now</a></p></div>",
    "table": "<table><tr><td><b>The Capitol Letter</b><br>Politics told in five minutes, each afternoon.<br><a href='/n'>Subscribe</a></td></tr></table>",
    "sponsored": "<div><span>Sponsored Content</span><a href='https://ads.example/'>One odd trick that knees love</a></div>",
    "consent": "<div><p>This website uses cookies to make your visit better. By continuing to browse you agree to our terms.</p></div>",
    "partners": "<div><h2>Your privacy choices</h2><p>We and our 843 partners store information on your device, and process personal data about it.</p></div>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=list(BOXES))
def test_a_box_is_no_story_text_wherever_it_stands(box):
    page = read(
        f"{box}<div>{TOP}{box}<div>{paragraphs(FIRST, SECOND)}{box}{paragraphs(THIRD, RIGHTS)}</div>{box}</div>"
    )
    assert page.headline == HEADLINE
    assert page.stripped.body == [FIRST, SECOND, THIRD]


def test_a_story_of_one_paragraph_beside_a_call_stays():
    page = read(f"<div>{TOP}{paragraphs(FIRST, RIGHTS)}<p><a href='/n'>Sign up</a></p></div>")
    assert page.stripped.body == [FIRST]


def test_a_story_of_short_sentences_keeps_them_beside_a_box():
    short = ["It rained.", "Nobody came.", "In Harwick, they went home.", "Few will ask."]
    page = read(
        f"<div><p>We value your privacy. We and our partners use cookies to store information on your device.</p><button>Accept</button></div>"
        f"<table><tr><td>{TOP}{paragraphs(*short[:2])}{BOXES['link']}{paragraphs(*short[2:], RIGHTS)}</td></tr></table>"
    )
    assert page.stripped.body == short
