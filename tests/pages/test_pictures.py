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


def test_a_credit_behind_the_caption_ends_it():
    story = read(
        f'<figure><img src="/a.jpg"><figcaption><p>{SHOWS}</p><p>Photo by Al Poe</p></figcaption></figure>'
    )
    assert [image.caption for image in story.images] == [f"{SHOWS} Photo by Al Poe"]


def test_a_picture_that_a_script_will_load_has_its_address_in_its_sizes():
    lazy = '<figure><img src="data:image/gif;base64,R0" data-srcset="/a.jpg?w=300 300w, /a.jpg?w=750 750w"></figure>'
    assert [image.url for image in read(lazy).images] == ["https://www.arcamax.com/a.jpg?w=300"]


def test_a_linked_icon_above_the_text_is_no_picture_of_the_story():
    icon = '<p><a href="https://share.example/x"><img src="/x.png"></a></p>'
    picture = '<p><a href="/large/a.jpg"><img src="/a.jpg"></a></p>'
    assert [image.url for image in read(icon + picture).images] == ["https://www.arcamax.com/a.jpg"]


def test_a_spacer_in_the_line_of_the_byline_is_no_picture_of_the_story():
    row = (
        "<td><h1>Council cuts fares</h1><img src='/spacer.gif'><br><br>By Jane Roe<br><br>Nov. 15, 2024</td>"
    )
    page = f"<title>Council cuts fares</title><table><tr>{row}</tr></table><div>{TEXT}</div>"
    story = read_html(page, URL)
    assert story
    assert (story.byline, story.images) == ("By Jane Roe", [])
