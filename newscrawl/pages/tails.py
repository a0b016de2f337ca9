"""The story's own paragraphs that end in "Read more" or a call to sign up: what tells them from teasers and boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.blocks import reads_like_prose
from newscrawl.pages.cards import is_other_story
from newscrawl.pages.evidence import NO_PROSE
from newscrawl.text.rights import is_rights_line
from newscrawl.text.tails import without_call, without_cut_label, without_label

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Piece
    from newscrawl.pages.evidence import Evidence

_FAR = 6  # pieces at most between the linked headline of another story and the end of its teaser
_TEASER = 600  # characters at most of headline and teaser


def without_tails(page: Evidence) -> list[Piece]:
    """Return the page's pieces, with what hangs on the last sentence of the story's own paragraphs taken off."""
    tailed = {i for i, piece in enumerate(page.pieces) if _bare(piece.text) != piece.text}
    own = {i for i in tailed if not _may_be_anothers(page, i)}
    if not own:
        return page.pieces
    prose = [i for i, is_own in enumerate(page.own) if is_own and not page.is_end_note(i)]
    runs = {run for i in prose if i not in tailed for run in _runs(page.pieces[i])}
    pieces = list(page.pieces)
    for i in own:
        if not runs.isdisjoint(_runs(pieces[i])) and not _listed(i, own):
            pieces[i] = pieces[i]._replace(text=without_call(without_label(pieces[i].text)))
        elif len(own) == 1 and set(prose) <= own and _is_storys(page, i):
            pieces[i] = pieces[i]._replace(text=without_cut_label(pieces[i].text))
    return pieces


def _runs(piece: Piece) -> tuple[object, object]:
    """Name the run of paragraphs that a piece stands in: those of its kind in its element, or bare text in one element."""
    return piece.path, (piece.tag, piece.path[:-1])


def _bare(text: str) -> str:
    return without_call(without_cut_label(text))


def _listed(index: int, own: set[int]) -> bool:
    """True if other paragraphs near this one end in the same way: a list of teasers."""
    return any(i in own for i in range(index - _FAR, index + _FAR + 1) if i != index)


def _may_be_anothers(page: Evidence, index: int) -> bool:
    """True if the paragraph stands in a side element or in italics, links another story, ends in a link, or hangs on such a link."""
    piece, bare = page.pieces[index], _bare(page.pieces[index].text)
    if piece.inside & NO_PROSE or index in page.asking or piece.emphasis > 0.8:
        return True
    return any(link.text not in bare for link in piece.links) or _hangs_on_link(page, index)


def _hangs_on_link(page: Evidence, index: int) -> bool:
    """True if a link to another story stands a short way above the paragraph."""
    size = 0
    for piece in page.pieces[max(0, index - _FAR) : index + 1][::-1]:
        if any(is_other_story(link.href, page.story_id) for link in piece.links):
            return size <= _TEASER
        size += len(piece.text)
    return False


def _is_storys(page: Evidence, index: int) -> bool:
    """True if the piece is a paragraph of prose, on a page that shows the marks of a story."""
    bare = page.pieces[index]._replace(text=without_cut_label(page.pieces[index].text))
    marked = "section" in page.furniture.values() or any(is_rights_line(one.text) for one in page.pieces)
    return marked and reads_like_prose(bare)
