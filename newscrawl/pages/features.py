"""What each block of a page is from its place and its neighbours; added to the flags it has by itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

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
_NO_CAPTION = (
    F["advert"]
    | F["rights"]
    | F["contributor"]
    | F["note"]
    | F["heading"]
    | F["by"]
    | F["date"]
    | F["section"]
)
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
        self._clear_sides()
        self._add_site_rights(sites)
        self._add_titles(names)
        self._clear_next_story()
        self.groups = Groups(tree, self.flags, self.often, story_id, F["is title"])
        self._add_groups()
        self._add_captions()
        self._add_kin()
        self._add_likes()
        self._add_signatures()
        for index in find_repeats(tree.blocks, self.flags):
            self.flags[index] |= F["twin"]
        self.add_persons(persons)

    def add_persons(self, persons: Sequence[str], *, low: int = 0) -> bool:
        """Mark what begins with the name of a person who wrote the story; True if that marks a sentence from `low` on."""
        names = tuple(name for name in map(key, persons) if len(name) > 4)
        firsts = ("(", *{name[0] for name in names}, *{name[0].upper() for name in names})
        found = False
        for index, block in enumerate(self.tree.blocks if names else ()):
            if (
                block.text.startswith(firsts)
                and not self.flags[index] & F["names person"]
                and key(block.text.lstrip("(")[:80]).startswith(names)
            ):
                self.flags[index] |= F["names person"]
                found = found or (index >= low and bool(self.flags[index] & F["ended"]))
        return found

    def _clear_sides(self) -> None:
        """Take the flag of a side element off everything where such elements hold most of the page's prose."""
        held = dict.fromkeys(_SIDE_FLAGS, 0)
        total = 0
        for block, flag in zip(self.tree.blocks, self.flags, strict=True):
            if flag & F["medium"] and flag & F["ended"] and not flag & F["half linked"]:
                size = min(len(block.text), LIMITS["weight"])
                total += size
                for side in _SIDE_FLAGS:
                    if flag & side:
                        held[side] += size
        for side, size in held.items():
            if size > SHARES["around"] * total:
                self.flags = [flag & ~side for flag in self.flags]
        self.flags = [flag | F["at side"] if flag & _AT_SIDE else flag for flag in self.flags]

    def _add_site_rights(self, sites: Sequence[str]) -> None:
        """Mark the rights lines of the site itself: the holder has the site's name."""
        known = [_site_key(site) for site in sites if len(_site_key(site)) > 3]
        for index, flag in enumerate(self.flags if known else ()):
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
        titles = [i for i, flag in enumerate(flags) if flag & F["is title"] and flag & (F["h1"] | F["h2"])]
        read = noted = 0  # true behind a paragraph of the story, and behind its rights line
        for index in range(titles[-1] + 1 if titles else len(flags), len(flags)):
            flag = flags[index]
            read = read or flag & _PROSE == _PROSE
            noted = noted or (read and flag & F["rights"])
            same = flag & F["heading"] and blocks[index].tag == blocks[titles[-1]].tag
            if read and same and (noted or self._has_masthead(index + 1)):
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

    def _add_captions(self) -> None:
        """Mark captions: short texts in a figure, alone with a picture, saying what it shows, or right behind it and slanted or with a credit."""
        blocks, flags = self.tree.blocks, self.flags
        shown = ""  # what the picture above shows
        lowest = 0  # block above which its caption and credit stand
        boxed = 0  # where the element ends that holds a picture, its caption and nothing else
        for index, block in enumerate(blocks):
            flag = flags[index]
            if block.image is not None:
                boxed = self._end_of_picture(index)
                shown, lowest = key(block.alt), index + 3
            if not block.text or len(block.text) > LIMITS["box"] or flag & _NO_CAPTION:
                continue
            behind = index > 0 and blocks[index - 1].image is not None
            credited = flag | (
                flags[index + 1] & F["short"] and flags[index + 1] if index + 1 < len(flags) else 0
            )
            if (
                flag & F["in figure"]
                or index < boxed
                or (index < lowest and key(block.text) == shown)
                or (behind and (flag & F["slanted"] or credited & F["credit"]))
            ):
                flags[index] |= F["caption"]

    def _end_of_picture(self, index: int) -> int:
        """Return where an element ends that opens with a picture and holds its caption and credit at most; 0 if none does."""
        tree = self.tree
        element = tree.blocks[index].element
        while element > 0 and tree.first[element] == index:
            end = tree.last[element]
            if end > index + 1:
                is_credit = end == index + 3 and not self.flags[index + 2] & F["ended"]
                return end if end == index + 2 or is_credit else 0
            element = tree.parents[element]
        return 0

    def _add_kin(self) -> None:
        """Find where most of the page's prose stands, and mark what stands alike."""
        tree, flags = self.tree, self.flags
        weights = self._weigh(_PROSE, LIMITS["prose"]) or self._weigh(F["ended"], 1)
        molds: Counter[int] = Counter()
        sums = [0] * len(tree.parents)
        for element, weight in weights.items():
            molds[tree.molds[element]] += weight
            sums[element] = weight
        for element in range(len(sums) - 1, 0, -1):
            sums[tree.parents[element]] += sums[element]
        main = max(molds, key=molds.__getitem__, default=-1)
        around = {tree.parents[element] for element in weights if tree.molds[element] == main}
        self.home = self._home(sums)
        for index, block in enumerate(tree.blocks):
            if block.text:
                element = block.element
                flag = 0
                if tree.molds[element] == main:
                    flag |= F["kin"] | F["beside kin"]
                parent = tree.parents[element]
                if element in around or parent in around or (parent >= 0 and tree.parents[parent] in around):
                    flag |= F["beside kin"]
                flags[index] |= flag if index in self.home else flag | F["stranger"]

    def _add_likes(self) -> None:
        """Mark lists made of other elements than ``<li>``; a linked line among plain ones of its kind is no link."""
        tree, flags = self.tree, self.flags
        links: Counter[int] = Counter()
        for block, flag in zip(tree.blocks, flags, strict=True):
            if block.text:
                links[tree.molds[block.element]] += 1 if flag & F["mostly linked"] else -1
        for index, block in enumerate(tree.blocks):
            if not block.text or links[tree.molds[block.element]] >= 0:
                continue
            is_plain = flags[index] & F["short"] and not flags[index] & (F["kin"] | _MASTHEAD)
            if is_plain and self.often[block.text] == 1 and self._is_in_row(index):
                flags[index] |= F["item"]
            if flags[index] & (F["item"] | F["heading"] | F["ended"]):
                flags[index] &= ~_LINKS

    def _add_signatures(self) -> None:
        """Take names in one mold that close several of the story's paragraphs for text: letters end so."""
        signed: dict[int, list[int]] = {}
        for index, block in enumerate(self.tree.blocks[1:], 1):
            flag = self.flags[index]
            closes = flag & _SIGNED and flag & F["beside kin"] and self.flags[index - 1] & _CLOSED == _CLOSED
            if closes and not flag & _UNSIGNED:
                signed.setdefault(self.tree.molds[block.element], []).append(index)
        for index in (i for places in signed.values() if len(places) > 1 for i in places):
            self.flags[index] = self.flags[index] & ~_SIGNED | F["ended"]

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

    def _weigh(self, wanted: int, least: int) -> dict[int, int]:
        """Return the characters of prose right inside each element; a long paragraph counts no more than some short ones."""
        weights: dict[int, int] = {}
        for block, flag in zip(self.tree.blocks, self.flags, strict=True):
            if flag & wanted and not flag & _NO_PROSE and len(block.text) >= least:
                weight = min(len(block.text), LIMITS["weight"])
                weights[block.element] = weights.get(block.element, 0) + (
                    weight if flag & F["ended"] else weight // 2
                )
        return weights

    def _home(self, sums: list[int]) -> range:
        """Return the blocks of the smallest element that holds most of the page's prose; ``sums`` is what each holds."""
        if not sums:
            return range(0)
        least = SHARES["home"] * sums[0]
        home = next((element for element in range(len(sums) - 1, -1, -1) if sums[element] >= least), 0)
        if home and self.tree.last[home] == self.tree.first[home] + 1:  # one paragraph is no home
            home = self.tree.parents[home]
        stop = end = self.tree.last[home]
        for index, flag in enumerate(self.flags[end:], end):
            if flag & _BEYOND:
                break
            stop = index + 1 if flag & _NOTES else stop
        return range(self.tree.first[home], stop)
