"""A feed: the entries of a section's RSS or Atom file, as far as it can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.entities import html5

from lxml import etree
from scrapy.http import Response

from newscrawl.pages.decode import decode
from newscrawl.text.clean import fold, read_value, unescape
from newscrawl.text.dates import read_date
from newscrawl.urls import Address, AddressKind, read_address


@dataclass(frozen=True)
class FeedEntry:
    """One story shown in a feed; ``date`` is an ISO 8601 day or instant, None where none is readable."""

    address: Address
    headline: str
    teaser: str
    date: str | None = None


class FeedPage:
    """What a feed's response holds; ``FeedPage(response).entries`` never raises, whatever the bytes."""

    def __init__(self, response: Response) -> None:
        self.url = response.url
        self._response = response

    def __repr__(self) -> str:
        return f"<FeedPage {self.url} with {len(self.entries)} entries>"

    @cached_property
    def text(self) -> str:
        """The body, decoded."""
        return _text(self._response)

    @cached_property
    def entries(self) -> list[FeedEntry]:
        """The channel's stories in the feed's order, each once."""
        entries: dict[str, FeedEntry] = {}
        for fields in read_items(self.text):
            entry = _entry(fields, self.url)
            if entry and entry.address.story_id:
                entries.setdefault(entry.address.story_id, entry)
        return list(entries.values())


Fields = list[tuple[str, str]]


def read_items(text: str) -> list[Fields]:
    """Read the whole items of RSS or Atom text as lists of (name without prefix, value).

    A tolerant XML parser reads them; where it loses some, the source is cut at its item tags.

    >>> read_items("<rss><item><title>One</title></item><item><title>cut")
    [[('title', 'One')]]
    """
    parsed = _parsed_items(text)
    whole = len(_ITEM_END.findall(text))
    if len(parsed) >= whole:
        return parsed
    return max(parsed, _cut_items(text), key=len)


def plain(source: str) -> str:
    r"""Make one line of plain text of a headline's or teaser's HTML, hard-wrapped or not.

    >>> plain("Two\n<b>words</b> &amp; more<br /><br /><hr size='1' />")
    'Two words & more'
    """
    parts: list[str] = []
    silent, end = "", 0
    for tag in _TAG.finditer(source):
        name = (tag[1] or "").lower()
        if not silent:
            parts += source[end : tag.start()], "" if name.strip("/") in _INLINE else " "
            silent = name if name in {"script", "style"} else ""
        elif name == f"/{silent}":
            silent = ""
        end = tag.end()
    parts.append("" if silent else source[end:])
    return fold(unescape("".join(parts)))


_INLINE = frozenset("a abbr b cite em font i mark small span strong sub sup u".split())
_LINKS = ("link", "origlink", "guid", "id")
_TEASERS = ("description", "summary", "content", "encoded")
_DATES = ("pubdate", "published", "date", "issued", "updated", "modified")
_LONGEST_DATE = 100
_MOST_LINKS = 8
_MARKUP = frozenset("&<>\"'")

_ITEM_START = re.compile(r"<(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:item|entry)\s*+>", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:rss|feed|(?:[a-z]+:)?rdf)\s*+>", re.IGNORECASE)
_FIELD = re.compile(r"<(?:[a-z]+:)?([a-z]+)((?:\s[^<>]*+)?)>", re.IGNORECASE)  # <dc:date>, <link href="…" />
_HREF = re.compile(r"""\bhref\s*+=\s*+["']([^"'<>]*+)["']""", re.IGNORECASE)
_REL = re.compile(r"""\brel\s*+=\s*+["']([^"'<>]*+)["']""", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_DECLARATION = re.compile(r"\A[^<]*+<\?xml[^<>]*+>")
_REFERENCE = re.compile(r"&(?:\#[0-9]{1,7};|\#x[0-9a-f]{1,6};|([a-z][a-z0-9]{0,30});)?", re.IGNORECASE)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*|[!?])[^<>]*+(?:>|\Z)", re.IGNORECASE)  # a cut tag at the end too
_READ_MORE = re.compile(r" ?(?:(?:\.\.\.|…) ?(?i:read more)|\bRead [Mm]ore)\W*+$")  # "the cut ...Read more"


def _text(response: Response) -> str:
    """Decode the body; UTF-16, which XML allows, shows itself by its first bytes."""
    body = response.body
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    try:
        return decode(response)
    except (ValueError, LookupError):  # a declared codec that is none for text
        return body.decode("utf-8", errors="replace")


