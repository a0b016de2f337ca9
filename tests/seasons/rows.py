"""What was once seen lost while runs said "ok", each as a scenario that shows whether it still is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tests.seasons import spoils
from tests.seasons.events import put_back
from tests.seasons.house import House, Ran, house
from tests.seasons.judge import Judge
from tests.seasons.markup import Look, listing_page
from tests.seasons.site import live
from tests.seasons.spoils import Make, at, everywhere, status
from tests.seasons.starter import Starter
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
        """True if nothing is lost, and no bad run ended with 0 while something was missing or wrong."""
        return not (self.lost or self.silent or self.problems)

    def __str__(self) -> str:
        silent = f", {self.silent} of them silent about what is missing" if self.silent else ""
        problems = "".join(f"; {one}" for one in self.problems)
        codes, healthy = " ".join(map(str, self.codes)), " ".join(map(str, self.healthy))
        said = f"; says: {self.said[:160]}" if self.said else ""
        return f"lost {len(self.lost)}; exit {codes or '-'}{silent}; then {healthy or '-'}{problems}{said}"


Scenario = Callable[[House, Judge], Found]


@dataclass(frozen=True)
class Row:
    """A row of the table of things seen lost, or one of its cases; ``look`` is the site's from the start."""

    name: str
    text: str
    scenario: Scenario
    look: Look = field(default_factory=Look)


def try_row(starter: Starter, row: Row) -> Found:
    """Run a row's scenario in a fresh data folder."""
    with house(starter, World(1, 70), row.look) as one:
        judge = Judge(one)
        one.judge = partial(judge.after, None)
        return row.scenario(one, judge)


# --- scenarios over the site ----------------------------------------------------------------------------


def _settle(house: House, judge: Judge, bad: Sequence[Ran], problems: Sequence[str] = (), *, must_tell: bool = False, hours: float = 24) -> Found:  # fmt: skip
    """Crawl twice more while all is well, then judge; ``must_tell`` demands an exit code other than 0 from the last bad run."""
    healthy = []
    for _ in range(2):
        house.obey()
        house.wait(hours)
        healthy.append(house.run())
    numbers = [house.ran.index(ran) for ran in bad]
    silent = sum(bool(day.missing | day.wrong) for day in (judge.days[number] for number in numbers) if day.ran.code == 0)
    problems = [*problems, *judge.faults]
    if must_tell and bad[-1].code == 0:
        problems = [*problems, "the last bad run ended with 0"]
    said = next((ran.errors[0] for ran in reversed(bad) if ran.errors), "")
    return Found([ran.code for ran in bad], [ran.code for ran in healthy], list(judge.lost()), silent, said, problems)


def _calm(house: House, runs: int = 2) -> None:
    for _ in range(runs):
        house.run()
        house.wait(24)


def _glitch(spoil: Spoil, *, must_tell: bool = False) -> Scenario:
    """Two healthy runs, then one soon after, with few new stories, in which the site is spoilt."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        house.wait(FEW - 24)
        return _settle(house, judge, [house.run(spoils=[spoil])], must_tell=must_tell)

    return scenario


def _stories(make: Make, share: float = 1.0, *, must_tell: bool = False) -> Scenario:
    return _glitch(at("story", make, share=share), must_tell=must_tell)


def _spell(spoil: Spoil, runs: int, hours: float = 24, *, must_tell: bool = False) -> Scenario:
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


def _after_outage(*spoiling: Spoil) -> Scenario:
    """An outage long enough that new stories fill more than a page, then a run on which page 2 is spoilt."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        house.run(spoils=[everywhere(status(503))])
        house.wait(5 * 24)
        return _settle(house, judge, [house.run(spoils=spoiling)], hours=1)

    return scenario


def _shells(house: House, judge: Judge) -> Found:
    """Days without a crawl, then four runs that see new stories in feeds and on the landing page alone."""
    _calm(house)
    house.wait(4 * 24)
    return _spell(at("listing", spoils.shell), 4, must_tell=True)(house, judge)


def _first_crawl(spoil: Spoil) -> Scenario:
    return lambda house, judge: _settle(house, judge, [house.run(spoils=[spoil])])


