"""Small elements that are judged once, as a whole: another story's card, a box that asks for something, a list of links, a thread."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import INSIDE
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.read_more import is_call
from newscrawl.pages.rules import LIMITS, PATH, SHARES
from newscrawl.urls import AddressKind, read_address

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Block, Tree

_STORY_LIKE = re.compile(r"(?:^|/)\s*[sS]-[0-9%]")  # most links can be told at once
_CLIMB = 6  # elements above a call in which its box is looked for
_NOTES = FLAGS["rights"] | FLAGS["contributor"]
_VOTES = (-1.2, 1.0)  # of a paragraph without such a line, and of one behind it
_TAGS = FLAGS["age"] | FLAGS["reply"] | FLAGS["date"]
_VOTING = _TAGS | FLAGS["comments"]
_ASKS = FLAGS["input"] | FLAGS["call"] | FLAGS["promotion"]


class Groups:
    """Which blocks belong to which kind of group; one pass over the blocks makes sums, one over the elements judges them."""

    def __init__(self, tree: Tree, flags: Sequence[int], often: Counter[str], story_id: str | None) -> None:
        """Judge the elements by the flags that their blocks have by themselves."""
        self.tree, self.flags, self.often = tree, flags, often
        blocks = tree.blocks
        self.linked = [
            bool(block.links) and bool(flag & FLAGS["mostly linked"] or not block.text)
            for block, flag in zip(blocks, flags, strict=True)
        ]
        self.foreign = [
            bool(block.links) and any(is_other_story(link.href, story_id) for link in block.links)
            for block in blocks
        ]
        self._texts = _sums([bool(block.text) for block in blocks])
        self._chars = _sums([len(block.text) for block in blocks])
        self.cards: set[int] = set()
        self.lists: set[int] = set()
        self.asking: set[int] = set()
        self._judge_elements()
        self._find_asking()
        self.thread = self._find_thread()

    def _between(self, sums: list[int], element: int) -> int:
        return sums[self.tree.last[element]] - sums[self.tree.first[element]]

    def _judge_elements(self) -> None:
        """Mark the highest elements that are a card or a list of links; elements stand in the order of their start tags."""
        held, links = self._held(), _sums(self.linked)
        link_chars = _sums([block.linked for block in self.tree.blocks])
        done = 0
        for low, high in zip(self.tree.first, self.tree.last, strict=True):
            if low < done or links[low] >= links[high] or held[low] < held[high]:
                continue
            texts = self._texts[high] - self._texts[low]
            if texts < 2:
                continue
            chars = self._chars[high] - self._chars[low]
            if link_chars[high] - link_chars[low] > SHARES["link list"] * chars:
                self.lists.update(
                    i
                    for i in range(low, high)
                    if self.linked[i] or len(self.tree.blocks[i].text) < LIMITS["medium"]
                )
            if self._is_card(low, high, links[high] - links[low], texts, chars):
                self.cards.update(range(low, high))
                done = high

    def _held(self) -> list[int]:
        """Sum up what no card and no list holds: a main heading, the story's own, a rights line, a note."""
        return _sums(
            [
                block.tag == "h1" or bool(flag & _NOTES or (flag & FLAGS["is title"] and not block.links))
                for block, flag in zip(self.tree.blocks, self.flags, strict=True)
            ]
        )

    def _is_card(self, low: int, high: int, links: int, texts: int, chars: int) -> bool:
        """True if an element opens with a link, or a "Related" line, and holds little beside links."""
        opening = next((i for i in range(low, min(high, low + 4)) if self.tree.blocks[i].text), None)
        if opening is None:
            return False
        if self._calls_on(low, high, opening):
            return chars <= LIMITS["card"]
        opens = self.linked[opening] or self.flags[opening] & FLAGS["related"]
        if not opens or texts > 3 * links + 1 or chars > LIMITS["card"] * links:
            return False
        is_foreign = any(self.foreign[low:high])
        plain = sum(block.tag == "li" and not block.links for block in self.tree.blocks[low:high])
        if plain > 1 and not is_foreign:  # a list of the story's, some of whose items are linked
            return False
        most = LIMITS["card" if is_foreign else "box"]
        size = 0  # of the text since the last link
        for i in range(opening, high):
            size = 0 if self.linked[i] else size + len(self.tree.blocks[i].text)
            if size > most:
                return False
        return True

    def _calls_on(self, low: int, high: int, opening: int) -> bool:
        """True if an element opens with a heading and ends with a link that calls to read on."""
        blocks = self.tree.blocks
        last = next(i for i in range(high - 1, low - 1, -1) if blocks[i].text)
        is_titled = blocks[opening].tag.startswith("h") and last > opening
        return bool(is_titled and self.linked[last] and is_call(blocks[last].text))

    def _find_asking(self) -> None:
        """Mark what shares a small element with an input field, a promotion, or a link or button that calls to sign up."""
        blocks, flags = self.tree.blocks, self.flags
        for index in [index for index, flag in enumerate(flags) if flag & _ASKS]:
            block, flag = blocks[index], flags[index]
            calls = flag & FLAGS["call"] and (self.linked[index] or block.inside & INSIDE["button"])
            if flag & FLAGS["input"] or calls:
                self.asking.update(self._box_around(index))
            elif flag & FLAGS["promotion"] and len(block.text) < LIMITS["box"]:
                box = self._box_around(index)
                # an element that was never closed holds paragraphs of the story too
                if all(flags[i] & FLAGS["promotion"] or len(blocks[i].text) < LIMITS["prose"] for i in box):
                    self.asking.update(box)

    def _box_around(self, index: int) -> range:
        """Return the smallest element around a block that holds other text, if it is small and holds nothing of the story."""
        tree = self.tree
        element = tree.blocks[index].element
        for _ in range(_CLIMB):
            if element <= 0:
                break
            members = range(tree.first[element], tree.last[element])
            if (
                self._between(self._texts, element) > LIMITS["asking texts"]
                or self._between(self._chars, element) > LIMITS["box"]
            ):
                break
            if any(i != index and tree.blocks[i].text and tree.blocks[i].tag != "button" for i in members):
                held = any(tree.blocks[i].tag == "h1" or self.flags[i] & _NOTES for i in members)
                return range(0) if held else members
            element = tree.parents[element]
        return range(0)

    def _find_thread(self) -> int:
        """Return the first block of a thread of comments: before most paragraphs behind it stands a name, an age or "Reply".

        From the page's end a paragraph behind such a line counts for a thread, another against it; the best sum decides.
        """
        blocks, flags = self.tree.blocks, self.flags
        place, most = len(blocks), PATH["thread"]
        long = [i for i, block in enumerate(blocks) if len(block.text) >= LIMITS["comment"]]
        first = next((i for i in long if not blocks[i].links and not blocks[i].tag.startswith("h")), 0)
        if not any(flag & _VOTING for flag in flags[first + 1 :]):
            return place
        dated = named = 0.0
        tag = 0  # the strongest line before the paragraph: 1 a short one, 2 an age or date
        waiting = False  # a paragraph whose line was not met yet
        for index in range(len(blocks) - 1, first, -1):
            block, flag = blocks[index], flags[index]
            if not block.text or index in self.cards:
                continue
            if len(block.text) >= LIMITS["comment"]:
                if waiting:
                    dated, named = dated + _VOTES[tag > 1], named + _VOTES[tag > 0]
                waiting, tag = True, 0
            elif waiting:
                tag = max(
                    tag, 2 if flag & _TAGS else 1 if self.often[block.text] < 3 and _is_tag(block) else 0
                )
            votes = (
                dated + _VOTES[1] * (waiting and tag > 1)
                if flag & _TAGS
                else named + waiting
                if flag & FLAGS["comments"]
                else 0.0
            )
            if votes > most:
                place, most = index, votes
        return place


def _sums(values: Sequence[int]) -> list[int]:
    return [0, *accumulate(values)]


def _is_tag(block: Block) -> bool:
    """True for what stands beside a comment: a short line that is no sentence and no heading."""
    return (
        len(block.text) < LIMITS["comment"]
        and block.text[-1] not in '.!?”"'
        and not block.tag.startswith("h")
    )


def is_other_story(href: str, story_id: str | None) -> bool:
    """True for a link to another story of the site."""
    if not _STORY_LIKE.search(href):
        return False
    address = read_address(href, "https://www.arcamax.com/politics/")
    return address.kind is AddressKind.STORY and address.story_id != story_id
