"""Page templates of the sample: the same story in very different kinds of markup."""

from __future__ import annotations

import json
from html import escape

from newscrawl.tools.sample.stories import SampleStory
from newscrawl.tools.sample.words import COLUMNISTS

LABELS = {
    "politicalnews": "Political News",
    "opeds": "Op Eds",
    "fromtheleft": "From the Left",
    "fromtheright": "From the Right",
}
AD = "<p>\u00a0</p><div>Advertisement</div>"
SHARE = "<ul><li><a href='https://share.example/sharer.php?u=https://www.arcamax.com/politics'>Share</a></li><li>Tweet</li><li>Email</li></ul>"
NEWSLETTER = "<aside><h4>Politics in your inbox</h4><p>Sign up for our free daily newsletter.</p><form><input name='mail'><button>Go</button></form></aside>"
CRUMB = "<div><a href='/politics/'>Politics</a> / <a href='/'>ArcaMax</a></div>"
CHANNELS = "".join(
    f"<li><a href='/{path}'>{name}</a> <a href='/{path}'>{name}</a> By {name}</li>"
    for path, name in COLUMNISTS.items()
)
END = (
    f"<p>\u00a0</p><h3>Comments</h3><p>blog comments powered by Disqus</p><h3>Related Channels</h3><ul>{CHANNELS}</ul>"
    "<h3>Comics</h3><p>Pip Farrow Dot Ellwood Gus Merriweather</p><p>Copyright 2026 ArcaMax Publishing</p>"
)


def label(section_path: str) -> str:
    """Return a section's title as pages print it."""
    return LABELS.get(section_path.split("/")[1], "Politics, Moderate")


def page(story: SampleStory) -> tuple[bytes, str]:
    """Return the bytes of a story's page, and their charset."""
    text = {
        "semantic": _semantic,
        "divs": _divs,
        "breaks": _breaks,
        "table": _table,
        "unclosed": _unclosed,
        "moved": _moved,
    }[story.template](story)
    charset = "iso-8859-1" if story.template == "unclosed" else "utf-8"
    return text.encode("cp1252" if charset == "iso-8859-1" else charset, errors="xmlcharrefreplace"), charset


def _head(story: SampleStory, more: str = "") -> str:
    return f"<html><head><title>{escape(story.headline)} | ArcaMax Publishing</title>{more}</head>"


def _byline(story: SampleStory) -> str:
    day = f"{story.day:%b %d, %Y}" if story.day else ""
    return f"{escape(story.byline or '')} on {day}" if story.byline else day


def _notes(story: SampleStory) -> list[str]:
    rule = ["____"] if story.author_note and story.author_note.startswith("(") else []
    notes = [story.contributor_note, *rule, story.author_note]
    return [escape(note) for note in notes if note]


def _lines(story: SampleStory) -> list[str]:
    return [escape(text) for text in story.paragraphs]


def _heading(text: str, tag: str = "h3") -> str:
    return f"<{tag}>{text}</{tag}>" if len(text) < 30 else f"<p>{text}</p>"


def _semantic(story: SampleStory) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.headline}
    if story.day:
        data["datePublished"] = f"{story.day}T09:30:00-05:00"
    lines = [_heading(text) for text in _lines(story)]
    lines.insert(4, NEWSLETTER + AD)
    meta = f"<meta property='og:title' content=\"{escape(story.headline)}\"><script type='application/ld+json'>{json.dumps(data)}</script>"
    rights = "".join(f"<p>{escape(line)}</p>" for line in story.rights)
    notes = "".join(f"<p>{note}</p>" for note in _notes(story))
    return (
        f"<!doctype html>{_head(story, meta)}<body><header><h1>ArcaMax</h1>{CRUMB}</header><main><article><h2>{escape(story.headline)}</h2>"
        f"<p>{_byline(story)}</p><p>Published in <a href='/{story.section_path}'>{label(story.section_path)}</a></p>{SHARE}"
        f"{''.join(lines)}{notes}{rights}</article>{END}</main></body></html>"
    )


def _divs(story: SampleStory) -> str:
    lines = "".join(f"<div class='k9f2'>{text}</div>" for text in _lines(story))
    notes = "".join(f"<div class='q7'>{note}</div>" for note in _notes(story))
    rights = f"<div class='z1'>{'<br>'.join(escape(line) for line in story.rights)}</div>"
    return (
        f"{_head(story)}<body><div class='a1'>{CRUMB}</div><div class='b2'><div class='h0'>{escape(story.headline)}</div>"
        f"<div>{_byline(story)}</div><div>Filed under {label(story.section_path)}</div>{SHARE}<div class='t'>{lines}</div>{notes}{rights}</div>"
        f"{END}</body></html>"
    )


def _breaks(story: SampleStory) -> str:
    texts = [*_lines(story), *_notes(story), "<br>".join(escape(line) for line in story.rights)]
    return (
        f"{_head(story)}<body>{CRUMB}<h1>{escape(story.headline)}</h1>{_byline(story)}<br>Published in {label(story.section_path)}<br><br>"
        f"{'<br><br>'.join(texts)}<br><br>{END}</body></html>"
    )


def _table(story: SampleStory) -> str:
    rows = "".join(f"<tr><td>{text}</td></tr>" for text in [*_lines(story), *_notes(story)])
    rights = "".join(f"<tr><td>{escape(line)}</td></tr>" for line in story.rights)
    return (
        f"{_head(story)}<body><table><tr><td>{CRUMB}</td></tr><tr><td><h1>{escape(story.headline)}</h1><p>{_byline(story)}</p>"
        f"<p>Published in {label(story.section_path)}</p><table>{rows}{rights}</table></td><td>Related Channels<ul>{CHANNELS}</ul></td></tr></table>"
        "<p>Copyright 2026 ArcaMax Publishing</p></body></html>"
    )


def _unclosed(story: SampleStory) -> str:
    lines = [
        f"<P>{text}" for text in [*_lines(story), *_notes(story), *(escape(line) for line in story.rights)]
    ]
    lines.insert(3, "<P>&nbsp;")
    return (
        f"{_head(story, '<meta http-equiv=content-type content=text/html;charset=iso-8859-1>')}<BODY>{CRUMB}<H1>{escape(story.headline)}</H1>"
        f"<P>{_byline(story)}<P>Published in {label(story.section_path)}{''.join(lines)}{END}"
    )


def _moved(story: SampleStory) -> str:
    lines = [f"<p>{text}</p>" for text in _lines(story)]
    half = len(lines) // 2
    notes = "".join(f"<p>{note}</p>" for note in [*_notes(story), *(escape(line) for line in story.rights)])
    return (
        f"{_head(story)}<body>{CRUMB}<h1>{escape(story.headline)}</h1><div>{''.join(lines[:half])}</div>{AD}<div>{''.join(lines[half:])}</div>{notes}"
        f"<p>Published in {label(story.section_path)}</p><p>{_byline(story)}</p>{END}</body></html>"
    )
