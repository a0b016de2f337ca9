"""A run by hand for every test that asks for one."""

from tests.run.conftest import run

__all__ = ["run"]
