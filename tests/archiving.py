"""Archives made by hand: pages, files of runs, and what they hold."""

import pytest
from warcio.cli import main as warcio

from newscrawl.store.archive.record import Received
from newscrawl.store.archive.scan import records
from newscrawl.store.archive.writer import open_archive
from newscrawl.store.paths import archives, run_file

HEADERS = (("Content-Type", "text/html"), ("X-Name", "caf\xe9"), ("Transfer-Encoding", "chunked"))


def page(number, body=None, **facts):
    return Received(
        url=f"https://www.arcamax.com/politics/opeds/s-{number}",
        status=200,
        headers=HEADERS,
        body=body if body is not None else f"<p>Story {number}</p>".encode() * 50,
        date=f"2026-11-24T12:00:{number % 60:02}.000000Z",
        facts={"story_id": str(number), **facts},
    )


def archive(folder, run, *pages, keep_days=0):
    made = open_archive(folder / run_file(run, ".warc.gz"), keep_days)
    for one in pages:
        made.write(one)
    made.sync()
    made.close()
    return made.path


def is_whole(*paths):
    with pytest.raises(SystemExit) as end:
        warcio(["check", *map(str, paths)])
    return end.value.code == 0


def read(path):
    return [record for _, _, record in records(path)]


def names(folder):
    return [path.name[9:15] for path in archives(folder)]
