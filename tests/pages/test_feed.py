import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response, TextResponse, XmlResponse

from newscrawl.pages.feed import FeedPage, plain, read_items

URL = "https://www.arcamax.com/politics/opeds/rss"
ITEM = """<item>
<title><![CDATA[{title} ]]></title>
<link>https://www.arcamax.com/opeds/s-{id}</link>
<description><![CDATA[The council of Exampleville met on Monday to talk about the bridge
that nobody has &#8220;crossed&#8221; since spring, and about who <b>pays</b>...Read more<br /><br /><hr size="1" />]]></description>
<pubDate>Apr/04/2026</pubDate>
</item>
"""
TEASER = (
    "The council of Exampleville met on Monday to talk about the bridge that nobody has “crossed” since spring, "
    "and about who pays"
)


def rss(*items, head='<?xml version="1.0" encoding="utf-8"?>'):
    channel = "<title>Op Eds</title><link>https://www.arcamax.com//politics//opeds/rss</link>"
    return f'\n\n{head}<rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'


def item(story_id, title="A Bridge"):
    return ITEM.format(id=story_id, title=title)


def page(source, url=URL):
    body = source if isinstance(source, bytes) else source.encode()
    return FeedPage(XmlResponse(url, body=body))


def ids(feed):
    return [entry.address.story_id for entry in feed.entries]


def test_a_feed_is_read_in_its_order():
    feed = page(rss(item(4060857, "Editorial:  A Bridge"), item(4060855)))
    first = feed.entries[0]
    assert ids(feed) == ["4060857", "4060855"]
    assert first.headline == "Editorial: A Bridge"
    assert first.address.path == "/politics/opeds/s-4060857"
    assert first.teaser == TEASER
    assert first.date == "2026-04-04"


def test_a_repeated_story_is_one_entry():
    assert ids(page(rss(item(1), item(2), item(1)))) == ["1", "2"]


def test_links_that_are_no_politics_story_are_left_out():
    others = [
        ITEM.replace("opeds/s-{id}", path) for path in ("health/s-1", "thefunnies/bc/s-2", "politics/mod")
    ]
    columnist = ITEM.replace("opeds/s-{id}", "monacharen/s-4")
    assert ids(page(rss(*others, columnist))) == ["4"]


@pytest.mark.parametrize(
    "link",
    [
        "<guid>https://www.arcamax.com/opeds/s-7</guid>",
        "<link/><guid isPermaLink='false'>/opeds/s-7</guid>",
        "<link>https://www.arcamax.com/</link><guid>http://arcamax.com/opeds/s-7?source=1</guid>",
        '<atom:link href="https://www.arcamax.com/opeds/s-7" />',
        "<link><![CDATA[ https://www.arcamax.com/opeds/s-7\n]]></link>",
        "<link>/opeds/s-7</link>",
        "<link>s-7</link>",
        "<link>https://www.arcamax.com/opeds/s-7?a=1&b=2</link>",
    ],
)
def test_a_link_is_found_where_it_stands(link):
    entry = page(rss(f"<item><title>A</title>{link}</item>")).entries[0]
    assert (entry.address.path, entry.date, entry.teaser) == ("/politics/opeds/s-7", None, "")


