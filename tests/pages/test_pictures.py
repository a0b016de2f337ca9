"""Which pictures are the story's, and what stands under them."""

from newscrawl import read_html

URL = "https://www.arcamax.com/politics/opeds/s-3300100"
TEXT = "".join(
    f"<p>The council met for the {nth} time this year and talked about the price of a bus ticket until it was late.</p>"
    for nth in ("first", "second", "third", "fourth", "fifth", "sixth")
)
SHOWS = "Riders wait for a bus at the old market."


def read(inside: str, behind: str = ""):
    """Read a page with this beside its text."""
    head = (
        "<title>Council cuts fares</title><h1>Council cuts fares</h1><p>By Jane Roe</p><p>Nov. 15, 2024</p>"
    )
    return read_html(f"<html><body>{head}<div>{inside}{TEXT}{behind}</div></body></html>", URL)


def test_a_line_that_says_what_the_picture_shows_is_its_caption():
    story = read(f'<span><img src="/a.jpg" alt="{SHOWS}"></span><p>{SHOWS}</p>')
    assert [image.caption for image in story.images] == [SHOWS]
    assert SHOWS not in story.article_body


def test_a_credit_above_the_caption_is_not_taken_for_it():
    story = read(f'<div><img src="/a.jpg" alt="{SHOWS}"><div>Photo by Al Poe</div><div>{SHOWS}</div></div>')
    assert [image.caption for image in story.images] == [SHOWS]


def test_a_picture_beside_the_word_advertisement_is_none_of_the_story():
    advert = '<table><tr><td>ADVERTISEMENT<br><a href="https://ads.example/c"><img src="https://ads.example/300.gif"></a></td></tr></table>'
    assert not read("", advert + TEXT.replace("council", "board")).images
