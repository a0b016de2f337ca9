"""Which piece is the headline: heading, metadata, title and listing vote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.evidence import heading_level
from newscrawl.text.clean import key
from newscrawl.text.landmarks import is_promotion, is_site_name, section_label, tail_landmark

if TYPE_CHECKING:
    from newscrawl.pages.evidence import Evidence

_TITLE_PARTS = re.compile(r"\s+[|»›·•:–—-]{1,2}\s+")
_SITE = re.compile(
    r"\s*[|–—:-]+\s*[^|]*arcamax.*$|^[^|:]*?arcamax[^|:–—]*?\s?[|:–—-]\s+", re.IGNORECASE
)  # the site's name before or behind the headline
_LEAST = 3  # points
_HEAD = 12  # letters: names that do not begin alike do not agree
_WITHIN = 400  # pieces: a headline stands near the top


def find_headline(page: Evidence) -> int | None:
    """Find the piece that is the headline; None where the page prints none."""
    names = _names(page)
    heads, listed = {name[:_HEAD] for name in names}, key(page.hints.headline)
    scores = {
        index: _score(page, index, _agreement(name, names, listed) if name[:_HEAD] in heads else 0)
        for index, name in enumerate(map(key, page.texts[:_WITHIN]))
    }
    first = next((index for index, own in enumerate(page.own) if own), len(page.pieces))
    if names:  # a heading in the story that nobody names is a sub-heading
        scores = {
            i: score for i, score in scores.items() if score < _LEAST or i < first or _named(page, i, names)
        }
    best = max(scores, key=lambda index: (scores[index] + (index < first), -index), default=None)
    return best if best is not None and scores[best] >= _LEAST else None


def unprinted_headline(page: Evidence) -> str:
    """Return the headline that metadata, listing or title name, for a page that prints none."""
    names = [*page.metadata.headlines, page.hints.headline, title_name(page.metadata.title)]
    return next((name for name in names if name and not is_site_name(name)), "")


def title_name(title: str) -> str:
    """Take the site's name off a page's title, else what follows its first separator.

    >>> title_name("Rain fell - and then? | ArcaMax Publishing"), title_name("Rain fell | The Bee")
    ('Rain fell - and then?', 'Rain fell')
    """
    named = _SITE.sub("", title)
    return named if named != title else _TITLE_PARTS.split(title)[0]


def _named(page: Evidence, index: int, names: list[str]) -> bool:
    return _agreement(key(page.texts[index]), names, "") > 0


def _names(page: Evidence) -> list[str]:
    """What metadata, title and listing call the story, as comparison keys."""
    title = page.metadata.title
    candidates = [
        *page.metadata.headlines,
        page.hints.headline,
        title,
        title_name(title),
        _TITLE_PARTS.split(title)[0],
    ]
    return [key(one) for one in candidates if key(one) and not is_site_name(one)]


def _score(page: Evidence, index: int, agreement: int) -> int:
    piece, text = page.pieces[index], page.texts[index]
    if not 3 <= len(text) <= 300:
        return -10
    score = heading_level(piece) + agreement + (index < len(page.pieces) // 2)
    if score < _LEAST:
        return score
    if is_site_name(text) or (agreement < 3 and (tail_landmark(text) or section_label(text))):
        return -10
    if agreement == 0 and index + 1 < len(page.pieces) and is_promotion(page.pieces[index + 1].text):
        return -10  # the title of a box: Your privacy choices
    if piece.inside & {"nav", "aside", "footer"} or (index in page.foreign and piece.link_share > 0.5):
        return -10
    return score


def _agreement(text: str, names: list[str], listed: str) -> int:
    """Score how far the page's metadata, title and listing name this text as the headline."""
    score = 0
    for name in names:
        if text == name:
            score += 4 if name == listed else 3
        elif min(len(text), len(name)) >= _HEAD and (name.startswith(text) or text.startswith(name[:60])):
            score += 1
    return score
