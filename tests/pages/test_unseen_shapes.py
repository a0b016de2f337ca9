"""Shapes that an independent generator of pages (2026-11-25) found to be misread; each states what must be read."""

import json

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.story import StoryPage

LONG = "The harbor board of Saltholm voted on Friday to raise the levy on every boat that lies in the basin over winter."
MORE = "Owners of small boats had asked for a year's delay, and the board's chair said that she would think about it."
LAST = "Nothing in the statute forbids it, a lawyer for the board wrote in March, in a memo that the town then lost."
HEADLINE = "Saltholm raises its harbor levy"
MENU = "<ul><li><a href='/comics'>Comics</a></li><li><a href='/jokes'>Jokes</a></li></ul><div>Log in</div>"
CHANNELS = (
    "<ul>"
    + "".join(f"<li>{name}</li><li>{name}</li><li>By {name}</li>" for name in ("ACLU", "Jo Roe"))
    + "</ul>"
)
SHARE = "<ul><li><a href='/f'>Facebook</a></li><li><a href='/t'>Twitter</a></li><li><a href='/m'>Email</a></li></ul>"
RIGHTS = [
    "©2026 The Saltholm Bee (Saltholm, Ohio)",
    "Visit The Saltholm Bee at bee.example",
    "Distributed by Tribune Content Agency, LLC.",
]


def read(body, title=f"{HEADLINE} | ArcaMax Publishing", hints=None):
    source = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return StoryPage(HtmlResponse("https://www.arcamax.com/politics/mod/s-12", body=source.encode()), hints)


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        (
            "Ann Lee, Harbor City News on <time datetime='2026-11-15'>Nov 15</time>",
            "Ann Lee, Harbor City News",
        ),
        ("Ann Lee, Harbor City News on 15 November", "Ann Lee, Harbor City News"),
        ("By Ann Lee | 5 hours ago", "By Ann Lee"),
        ("Ann Łukasz and Bo Śliwa, Harbor City News on", "Ann Łukasz and Bo Śliwa, Harbor City News"),
    ],
)
def test_a_byline_with_a_short_date_or_far_letters_is_read(line, byline):
    assert (
        read(f"<h1>{HEADLINE}</h1><p>{line}</p><p>Published in Op Eds</p>{paragraphs(LONG, MORE)}").byline
        == byline
    )


def test_a_menu_above_the_headline_is_no_byline_and_no_source():
    assert read(f"{MENU}<h1>{HEADLINE}</h1>{paragraphs(LONG, MORE)}").byline is None
    assert read(f"{MENU}<p>By Ann Lee</p><h1>{HEADLINE}</h1>{paragraphs(LONG, MORE)}").byline == "By Ann Lee"


def test_the_last_line_of_a_page_is_no_source_of_a_byline_on_its_first():
    page = read(
        f"<p>Ann Lee on Nov 15, 2026</p><h1>{HEADLINE}</h1>{paragraphs(LONG, MORE)}<p>Pip Farrow Dot Ellwood</p>"
    )
    assert page.byline == "Ann Lee"


def test_a_channel_behind_the_story_is_no_byline():
    page = read(f"<h1>{HEADLINE}</h1>{paragraphs(LONG, MORE)}<h3>Related Channels</h3>{CHANNELS}")
    assert page.byline is None


@pytest.mark.parametrize(
    "picture",
    [
        "<figure><img src=/a.jpg></figure>",
        "<div><img src=/a.jpg></div>",
        "<figure><img src=/a.jpg><figcaption>The basin in winter.</figcaption></figure>",
        "<div><img src=/a.jpg><div>The basin in winter. (Jo Roe/TNS)</div></div>",
    ],
)
def test_a_very_short_story_is_no_caption_of_its_picture(picture):
    page = read(
        f"<h1>{HEADLINE}</h1><p>By Ann Lee</p><div>{picture}{paragraphs(LONG, 'It passed.')}</div><h3>Comments</h3>"
    )
    assert page.stripped.body == [LONG, "It passed."]
    assert len(page.images) == 1


def test_a_picture_within_an_unclosed_paragraph_does_not_take_its_text_along():
    page = read(
        f"<h1>{HEADLINE}</h1><P>{LONG}<P>Who pays?<figure><img src=/a.jpg></figure><P>{MORE}<P>{LAST}"
    )
    assert page.stripped.body == [LONG, "Who pays?", MORE, LAST]


