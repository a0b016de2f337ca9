"""The blocks of a story, with what each is found to be, and its pictures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl.items import Block, Image
from newscrawl.pages.evidence import short_paragraph
from newscrawl.text.clean import key
from newscrawl.text.landmarks import tail_landmark
from newscrawl.text.notes import is_contributor_note, is_rule
from newscrawl.text.rights import is_rights_continuation, is_rights_line, is_site_footer

if TYPE_CHECKING:
    from newscrawl.pages.evidence import Evidence
    from newscrawl.pages.layout import Layout

_LARGEST_BOX = 1500  # characters
_STRAY = 60  # pieces behind the story in which a rights line of its own may stand


def find_blocks(page: Evidence, layout: Layout) -> tuple[Block, ...]:
    """Return the story's blocks between the landmarks; chrome among them is included and marked by its box."""
    region = range(layout.start, layout.end)
    prose = (
        [i for i in region if page.own[i]]
        or [i for i in region if page.is_sentence(i)]
        or [i for i in region if i not in page.furniture and short_paragraph(page.pieces[i])]
    )
    shape = _main_shape(page, prose)
    boxes = _boxes(page, region, {i for i in prose if page.pieces[i].shape == shape}, shape)
    story = "|".join(key(page.pieces[i].text) for i in region)
    taken = {layout.headline, layout.byline, layout.source}
    return tuple(
        Block(
            text=page.pieces[i].text,
            tag=page.pieces[i].tag,
            links=page.pieces[i].links,
            box=boxes.get(i, 0),
            inside=_inside(page, i, layout) | _told(page, i, shape, story),
        )
        for i in [*region, *_notes_elsewhere(page, layout)]
        if i not in taken and page.furniture.get(i) != "section"
    )


def find_images(page: Evidence, layout: Layout, base: str) -> list[Image]:
    """Return the story's pictures with their captions; `base` is the page's address."""
    low = layout.headline if layout.headline is not None else layout.start
    return [
        Image(_absolute(base, image), _caption(page, index))
        for index in range(low, layout.end)
        if (image := page.pieces[index].image)
        and not image.startswith("data:")
        and not page.pieces[index].inside & {"aside", "nav", "footer"}
        and index not in page.foreign
    ]


def _notes_elsewhere(page: Evidence, layout: Layout) -> list[int]:
    """Find notes that stand above the story, and rights lines behind other things below it."""
    above = range(layout.headline or 0, layout.start)
    below = range(layout.end, min(len(page.pieces), layout.end + _STRAY))
    notes = [i for i in above if page.is_end_note(i) and not is_rule(page.pieces[i].text)]
    closed = next((i for i in below if tail_landmark(page.pieces[i].text)), below.stop)
    notes += [i for i in range(below.start, closed) if is_contributor_note(page.texts[i])]
    return notes + _rights_below(page, below)


def _rights_below(page: Evidence, below: range) -> list[int]:
    """Find rights lines, each with the lines that carry it on."""
    found: list[int] = []
    for index in below:
        text = page.texts[index]
        carried_on = is_rights_continuation(text) and found[-1:] == [index - 1]
        if carried_on or (is_rights_line(page.pieces[index].text) and not is_site_footer(text)):
            found.append(index)
    return found


def _main_shape(page: Evidence, prose: list[int]) -> str:
    """Find the shape that most of the story's prose stands in."""
    inside = Counter(page.pieces[i].shape for i in prose)
    return max(inside, key=lambda shape: inside[shape], default="")


def _inside(page: Evidence, index: int, layout: Layout) -> frozenset[str]:
    """Name a piece's ancestors; a footer that holds the notes of the story is no side element."""
    inside = page.pieces[index].inside
    is_own = index < layout.end or "article" in inside
    return inside - {"footer"} if is_own and page.is_end_note(index) else inside


def _told(page: Evidence, index: int, shape: str, story: str) -> frozenset[str]:
    """Name what a piece is found to be beside its ancestors: another story's, a caption, a pull quote."""
    told = {"other story"} if index in page.foreign else set()
    if index in page.asking:
        told.add("form")
    if page.is_caption(index):
        told.add("figcaption")
    if page.pieces[index].shape != shape and _is_pull_quote(page, index, story):
        told.add("pull quote")
    return frozenset(told)


def _is_pull_quote(page: Evidence, index: int, story: str) -> bool:
    """True if the sentence stands on the page a second time, in an element of its own kind."""
    piece, name = page.pieces[index], key(page.pieces[index].text)
    if len(name) <= 30 or story.count(name) < 2:
        return False
    if piece.tag in {"blockquote", "div"}:
        return True
    near = page.pieces[max(0, index - 3) : index + 4]
    return sum(piece.path[-2] in other.path for other in near if other.text) == 1


def _boxes(page: Evidence, region: range, common_prose: set[int], shape: str) -> dict[int, int]:
    """Number for each piece the highest element around it that holds none of the story's common paragraphs."""
    sizes: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    common: set[int] = set()
    for index in region:
        piece = page.pieces[index]
        sizes.update(dict.fromkeys(piece.path, len(piece.text)))
        counts.update(piece.path)
        if piece.shape == shape:
            common.update(piece.path if index in common_prose else piece.path[-1:])  # its own is no box
    boxes = {n for n in counts if n not in common and counts[n] > 1 and sizes[n] <= _LARGEST_BOX}
    return {index: next((n for n in page.pieces[index].path if n in boxes), 0) for index in region}


def _caption(page: Evidence, index: int) -> str | None:
    follows = index + 1 < len(page.pieces) and page.is_caption(index + 1)
    return page.texts[index + 1] if follows else None


def _absolute(base: str, src: str) -> str:
    try:
        return urljoin(base, src)
    except ValueError:
        return src
