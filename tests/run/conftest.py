"""A run by hand for every test that asks for one."""

import pytest

from tests.run.building import HandRun


@pytest.fixture
def run(tmp_path):
    made = HandRun(tmp_path)
    yield made
    made.state.connection.close()
