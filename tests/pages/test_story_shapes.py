"""One story in many shapes of markup: the same body, notes and rights line come out of each."""

# ruff: noqa: RUF100, E501  # pages are long lines

import pytest
from scrapy.http import HtmlResponse

from newscrawl.pages.kind import PageKind, classify_page
from newscrawl.pages.story import Hints, StoryPage

BODY = [
    "PORT ELLERY — The council voted on Tuesday to cut the fares of every bus in the town by a third next year, officials said.",
    "“We did it,” she said.",
    "Comments from the mayor were few, and the clerk read them aloud to a nearly empty room on the second floor.",
    "Published in 1998, the report on fares had warned that the buses would be empty within a decade of neglect.",
    "What comes next",
    "Copyright law, of all things, delayed the vote for a week while lawyers argued over the printed timetable.",
    "By Friday, the drivers had agreed to the plan and the union's leader called the vote a good day for riders.",
    "Nobody objected to the plan, which will cost the town about four million dollars a year, the clerk said.",
]
HEADLINE = "Council cuts bus fares in Port Ellery"
RELATED = "".join(
    f"<li><a href='/politics/fromtheleft/c{i}'>Some Name{i}</a><a href='/politics/fromtheleft/c{i}'>Some Name{i}</a> By Some Name{i}</li>"
    for i in range(20)
)
TEASERS = "".join(
    f"<div><h3><a href='/politics/opeds/s-99{i}'>Another headline number {i} here</a></h3><p>The teaser of another story says that something else happened far away in another town on a Monday ...<a href='/politics/opeds/s-99{i}'>Read more</a></p></div>"
    for i in range(4)
)

PAGES: dict[str, str | bytes] = {
    "html5": f"<html><head><title>{HEADLINE} | ArcaMax Publishing</title><meta property='og:title' content='{HEADLINE}'></head><body><header><h1>ArcaMax</h1><nav><a href=/politics/>Politics</a></nav></header><main><article><h2>{HEADLINE}</h2><p>By Jane Roe and Bo Day, Harbor City News</p><time datetime='2024-11-15T10:00:00-05:00'>Nov 15</time><p>Filed under <a>Political News</a></p>"
    + "".join(f"<p>{t}</p>" if t != "What comes next" else f"<h3>{t}</h3>" for t in BODY[:4])
    + "<aside><h4>Get Politics in your inbox</h4><p>Sign up for our free daily newsletter and read the news first.</p><form><input name=e><button>Subscribe</button></form></aside>"
    + "".join(f"<p>{t}</p>" if t != "What comes next" else f"<h3>{t}</h3>" for t in BODY[4:])
    + f"<p>(Al Poe contributed to this report.)</p><hr><p>(Jane Roe is a columnist for the Harbor City News.)</p><p>©2024 Harbor City News. Visit harbor.example. Distributed by Tribune Content Agency, LLC.</p></article><section><h2>More Politics</h2>{TEASERS}</section><h2>Related Channels</h2><ul>{RELATED}</ul></main><footer>Copyright 2026 ArcaMax Publishing. All about us and our newsletters, which are read by many people every single day of the week.</footer></body></html>",
    "divs": f"<html><head><title>{HEADLINE} - Politics | ArcaMax Publishing</title></head><body><div><div><a href=/politics/>Politics</a></div></div><div class=x1><div class=z>Jane Roe, Harbor City News on Nov 15, 2024</div><div class=q>{HEADLINE}</div><div>Filed under Op Eds</div><div><button>Share</button><button>Tweet</button></div><div class=b>"
    + "".join(f"<div class=k>{t}</div>" for t in BODY[:3])
    + "<div><b>More politics:</b> <a href=/politics/opeds/s-77>Another headline about towns</a></div>"
    + "".join(f"<div class=k>{t}</div>" for t in BODY[3:])
    + f"</div><div>(Al Poe contributed to this report.)</div><div>©2018 The Pilot (Norfolk, Va.)<br>Visit The Pilot at pilot.example<br>Distributed by Tribune Content Agency, LLC.</div></div><div>Join the conversation</div><div>More channels</div>{TEASERS}<div>{RELATED}</div><div>© 2026 ArcaMax Publishing, Inc.</div>",
    "brbr": (
        f"<title>{HEADLINE} | ArcaMax Publishing</title><table><tr><td>Politics / ArcaMax</td></tr><tr><td><table><tr><td><font size=5><b>{HEADLINE}</b></font><br>Jane Roe, Harbor City News on Nov 15, 2024<br>Published in Political News<br><br>"
        + "<br><br>\n".join(BODY)
        + f"<br><br>&nbsp;<br><br>(Al Poe contributed to this report.)<br><br>____<br><br>Jane Roe writes for the Harbor City News. (C) 2017 TRIBUNE CONTENT AGENCY, LLC.<br><br></td></tr></table></td><td>Related Channels<br>{RELATED}</td></tr></table>"
    ).encode("cp1252"),
    "unclosed": f"<HTML><HEAD><TITLE>{HEADLINE} | ArcaMax Publishing</TITLE><BODY><H1>{HEADLINE}</H1><P>Jane Roe, Harbor City News on Nov 15, 2024<P>Published in Political News"
    + "".join(f"<P>{t}" for t in BODY[:5])
    + TEASERS
    + "".join(f"<P>{t}" for t in BODY[5:])
    + f"<P>©2018 The Pilot (Norfolk, Va.)<P>Visit The Pilot at pilot.example<P>Distributed by Tribune Content Agency, LLC.<P>&nbsp;<P>Comments<P>blog comments powered by Disqus<P>Related Channels<UL>{RELATED}</UL><P>Copyright 2026 ArcaMax Publishing",
    "nobyline": f'<html><head><title>{HEADLINE}</title><script type=\'application/ld+json\'>{{"@type":"NewsArticle","headline":"{HEADLINE}","author":{{"@type":"Person","name":"Jane Roe"}}}}</script></head><body><div><p>We value your privacy. This site uses cookies to make your visit better and to show you advertising that fits.</p><button>OK</button></div><div><div><h1>{HEADLINE}</h1></div><div>'
    + "".join(f"<div><div>{t}</div></div>" for t in BODY[:4])
    + "<div><h4>Never miss a story</h4><p>Get the day's politics delivered to your inbox every morning, free of charge.</p><form><input><button>Go</button></form></div>"
    + "".join(f"<div><div>{t}</div></div>" for t in BODY[4:])
    + f"</div></div><div><h3>Join the conversation</h3><p>Please be kind to one another when you write here; rude posts are removed by the moderators.</p></div><div><h3>More channels</h3><ul>{RELATED}</ul></div></body></html>",
    "moved": f"<html><head><title>{HEADLINE} | ArcaMax</title></head><body><h1>{HEADLINE}</h1><h2>A deck that says what the story below is going to be all about, in brief.</h2><p>©2024 Harbor City News. Distributed by Tribune Content Agency, LLC.</p><div>"
    + "".join(f"<p>{t}</p>" for t in BODY[:4])
    + "</div><div>Advertisement</div><div>"
    + "".join(f"<p>{t}</p>" for t in BODY[4:])
    + f"</div><p>(Al Poe contributed to this report.)</p><p>Published in Political News</p><p>By Jane Roe, Harbor City News</p><p>Nov 15, 2024</p><p>&nbsp;</p><ul>{RELATED}</ul><div>ArcaMax is a publisher of newsletters. Its readers get the best of news, comics and advice in their mail each day, and have done so since 1999.</div></body></html>",
    "ownlines": f"<html><head><title>{HEADLINE} | Op Eds | ArcaMax Publishing</title></head><body><header><h1>ArcaMax Politics</h1></header><header><h2>{HEADLINE}</h2><address>Jane Roe, Harbor City News</address><div>Published Nov. 15, 2024 at 5:00 a.m. | Updated Nov. 16, 2024 at 9:12 a.m.</div></header><center><img src=/a.png><br><font size=1>The bridge on a quiet day in spring</font></center><div>"
    + "".join(f"<section><p>{t}</p></section>" for t in BODY)
    + "</div><section><h3>Read next</h3><ul><li><h4><a href=/politics/opeds/s-88>Another town sells its only bus</a></h4><p>The bus had been standing in the yard for years, and nobody had asked for it since the school moved…</p></li></ul></section></body></html>",
    "teaserhint": f"<html><body><h1>{HEADLINE}</h1><p>A summary that stands over the story and says what it is about in a single long sentence of words.</p>"
    + "".join(f"<p>{t}</p>" for t in BODY)
    + "</body></html>",
}
NOTE = "(Al Poe contributed to this report.)"
JANE = "Jane Roe, Harbor City News"