def _honest(runs: int) -> Scenario:
    """So many runs of a site that does nothing wrong."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house, runs)
        return _settle(house, judge, house.ran[:])

    return scenario


def _script_layout(view: View, place: Place, answer: Answer) -> Answer:
    if place.kind == "landing":
        return view.page("<title>Politics | ArcaMax</title><div id=app></div>")
    return spoils.few_old_links(view, place, answer) if place.kind == "listing" else answer


def _many(view: View, place: Place, answer: Answer) -> Answer:
    if place.section != NEWS or place.kind != "listing":
        return answer
    born = sorted((tale for tale in view.world.tales.values() if tale.born <= view.at), key=lambda tale: -tale.born)
    tales = born[:400]
    return view.page(listing_page(NEWS, tales, view.look, view.at, more=""), shows=ids(tales))


def _no_read_more(house: House, judge: Judge) -> Found:
    house.wait(60 * 24)
    ran = house.run("-a", "sections=politicalnews", "-a", "max_requests=40", spoils=[_many])
    listed = (ran.ledger or {}).get("sections", {}).get(NEWS, {}).get("listed", 0)
    problems = [f"the listing shows 400 stories, {listed} were listed"] if listed < 400 else []
    return Found([ran.code], [], [], 0, next(iter(ran.errors), ""), problems)


def _hanging_page(house: House, judge: Judge) -> Found:
    _calm(house, 1)
    new = sorted(house.view().visible() - {one for ran in house.ran for one in ran.view.visible()})[0]
    spoil = at("story", spoils.commas, only=[new])
    bad = []
    for _ in range(2):
        bad.append(house.run("-s", "NEWSCRAWL_LONGEST_READING=2", spoils=[spoil], patience=12))
        house.wait(24)
    problems = ["the crawl stands still"] if any(ran.code == -9 for ran in bad) else []
    return _settle(house, judge, bad, problems)


# --- scenarios over the data folder -----------------------------------------------------------------------


def _clock_ahead(house: House, judge: Judge) -> Found:
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


def _older_state(house: House, judge: Judge) -> Found:
    _calm(house)
    kept = house.data.parent / "older.db"
    shutil.copy(house.data / "state.db", kept)
    _calm(house, 1)
    put_back(house, kept)
    ran = house.run()
    return _settle(house, judge, [ran], [] if ran.code == 76 else ["the run did not end with 76"])


def _deleted_file(house: House, judge: Judge) -> Found:
    _calm(house, 3)
    known = _count(house)
    sorted(house.data.glob("stories/*"))[1].unlink()
    code, said = house.command("recover")
    problems = [f"recover, exit {code}: {known} stories in the state before, {_count(house)} after"] * (_count(house) < known)
    found = _settle(house, judge, [house.run()], problems)
    return replace(found, said=found.said or said.strip().replace("\n", " "))


def _count(house: House) -> int:
    with sqlite3.connect(house.data / "state.db") as connection:
        return int(connection.execute("SELECT count(*) FROM stories").fetchone()[0])


def _two_sites(house: House, judge: Judge) -> Found:
    _calm(house, 1)
    with live(View(World(2, 70), house.at)) as other:
        mine, house.site = house.site, other
        ran = house.run("-a", "sections=opeds")
        house.site = mine
    stories = len([path for path, _, _ in ran.asked if "/s-" in path])
    problems = [] if ran.code == 64 else [f"{stories} stories of another site were read into the folder"]
    return Found([ran.code], [], [], 0, next(iter(ran.errors), ""), problems)


def _verified(name: str, spoil: Callable[[House], object]) -> Scenario:
    """Spoil something in a data folder; `scrapy verify` must find it and name it."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        spoil(house)
        code, said = house.command("verify")
        problems = [] if code and name in said else [f"verify ends with {code} and does not name {name}"]
        return Found([code], [], [], 0, said.strip().replace("\n", " "), problems)

    return scenario


def _flip(house: House) -> None:
    path = house.data / "runs/politics-000002.json"
    path.write_bytes(path.read_bytes().replace(b'"known": ', b'"known": 1', 1))


def _tear(house: House) -> None:
    path = house.data / "runs/politics-000002.json"
    path.write_bytes(path.read_bytes()[:300])


def _stray(house: House) -> None:
    shutil.copy(house.data / "stories/politics-000002.jsonl", house.data / "stories/politics-000009.jsonl")


def _derived(name: str, content: bytes) -> Scenario:
    """Smash a file that can be made anew: the next run makes it, and warns."""

    def scenario(house: House, judge: Judge) -> Found:
        _calm(house)
        (house.data / name).parent.mkdir(exist_ok=True)
        (house.data / name).write_bytes(content)
        bad = house.run()
        found = _settle(house, judge, [bad])
        later = [code for code in (*found.codes, *found.healthy) if code]
        return replace(found, problems=[*found.problems, *(["later runs do not end with 0"] if later else [])])

    return scenario


