"""Clusters over a whole set at once: the same labels in whatever order the stories come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from newscrawl.clusters.shingles import sample
from newscrawl.clusters.verdict import COMMON, Text, containment, is_version


@dataclass(frozen=True, slots=True)
class Member:
    """A story as `clusters_of` needs it; ``day`` is ISO 8601 or None."""

    id: str
    headline: str
    day: str | None
    body: str


def clusters_of(stories: Iterable[Member]) -> dict[str, str]:
    """Label each id with the smallest id of its cluster (connected components; document frequency over all texts)."""
    members = sorted(stories, key=lambda one: (one.id, one.body, one.headline))
    shingles = [sample(one.body) for one in members]
    places: dict[int, list[int]] = defaultdict(list)
    for place, found in enumerate(shingles):
        for one in found:
            places[one].append(place)
    label = list(range(len(members)))
    _join_same_ids(members, label)
    sure = _pairs(members, shingles, places, frozenset())
    for one, other in sure:  # texts that are surely one count once where phrases are counted
        _join(label, one, other)
    common = frozenset(
        one for one, where in places.items() if len({_root(label, place) for place in where}) >= COMMON
    )
    label = list(range(len(members)))
    _join_same_ids(members, label)
    for one, other in _pairs(members, shingles, places, common):
        _join(label, one, other)
    smallest: dict[int, str] = {}
    for place, member in enumerate(members):
        root = _root(label, place)
        smallest[root] = min(smallest.get(root, member.id), member.id, key=_by_number)
    return {member.id: smallest[_root(label, place)] for place, member in enumerate(members)}


def _pairs(members: list[Member], shingles: list[frozenset[int]], places: dict[int, list[int]], common: frozenset[int]) -> list[tuple[int, int]]:  # fmt: skip
    shared: Counter[tuple[int, int]] = Counter()
    for one, where in places.items():
        if one not in common and len(where) <= 64:
            shared.update(combinations(where, 2))
    found = []
    for (one, other), count in shared.items():
        left, right = shingles[one] - common, shingles[other] - common
        if 2 * count < min(len(left), len(right)):
            continue
        score = containment(left, right, left & right)
        if is_version(score, *(Text(members[n].headline, members[n].day) for n in (one, other))):
            found.append((one, other))
    return found


def _join_same_ids(members: list[Member], label: list[int]) -> None:
    for place in range(1, len(members)):
        if members[place].id == members[place - 1].id:
            _join(label, place - 1, place)


def _join(label: list[int], one: int, other: int) -> None:
    one, other = _root(label, one), _root(label, other)
    label[max(one, other)] = min(one, other)


def _root(label: list[int], place: int) -> int:
    while label[place] != place:
        label[place] = label[label[place]]
        place = label[place]
    return place


def _by_number(story_id: str) -> tuple[int, str]:
    digits = story_id.replace("-", "")
    return (int(digits) if digits.isdigit() else 0, story_id)
