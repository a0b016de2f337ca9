"""`scrapy status`."""

import pytest

from newscrawl.store.state import State
from tests.crawling import crawl

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_a_state_without_runs_has_no_trend(tmp_path):
    State.open(tmp_path / "state.db").close()
    assert (
        f"No run in {tmp_path} has stored a story yet"
        in crawl(tmp_path, "--drift", command=("status",)).stdout
    )
