"""The layout stays readable: folders of few floors and few files, without circles, in the field's words."""

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from paths import ROOT

PRODUCT = ("bot", "news", "playground/local_slack", "sources", "storage", "summarize")
MAX_FLOORS = 5
# Files in a folder beside __init__.py; storage/sqlite has one for each table, news one for each kind of value (the
# newest is the form for a digest). The figures only shrink, but for a table or a kind of value that is new.
MAX_FILES, MAX_FILES_OF = 16, {"storage/sqlite": 22, "news": 20}

# Names that said nothing to whoever searches by the field's terms, and what is said instead.
OLD_NAMES = {
    "desk": "BriefingService, or a service by its noun",
    "Desk": "the same",
    "tongue": "language",
    "told": "article_ids, or what the values are",
    "anew": "again",
    "MOST": "MAX_...",
    "LONGEST": "MAX_..._LENGTH",
    "KEPT": "..._RETENTION",
    "SHORT": "MIN_...",
    "PATIENCE": "..._TIMEOUT",
}
# Docstrings say what is done or returned: "Return the cached validators, or None." So many still open otherwise; the
# figures only shrink.
OPENING_WORDS = ("Give", "Tell", "Say")
MAX_OLD_OPENINGS = {
    "bot": 0,
    "news": 0,
    "playground/local_slack": 0,
    "sources": 0,
    "storage": 0,
    "summarize": 0,
}

FOLDERS = [
    folder.relative_to(ROOT).as_posix()
    for name in PRODUCT
    for folder in (ROOT / name, *(ROOT / name).rglob("*"))
    if (folder / "__init__.py").is_file()
]
FILES = [file for name in PRODUCT for file in sorted((ROOT / name).rglob("*.py"))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_has_few_files(folder: str) -> None:
    files = [file.name for file in (ROOT / folder).glob("*.py") if file.name != "__init__.py"]

    assert len(files) <= MAX_FILES_OF.get(folder, MAX_FILES), files


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_has_few_floors_and_no_circle(folder: str) -> None:
    try:
        floors = _floors(_imports_between_children(ROOT / folder))
    except CycleError as problem:
        pytest.fail(f"a circle: {problem.args[1]}")

    assert len(floors) <= MAX_FLOORS, floors


def test_floors_are_counted_from_the_ground() -> None:
    assert _floors({"a": {"b", "c"}, "b": {"c"}, "c": set(), "d": set()}) == [["c", "d"], ["b"], ["a"]]
    with pytest.raises(CycleError):
        _floors({"a": {"b"}, "b": {"a"}})


def test_no_identifier_is_an_old_name() -> None:
    found = [
        f"{_name(file)}:{line} {word}: {OLD_NAMES.get(word, 'dispatcher')}"
        for file in FILES
        for line, word in _identifiers(file)
        if word in OLD_NAMES
        # Slack's listeners had a counter, where there is a dispatcher now; elsewhere things are counted.
        or (word == "counter" and file.is_relative_to(ROOT / "bot"))
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PRODUCT)
def test_no_more_docstrings_open_with_give_tell_or_say(name: str) -> None:
    found = [
        f"{_name(file)}: {docstring.partition(chr(10))[0]}"
        for file in FILES
        if file.is_relative_to(ROOT / name)
        for docstring in _docstrings(file)
        if docstring.split(None, 1)[0] in OPENING_WORDS
    ]

    assert len(found) <= MAX_OLD_OPENINGS[name], "\n".join(found)


# ---- private


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _imports_between_children(folder: Path) -> dict[str, set[str]]:
    """Return for each file or folder inside a folder which of the others it imports; types alone do not count."""
    package = _name(folder).removeprefix("playground/").replace("/", ".")
    graph: dict[str, set[str]] = {}
    for child in folder.iterdir():
        files = [child] if child.suffix == ".py" else list(child.rglob("*.py"))
        if not files or child.name == "__init__.py":
            continue
        imported = {name for file in files for name in _imported(file) if name.startswith(package + ".")}
        named = {name.removeprefix(package + ".").partition(".")[0] for name in imported}
        graph[child.stem] = {name for name in named if _exists(folder / name)} - {child.stem}
    return graph


def _exists(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").is_file()


def _imported(file: Path) -> Iterator[str]:
    """Yield every module that a file imports, also inside functions, but not for type checking alone."""
    for node in _walk_run_code(_tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _walk_run_code(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from _walk_run_code(child)


def _floors(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the names by floor, the lowest first; each stands right above the highest that it imports.

    Raises:
        CycleError: there is a circle.
    """
    floor_by_name: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        floor_by_name[name] = 1 + max((floor_by_name[other] for other in graph[name]), default=-1)
    return [
        sorted(name for name, floor in floor_by_name.items() if floor == number)
        for number in range(1 + max(floor_by_name.values(), default=-1))
    ]


def _docstrings(file: Path) -> Iterator[str]:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node)
            if docstring:
                yield docstring


def _identifiers(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines and words of all names: `_the_desk` is "the" and "desk"; a constant or a class is one word."""
    for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.NAME:
            name = token.string.strip("_")
            words = name.split("_") if name.islower() else [name]
            yield from ((token.start[0], word) for word in words)
