"""The path of a feed: what `%(name)s` may stand for, and that it leads nowhere else."""

import pytest

from newscrawl.components.feed_paths import check_feed_path, uri_params
from newscrawl.errors import BadArgument
from newscrawl.spiders.politics import PoliticsSpider


@pytest.mark.parametrize("uri", ["out/%(nothing)s.jsonl", "%(since)s%(x)d"])
def test_a_feed_path_that_cannot_be_filled_in_is_named(uri):
    with pytest.raises(BadArgument, match="known parameters are name, time, batch_id"):
        check_feed_path(uri)


@pytest.mark.parametrize(
    "uri", ["out/%(since)s/%(name)s-%(batch_id)05d.jsonl", "100%.jsonl", "a%20b-%(sections)s"]
)
def test_a_feed_path_may_hold_the_arguments(uri):
    check_feed_path(uri)


def test_no_param_of_a_feed_path_leads_out_of_its_folder():
    spider = PoliticsSpider(sections="opeds,fromtheleft/clarencepage", since="2026-11-01")
    params = uri_params({"name": "../../etc", "title": "/etc/passwd", "start": ["x"]}, spider)
    assert params["since"] == "2026-11-01"
    assert params["sections"] == "politics_opeds+politics_fromtheleft_clarencepage"
    assert params["refresh"] == ""
    assert not [value for value in params.values() if "/" in str(value) or ".." in str(value)]
    assert "start" not in params
