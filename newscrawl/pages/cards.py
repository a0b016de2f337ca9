"""Cards: the links and teasers of other stories that stand on a story's page."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from newscrawl.channels import POLITICS
from newscrawl.text.clean import fold
from newscrawl.text.landmarks import ends_like_teaser, is_pointer, tail_landmark
from newscrawl.text.rights import is_rights_line
from newscrawl.urls import AddressKind, read_address

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Piece

_FAR = 6  # pieces at most between a card's headline and its "Read more"
_LABEL = 24  # characters at most of a label before a link
_LARGE = 900  # characters of a card at most


def other_stories(pieces: list[Piece], story_id: str | None) -> set[int]:
    """Collect the pieces that belong to other stories: linked headlines, and the teasers that hang on them."""
    links = {index for index, piece in enumerate(pieces) if _leads_away(piece, story_id)}
    return links | _up_to_read_more(pieces, links) | _cards(pieces, links)


def _leads_away(piece: Piece, story_id: str | None) -> bool:
    """True if the piece is hardly more than a link to another story."""
    if not piece.links or not any(is_other_story(link.href, story_id) for link in piece.links):
        return False
    linked = piece.links[-1].text
    pointed = is_pointer(piece.text) and (
        piece.link_share > 0.3 or _is_label(piece.text.removesuffix(linked))
    )
    return (
        piece.link_share > 0.6 or ends_like_teaser(piece.text) or pointed or opens_with_story(piece, story_id)
    )


def _is_label(text: str) -> bool:
    """True if the text is a label such as "Related: (2)" without its link."""
    return len(text) < _LABEL and text.rstrip().endswith(":")


def opens_with_story(piece: Piece, story_id: str | None) -> bool:
    """True if the piece is a whole teaser: its first line is the linked headline of another story, prose follows."""
    first, _, rest = piece.text.partition("\n")
    return bool(rest) and any(
        fold(link.text) == first and is_other_story(link.href, story_id) for link in piece.links
    )


def is_other_story(href: str, story_id: str | None) -> bool:
    """True if the link leads to another story of the site."""
    if "s-" not in href.lower():
        return False
    address = read_address(href, f"{POLITICS.site}/{POLITICS.path}/")
    return address.kind is AddressKind.STORY and address.story_id != story_id


def _up_to_read_more(pieces: list[Piece], links: set[int]) -> set[int]:
    """Collect teasers that end in "Read more", from the linked headline before them on."""
    found: set[int] = set()
    opened: int | None = None
    for index, piece in enumerate(pieces):
        if ends_like_teaser(piece.text) and (index in links or _is_teaser(piece.text)):
            found.update(range(opened if opened is not None and index - opened <= _FAR else index, index + 1))
            opened = None
        elif index in links:
            opened = index
    return found


def _is_teaser(text: str) -> bool:
    """True if a text that ends in "Read more" is a teaser, neither a long paragraph nor the heading of a box."""
    return len(text) < 600 and tail_landmark(text) is None


def _cards(pieces: list[Piece], links: set[int]) -> set[int]:
    """Collect what shares a small element with a linked headline that opens it: the card's teaser, picture and date."""
    if not links:
        return set()
    members: dict[int, list[int]] = {}
    sizes: Counter[int] = Counter()
    for index, piece in enumerate(pieces):
        for number in piece.path:
            members.setdefault(number, []).append(index)
            sizes[number] += len(piece.text)
    found: set[int] = set()
    for index in links:
        for number in pieces[index].path:
            if _is_card(pieces, members[number], sizes[number], links):
                found.update(_whole_card(pieces, members[number], links))
                break
    return found


def _whole_card(pieces: list[Piece], members: list[int], links: set[int]) -> list[int]:
    """Return a card's members up to its last "Read more" or last link: the rest fell in where the card's end tag is missing."""
    told = [index for index in members if pieces[index].text]
    last = max((i for i in members if ends_like_teaser(pieces[i].text)), default=members[-1])
    linked = [index for index in told if index in links]
    if len(linked) > 1 and told.index(linked[-1]) - told.index(linked[0]) == len(linked) - 1:
        last = linked[-1]  # headlines one under the other have no teasers
    return [index for index in members if index <= last]


def _is_card(pieces: list[Piece], members: list[int], size: int, links: set[int]) -> bool:
    """Judge an element: it opens with a linked headline or a "Related" line, and holds little beside such cards."""
    told = [index for index in members if pieces[index].text]
    linked = [index for index in told if index in links]
    opens = bool(told) and (told[0] in links or tail_landmark(pieces[told[0]].text) == "related")
    dense = len(told) <= 3 * len(linked) + 1 and size <= _LARGE * len(linked)
    return (
        opens
        and dense
        and not any(_is_storys(pieces[i]) for i in told)
        and _longest_gap(told, linked) <= _FAR
    )


def _is_storys(piece: Piece) -> bool:
    """True if the piece is what no card holds: the page's headline or a rights line."""
    return piece.tag == "h1" or is_rights_line(piece.text)


def _longest_gap(told: list[int], linked: list[int]) -> int:
    """Count the texts between two links, or behind the last: a story that stands among cards is a long gap."""
    at = [*(told.index(index) for index in linked), len(told)]
    return max(following - place for place, following in pairwise(at))
