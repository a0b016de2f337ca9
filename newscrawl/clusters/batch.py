"""Clusters over a whole set at once: the same labels in whatever order the stories come.

The rules are those of the index; each text is compared with those that share postings with it, phrases are told by them, and
near the line the texts themselves decide, which are read a second time for that.
Texts are kept as packed samples and pairs as numbers in arrays: some 2 kB a story, never the stories' own text.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, groupby, pairwise

from newscrawl.clusters.entities import Facts, Told, facts_of, shared_facts
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

_PARTS = 32  # of the key range, so that only one part's postings are lists at a time
_DAY = "2000-01-01"  # any
_PLACE = 32  # bits that number a text


@dataclass(frozen=True, slots=True)
class Member:
    """A story as `clusters_of` needs it; ``day`` is ISO 8601 or None."""

    id: str
    headline: str
    day: str | None
    body: str


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
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
        """Take the text as one of a day."""
        return Text(self.headline, day, self.length)

    def shingles(self) -> frozenset[int]:
        return frozenset(unpack(self.sample))

    def facts(self) -> Facts:
        return Facts(frozenset(self.names.split()), frozenset(self.numbers.split()))


def clusters_of(read: Callable[[], Iterable[Member]]) -> dict[str, str]:
    """Label each id with the smallest id of its cluster: connected components, whatever the order of the stories.

    `read` gives the stories; it is asked twice, and must give them in the same order.
    """
    sampled = [_entry(story) for story in read()]
    order = sorted(range(len(sampled)), key=sampled.__getitem__)
    entries = [sampled[at] for at in order]
    neighbours = _neighbours(entries)
    sure, copies, same, doubtful = _Labels(entries), _Labels(entries), [], []
    for one, other, estimate in _scores(entries, neighbours, None, {}):
        if _is_doubtful(estimate, entries[one], entries[other]):
            doubtful.append((one, other))
        elif _is_same(estimate.score, entries[one], entries[other]):
            same.append((one, other))
    exact = _compare(read, order, doubtful)
    same += [pair for pair, score in exact.items() if _is_same(score, *(entries[place] for place in pair))]
    for one, other in same:
        sure.join(one, other)
        if not _is_part(entries[one], entries[other]):
            copies.join(one, other)
    texts = _texts(entries, copies)
    labels = _Labels(entries)
    wholes: dict[int, tuple[float, str, int]] = {}
    for one, other, (_, score, _) in _scores(entries, neighbours, sure, exact):
        told = _told(exactly(score), entries[one], entries[other])
        if not is_version(score, texts[one], texts[other], told):
            continue
        small, large = sorted((one, other), key=lambda place: entries[place].length)
        if not _is_part(entries[small], entries[large]):
            labels.join(one, other)
        else:  # a cut or teaser belongs to one whole, the first of those that hold it, and a follow-up may quote it
            rank = (-round(score, 1), texts[large].day or "9", large)
            wholes[small] = min(wholes.get(small, rank), rank)
    for small, (_, _, large) in wholes.items():
        labels.join(small, large)
    return labels.named()


def _is_part(one: _Entry, other: _Entry) -> bool:
    """Tell whether one of two texts is but a cut or teaser of the other's length."""
    return min(one.length, other.length) < PART * max(one.length, other.length)


def _texts(entries: list[_Entry], copies: _Labels) -> list[Text]:
    """Give each text with the first day of its copies: a late copy makes a story no newer."""
    days: dict[int, str] = {}
    for place, entry in enumerate(entries):
        if entry.day:
            root = copies.root(place)
            days[root] = min(days.get(root, entry.day), entry.day)
    return [entry.on(days[copies.root(place)] if entry.day else None) for place, entry in enumerate(entries)]


def _told(estimate: Estimate, one: _Entry, other: _Entry) -> Told | None:
    """Give what facts two texts share, where a verdict may hang on it."""
    if not needs_facts(estimate):
        return None
    return shared_facts(one.facts(), other.facts(), same_day=days_apart(one.day, other.day) == 0)


def _is_doubtful(estimate: Estimate, one: _Entry, other: _Entry) -> bool:
    """Tell whether the verdict, or whether two texts count once for phrases, hangs on a little more or less.

    Which day a text counts as of is known later: of its own, of another's, or of none.
    """
    told = _told(estimate, one, other)
    known = is_in_doubt(estimate, one.text, other.text, told)
    return known or any(is_in_doubt(estimate, one.on(day), other.on(day), told) for day in (None, _DAY))


def _is_same(score: float, one: _Entry, other: _Entry) -> bool:
    """Tell whether two texts are versions by what they say, whatever their days."""
    told = _told(exactly(score), one, other)
    return is_version(score, one.on(None), other.on(None), told)


