"""Cluster a whole set of stories at once, with the same labels for any order of the stories.

The rules are those of the index (`rules`). Each text is compared with all that share postings with it; texts whose postings
are common ones also with those that share a rare shingle. If the samples of a pair are too close to a threshold, the texts
are read again and compared in full. Furniture is recognised in the whole set, by the clusters found without it. Samples are
packed and pairs are numbers in arrays: about 2 kB for each story, without its text.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise

from newscrawl.clusters.corrections import NONE, Corrections
from newscrawl.clusters.entities import Facts, facts_of
from newscrawl.clusters.furniture import Furniture, Witness, furniture_of
from newscrawl.clusters.postings import MOST, least_hits
from newscrawl.clusters.rules import (
    LEFT,
    SURE,
    Estimate,
    Side,
    Text,
    containment,
    is_part,
    is_version,
    may_be_version,
)
from newscrawl.clusters.shingles import Cores, cores_of, exact_containment, pack, size_of, take_sample, unpack

_PARTS = 32  # parts of the key range, so that only one part's postings are held as lists at a time
_PLACE = 32  # bits of a text's number, its place in the sorted list
_MASK = (1 << _PLACE) - 1

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Member:
    """What `clusters_of` needs to know of a story; ``day`` is an ISO 8601 date or None."""

    id: str
    headline: str
    day: str | None
    body: str


@dataclass(frozen=True, slots=True, order=True)
class _Packed:
    id: str
    headline: str
    day: str
    length: int
    wanted: bytes
    sample: bytes
    opening: bytes
    names: str
    numbers: str
    often: str

    def text(self) -> Text:
        facts = Facts(*(frozenset(some.split()) for some in (self.names, self.numbers, self.often)))
        return Text(self.headline, self.day or None, self.length, tuple(unpack(self.opening)), facts)

    def shingles(self) -> frozenset[int]:
        return frozenset(unpack(self.sample))


def clusters_of(read: Callable[[], Iterable[Member]], corrections: Corrections = NONE) -> dict[str, str]:
    """Return the cluster of each story id: the smallest id in its connected component, for any order of the stories.

    ``read`` returns the stories. It is called twice and must return them in the same order. ``corrections`` are verdicts
    that overrule the rules.
    """
    sampled = [_packed(story) for story in read()]
    order = sorted(range(len(sampled)), key=sampled.__getitem__)
    stories = [sampled[at] for at in order]
    neighbours = _neighbours(stories)
    likely, quoted = _likely(stories, neighbours)
    scores = _compare(read, order, likely)
    versions = {pair: score for pair, score in scores.items() if _is_version(score, stories, pair)}
    first = _Labels(stories)
    for pair in versions:
        first.join(*pair)
    labels = _Labels(stories, corrections)
    newsletters = {place for place, parts in quoted.items() if len({first.root(part) for part in parts}) > 1}
    for pair in _without_furniture(stories, neighbours, versions, first):
        large = max(pair, key=lambda place: stories[place].length)
        if large not in newsletters or not quoted[large].intersection(pair):
            labels.join(*pair)
    return labels.named()


def _likely(
    stories: list[_Packed], neighbours: dict[int, set[int]]
) -> tuple[list[Pair], dict[int, set[int]]]:
    """Return the pairs that may be versions by their samples, and the much shorter texts that each text holds whole."""
    likely = []
    quoted: dict[int, set[int]] = defaultdict(set)
    for place, others in neighbours.items():
        mine = stories[place].shingles()
        for other in (one for one in others if one > place):
            estimate = _estimate(stories[place], stories[other], mine)
            if may_be_version(estimate.high, stories[place].text(), stories[other].text()):
                likely.append((place, other))
            if estimate.score >= SURE and is_part(stories[place].text(), stories[other].text()):
                small, large = sorted((place, other), key=lambda one: stories[one].length)
                quoted[large].add(small)
    return likely, quoted


def _is_version(
    score: float, stories: list[_Packed], pair: Pair, furniture: frozenset[int] = frozenset()
) -> bool:
    one, other = (stories[place].text() for place in pair)
    return is_version(score, one, other, furniture)


def _estimate(one: _Packed, other: _Packed, mine: frozenset[int]) -> Estimate:
    return containment(*_sides(one, other, mine))


def _left(one: _Packed, other: _Packed, furniture: Furniture) -> float:
    return furniture.left(*_sides(one, other, one.shingles(), furniture.shingles))


def _sides(
    one: _Packed, other: _Packed, mine: frozenset[int], furniture: frozenset[int] = frozenset()
) -> tuple[Side, Side, Cores]:
    theirs = other.shingles()
    left, right, shared = (cores_of(pack(some - furniture)) for some in (mine, theirs, mine & theirs))
    return Side(one.length, left), Side(other.length, right), shared


def _without_furniture(
    stories: list[_Packed], neighbours: dict[int, set[int]], versions: dict[Pair, float], first: _Labels
) -> Iterator[Pair]:
    """Yield the pairs that are versions without the furniture too."""
    known: dict[int, Furniture] = {}
    for place in sorted({place for pair in versions for place in pair}):
        mine = stories[place].shingles()
        known[place] = furniture_of(
            Witness(
                first.root(other), stories[other].day, stories[other].length, mine & stories[other].shingles()
            )
            for other in (place, *neighbours[place])
        )
    for pair, score in versions.items():
        one, other = (stories[place] for place in pair)
        furniture = known[pair[0]] | known[pair[1]]
        if furniture.shingles and (
            _left(one, other, furniture) < LEFT or not _is_version(score, stories, pair, furniture.shingles)
        ):
            continue
        yield pair


def _compare(read: Callable[[], Iterable[Member]], order: list[int], pairs: list[Pair]) -> dict[Pair, float]:
    """Return the exact containment of each pair of places; reads the texts again, and holds each until its last pair."""
    partners: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    places = {at: place for place, at in enumerate(order) if place in partners}
    bodies: dict[int, str] = {}
    scores: dict[Pair, float] = {}
    for at, story in enumerate(read()):
        if at not in places:
            continue
        place = places[at]
        for other in sorted(partners[place] & bodies.keys()):
            scores[min(place, other), max(place, other)] = exact_containment(story.body, bodies[other])
            partners[place].discard(other)
            partners[other].discard(place)
            if not partners[other]:
                del bodies[other]
        if partners[place]:
            bodies[place] = story.body
    return scores


def _packed(story: Member) -> _Packed:
    sampled = take_sample(story.body)
    wanted, shingles = pack(sorted(sampled.wanted)), pack(sorted(sampled.shingles))
    names, numbers, often = (" ".join(sorted(facts)) for facts in facts_of(story.body))
    return _Packed(
        story.id,
        story.headline,
        story.day or "",
        sampled.length,
        wanted,
        shingles,
        pack(sampled.opening),
        names,
        numbers,
        often,
    )


class _Labels:
    """A union-find over places; the versions of one id and what is corrected to be tied are joined from the start.

    What is corrected to be apart is never joined, not by way of a third story either.
    """

    def __init__(self, stories: list[_Packed], corrections: Corrections = NONE) -> None:
        self._stories = stories
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._label = list(range(len(stories)))
        for one, other in pairwise(range(len(stories))):
            if stories[one].id == stories[other].id:
                self.join(one, other)
        places = {story.id: place for place, story in enumerate(stories)}
        for first, second in sorted(corrections.tied):
            if first in places and second in places:
                self.join(places[first], places[second])
        for first, second in sorted(corrections.apart):
            if first in places and second in places:
                self._apart[self.root(places[first])].add(places[second])
                self._apart[self.root(places[second])].add(places[first])

    def join(self, one: int, other: int) -> None:
        """Join the sets of two places, unless a correction keeps them apart."""
        one, other = sorted((self.root(one), self.root(other)))
        if one == other or any(self.root(place) == other for place in self._apart.get(one, ())):
            return
        self._label[other] = one
        if other in self._apart:
            self._apart[one] |= self._apart.pop(other)

    def root(self, place: int) -> int:
        """Return the place that represents the set of this one."""
        label = self._label
        while label[place] != place:
            label[place] = label[label[place]]
            place = label[place]
        return place

    def named(self) -> dict[str, str]:
        """Return for each id the smallest id in its set."""
        smallest: dict[int, str] = {}
        for place, story in enumerate(self._stories):
            root = self.root(place)
            smallest[root] = min(smallest.get(root, story.id), story.id, key=_by_number)
        return {story.id: smallest[self.root(place)] for place, story in enumerate(self._stories)}


def _neighbours(stories: list[_Packed]) -> dict[int, set[int]]:
    """Return for each place the others that share enough postings with it, or a rare shingle if its own are common."""
    pairs = array("Q")
    common: Counter[int] = Counter()
    for group in _groups((place, story.wanted) for place, story in enumerate(stories)):
        pairs.extend(one << _PLACE | other for one, other in _pairs(group))
        if len(group) > MOST:
            common.update(group)
    templates = {place for place, count in common.items() if 2 * count > size_of(stories[place].wanted)}
    found: dict[int, set[int]] = defaultdict(set)
    for group in _groups((place, stories[place].sample) for place in sorted(templates)):
        if len(group) <= MOST:
            pairs.extend(one << _PLACE | other for one, other in _pairs(group))
    for pair, hits in groupby(sorted(pairs)):
        one, other = pair >> _PLACE, pair & _MASK
        wanted = min(size_of(stories[one].wanted), size_of(stories[other].wanted))
        if len(list(hits)) >= least_hits(wanted):
            found[one].add(other)
            found[other].add(one)
    return found


def _groups(texts: Iterable[tuple[int, bytes]]) -> Iterator[list[int]]:
    """Yield the places of each shingle that several texts have, one part of the key range after the other."""
    parts = [array("Q") for _ in range(_PARTS)]
    for place, packed in texts:
        for shingle in unpack(packed):
            key = shingle + (1 << 31)
            parts[key % _PRIME % _PARTS].append(key << _PLACE | place)
    for part in parts:
        for _, group in groupby(sorted(part), key=lambda posting: posting >> _PLACE):
            places = [posting & _MASK for posting in group]
            if len(places) > 1:
                yield places


_PRIME = 65_521  # spreads the keys evenly over the parts, although many of them are multiples of four or more


def _pairs(group: list[int]) -> Iterator[Pair]:
    """Return the pairs of a group; in a large group each place only with the next three and two far ones.

    The next are enough to join them all, the far ones to see that what they share comes back for weeks.
    """
    if len(group) <= MOST:
        return combinations(group, 2)
    steps = sorted({1, 2, 3, len(group) // 4, len(group) // 2})
    return (pair for step in steps for pair in zip(group, group[step:], strict=False))


def _by_number(story_id: str) -> tuple[int, str]:
    digits = story_id.replace("-", "")
    return (int(digits) if digits.isdigit() else 0, story_id)
