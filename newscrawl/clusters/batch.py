"""Cluster a whole set of stories at once, with the same labels for any order of the stories.

The rules are those of the index (`rules`). Each text is compared with all that share postings with it, and phrases are
recognised among these. If the samples of a pair are too close to a threshold, the texts are read again and compared in full.
Samples are packed and pairs are numbers in arrays: about 2 kB for each story, without its text.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, groupby, pairwise

from newscrawl.clusters.entities import Facts, SharedFacts, facts_of, shared_facts
from newscrawl.clusters.postings import MOST, least_hits
from newscrawl.clusters.rules import (
    COMMON,
    PART,
    Estimate,
    Side,
    Text,
    containment,
    days_apart,
    exactly,
    is_in_doubt,
    is_version,
    needs_facts,
)
from newscrawl.clusters.shingles import cores_of, exact_containment, pack, size_of, take_sample, unpack

_PARTS = 32  # parts of the key range, so that only one part's postings are held as lists at a time
_DAY = "2000-01-01"  # stands for any day
_PLACE = 32  # bits of a text's number, its place in the sorted list


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
    names: str
    numbers: str

    @property
    def text(self) -> Text:
        return self.on(self.day or None)

    def on(self, day: str | None) -> Text:
        """Return the text as if it were dated on another day."""
        return Text(self.headline, day, self.length)

    def shingles(self) -> frozenset[int]:
        return frozenset(unpack(self.sample))

    def facts(self) -> Facts:
        return Facts(frozenset(self.names.split()), frozenset(self.numbers.split()))


def clusters_of(read: Callable[[], Iterable[Member]]) -> dict[str, str]:
    """Return the cluster of each story id: the smallest id in its connected component, for any order of the stories.

    ``read`` returns the stories. It is called twice and must return them in the same order.
    """
    sampled = [_packed(story) for story in read()]
    order = sorted(range(len(sampled)), key=sampled.__getitem__)
    stories = [sampled[at] for at in order]
    neighbours = _neighbours(stories)
    sure, copies, same, doubtful = _Labels(stories), _Labels(stories), [], []
    for one, other, estimate in _scores(stories, neighbours, None, {}):
        if _is_doubtful(estimate, stories[one], stories[other]):
            doubtful.append((one, other))
        elif _is_same(estimate.score, stories[one], stories[other]):
            same.append((one, other))
    exact = _compare(read, order, doubtful)
    same += [pair for pair, score in exact.items() if _is_same(score, *(stories[place] for place in pair))]
    for one, other in same:
        sure.join(one, other)
        if not _is_part(stories[one], stories[other]):
            copies.join(one, other)
    texts = _texts(stories, copies)
    labels = _Labels(stories)
    wholes: dict[int, tuple[float, str, int]] = {}
    for one, other, (_, score, _) in _scores(stories, neighbours, sure, exact):
        shared = _shared_facts(exactly(score), stories[one], stories[other])
        if not is_version(score, texts[one], texts[other], shared):
            continue
        small, large = sorted((one, other), key=lambda place: stories[place].length)
        if not _is_part(stories[small], stories[large]):
            labels.join(one, other)
        else:  # a cut or teaser joins only the earliest text that contains it, since a follow-up may quote it too
            rank = (-round(score, 1), texts[large].day or "9", large)
            wholes[small] = min(wholes.get(small, rank), rank)
    for small, (_, _, large) in wholes.items():
        labels.join(small, large)
    return labels.named()


def _is_part(one: _Packed, other: _Packed) -> bool:
    """True if one text is so much shorter than the other that it can only be a cut or teaser of it."""
    return min(one.length, other.length) < PART * max(one.length, other.length)


def _texts(stories: list[_Packed], copies: _Labels) -> list[Text]:
    """Return each text, dated on the first day of its copies: a late copy does not make a story newer."""
    days: dict[int, str] = {}
    for place, story in enumerate(stories):
        if story.day:
            root = copies.root(place)
            days[root] = min(days.get(root, story.day), story.day)
    return [story.on(days[copies.root(place)] if story.day else None) for place, story in enumerate(stories)]


def _shared_facts(estimate: Estimate, one: _Packed, other: _Packed) -> SharedFacts | None:
    """Return the shares of common facts of two texts, or None if the decision does not depend on facts."""
    if not needs_facts(estimate):
        return None
    return shared_facts(one.facts(), other.facts(), same_day=days_apart(one.day, other.day) == 0)


def _is_doubtful(estimate: Estimate, one: _Packed, other: _Packed) -> bool:
    """True if an error of the estimate may decide whether two texts are versions, or count as one text for phrases.

    The day that counts for a text is known only later, so its own day, the same day for both, and no day are all tried.
    """
    shared = _shared_facts(estimate, one, other)
    known = is_in_doubt(estimate, one.text, other.text, shared)
    return known or any(is_in_doubt(estimate, one.on(day), other.on(day), shared) for day in (None, _DAY))


def _is_same(score: float, one: _Packed, other: _Packed) -> bool:
    """True if two texts are versions of each other by their content alone, for any days."""
    shared = _shared_facts(exactly(score), one, other)
    return is_version(score, one.on(None), other.on(None), shared)


def _compare(read: Callable[[], Iterable[Member]], order: list[int], pairs: list[tuple[int, int]]) -> dict[tuple[int, int], float]:  # fmt: skip
    """Return the exact containment of each pair of places; reads the texts again."""
    places = {order[place]: place for pair in pairs for place in pair}
    bodies = {places[at]: story.body for at, story in enumerate(read()) if at in places}
    return {pair: exact_containment(bodies[pair[0]], bodies[pair[1]]) for pair in pairs}


def _packed(story: Member) -> _Packed:
    sampled = take_sample(story.body)
    wanted, shingles = pack(sorted(sampled.wanted)), pack(sorted(sampled.shingles))
    names, numbers = (" ".join(sorted(facts)) for facts in facts_of(story.body))
    return _Packed(
        story.id, story.headline, story.day or "", sampled.length, wanted, shingles, names, numbers
    )


class _Labels:
    """A union-find over places; the versions of one id are joined from the start."""

    def __init__(self, stories: list[_Packed]) -> None:
        self._stories = stories
        self._label = list(range(len(stories)))
        for one, other in pairwise(range(len(stories))):
            if stories[one].id == stories[other].id:
                self.join(one, other)

    def join(self, one: int, other: int) -> None:
        """Join the sets of two places."""
        one, other = self.root(one), self.root(other)
        self._label[max(one, other)] = min(one, other)

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


def _neighbours(stories: list[_Packed]) -> dict[int, list[int]]:
    """Return for each place the later places that share enough postings with it."""
    pairs = array("Q")
    for group in _groups(stories):
        pairs.extend(one << _PLACE | other for one, other in _pairs(group))
    found: dict[int, list[int]] = defaultdict(list)
    for pair, hits in groupby(sorted(pairs)):
        one, other = pair >> _PLACE, pair & ((1 << _PLACE) - 1)
        wanted = min(size_of(stories[one].wanted), size_of(stories[other].wanted))
        if len(list(hits)) >= least_hits(wanted):
            found[one].append(other)
    return found


def _groups(stories: list[_Packed]) -> Iterator[list[int]]:
    """Yield the places of each shingle that several texts look up, one part of the key range after the other."""
    parts = [array("Q") for _ in range(_PARTS)]
    for place, story in enumerate(stories):
        for shingle in unpack(story.wanted):
            key = shingle + (1 << 31)
            parts[key % _PRIME % _PARTS].append(key << _PLACE | place)
    for part in parts:
        for _, group in groupby(sorted(part), key=lambda posting: posting >> _PLACE):
            places = [posting & ((1 << _PLACE) - 1) for posting in group]
            if len(places) > 1:
                yield places


_PRIME = 65_521  # spreads the keys evenly over the parts, although many of them are multiples of four or more


def _pairs(group: list[int]) -> Iterator[tuple[int, int]]:
    """Return the pairs of a group; in a large group each place only with the next three, enough to join them all."""
    if len(group) <= MOST:
        return combinations(group, 2)
    return (pair for step in (1, 2, 3) for pair in zip(group, group[step:], strict=False))


def _scores(stories: list[_Packed], neighbours: dict[int, list[int]], sure: _Labels | None, exact: dict[tuple[int, int], float]) -> Iterator[tuple[int, int, Estimate]]:  # fmt: skip
    """Yield the estimated or exact containment of each pair of neighbours.

    With ``sure``, which joins texts that count as one, shingles that are phrases are left out.
    """
    for place, others in neighbours.items():
        mine = stories[place].shingles()
        samples = [(other, stories[other].shingles()) for other in others]
        common = _common(place, mine, samples, sure) if sure else frozenset()
        left = Side(stories[place].length, cores_of(pack(mine - common)))
        for other, sample in samples:
            shared = mine & sample
            if (place, other) in exact and shared.isdisjoint(common):
                yield place, other, exactly(exact[place, other])
                continue
            right = Side(stories[other].length, cores_of(pack(sample - common)))
            yield place, other, containment(left, right, cores_of(pack(shared - common)))


def _common(place: int, mine: frozenset[int], samples: list[tuple[int, frozenset[int]]], sure: _Labels) -> frozenset[int]:  # fmt: skip
    """Return the shingles of a text that are in so many clusters that they are phrases."""
    clusters = {sure.root(place): mine}
    for other, sample in samples:
        root = sure.root(other)
        clusters[root] = clusters.get(root, frozenset()) | (mine & sample)
    if len(clusters) < COMMON:
        return frozenset()
    counts = Counter(chain.from_iterable(clusters.values()))
    return frozenset(shingle for shingle, count in counts.items() if count >= COMMON)


def _by_number(story_id: str) -> tuple[int, str]:
    digits = story_id.replace("-", "")
    return (int(digits) if digits.isdigit() else 0, story_id)