def _parsed_items(text: str) -> list[Fields]:
    root = _tree(text)
    if root is None:
        return []
    items = (node for node in root.iter("{*}*") if _name(node) in {"item", "entry"})
    return [list(_fields(item)) for item in items]


def _tree(text: str) -> etree._Element | None:
    """Parse without DTD, network or entities: references XML does not know are made plain before."""
    source = _REFERENCE.sub(_known_reference, _NOT_XML.sub("", _whole(text)))
    source = _DECLARATION.sub("", source).lstrip("\ufeff \t\r\n")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(source.encode(), parser=parser)
    except etree.LxmlError:
        return None


def _whole(text: str) -> str:
    """Drop what follows the last whole item of a feed that was cut."""
    if _ROOT_END.search(text):
        return text
    end = max((match.end() for match in _ITEM_END.finditer(text)), default=0)
    return text[:end]


def _known_reference(match: re.Match[str]) -> str:
    r"""Keep ``&amp;`` and ``&#160;``, resolve ``&nbsp;``, escape a bare ``&`` and what nobody defines, drop ``&#xD800;``."""
    name = match[1]
    if name is None:
        return _known_number(match[0]) if len(match[0]) > 1 else "&amp;"
    if name in {"amp", "lt", "gt", "quot", "apos"}:
        return match[0]
    meaning = html5.get(f"{name};")
    return f"&amp;{name};" if meaning is None or _MARKUP.intersection(meaning) else meaning


def _known_number(reference: str) -> str:
    """Keep a reference by number unless it names no character, as a lone surrogate: lxml cannot read its text."""
    named = unescape(reference)
    return reference if named not in {"", "\ufffd"} and not _NOT_XML.search(named) else ""


def _fields(item: etree._Element) -> Iterator[tuple[str, str]]:
    for child in item.iterchildren("{*}*"):
        name = _name(child)
        href = child.get("href")
        if name != "link" or child.get("rel", "alternate") == "alternate":
            yield name, (href if href and name == "link" else _inner(child))


def _inner(node: etree._Element) -> str:
    """Return the text of an element; the tags of a teaser that came unescaped stay as blanks."""
    pieces = [str(piece) for piece in node.itertext()]
    return (" " if len(node) else "").join(pieces)


def _name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _cut_items(text: str) -> list[Fields]:
    """Read items by their tags alone, for a source that no XML parser gets through."""
    items: list[Fields] = []
    for part in _ITEM_END.split(text)[:-1]:
        starts = [match.end() for match in _ITEM_START.finditer(part)]
        if starts:
            items.append(list(_cut_fields(part[starts[-1] :])))
    return items


def _cut_fields(item: str) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for tag in _FIELD.finditer(item):
        name, attributes = tag[1].lower(), tag[2]
        seen[name] += 1
        if name not in _WANTED or seen[name] > (_MOST_LINKS if name == "link" else 1):
            continue
        href, rel = _HREF.search(attributes), _REL.search(attributes)
        if href and name == "link":
            if rel is None or rel[1] == "alternate":
                yield name, unescape(href[1])
        else:
            yield name, _cut_value(item[tag.end() :])


def _cut_value(rest: str) -> str:
    """Return an element's text up to the next end tag, a CDATA section's up to its own end."""
    if rest.lstrip().startswith("<![CDATA["):
        return _CDATA.sub("", rest.partition("]]>")[0]).strip()
    return unescape(rest.partition("</")[0])


_WANTED = frozenset((*_LINKS, *_TEASERS, *_DATES, "title"))


def _entry(fields: Fields, base: str) -> FeedEntry | None:
    address = next(_stories(_values(fields, _LINKS), base), None)
    if address is None:
        return None
    dates = (read_date(fold(value[:_LONGEST_DATE])) for value in _values(fields, _DATES))
    return FeedEntry(
        address=address,
        headline=read_value(next(filter(None, map(plain, _values(fields, ("title",)))), "")),
        teaser=_READ_MORE.sub("", next(filter(None, map(plain, _values(fields, _TEASERS))), "")),
        date=next(filter(None, dates), None),
    )


def _values(fields: Fields, names: Iterable[str]) -> list[str]:
    """Return the values of the named fields, in the order of the names."""
    return [value for name in names for field, value in fields if field == name]


def _stories(links: Iterable[str], base: str) -> Iterator[Address]:
    addresses = (read_address(link, base) for link in links)
    return (a for a in addresses if a.kind is AddressKind.STORY and a.is_in_channel)