def _compare(read: Callable[[], Iterable[Member]], order: list[int], pairs: list[tuple[int, int]]) -> dict[tuple[int, int], float]:  # fmt: skip
    """Give the exact containment of pairs of places, from the texts read again."""
    places = {order[place]: place for pair in pairs for place in pair}
    bodies = {places[at]: story.body for at, story in enumerate(read()) if at in places}
    return {pair: exact_containment(bodies[pair[0]], bodies[pair[1]]) for pair in pairs}


def _entry(story: Member) -> _Entry:
    sampled = take_sample(story.body)
    wanted, shingles = pack(sorted(sampled.wanted)), pack(sorted(sampled.shingles))
    names, numbers = (" ".join(sorted(facts)) for facts in facts_of(story.body))
    return _Entry(story.id, story.headline, story.day or "", sampled.length, wanted, shingles, names, numbers)


class _Labels:
    """Joined places (a union-find); the versions of one id are joined from the start."""

    def __init__(self, entries: list[_Entry]) -> None:
        self._entries = entries
        self._label = list(range(len(entries)))
        for one, other in pairwise(range(len(entries))):
            if entries[one].id == entries[other].id:
                self.join(one, other)

    def join(self, one: int, other: int) -> None:
        """Make two places one."""
        one, other = self.root(one), self.root(other)
        self._label[max(one, other)] = min(one, other)

    def root(self, place: int) -> int:
        """Name the place that stands for all that are joined with this one."""
        label = self._label
        while label[place] != place:
            label[place] = label[label[place]]
            place = label[place]
        return place

    def named(self) -> dict[str, str]:
        """Give the smallest id that is joined with each id."""
        smallest: dict[int, str] = {}
        for place, entry in enumerate(self._entries):
            root = self.root(place)
            smallest[root] = min(smallest.get(root, entry.id), entry.id, key=_by_number)
        return {entry.id: smallest[self.root(place)] for place, entry in enumerate(self._entries)}


def _neighbours(entries: list[_Entry]) -> dict[int, list[int]]:
    """Find for each place the later ones that share enough postings with it."""
    pairs = array("Q")
    for group in _groups(entries):
        pairs.extend(one << _PLACE | other for one, other in _pairs(group))
    found: dict[int, list[int]] = defaultdict(list)
    for pair, hits in groupby(sorted(pairs)):
        one, other = pair >> _PLACE, pair & ((1 << _PLACE) - 1)
        wanted = min(size_of(entries[one].wanted), size_of(entries[other].wanted))
        if len(list(hits)) >= least_hits(wanted):
            found[one].append(other)
    return found


def _groups(entries: list[_Entry]) -> Iterator[list[int]]:
    """Give the places of each posting that stands in several texts, one part of the key range after the other."""
    parts = [array("Q") for _ in range(_PARTS)]
    for place, entry in enumerate(entries):
        for shingle in unpack(entry.wanted):
            key = shingle + (1 << 31)
            parts[key % _PRIME % _PARTS].append(key << _PLACE | place)
    for part in parts:
        for _, group in groupby(sorted(part), key=lambda posting: posting >> _PLACE):
            places = [posting & ((1 << _PLACE) - 1) for posting in group]
            if len(places) > 1:
                yield places


_PRIME = 65_521  # keys are multiples of four and more: their remainders are spread evenly


def _pairs(group: list[int]) -> Iterator[tuple[int, int]]:
    """Pair all texts of a posting, in a large group each with the three after it: enough to join them all."""
    if len(group) <= MOST:
        return combinations(group, 2)
    return (pair for step in (1, 2, 3) for pair in zip(group, group[step:], strict=False))


def _scores(entries: list[_Entry], neighbours: dict[int, list[int]], sure: _Labels | None, exact: dict[tuple[int, int], float]) -> Iterator[tuple[int, int, Estimate]]:  # fmt: skip
    """Give the containment of each pair of neighbours, without phrases where `sure` tells which texts count once."""
    for place, others in neighbours.items():
        mine = entries[place].shingles()
        samples = [(other, entries[other].shingles()) for other in others]
        common = _common(place, mine, samples, sure) if sure else frozenset()
        left = Side(entries[place].length, cores_of(pack(mine - common)))
        for other, sample in samples:
            shared = mine & sample
            if (place, other) in exact and shared.isdisjoint(common):
                yield place, other, exactly(exact[place, other])
                continue
            right = Side(entries[other].length, cores_of(pack(sample - common)))
            yield place, other, containment(left, right, cores_of(pack(shared - common)))


def _common(place: int, mine: frozenset[int], samples: list[tuple[int, frozenset[int]]], sure: _Labels) -> frozenset[int]:  # fmt: skip
    """Find a text's shingles that stand in so many clusters that they are phrases."""
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