def _long_etag(house: House, judge: Judge) -> Found:
    found = _spell(at("listing", spoils.long_etag), 3)(house, judge)
    return replace(found, problems=[*found.problems, *(["runs do not end with 0"] if any(found.codes) else [])])


# --- the table ------------------------------------------------------------------------------------------


def _rows() -> Iterator[Row]:
    text = "story pages answer something else in one run, while listings go on showing the stories: lost for good"
    for name in ("gone", "as_listing", "to_landing", "cookies", "picture"):
        yield Row(f"1-{name}", text, _stories(getattr(spoils, name)))
    text = "page 2 of a listing is spoilt in the first run after an outage: the rest is lost for good"
    for name in ("nothing", "gone", "maintenance", "first_page_again"):
        yield Row(f"2-{name}", text, _after_outage(at("listing", getattr(spoils, name), page=2)))
    yield Row("2-query", "pages are linked as ?p=2: the rest is lost for good", _after_outage(), Look(query=True))
    text = "listings become an empty app shell, feeds and landing page still answer"
    yield Row("3-shell", text, _shells)
    text = "a first page of pinned old stories, no feeds: new stories never seen"
    yield Row("4-pinned", text, _honest(9), Look(pinned=8, feeds=False))
    text = "a new layout that leaves a few old links on the page: runs of 0 with nothing stored"
    yield Row("5-few-links", text, _spell(_script_layout, 5, must_tell=True), Look(feeds=False))
    yield Row("6-one", "every address gives one known story: closed as duplicates", _stories(spoils.page_of(spoils.oldest_listed)))
    yield Row("6-other", "the page of another story: stored under the wrong id", _stories(spoils.page_of(spoils.next_listed)))
    text = "story pages 503 for 2.7 days of the shipped timer, listings up: given up for ever"
    yield Row("7-given-up", text, _spell(at("story", status(503)), 16, 4))
    text = "most stories failed, or a third: each run 0"
    yield Row("8-most", text, _first_crawl(at("story", status(500), share=0.8)))
    for name, make in (("403", status(403)), ("500", status(500)), ("captcha", spoils.captcha)):
        yield Row(f"8-third-{name}", text, _first_crawl(at("story", make, share=0.34)))
    text = "bodies cut or spoilt, or every date 1970: stored, 0"
    for name in ("paywall", "teaser", "first_of_two", "mojibake", "epoch_day"):
        yield Row(f"9-{name}", text, _stories(getattr(spoils, name), must_tell=True))
    yield Row("10-clock", "the clock a year ahead with NEWSCRAWL_ARCHIVE_DAYS set: archive files removed", _clock_ahead)
    yield Row("11-older", "an older state.db beside newer files: published twice", _older_state)
    yield Row("11-deleted", "a published file deleted, then recover: dropped from the state", _deleted_file)
    yield Row("11-sites", "two sites crawled into one folder: mixed under one address", _two_sites)
    text = "damage that verify does not notice"
    yield Row("12-flipped", text, _verified("runs/politics-000002.json", _flip))
    yield Row("12-torn", text, _verified("runs/politics-000002.json", _tear))
    yield Row("12-gone", text, _verified("runs/politics-000002.json", lambda house: (house.data / "runs/politics-000002.json").unlink()))  # fmt: skip
    yield Row("12-stray", text, _verified("stories/politics-000009.jsonl", _stray))
    yield Row("12-seal", text, _verified("state.db.seal", lambda house: (house.data / "state.db.seal").unlink()))
    yield Row("13-commas", "a JSON-LD author of 600 KB of commas: the crawl stands still", _hanging_page)
    text = "a smashed file that could be made anew: every later run ends badly"
    yield Row("14-index", text, _derived("archive/index.db", b"\x00smashed" * 500))
    yield Row("14-forgotten", text, _derived("forgotten.jsonl", b'{"id": "41000'))
    yield Row("14-deaths", text, _derived("quarantine/deaths.json", b'{"4100001": null}'))
    yield Row("14-etag", "an ETag over 8 KB: every later run ends with 65", _long_etag)
    yield Row("15-no-read-more", '400 listed stories with teasers but no "Read more": the listing is lost', _no_read_more)


ROWS = tuple(_rows())
