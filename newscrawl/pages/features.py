"""What each block of a page is from its place and its neighbours; added to the flags it has by itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING

from newscrawl.pages.captions import mark_captions
from newscrawl.pages.flags import FLAGS, own_flags
from newscrawl.pages.groups import Groups
from newscrawl.pages.repeats import find_repeats
from newscrawl.pages.rules import LIMITS, REACH, SHARES
from newscrawl.text.clean import key
from newscrawl.text.rights import read_rights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.blocks import Tree

F = FLAGS
_SIDE_FLAGS = tuple(
    F[f"in {tag}"] for tag in ("aside", "footer", "form", "header", "dialog", "nav", "button")
)
_AT_SIDE = sum(_SIDE_FLAGS) & ~F["in header"]
_NO_PROSE = sum(
    F[name]
    for name in (
        "half linked, promotion, teaser, rights, site rights, contributor, in nav, in aside, in footer, in form, in button, in dialog, "
        "caption, heading, by, note, card, asking, thread, link list, next story"
    ).split(", ")
)
_MASTHEAD = F["date"] | F["section"] | F["by"]
_PROSE = F["medium"] | F["ended"]
_CLOSED, _SIGNED = F["kin"] | F["ended"], F["names"] | F["signature"]
_UNSIGNED = F["ended"] | F["heading"] | F["bold"] | F["by"] | F["caption"] | F["half linked"]
_NOTES = F["rights"] | F["contributor"] | F["note"]
_BEYOND = F["comments"] | F["related"] | F["card"] | F["site rights"] | F["footer"] | F["next story"]
_LINKS = F["half linked"] | F["mostly linked"]
_HEAD = 12  # letters: names that do not begin alike do not agree


def _site_key(name: str) -> str:
    """Reduce a site's or rights holder's name to what both have in common."""
    return key(name).removeprefix("www").removeprefix("the")


class Features:
    """The features of a page's blocks: ``flags[i]`` is the sum of what is true of block i."""

    def __init__(
        self,
        tree: Tree,
        names: Sequence[str],
        story_id: str | None,
        persons: Sequence[str] = (),
        sites: Sequence[str] = (),
    ) -> None:
        self.tree = tree
        self.often = Counter([block.text for block in tree.blocks])
        self.flags = [own_flags(block) for block in tree.blocks]
        self.molds = [tree.molds[block.element] for block in tree.blocks]
        self.seen = reduce(or_, self.flags, 0)  # steps that look for what no block of the page is are spared
        self._clear_sides()
        self._add_site_rights(sites)
        self._add_titles(names)
        self._clear_next_story()
        self.groups = Groups(tree, self.flags, self.often, story_id)
        self._add_groups()
        mark_captions(tree, self.flags)
        self._add_kin()
        self._add_likes()
        self._add_signatures()
        for index in find_repeats(tree.blocks, self.flags, self.often):
            self.flags[index] |= F["twin"]
        self.persons: set[str] = set()
        self.add_persons(persons)

    def add_persons(self, persons: Sequence[str], *, low: int = 0) -> bool:
        """Mark what begins with the name of a person who wrote the story; True if that marks a sentence from `low` on."""
        names = tuple(name for name in map(key, persons) if len(name) > 4 and name not in self.persons)
        self.persons.update(names)
        firsts = ("(", *{name[0] for name in names}, *{name[0].upper() for name in names})
        found = False
        for index in [
            i for i, block in enumerate(self.tree.blocks if names else ()) if block.text.startswith(firsts)
        ]:
            if not self.flags[index] & F["names person"] and key(
                self.tree.blocks[index].text.lstrip("(")[:80]
            ).startswith(names):
                self.flags[index] |= F["names person"]
                found = found or (index >= low and bool(self.flags[index] & F["ended"]))
        return found

    def _clear_sides(self) -> None:
        """Take the flag of a side element off everything where such elements hold most of the page's prose."""
        held = {side: 0 for side in _SIDE_FLAGS if self.seen & side}
        total = 0
        if not held:
            return
        for block, flag in zip(self.tree.blocks, self.flags, strict=True):
            if flag & F["medium"] and flag & F["ended"] and not flag & F["half linked"]:
                size = min(len(block.text), LIMITS["weight"])
                total += size
                for side in held:
                    if flag & side:
                        held[side] += size
        for side, size in held.items():
            if size > SHARES["around"] * total:
                self.flags = [flag & ~side for flag in self.flags]
        self.flags = [flag | F["at side"] if flag & _AT_SIDE else flag for flag in self.flags]

    def _add_site_rights(self, sites: Sequence[str]) -> None:
        """Mark the rights lines of the site itself: the holder has the site's name."""
        known = [_site_key(site) for site in sites if len(_site_key(site)) > 3]
        for index, flag in enumerate(self.flags if known and self.seen & F["rights"] else ()):
            if flag & F["rights"]:
                notice = self.tree.blocks[index].text
                holder = _site_key(read_rights(notice).holder or "")
                if holder and any(
                    site.startswith(holder[:_HEAD]) or holder.startswith(site[:_HEAD]) for site in known
                ):
                    self.flags[index] |= F["site rights"]

    def _add_groups(self) -> None:
        flags, groups = self.flags, self.groups
        for members, flag in (
            (groups.cards, F["card"]),
            (groups.asking, F["asking"]),
            (groups.lists, F["link list"]),
        ):
            for index in members:
                flags[index] |= flag
        for index in range(groups.thread, len(flags)):
            flags[index] |= F["thread"]
        for index in range(len(flags) - 1):
            if flags[index + 1] & F["promotion"]:
                flags[index] |= F["before promotion"]

    def _add_titles(self, names: Sequence[str]) -> None:
        keys = [name for name in map(key, names) if name]
        heads = {name[:_HEAD] for name in keys}
        firsts = {name[0] for name in keys}
        for index, block in enumerate(self.tree.blocks):
            first = block.text[:1]
            if (
                not first
                or len(block.text) > LIMITS["headline"]
                or (first.isalnum() and first.casefold()[0] not in firsts)
            ):
                continue
            name = key(block.text)
            if name[:_HEAD] in heads:
                if name in keys:
                    self.flags[index] |= F["is title"]
                elif len(name) >= _HEAD and any(one.startswith(name) or name.startswith(one) for one in keys):
                    self.flags[index] |= F["like title"]

    def _clear_next_story(self) -> None:
        """Leave "next story" alone of the flags behind the story: its end is the next such heading with a masthead of its own or behind a rights line."""
        flags, blocks = self.flags, self.tree.blocks
        headings = [i for i, flag in enumerate(flags) if flag & F["heading"]]
        titles = [i for i in headings if flags[i] & F["is title"] and flags[i] & (F["h1"] | F["h2"])]
        title = titles[-1] if titles else len(flags)
        others = [i for i in headings if i > title and blocks[i].tag == blocks[title].tag]
        read = noted = 0  # true behind a paragraph of the story, and behind its rights line
        for index in range(title + 1, others[-1] + 1 if others else 0):
            flag = flags[index]
            read = read or flag & _PROSE == _PROSE
            noted = noted or (read and flag & F["rights"])
            if read and index in others and (noted or self._has_masthead(index + 1)):
                end = index
                while flags[end - 1] & (_MASTHEAD | F["related"]) and flags[end - 1] & F["short"]:
                    end -= 1
                flags[end:] = [F["next story"]] * (len(flags) - end)
                return

    def _has_masthead(self, low: int) -> bool:
        """True if a date, byline or section stands below a heading, before a paragraph."""
        for flag in self.flags[low : low + REACH["masthead"]]:
            if flag & _PROSE == _PROSE or flag & (F["item"] | F["quote"]):
                return False
            if flag & _MASTHEAD and flag & F["short"]:
                return True
        return False

    def _add_kin(self) -> None:
        """Find where most of the page's prose stands, and mark what stands alike."""
        tree, flags = self.tree, self.flags
        weights = self._weigh(_PROSE, LIMITS["prose"])
        weights = weights if any(weights) else self._weigh(F["ended"], 1)
        molds: Counter[int] = Counter()
        for mold, weight in zip(self.molds, weights, strict=True):
            if weight:
                molds[mold] += weight
        main = max(molds, key=molds.__getitem__, default=-1)
        least = SHARES["odd"] * molds[main] if molds[main] > LIMITS["much"] else 0
        kin = F["kin"] | F["beside kin"]
        parents = tree.parents
        around = {
            parents[tree.blocks[i].element]
            for i, mold in enumerate(self.molds)
            if weights[i] and mold == main
        }
        around |= {element for element, parent in enumerate(parents) if parent in around}
        self.home = self._home(weights)
        for index, block in enumerate(tree.blocks):
            if block.text:
                mold = self.molds[index]
                flag = kin if mold == main else F["odd"] if molds[mold] < least else 0
                if block.element in around or parents[block.element] in around:
                    flag |= F["beside kin"]
                flags[index] |= flag if index in self.home else flag | F["stranger"]

    def _add_likes(self) -> None:
        """Mark lists made of other elements than ``<li>``; a linked line among plain ones of its kind is no link."""
        blocks, flags = self.tree.blocks, self.flags
        links: Counter[int] = Counter()
        for block, flag, mold in zip(blocks, flags, self.molds, strict=True):
            if block.text:
                links[mold] += 1 if flag & F["mostly linked"] else -1
        for index in [i for i, mold in enumerate(self.molds) if links[mold] < 0 and blocks[i].text]:
            is_plain = flags[index] & F["short"] and not flags[index] & (F["kin"] | _MASTHEAD)
            if is_plain and self.often[blocks[index].text] == 1 and self._is_in_row(index):
                flags[index] |= F["item"]
            if flags[index] & (F["item"] | F["heading"] | F["ended"]) and not flags[index] & F["pointer"]:
                flags[index] &= ~_LINKS

    def _add_signatures(self) -> None:
        """Take names in one mold that close several of the story's paragraphs for text: letters end so."""
        flags = self.flags
        signed: dict[int, list[int]] = {}
        for index in [i for i, flag in enumerate(flags) if flag & _SIGNED and not flag & _UNSIGNED]:
            if index and flags[index] & F["beside kin"] and flags[index - 1] & _CLOSED == _CLOSED:
                signed.setdefault(self.molds[index], []).append(index)
        for index in (i for places in signed.values() if len(places) > 1 for i in places):
            flags[index] = flags[index] & ~_SIGNED | F["ended"]

    def _is_in_row(self, index: int) -> bool:
        """True for a text alone in its element, beside such an element of the same tag and class with no masthead line."""
        tree = self.tree
        element = tree.blocks[index].element
        return tree.last[element] == index + 1 and any(
            tree.parents[other] == tree.parents[element]
            and tree.molds[other] == tree.molds[element]
            and not self.flags[tree.first[other]] & _MASTHEAD
            for other in (element - 1, element + 1)
            if 0 < other < len(tree.parents) and tree.last[other] == tree.first[other] + 1
        )

    def _weigh(self, wanted: int, least: int) -> list[int]:
        """Return the characters of each block that are prose; a long paragraph counts no more than some short ones."""
        weights = [0] * len(self.flags)
        for index, (block, flag) in enumerate(zip(self.tree.blocks, self.flags, strict=True)):
            if flag & wanted and not flag & _NO_PROSE and len(block.text) >= least:
                weight = min(len(block.text), LIMITS["weight"])
                weights[index] = weight if flag & F["ended"] else weight // 2
        return weights

    def _home(self, weights: Sequence[int]) -> range:
        """Return the blocks of the smallest element that holds most of the page's prose; ``weights`` is each block's."""
        first, last = self.tree.first, self.tree.last
        if not first:
            return range(0)
        sums = [0, *accumulate(weights)]
        least = SHARES["home"] * sums[-1]
        behind = bisect_right(sums, sums[-1] - least)  # an element that begins there holds less
        places = range(bisect_left(first, behind) - 1, -1, -1)
        home = next((element for element in places if sums[last[element]] - sums[first[element]] >= least), 0)
        if home and last[home] == first[home] + 1:  # one paragraph is no home
            home = self.tree.parents[home]
        stop = end = last[home]
        for index, flag in enumerate(self.flags[end:], end):
            if flag & _BEYOND:
                break
            stop = index + 1 if flag & _NOTES else stop
        return range(first[home], stop)
