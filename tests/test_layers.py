"""The package's layers: imports run one way, through rooms that are known, without a circle of files or rooms.

The graph is that of the real imports: `import x`, `from newscrawl import x`, imports inside functions, and those for
types alone.
"""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Each room with the rooms it may import from, itself aside. A room is a folder or a file at the package's top.
MAY_IMPORT = {
    "channels": set(),
    "errors": set(),
    "items": set(),
    "urls": {"channels"},
    "text": {"channels", "items", "urls", "errors"},
    "pages": {"text", "channels", "items", "urls", "errors"},
    "clusters": {"text", "errors"},
    "store": {"clusters", "pages", "text", "channels", "items", "urls", "errors"},
    "run": {"store", "clusters", "pages", "text", "channels", "items", "urls", "errors"},
    "pipelines": {"run", "store", "pages", "text", "channels", "items", "urls", "errors"},
    "spiders": {"run", "store", "pages", "text", "channels", "items", "urls", "errors"},
}
MAY_IMPORT["tools"] = {"pipelines", "spiders", *MAY_IMPORT["run"], "run"}
MAY_IMPORT["components"] = {"tools", *MAY_IMPORT["tools"]}
MAY_IMPORT["commands"] = {"components", *MAY_IMPORT["components"]}
MAY_IMPORT["settings"] = {"components"}
MAY_IMPORT["addon"] = {"settings", "spiders", "tools"}
MAY_IMPORT["__main__"] = {"errors"}
MOST_NAMES = 16  # at the package's top; __init__.py and __main__.py aside
MOST_LINES = 320  # of a file


def modules(root: Path) -> dict[str, Path]:
    """Return every module below a folder by its dotted name; a package is its __init__.py."""
    found = {}
    for path in sorted((root / "newscrawl").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(root: Path) -> dict[str, set[str]]:
    """Return for each module those it imports."""
    known = modules(root)
    return {name: {*_imported(path, known)} - {name} for name, path in known.items()}


def _imported(path, known):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            if (node.module or "").split(".")[0] == "newscrawl":
                names = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from (name if name in known else node.module for name in names)


def room(module: str) -> str:
    """Return the room of a module; the package itself (its version, its library doors) is none."""
    return module.partition(".")[2].partition(".")[0]


def rooms(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the same graph between rooms."""
    found: dict[str, set[str]] = {}
    for module, imported in graph.items():
        found.setdefault(room(module), set()).update(map(room, imported))
    return {name: others - {name, ""} for name, others in found.items() if name}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return one circle of a graph; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


GRAPH = imports(ROOT)
ROOMS = rooms(GRAPH)


def test_every_room_is_known():
    assert set(ROOMS) == set(MAY_IMPORT)


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_a_room_imports_only_what_it_may(name):
    assert ROOMS[name] <= MAY_IMPORT.get(name, set())


def test_no_circle_of_files_or_rooms():
    assert circle(GRAPH) == []
    assert circle(ROOMS) == []


def test_the_layers_themselves_hold_no_circle():
    assert circle(MAY_IMPORT) == []


def test_few_names_stand_at_the_top():
    assert len(set(MAY_IMPORT) - {"__main__"}) <= MOST_NAMES


def test_no_file_is_long():
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in modules(ROOT).values()}
    assert {str(path): length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_docstring_begins_with_tell_or_give():
    """PEP 257: a docstring says what a function returns or does, not that it tells or gives."""
    folders = [ROOT / name for name in ("newscrawl", "tests", "benchmarks")]
    found = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and (ast.get_docstring(node) or "").startswith(("Tell ", "Give "))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from newscrawl.run import health",
        "import newscrawl.run.health",
        "from newscrawl.run.health import Causes",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from newscrawl.run.health import Causes",
        "def later():\n    from newscrawl.run import health",
    ],
)
def test_each_kind_of_import_counts(tmp_path, line):
    (tmp_path / "newscrawl/run").mkdir(parents=True)
    (tmp_path / "newscrawl/text").mkdir()
    for name in ("newscrawl/__init__.py", "newscrawl/run/__init__.py", "newscrawl/text/__init__.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "newscrawl/run/health.py").write_text("from newscrawl.text import clean\n")
    (tmp_path / "newscrawl/text/clean.py").write_text(line)
    graph = imports(tmp_path)
    assert graph["newscrawl.text.clean"] == {"newscrawl.run.health"}
    assert rooms(graph)["text"] == {"run"}
    assert circle(graph)
    assert circle(rooms(graph))