def read(name, hints=None):
    page = PAGES[name]
    body = page if isinstance(page, bytes) else page.encode()
    return StoryPage(
        HtmlResponse("https://www.arcamax.com/politics/politicalnews/s-3486768", body=body), hints
    )


@pytest.mark.parametrize("name", PAGES)
def test_every_shape_gives_the_same_body(name):
    page = read(name, Hints(teaser=BODY[0]) if name in {"teaserhint", "moved"} else None)
    assert page.stripped.body == BODY
    assert page.headline == HEADLINE
    assert classify_page(page).kind is PageKind.STORY


@pytest.mark.parametrize(
    ("name", "byline", "contributor", "author", "rights"),
    [
        (
            "html5",
            "By Jane Roe and Bo Day, Harbor City News",
            NOTE,
            "(Jane Roe is a columnist for the Harbor City News.)",
            "©2024",
        ),
        ("divs", JANE, NOTE, "", "©2018"),
        ("brbr", JANE, NOTE, "Jane Roe writes for the Harbor City News.", "(C) 2017"),
        ("unclosed", JANE, "", "", "©2018"),
        ("nobyline", None, "", "", ""),
        ("moved", "By Jane Roe, Harbor City News", NOTE, "", "©2024"),
    ],
)
def test_notes_and_byline_are_found_in_every_shape(name, byline, contributor, author, rights):
    page = read(name)
    parts = page.stripped
    assert page.byline == byline
    assert "\n".join(parts.contributor) == contributor
    assert "\n".join(parts.author) == author
    assert "\n".join(parts.rights).startswith(rights)
    assert bool(parts.rights) == bool(rights)


def test_a_page_shows_its_reading():
    shown = repr(read("html5"))
    assert "story" in shown
    assert "Jane Roe and Bo Day" in shown
    assert "x " in shown
