"""What a page says of itself beside its text: JSON-LD, meta tags, title."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from newscrawl.items import Sourced
from newscrawl.pages.lines import is_site_name
from newscrawl.text.clean import key, read_value, unescape

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Tree

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
_META_DATES = frozenset(
    "article:published_time og:published_time datepublished date pubdate publishdate publish-date publish_date "
    "dc.date dc.date.issued dcterms.created dcterms.issued sailthru.date parsely-pub-date cxenseparse:recs:publishtime".split()
)
_META_MODIFIED = frozenset(
    "article:modified_time og:updated_time datemodified lastmod last-modified dcterms.modified".split()
)
_TITLE_PARTS = re.compile(r"\s+[|»›·•:–—-]{1,2}\s+")
_SITE = re.compile(
    r"\s*[|–—:-]++\s*+[^|]*arcamax.*$|^[^|:]*?arcamax[^|:–—]*?\s?[|:–—-]\s+", re.IGNORECASE
)  # the site's name before or behind the headline
_DATA_DATE = re.compile(
    r"(?:date|first)?_?(?:published?|publication)_?(?:at|date|time|on)?|date", re.IGNORECASE
)  # publishedAt
_META_PERSONS = ("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author")
_MOST_SCRIPTS, _MOST_NODES = 100, 5_000
_MOST_VALUES = 100  # of one name: authors, titles


@dataclass(slots=True)
class Metadata:
    """Fields that the head of a page (or its JSON-LD) holds, each list best first."""

    headlines: list[str] = field(default_factory=list)
    title: str = ""
    description: str = ""
    persons: list[str] = field(default_factory=list)
    organization: str | None = None
    section: str | None = None
    dates: list[Sourced] = field(default_factory=list)
    modified: list[Sourced] = field(default_factory=list)
    is_article: bool = False
    site: str | None = None


def title_name(title: str, host: str = "") -> str:
    """Return a page's title without the site's name, else its first part that is not named as the host is.

    >>> title_name("Rain fell - and then? | ArcaMax Publishing"), title_name("Rain fell | The Bee")
    ('Rain fell - and then?', 'Rain fell')
    >>> title_name("The Daily Bee - Rain fell on Tuesday", "www.dailybee.example")
    'Rain fell on Tuesday'
    """
    named = _SITE.sub("", title)
    if named != title:
        return named
    site = key(max(host.removeprefix("www.").split("."), key=len))
    parts = _TITLE_PARTS.split(title)
    return next(
        (part for part in parts if not (site and site in key(part) and len(key(part)) < 2 * len(site))),
        parts[0],
    )


def read_metadata(tree: Tree) -> Metadata:
    """Read JSON-LD, then meta tags, then the title."""
    found = Metadata(title=tree.title or "")
    metas = tree.metas
    titles = [
        value
        for name in ("og:title", "twitter:title", "headline", "dc.title")
        for value in metas.get(name, [])[:_MOST_VALUES]
    ]
    article = _article(tree, [found.title, *titles])
    if article:
        _read_article(article, found)
    found.headlines += [title for title in titles if not is_site_name(title)]
    _read_metas(metas, found)
    if not found.dates:
        _read_data(tree, found)
    return found


def _read_metas(metas: dict[str, list[str]], found: Metadata) -> None:
    found.description = next(
        (metas[name][0] for name in ("og:description", "description") if name in metas), found.description
    )
    found.site = next(iter(metas.get("og:site_name", [])), None)
    found.is_article = found.is_article or "article" in (value.lower() for value in metas.get("og:type", []))
    found.section = found.section or next(iter(metas.get("article:section", [])), None)
    for name in _META_PERSONS if not found.persons else ():
        people = [
            value
            for value in metas.get(name, [])[:_MOST_VALUES]
            if not re.search(r"https?:|arcamax|@", value, re.IGNORECASE)
        ]
        found.persons += [value for value in people if value not in found.persons]
    for name, values in metas.items():
        if name in _META_DATES:
            found.dates += [Sourced(value, "meta") for value in values]
        elif name in _META_MODIFIED:
            found.modified += [Sourced(value, "meta") for value in values]


def _read_data(tree: Tree, found: Metadata) -> None:
    """Read the date that a page's data for scripts (``__NEXT_DATA__`` and the like) gives its own story."""
    names = [*found.headlines, found.title]
    for node in _objects(tree, "application/json"):
        headline = _text(node.get("headline")) or _text(node.get("title")) or ""
        if len(headline) > 11 and any(key(headline)[:40] in key(name) for name in names):
            dated = (
                value for name, value in node.items() if _DATA_DATE.fullmatch(name) and isinstance(value, str)
            )
            if value := next(dated, None):
                found.dates.append(Sourced(value, "meta"))
                return


def _article(tree: Tree, titles: list[str]) -> dict[str, Any] | None:
    """Find the JSON-LD object of this page's article: the one whose headline the title repeats (several fill one another's gaps), else the only one."""
    articles = [node for node in _objects(tree, "ld+json") if _is_article(node)]
    named = [node for node in articles if _is_named(node, titles)]
    if not named:
        return articles[0] if len(articles) == 1 else None
    return {name: value for node in reversed(named) for name, value in node.items() if value}


def _is_named(node: dict[str, Any], titles: list[str]) -> bool:
    headline = key(_text(node.get("headline")) or _text(node.get("name")) or "")
    return bool(headline) and any(headline[:40] in key(title) for title in titles)


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in _kinds(node))


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _objects(tree: Tree, kind: str) -> list[dict[str, Any]]:
    """Collect every object of the scripts of one type; what does not parse is passed over."""
    scripts = (text for type_, text in tree.scripts if kind in type_)
    waiting = deque(_load(text) for text in islice(scripts, _MOST_SCRIPTS))
    found: list[dict[str, Any]] = []
    while waiting and len(found) < _MOST_NODES:
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            found.append(node)
            waiting.extend(value for value in node.values() if isinstance(value, (dict, list)))
    return found


def _load(text: str) -> Any:
    text = (
        re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*+;?\s*+$", "", text)
        .strip()
        .rstrip(";")
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _read_article(article: dict[str, Any], found: Metadata) -> None:
    found.is_article = True
    found.headlines += [
        value
        for name in ("headline", "name")
        if isinstance(article.get(name), str) and (value := _text(article[name]))
    ]
    found.description = _text(article.get("description")) or ""
    found.section = _text(article.get("articleSection"))
    found.organization = _name(article.get("sourceOrganization"))
    found.persons += _persons(article.get("author") or article.get("creator"))
    if value := _text(article.get("datePublished") or article.get("dateCreated")):
        found.dates.append(Sourced(value, "jsonld"))
    if value := _text(article.get("dateModified")):
        found.modified.append(Sourced(value, "jsonld"))


def _persons(value: Any) -> list[str]:
    people = value[:_MOST_VALUES] if isinstance(value, list) else [value]
    names = (
        _name(one)
        for one in people
        if not (isinstance(one, dict) and any("Organization" in kind for kind in _kinds(one)))
    )
    return [name for name in names if name]


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return _text(value)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    return read_value(unescape(value)) or None if isinstance(value, str) else None
