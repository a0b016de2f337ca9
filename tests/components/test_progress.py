"""How far a crawl is: the line on a terminal, and the line a minute in a log."""

import io
import logging
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.components.progress import Progress, RunStats, waiting


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self):
        return True


def crawler_of(run, queued=7, active=1, **counts):
    found: Any = get_crawler()
    found.spider = SimpleNamespace(run=run)
    found.engine = SimpleNamespace(downloader=SimpleNamespace(active=range(active)))
    found.stats = MemoryStatsCollector(found)
    values = {
        "scheduler/enqueued": queued,
        "scheduler/dequeued": 0,
        **{f"newscrawl/{name}": n for name, n in counts.items()},
    }
    found.stats.set_stats(values)
    return found


def test_a_log_file_gets_no_progress_line(run):
    with pytest.raises(NotConfigured):
        Progress.from_crawler(crawler_of(run))


def test_the_line_shows_total_and_counts_and_log_lines_stand_above_it(run, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    handler = logging.StreamHandler()
    logging.root.addHandler(handler)
    try:
        progress = Progress.from_crawler(crawler_of(run, stories=5, duplicates=1, failed=2))
        progress.bar = None
        progress.advance()
        progress.bar.refresh()
        assert "1/9" in terminal.getvalue()
        assert "5 stories, 1 copies, 2 failed" in terminal.getvalue()
        logging.getLogger("tried").warning("Something happened")
        progress.close()
        logging.getLogger("tried").warning("After the end")
    finally:
        logging.root.removeHandler(handler)
    said = terminal.getvalue().replace("\x1b[A", "")
    line = next(line for line in said.split("\n") if "Something happened" in line)
    assert line.rpartition("\r")[2] == "Something happened"
    assert said.endswith("After the end\n")
    assert handler.stream is terminal


def test_without_a_run_there_is_no_line(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    progress = Progress.from_crawler(crawler_of(None))
    progress.advance()
    assert progress.bar is None


@pytest.mark.parametrize(("with_run", "said"), [(True, "30 pages read, 30 a minute; 12 stories stored; 8 pages to read, about 16 seconds if no more are found"), (False, "Crawled 30 pages (at 30 pages/min), scraped 12 items (at 12 items/min)")])  # fmt: skip
def test_a_log_gets_a_line_a_minute_and_other_spiders_get_scrapys(run, caplog, with_run, said):
    crawler = crawler_of(run if with_run else None)
    made = RunStats.from_crawler(crawler)
    made.pagesprev = made.itemsprev = 0
    crawler.stats.set_value("response_received_count", 30)
    crawler.stats.set_value("item_scraped_count", 12)
    assert waiting(crawler) == 8
    caplog.clear()
    with caplog.at_level(logging.INFO):
        made.log(crawler.spider)
    assert [record.getMessage() for record in caplog.records] == [said]
