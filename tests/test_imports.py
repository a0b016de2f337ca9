"""Imports run one way: spiders → pages → text → items, pipelines → text → items."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "newscrawl"
RUN = {
    "run",
    "account",
    "state",
    "publishing",
    "recover",
    "ledger",
    "health",
    "verify",
    "quarantine",
    "archive",
    "drift",
}
MAY = {
    "items": set(),
    "errors": set(),
    "text": {"items"},
    "urls": set(),
    "pages": {"items", "text", "urls"},
    "state": {"errors", "clusters"},
    "lasting": set(),
    "forgotten": {"lasting"},
    "publishing": {"state", "errors", "lasting"},
    "account": {"drift"},
    "archive": {
        "items",
        "errors",
        "lasting",
        "limits",
        "pages",
        "pipelines",
        "publishing",
        "state",
        "timelimit",
        "urls",
    },
    "pipelines": {"items", "text", "errors", "run"},
    "run": {"items", "text", "errors", "urls", "spiders", *RUN},
    "spiders": {
        "items",
        "text",
        "urls",
        "pages",
        "run",
        "errors",
        "account",
        "ending",
        "state",
        "limits",
        "manners",
        "timelimit",
    },
    "clusters": {"text"},
    "ending": set(),
    "manners": {"ending"},
    "limits": {"errors", "packing", "pages"},
    "packing": set(),
    "transport": {"limits"},
    "timelimit": {"limits"},
}


def rooms(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("newscrawl."):
            yield (node.module or "").split(".")[1]


@pytest.mark.parametrize("room", MAY)
def test_a_room_imports_only_what_it_may(room):
    files = sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / f"{room}.py"]
    found = {name for path in files for name in rooms(path)} - {room}
    assert found <= MAY[room]