def test_atom_is_read():
    source = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Op Eds</title><entry>
    <title type="html">A &lt;i&gt;Bridge&lt;/i&gt; &amp;amp; a Road</title>
    <link rel="replies" href="/politics/opeds/s-9"/><link href="/politics/opeds/s-8"/>
    <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></summary>
    <updated>2026-04-05T08:00:00Z</updated><published>2026-04-04T08:00:00Z</published></entry></feed>"""
    (entry,) = page(source).entries
    assert entry.headline == "A Bridge & a Road"
    assert entry.address.story_id == "8"
    assert entry.teaser == "One. Two."
    assert entry.date == "2026-04-04T08:00:00+00:00"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("Sat, 04 Apr 2026 10:00:00 GMT", "2026-04-04T10:00:00+00:00"),
        ("2026-04-04", "2026-04-04"),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_read(printed, date):
    assert page(rss(item(1).replace("Apr/04/2026", printed))).entries[0].date == date


def test_a_cut_feed_keeps_its_whole_items():
    whole = rss(item(1), item(2), item(3))
    cut = whole[: whole.index("s-3") + 3]
    assert ids(page(cut)) == ["1", "2"]
    assert ids(page(whole[: whole.index("</channel>")])) == ["1", "2", "3"]
    assert ids(page(whole[: whole.index("<item>") + 30])) == []


@pytest.mark.parametrize(
    "title",
    [
        "A&nbsp;Bridge",
        "A &amp;nbsp; Bridge",
        "<![CDATA[A&#160;Bridge]]>",
        "A\u00a0\x0bBridge",
        "A \n Bridge",
        "A<br/>Bridge",
    ],
)
def test_a_headline_is_cleaned(title):
    source = f"<item><title>{title}</title><link>/opeds/s-1</link></item>"
    assert page(rss(source)).entries[0].headline == "A Bridge"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Cats & Dogs", "Cats & Dogs"),
        ("Cats &amp; Dogs", "Cats & Dogs"),
        ("Q&A;", "Q&A;"),
        ("&eacute;t&eacute;", "été"),
        ("&mdash; &unheard; &LT;", "— &unheard; <"),
        ("Why we read more", "Why we read more"),
    ],
)
def test_entities_of_a_headline_are_read(title, headline):
    assert (
        page(rss(item(1).replace("<![CDATA[{title} ]]>".format(title="A Bridge"), title))).entries[0].headline
        == headline
    )


@pytest.mark.parametrize(
    "body",
    [
        codecs.BOM_UTF8 + rss(item(1, "Café")).strip().encode(),
        codecs.BOM_UTF8 + rss(item(1, "Café")).encode(),
        rss(item(1, "Café"), head="").encode(),
        rss(item(1, "Café"), head='<?xml version="1.0" encoding="iso-8859-1"?>').encode("latin-1"),
        rss(item(1, "Café"), head='<?xml version="1.0" encoding="iso-8859-1"?>').encode(),
        rss(item(1, "Café"), head='<?xml version="1.0" encoding="utf-8"?>').encode("cp1252"),
        rss(item(1, "Café")).encode("utf-16"),
        b"<br />\nWarning: no cache" + rss(item(1, "Café")).encode(),
    ],
)
def test_encodings_and_leading_lines_do_not_matter(body):
    assert [entry.headline for entry in page(body).entries] == ["Café"]
    assert ids(FeedPage(Response(URL, body=body))) == ["1"]


@pytest.mark.parametrize("charset", ["hex", "idna", "punycode", "utf-7", "nonsense"])
def test_a_declared_charset_that_is_none_does_not_matter(charset):
    headers = {"Content-Type": f"text/xml; charset={charset}"}
    assert ids(FeedPage(TextResponse(URL, headers=headers, body=rss(item(1), "\xe9").encode()))) == ["1"]


def test_a_feed_no_xml_parser_reads_is_cut_at_its_tags():
    source = "<" + rss(item(1), item(2)).strip()
    assert ids(page(f"<<<>{source}")) == ["1", "2"]
    damaged = rss(item(1), "</channel></rss>", item(2).replace("<title>", "<dc:title a='1'>"))
    entries = page(damaged).entries
    assert [entry.teaser for entry in entries] == [TEASER, TEASER]


def test_entities_of_a_doctype_are_not_expanded():
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    entry = page(rss(item(1).replace("<![CDATA[A Bridge ]]>", "&b;&f;"), head=bomb)).entries[0]
    assert entry.headline == "&b;&f;"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One<br>two", "One two"),
        ("a <b>b</b>old", "a bold"),
        ("x<script>1 < 2</script>y<style>p{}</style>", "xy"),
        ('cut <a href="politics/opeds/s-1', "cut"),
        ("3 < 4 > 2", "3 < 4 > 2"),
        ("a<!-- no -->b", "a b"),
    ],
)
def test_plain_text_has_no_tags(source, text):
    assert plain(source).replace(" y", "y") == text


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        (" ...Read more", ""),
        ("...Read more»", ""),
        ("… read more.", ""),
        (" Read more", ""),
        (" and read more", " and read more"),
    ],
)
def test_read_more_ends_no_teaser(end, kept):
    source = f"<item><link>/opeds/s-1</link><description>Words{end}</description></item>"
    assert page(rss(source)).entries[0].teaser == f"Words{kept}"


def test_what_stands_in_a_source_or_author_is_not_the_entrys():
    source = (
        "<entry><author><name>A</name><id>/opeds/s-9</id></author><source><title>Else</title><updated>2020-01-01</updated></source>"
        "<id>/opeds/s-7</id><title>A Bridge</title><updated>2026-04-04</updated></entry>"
    )
    assert [(one.address.story_id, one.headline, one.date) for one in page(source).entries] == [
        ("7", "A Bridge", "2026-04-04")
    ]


def test_a_page_names_itself():
    assert repr(page(rss(item(1)))) == f"<FeedPage {URL} with 1 entries>"


@pytest.mark.parametrize(
    "unit",
    [
        "<item>",
        "</item>",
        "<item><link>",
        "<title ",
        "<![CDATA[",
        "&",
        "<",
        "]]>",
        "<entry><id>",
        "</item ",
        "<a><b>",
        "&a",
    ],
)
@pytest.mark.slow
def test_hostile_feeds_take_linear_time(unit):
    source = unit * (300_000 // len(unit))
    begin = time.process_time()
    read_items(source)
    read_items(f"<item>{source}</item></item>")
    plain(source)
    assert time.process_time() - begin < 20  # CPU seconds; what is quadratic takes minutes


@given(st.binary())
def test_no_bytes_raise(body):
    assert FeedPage(Response(URL, body=body)).entries == []
    assert repr(FeedPage(XmlResponse(URL, body=body)))


@given(st.binary(max_size=20), st.integers(0, 1500), st.integers(0, 40))
def test_no_damage_raises(noise, at, dropped):
    body = rss(item(1), item(2), item(3)).encode()
    assert len(page(body[:at] + noise + body[at + dropped :]).entries) <= 4


@pytest.mark.parametrize("reference", ["&#xd800;", "&#57343;", "&#0;", "&#x110000;"])
def test_references_that_name_no_character_are_dropped(reference):
    assert read_items(f"<rss><item><title>One{reference} two</title></item></rss>") == [
        [("title", "One two")]
    ]
