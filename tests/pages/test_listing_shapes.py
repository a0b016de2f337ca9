"""Listings in markups of many kinds: headline, teaser and printed date of every story, and nothing of the page around them."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.listing import ListingPage

STORIES = [
    ("31", "Saltholm raises its harbor levy", "The board voted on Friday to raise the levy on every boat that lies in the basin over winter.", "Nov 13, 2026"),
    ("32", "What now for the ferry?", "Nobody on the island asked for a bridge. “We have a ferry,” said the mayor, who owns one, to a crowded hall.", "Nov 14, 2026"),
    ("33", "Commentary: Leave the lighthouse alone", "A town that sells its lighthouse has stopped to look at the sea, which is where its visitors come from", "Nov 15, 2026"),
    ("34", "Clerk finds 40 lost ballots", "They lay in a drawer below the county’s stamps. The count will be repeated on Monday, before the board meets", "Nov 16, 2026"),
]  # fmt: skip
TOP = (
    "<header><a href='/'>ArcaMax</a><nav><ul><li><a href='/politics/opeds'>Op Eds</a></li><li><a href='/politics/mod'>Moderate</a>"
    "</li></ul></nav><p>Friday, Nov 27, 2026</p></header>"
)
BOX = "<div class='x'><h4>Stay informed</h4><p>Start the day with 90,000 other readers of the news.</p><form><input><button>Sign up</button></form></div>"
TAIL = (
    "<div><a href='/politics/opeds/page-2'>Older stories</a></div>"
    f"{BOX}<h3>Related Channels</h3><ul><li><a href='/politics/fromtheleft/annlee'>Ann Lee</a> By Ann Lee</li></ul>"
    "<footer><p>Copyright 2026 ArcaMax Publishing</p><p>Nothing on these pages may be printed elsewhere without our leave.</p></footer>"
)
RAIL = "<aside><h3>Most read</h3><ol><li><a href='{a34}'>Clerk finds 40 lost ballots</a></li><li><a href='{a31}'>Saltholm raises its harbor levy</a></li></ol></aside>"

# {a} address, {h} headline, {t} teaser, {d} date, {n} id
DATED = {
    "card": "<a href='{a}'><div><img src='/{n}.jpg' alt=''></div><div><h3>{h}</h3><p>{t}</p><span>{d}</span></div></a>",
    "card of divs": "<a href='{a}'><div>Op Eds</div><div>{h}</div><div>{t}</div><div>{d}</div></a>",
    "article": "<article><h2><a href='{a}'>{h}</a></h2><p>By Ann Lee | {d}</p><p>{t} <a href='{a}'>Read more</a></p></article>",
    "date first": "<article><p>{d}</p><h2><a href='{a}'>{h}</a></h2><p>{t}</p></article>",
    "time": "<li><h3><a href='{a}'>{h}</a></h3><p>{t}</p><time datetime='{d}T10:00'>2 days ago</time></li>",
    "footer": "<article><div><h3><a href='{a}'>{h}</a></h3><p>{t}</p></div><footer><span>Ann Lee</span> <span>{d}</span></footer></article>",
    "table": "<table><tr><td>{d}</td><td><a href='{a}'>{h}</a><br>{t} <a href='{a}'>(more)</a></td></tr></table>",
    "rows": "<tr><td><a href='{a}'><img src='/{n}.jpg'></a></td><td><a href='{a}'><b>{h}</b></a><br><i>Posted {d}</i><br>{t}</td></tr>",
    "dl": "<dt><a href='{a}'>{h}</a> <small>{d}</small></dt><dd>{t}</dd>",
    "flat": "<h3><a href='{a}'>{h}</a></h3><p>{d}</p><p>{t}</p>",
    "flat with more": "<h3>{h}</h3><p>{d}</p><p>{t} <a href='{a}'>Continue reading »</a></p>",
    "hero": "<section><img src='/{n}.jpg' alt=''><h1><a href='{a}'>{h}</a></h1><p>{t}</p><div><a href='{a}'>Full article</a> · {d}</div></section>",
    "permalink date": "<article><h3><a href='{a}'>{h}</a></h3><a href='{a}'>{d}</a><p>{t}</p></article>",
    "split card": "<div><div><a href='{a}'><img src='/{n}.jpg' alt=''></a></div><div><div><a href='{a}'>{h}</a></div><div>{d} / Ann Lee</div><div>{t}</div></div></div>",
}  # fmt: skip
UNDATED = {
    "picture alone": "<div><a href='{a}'><img src='/{n}.jpg' alt=''></a><h3>{h}</h3><p>{t}</p></div>",
    "picture with alt": "<div><a href='{a}'><img src='/{n}.jpg' alt='{h}'></a><p>{t}</p></div>",
    "picture behind": "<div><h3>{h}</h3><p>{t}</p><a href='{a}'><img src='/{n}.jpg' alt=''></a></div>",
    "flat pictures": "<p><a href='{a}'><img src='/{n}.jpg' alt=''></a></p><h3>{h}</h3><p>{t}</p>",
    "label": "<div><a href='{a}' aria-label='{h}'></a><p>{t}</p></div>",
    "more about": "<div><h3>{h}</h3><p>{t}</p><a href='{a}'>Read more<span> about {h}</span></a></div>",
    "no words": "<div><h4>{h}</h4><p>{t}</p><a href='{a}'>»</a></div>",
    "other words": "<div><div>{h}</div><p>{t} <a href='{a}'>To the text</a></p></div>",
    "same line": "<p><a href='{a}'>{h}</a> — {t} <a href='{a}'>(more)</a></p>",
    "list line": "<li><a href='{a}'>{h}</a> {t}</li>",
    "breaks": "<b><a href='{a}'>{h}</a></b><br>{t} <a href='{a}'>...Read more</a><br><br>",
    "breaks in one": "<b>{h}</b><br>Op Eds / Ann Lee /<br>{t} ...<a href='{a}'>Read more</a><br>",
    "crumb": "<h3><a href='{a}'>{h}</a></h3><p><a href='/politics/fromtheleft'>From the Left</a> / <a href='/politics/fromtheleft/annlee'>Ann Lee</a> /</p><p>{t} ...<a href='{a}'>Read more</a></p>",
    "crumb in line": "<div><h3><a href='{a}'>{h}</a></h3><p>From the Left / Ann Lee / {t} ...<a href='{a}'>Read more</a></p></div>",
    "two paragraphs": "<h3><a href='{a}'>{h}</a></h3><p>{t1}</p><p>{t2} ...<a href='{a}'>Read more</a></p>",
    "two flat paragraphs": "<h3><a href='{a}'>{h}</a></h3><p>{t1}</p><p>{t2}</p>",
    "kicker": "<div><p>Opinion</p><h3><a href='{a}'>{h}</a></h3><p>{t}</p></div>",
    "kicker linked": "<div><a href='/politics/opeds'>Op Eds</a><div><a href='{a}'>{h}</a></div><div>{t}</div><ul><li>Share</li><li>3 comments</li></ul></div>",
    "linked teaser": "<div><h3><a href='{a}'>{h}</a></h3><p><a href='{a}'>{t}</a></p></div>",
    "script address": "<div data-href='{a}'><h3>{h}</h3><p>{t}</p></div>",
    "clicked": "<div onclick=\"location='{a}'\"><h3>{h}</h3><p>{t}</p></div>",
    "rule": "<p><b><a href='{a}'>{h}</a></b></p><p>{t}</p><hr>",
    "swallowed": '<h3>{h}</h3><p>{t} <a href="http://ellery.exa ...<a href="{a}">Read more</a></p>',
    "swallowed in a card": '<div><h3>{h}</h3><p>{t} <span title="cut <a href="{a}">Read more</a></p></div>',
    "heading inside": "<a href='{a}'><h3>{h}</h3></a><p>{t}</p>",
    "deck as heading": "<div><h2><a href='{a}'>{h}</a></h2><h5>By Ann Lee, Staff Writer</h5><p>{t}</p></div>",
    "caption": "<div><figure><a href='{a}'><img src='/{n}.jpg'></a><figcaption>The harbor, seen from the hill above. (Jo Roe/TNS)</figcaption></figure><h3><a href='{a}'>{h}</a></h3><p>{t}</p></div>",
}  # fmt: skip
OTHERS = {
    "grid rows": "<div class=row><div><a href='{a}'><img src=x></a><a href='{a}'>{h}</a><p>{t}</p></div></div>",
    "h2 a block": "<h2><a href='{a}'><span>{h}</span></a></h2><div><div><span>By Ann Lee</span><span>3 min read</span></div><div>{t}</div><div><a href='{a}'>Weiterlesen</a></div></div>",
    "read rest": "<p><b>{h}</b></p><p>{t} <a href='{a}'>Read the rest of this column</a></p>",
    "strong para": "<p><strong><a href='{a}'>{h}</a></strong><br>By ANN LEE<br>{t}</p>",
    "comments": "<article><h3><a href='{a}'>{h}</a></h3><p>{t}</p><p><a href='{a}#comments'>12 Comments</a></p></article>",
    "img link + title attr": "<li><a href='{a}' title='{h}'><img src=x></a><div><a href='{a}' title='{h}'>{h}</a></div><div>{t}</div></li>",
    "author link": "<div><div><a href='/politics/fromtheleft/annlee'>Ann Lee</a>: <a href='{a}'>{h}</a></div><div>{t} <a href='{a}'>more...</a></div></div>",
    "numbered": "<div><span>1</span><h4><a href='{a}'>{h}</a></h4><span>{t}</span></div>",
    "button": "<section><h3>{h}</h3><p>{t}</p><button onclick=\"window.location.href='{a}'\">Read</button></section>",
    "sr more": "<div><h3>{h}</h3><p>{t}</p><a href='{a}' aria-label='Read more about {h}'>Read more</a></div>",
    "tables nested": "<table><tr><td><table><tr><td><a href='{a}'><img src=x></a></td></tr></table></td><td><font size=3><a href='{a}'>{h}</a></font><br><font size=2>{t}</font></td></tr></table>",
    "div text no p": "<div><a href='{a}'>{h}</a><div>Nov 3 | Op Eds</div>{t}</div>",
    "share rows": "<div><h3><a href='{a}'>{h}</a></h3><div>{t}</div><div><a href='https://www.facebook.com/sharer.php?u=https://www.arcamax.com{a}'>Share</a> <a href='mailto:?body={a}'>Email</a></div></div>",
    "button behind": "<div><a href='{a}'>{h}</a><p>{t}</p><button>Subscribe to our list and never miss a story again.</button></div>",
    "caption between": "<div><h3><a href='{a}'>{h}</a></h3><figure><a href='{a}'><img src=x></a><figcaption>The harbor, seen from the hill.</figcaption></figure><p>{t}</p></div>",
    "two headings": "<div><h4>Opinion of the day</h4><h3>{h}</h3><p>{t}</p><a href='{a}'>Read more</a></div>",
    "comment count": "<section><h3>{h}</h3><p>{t}</p><p><a href='//www.arcamax.com{a}'>Read more</a> <a href='//www.arcamax.com{a}#comments'>3 comments</a></p></section>",
    "only teaser linked": "<div><div><a href='{a}'><img src=x></a></div><div><a href='/politics/opeds'>The town</a><h3>{h}</h3><a href='{a}'><p>{t}</p></a></div></div>",
    "tracked": "<div><h2><a href='{a}?utm_source=list'>{h}</a></h2><p>{t} &hellip; <a href='https://www.arcamax.com{a}?utm_source=more'>Keep reading</a></p></div>",
    "deck above picture": "<figure><a href='{a}'><img src=x alt='The harbor'></a><figcaption>Photo by Rex Tarn/Wire</figcaption></figure><div><h2><a href='{a}'>{h}</a></h2><h3>Opinion</h3><div><p>{t}</p></div></div>",
    "author above": "<div><p><a href='/politics/fromtheleft/annlee'>Ann Lee</a></p><p><a href='{a}'>{h}</a></p><p>{t}</p><p><a href='{a}'>More &raquo;</a></p></div>",
    "upper case": "<P><FONT SIZE='+1'><A HREF='{a}'><B>{h}</B></A></FONT><BR><FONT SIZE='-1'>By Ann Lee</FONT><BR>{t} ...<A HREF='{a}'>Read more</A>",
    "custom": "<story-card><story-title><a href='{a}'>{h}</a></story-title><story-text>{t}</story-text></story-card>",
}  # fmt: skip
ALL = DATED | UNDATED | OTHERS
AROUND = {
    "plain": "<main><h1>Op Eds</h1>{}</main>",
    "body": "{}",
    "list": "<div><div><p>From the Left / Politics / ArcaMax</p></div><div>{}</div></div>",
}


def page(shape, around, rail=""):
    items = []
    for number, headline, teaser, day in STORIES:
        a = f"/politics/opeds/s-{number}"
        printed = day
        if "datetime" in shape:
            printed = f"2026-11-{day[4:6]}"
        one, _, two = teaser.partition(". ")
        parts = {"t1": one + "." if two else "", "t2": two or one}
        items.append(shape.format(a=a, h=headline, t=teaser, d=printed, n=number, **parts))
    body = TOP + around.format("\n".join(items)) + rail + TAIL
    html = f"<html><head><title>Op Eds | ArcaMax</title></head><body>{body}</body></html>"
    return ListingPage(HtmlResponse("https://www.arcamax.com/politics/opeds", body=html.encode()))


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("name", ALL)
def test_headline_teaser_and_date_of_every_story_are_read(name, around):
    entries = page(ALL[name], around).entries
    assert [one.address.story_id for one in entries] == ["31", "32", "33", "34"]
    assert [one.headline for one in entries] == [headline for _, headline, _, _ in STORIES]
    assert [one.teaser for one in entries] == [teaser for _, _, teaser, _ in STORIES]
    days = [f"2026-11-{day[4:6]}" if name in DATED else None for _, _, _, day in STORIES]
    assert [one.date for one in entries] == days


@pytest.mark.parametrize("name", DATED | UNDATED)
def test_a_list_of_the_most_read_stories_takes_nothing_away(name):
    rail = RAIL.format(a34="/politics/opeds/s-34", a31="/politics/opeds/s-31")
    for entries in (
        page(ALL[name], AROUND["plain"], rail).entries,
        page(ALL[name], f"{rail}<main>{{}}</main>").entries,
    ):
        assert [(one.address.story_id, one.headline, one.teaser) for one in entries] == [
            story[:3] for story in STORIES
        ]


def entries_of(body):
    source = f"<body>{body}</body>".encode()
    entries = ListingPage(HtmlResponse("https://www.arcamax.com/politics/opeds", body=source)).entries
    return [(one.address.story_id, one.headline, one.teaser, one.date) for one in entries]


def test_the_only_story_of_a_page_takes_nothing_of_what_stands_around_it():
    number, headline, teaser, _ = STORIES[0]
    card = f"<div><a href='/politics/opeds/s-{number}'>{headline}</a><p>{teaser}</p></div>"
    assert entries_of(f"{TOP}<main><h1>Op Eds</h1>{card}</main>{TAIL}") == [(number, headline, teaser, None)]


def test_headlines_alone_have_no_teaser_whatever_follows_them():
    links = "".join(f"<li><a href='/politics/opeds/s-{n}'>{h}</a></li>" for n, h, _, _ in STORIES)
    assert entries_of(f"<ul>{links}</ul>{TAIL}") == [(n, h, "", None) for n, h, _, _ in STORIES]


def test_an_entry_has_the_first_address_of_its_story_that_lies_in_the_channel():
    links = "".join(
        f"<a href='/{path}/s-31'>A headline of the day</a>" for path in ("sports", "politics/mod", "opeds")
    )
    page = ListingPage(HtmlResponse("https://www.arcamax.com/politics/opeds", body=links.encode()))
    assert [entry.address.path for entry in page.entries] == ["/politics/mod/s-31"]


def test_stories_of_one_name_keep_it():
    item = "<li><a href='/politics/opeds/s-{}'>Letters of the week</a></li>"
    assert [one[1] for one in entries_of(item.format(11) + item.format(12))] == ["Letters of the week"] * 2


def test_a_heading_that_is_the_day_of_the_visit_dates_no_story():
    items = "".join(f"<li><a href='/politics/opeds/s-{n}'>{h}</a><p>{t}</p></li>" for n, h, t, _ in STORIES)
    assert {one[3] for one in entries_of(f"<h2>Nov 27, 2026</h2><ul>{items}</ul>")} == {None}


def test_headings_that_are_days_date_the_stories_below_them_but_none_with_a_day_of_its_own_or_beside_the_list():
    item = "<div><a href='/politics/opeds/s-{}'>{}</a><p>{}</p>{}</div>"
    one, two, three, other = (
        item.format(n, h, t, "<i>Nov 12, 2026</i>" * (n == "33")) for n, h, t, _ in STORIES
    )
    days = (
        "<main><h2>Friday, Nov 27, 2026</h2>{}<h2>Thursday, Nov 26, 2026</h2>{}{}</main><section>{}</section>"
    )
    shown = entries_of(days.format(one, two, three, other))
    assert [one[3] for one in shown] == ["2026-11-27", "2026-11-26", "2026-11-12", None]


def test_a_headline_that_only_the_most_read_stories_show_is_taken_from_there():
    item = "<div><a href='/politics/opeds/s-31'><img src=x></a><p>{}</p></div><div><a href='/politics/opeds/s-32'>{}</a></div>"
    rail = "<aside><ol><li><a href='/politics/opeds/s-31'>{}</a></li><li><a href='/politics/opeds/s-32'>{}</a></li></ol></aside>"
    names = [headline for _, headline, _, _ in STORIES[:2]]
    shown = entries_of(item.format(STORIES[0][2], names[1]) + rail.format(*names))
    assert shown[0][:3] == STORIES[0][:3]


def test_stories_of_a_hidden_panel_keep_their_headlines():
    panels = "<div><h3><a href='/politics/opeds/s-31'>{}</a></h3></div><div hidden><p><a href='/politics/opeds/s-32'>{}</a></p></div>"
    names = [headline for _, headline, _, _ in STORIES[:2]]
    assert [one[1] for one in entries_of(panels.format(*names))] == names


def test_a_columnists_code_may_hold_letters_beyond_ascii():
    shown = entries_of("<a href='/politics/fromtheleft/björnmarch/s-31'>A headline of the day</a>")
    assert shown == [("31", "A headline of the day", "", None)]


def test_a_tag_cut_before_a_link_swallows_neither_it_nor_the_script_behind():
    script = '<script>x = [{"title": "A second headline", "url": "/politics/opeds/s-32"}]</script>'
    cut = "<p>It rained <a href=\"http://x.example ...<a href='/politics/opeds/s-31'>A headline of the day</a></p>"
    assert [one[1] for one in entries_of(cut + script)] == ["A headline of the day", "A second headline"]