@pytest.mark.parametrize(
    "boxes",
    [
        SHARE + "<p>ADVERTISEMENT</p>",
        "<aside><h4>Politics at breakfast</h4><p>Sign up for our free newsletter.</p><form><input name=m><button>Go</button></form></aside>",
        "<div><h3><a href='/politics/opeds/s-77'>The ferry that nobody wanted</a></h3><p>A ferry lies in the harbor ...<a href='/politics/opeds/s-77'>Read more</a></p></div>"
        + SHARE,
    ],
)
def test_notes_and_rights_lines_behind_boxes_are_read(boxes):
    notes = paragraphs("(Bo Day contributed to this report.)", *RIGHTS)
    page = read(f"<h1>{HEADLINE}</h1><div>{paragraphs(LONG, MORE)}{boxes}{notes}</div><h3>Comments</h3>")
    assert page.stripped.body == [LONG, MORE]
    assert page.stripped.contributor == ["(Bo Day contributed to this report.)"]
    assert page.stripped.rights == RIGHTS


def test_without_a_title_the_heading_above_the_story_is_the_headline():
    page = read(f"<h3>{HEADLINE}</h3>{paragraphs(LONG, MORE)}<h2>Who pays</h2>{paragraphs(LAST)}", title="")
    assert page.headline == HEADLINE
    assert page.stripped.body == [LONG, MORE, "Who pays", LAST]


def test_a_headline_parted_from_the_story_by_one_break_is_no_part_of_it():
    page = read(f"<font size=5><b>{HEADLINE}</b></font><br>{LONG}<p>{MORE}<p>{LAST}")
    assert page.headline == HEADLINE
    assert page.stripped.body == [LONG, MORE, LAST]


def test_rights_lines_in_the_footer_of_a_story_are_its_own():
    page = read(
        f"<h1>{HEADLINE}</h1><div>{paragraphs(LONG, MORE)}<footer>{paragraphs(*RIGHTS)}</footer></div><h3>Comments</h3>"
    )
    assert page.stripped.rights == RIGHTS


def test_a_contributors_note_behind_a_box_without_a_form_is_found():
    box = "<div><p>The Morning Brief</p><p>Get the news delivered to your inbox.</p><p><a href='/n'>Subscribe now</a></p></div>"
    notes = paragraphs("(Bo Day contributed to this report.)", *RIGHTS)
    page = read(f"<h1>{HEADLINE}</h1><div>{paragraphs(LONG, MORE)}{box}{notes}</div><h3>Comments</h3>")
    assert page.stripped.contributor == ["(Bo Day contributed to this report.)"]
    assert page.stripped.rights == RIGHTS


def test_a_story_of_short_sentences_is_no_box():
    short = [
        "It passed.",
        "Nobody cheered.",
        "The bill now goes to the Senate.",
        "“We tried,” one member said.",
    ]
    page = read(
        f"<h1>{HEADLINE}</h1><p>By Ann Lee</p><div>{paragraphs(*short[:2])}{SHARE}{paragraphs(*short[2:])}</div>"
    )
    assert page.stripped.body == short


def test_a_short_paragraph_behind_bare_text_of_the_same_element_is_the_storys():
    page = read(
        f"<h1>{HEADLINE}</h1><p>By Ann Lee</p><div>{LONG}<p>“We'll see,” Jo Roe said.<p>{RIGHTS[0]}</div>"
    )
    assert page.stripped.body == [LONG, "“We'll see,” Jo Roe said."]


def test_a_line_that_says_watch_is_no_paragraph():
    video = "<div><video src=/v></video><div>Watch: The vote in two minutes</div></div>"
    assert read(
        f"<h1>{HEADLINE}</h1><div>{paragraphs(LONG)}{video}{paragraphs(MORE, LAST)}</div>"
    ).stripped.body == [LONG, MORE, LAST]


def test_a_section_below_a_story_of_one_paragraph_is_not_its_top():
    page = read(
        f"<h1>{HEADLINE}</h1><p>By Ann Lee</p><p>{LONG}</p><p>Published in Op Eds</p><h3>More Politics</h3><p>Elsewhere</p>"
    )
    assert page.stripped.body == [LONG]
    assert page.article_section == "Op Eds"


def test_a_byline_far_above_the_headline_is_read():
    top = "<p>Ann Lee, Harbor City News on</p><p>Nov 15, 2026</p><p>Published in Op Eds</p><p>Updated: Nov 16, 2026</p><p>4 min read</p><p>Share</p>"
    assert (
        read(f"{MENU}{top}<h1>{HEADLINE}</h1>{paragraphs(LONG, MORE)}").byline == "Ann Lee, Harbor City News"
    )


def test_two_json_ld_objects_of_one_article_fill_each_others_gaps():
    data = [
        {"@type": "NewsArticle", "headline": HEADLINE, "author": "Ann Lee"},
        {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-11-15"},
    ]
    page = read(
        f"<script type='application/ld+json'>{json.dumps(data)}</script><h1>{HEADLINE}</h1>{paragraphs(LONG, MORE)}"
    )
    assert (page.metadata.persons, page.date_published) == (["Ann Lee"], "2026-11-15")
