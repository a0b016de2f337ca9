"""Settings for every test, and a run built by hand for those that ask for one."""

import pytest
from hypothesis import settings

# A slow machine must not fail a law: speed is measured in benchmarks, never here.
settings.register_profile("newscrawl", deadline=None)
settings.load_profile("newscrawl")


@pytest.fixture
def run(tmp_path):
    from tests.run.building import HandRun

    made = HandRun(tmp_path)
    yield made
    made.state.connection.close()
