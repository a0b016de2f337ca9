"""Scenarios: something goes wrong once or for a while, all is well again, and what then is held shows what was lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.seasons import spoils
from tests.seasons.events import put_back
from tests.seasons.house import REMEDY, House, Ran
from tests.seasons.judge import Judge
from tests.seasons.markup import listing_page
from tests.seasons.site import live
from tests.seasons.spoils import Make, at, everywhere, status
from tests.seasons.view import Answer, Place, Spoil, View
from tests.seasons.world import World, ids

NEWS = "politics/politicalnews"
FEW = 15  # hours that bring fewer than ten new stories


@dataclass(frozen=True)
class Found:
    """What a scenario showed: the exit codes of its bad runs and of the healthy ones after them, what was lost, and more."""

    codes: Sequence[int]
    healthy: Sequence[int]
    lost: Sequence[str]
    silent: int
    said: str
    problems: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        """True if nothing is lost, and no bad run ended with 0 while much was missing or wrong, or it did not name it."""
        return not (self.lost or self.silent or self.problems)

    def __str__(self) -> str:
        silent = f", {self.silent} of them silent about what is missing" if self.silent else ""
        problems = "".join(f"; {one}" for one in self.problems[:4])
        problems += f"; {len(self.problems) - 4} more" if len(self.problems) > 4 else ""
        codes, healthy = " ".join(map(str, self.codes)), " ".join(map(str, self.healthy))
        said = f"; says: {self.said[:160]}" if self.said else ""
        return f"lost {len(self.lost)}; exit {codes or '-'}{silent}; then {healthy or '-'}{problems}{said}"


Scenario = Callable[[House, Judge], Found]


# --- scenarios over the site ----------------------------------------------------------------------------


def _settle(house: House, judge: Judge, bad: Sequence[Ran], problems: Sequence[str] = (), *, must_tell: bool = False, hours: float = 24) -> Found:  # fmt: skip
    """Crawl twice more while all is well, then judge; ``must_tell`` demands an exit code other than 0 from the last bad run."""
    healthy = []
    for _ in range(2):
        house.obey()
        house.wait(hours)
        healthy.append(house.run())
    numbers = [house.ran.index(ran) for ran in bad]
    silent = sum(bool(judge.days[number].lied) for number in numbers)
    problems = [*problems, *judge.faults]
    if must_tell and bad[-1].code == 0:
        problems = [*problems, "the last bad run ended with 0"]
    said = next((ran.errors[0] for ran in reversed(bad) if ran.errors), "")
    return Found(
        [ran.code for ran in bad], [ran.code for ran in healthy], list(judge.lost()), silent, said, problems
    )


def _calm(house: House, runs: int = 2) -> None:
    for _ in range(runs):
        house.run()
        house.wait(24)


def glitch(spoil: Spoil, *, must_tell: bool = False) -> Scenario:
    """Two healthy runs, then one soon after, with few new stories, in which the site is spoilt."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        house.wait(FEW - 24)
        return _settle(house, judge, [house.run(spoils=[spoil])], must_tell=must_tell)

    return scenario


def story_glitch(make: Make, share: float = 1.0, *, must_tell: bool = False) -> Scenario:
    return glitch(at("story", make, share=share), must_tell=must_tell)


def spell(spoil: Spoil, runs: int, hours: float = 24, *, must_tell: bool = False) -> Scenario:
    """Two healthy runs if there was none, then so many in which the site is spoilt."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house, 0 if house.ran else 2)
        bad = []
        for _ in range(runs):
            bad.append(house.run(spoils=[spoil]))
            house.wait(hours)
        house.wait(-hours)
        return _settle(house, judge, bad, must_tell=must_tell, hours=hours)

    return scenario


def after_outage(*spoiling: Spoil) -> Scenario:
    """An outage long enough that new stories fill more than a page, then a run on which page 2 is spoilt."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        house.run(spoils=[everywhere(status(503))])
        house.wait(5 * 24)
        return _settle(house, judge, [house.run(spoils=spoiling)], hours=1)

    return scenario


def shells(house: House, judge: Judge) -> Found:
    """Days without a crawl, then four runs that see new stories in feeds and on the landing page alone."""
    _calm(house)
    house.wait(4 * 24)
    return spell(at("listing", spoils.shell), 4, must_tell=True)(house, judge)


def first_crawl(spoil: Spoil) -> Scenario:
    return lambda house, judge: _settle(house, judge, [house.run(spoils=[spoil])])


def honest(runs: int) -> Scenario:
    """So many runs of a site that does nothing wrong."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house, runs)
        return _settle(house, judge, house.ran[:])

    return scenario


def script_layout(view: View, place: Place, answer: Answer) -> Answer:
    if place.kind == "landing":
        return view.page("<title>Politics | ArcaMax</title><div id=app></div>")
    return spoils.few_old_links(view, place, answer) if place.kind == "listing" else answer


def _many(view: View, place: Place, answer: Answer) -> Answer:
    if place.section != NEWS or place.kind != "listing":
        return answer
    born = sorted(
        (tale for tale in view.world.tales.values() if tale.born <= view.at), key=lambda tale: -tale.born
    )
    tales = born[:400]
    return view.page(listing_page(NEWS, tales, view.look, view.at, more=""), shows=ids(tales))


def no_read_more(house: House, _judge: Judge) -> Found:
    house.wait(60 * 24)
    ran = house.run("-a", "sections=politicalnews", "-a", "max_requests=40", spoils=[_many])
    listed = (ran.ledger or {}).get("sections", {}).get(NEWS, {}).get("listed", 0)
    problems = [f"the listing shows 400 stories, {listed} were listed"] if listed < 400 else []
    return Found([ran.code], [], [], 0, next(iter(ran.errors), ""), problems)


def hanging_page(house: House, judge: Judge) -> Found:
    _calm(house, 1)
    new = min(house.view().visible() - {one for ran in house.ran for one in ran.view.visible()})
    spoil = at("story", spoils.commas, only=[new])
    bad = []
    for _ in range(2):
        bad.append(house.run("-s", "NEWSCRAWL_LONGEST_READING=2", spoils=[spoil], patience=40))
        house.wait(24)
    problems = ["the crawl stands still"] if any(ran.code == -9 for ran in bad) else []
    return _settle(house, judge, bad, problems)


# --- scenarios over the data folder -----------------------------------------------------------------------


def clock_ahead(house: House, judge: Judge) -> Found:
    for _ in range(3):
        house.run("-s", "NEWSCRAWL_ARCHIVE_DAYS=30")
        house.wait(24)
    before = len(list(house.data.glob("archive/*.warc.gz")))
    house.ahead = 365 * 86400
    ran = house.run("-s", "NEWSCRAWL_ARCHIVE_DAYS=30")
    house.ahead = 0
    after = len(list(house.data.glob("archive/*.warc.gz")))
    problems = [f"{before} archive files before, {after} after"] if after < before else []
    return _settle(house, judge, [ran], problems)


def older_state(house: House, judge: Judge) -> Found:
    _calm(house, 3)
    put_back(house, house.before)
    ran = house.run()
    return _settle(house, judge, [ran], [] if ran.code == 76 else ["the run did not end with 76"])


def deleted_file(house: House, judge: Judge) -> Found:
    """Delete a published file and rebuild the state; then do what the refusal says."""
    _calm(house, 3)
    known = _count(house)
    deleted = sorted(house.data.glob("stories/*"))[1]
    content = deleted.read_bytes()
    deleted.unlink()
    code, said = house.command("recover")
    problems = [f"recover, exit {code}: {known} stories in the state before, {_count(house)} after"] * (
        _count(house) < known
    )
    remedy = REMEDY.search(said)
    if not code or remedy is None:
        problems.append(f"recover ends with {code} and names no remedy")
    else:
        house.command(*remedy[1].split())
        if not deleted.exists() or deleted.read_bytes() != content:
            problems.append(f"`scrapy {remedy[1]}` does not write the file again as it was")
    found = _settle(house, judge, [house.run()], problems)
    return replace(found, said=found.said or said.strip().replace("\n", " "))


def _count(house: House) -> int:
    with sqlite3.connect(house.data / "state.db") as connection:
        return int(connection.execute("SELECT count(*) FROM stories").fetchone()[0])


def two_sites(house: House, _judge: Judge) -> Found:
    _calm(house, 1)
    with live(View(World(2, 70), house.at)) as other:
        mine, house.site = house.site, other
        ran = house.run("-a", "sections=opeds")
        house.site = mine
    stories = len([path for path, _, _ in ran.asked if "/s-" in path])
    problems = [] if ran.code == 64 else [f"{stories} stories of another site were read into the folder"]
    return Found([ran.code], [], [], 0, next(iter(ran.errors), ""), problems)


def verified(name: str, spoil: Callable[[House], object]) -> Scenario:
    """Spoil something in a data folder; `scrapy verify` must find it and name it."""

    def scenario(house: House, _judge: Judge) -> Found:
        _calm(house)
        spoil(house)
        code, said = house.command("verify")
        problems = [] if code and name in said else [f"verify ends with {code} and does not name {name}"]
        return Found([code], [], [], 0, said.strip().replace("\n", " "), problems)

    return scenario


def flip(house: House) -> None:
    path = house.data / "runs/politics-000002.json"
    path.write_bytes(path.read_bytes().replace(b'"known": ', b'"known": 1', 1))


def tear(house: House) -> None:
    path = house.data / "runs/politics-000002.json"
    path.write_bytes(path.read_bytes()[:300])


def stray(house: House) -> None:
    """Put a file with a story beside the published ones that no run published."""
    line = (house.data / "stories/politics-000002.jsonl").read_text(encoding="utf-8").splitlines()[0]
    story_id = json.loads(line)["id"]
    (house.data / "stories/politics-000009.jsonl").write_text(
        line.replace(f'"{story_id}"', '"4999999"', 1) + "\n", encoding="utf-8"
    )


def derived(smash: Callable[[House], object]) -> Scenario:
    """Smash a file that can be made anew: the next run makes it, and warns."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        smash(house)
        bad = house.run()
        found = _settle(house, judge, [bad])
        later = [code for code in (*found.codes, *found.healthy) if code]
        return replace(
            found, problems=[*found.problems, *(["later runs do not end with 0"] if later else [])]
        )

    return scenario


def smash_index(house: House) -> None:
    """Overwrite the pages of the archive's index behind its first."""
    path = house.data / "archive/index.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xaa" * (len(content) - 4096))


def tear_notes(house: House) -> None:
    """Leave a torn last line in the list of forgotten stories, and lose the state, whose rebuilding reads the list."""
    (house.data / "forgotten.jsonl").write_bytes(b'{"id": "41000')
    for path in house.data.glob("state.db*"):
        path.unlink()


def smash_deaths(house: House) -> None:
    """Write a count that is no number."""
    (house.data / "quarantine/deaths.json").write_bytes(b'{"4100001": null}')


def long_etag(house: House, judge: Judge) -> Found:
    found = spell(at("listing", spoils.long_etag), 3)(house, judge)
    return replace(
        found,
        problems=[
            *found.problems,
            *(["runs do not end with 0"] if any([*found.codes, *found.healthy]) else []),
        ],
    )
