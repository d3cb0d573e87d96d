"""Rooms: imports run downwards only, files stay small, and what breaks the randomness contract is nowhere."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import aksonsim

SOURCE = Path(__file__).parents[1] / "src" / "aksonsim"
FILES = sorted(SOURCE.rglob("*.py"))

JITTED = {"sampling.jit", "sampling.streams", "sampling.lookup", "sampling.inputs"}
"""What of sampling runs inside kernels."""

LOWEST = {"errors", "machine", "arguments", "doors", "money", "language"}

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "machine": set(),
    "arguments": {"errors"},
    "money": set(),
    "doors": {"errors", "arguments"},
    "language": {"errors"},
    "model": {"errors"},
    "files": LOWEST | {"model", "engine.variables"},
    "sampling": {"errors", "model"},
    "kernels": JITTED,
    "engine": LOWEST | {"model", "sampling", "kernels"},
    "results": LOWEST | {"model", "files", "engine", "kernels.ranking"},
    "analysis": LOWEST | {"results", "model", "engine"},
    "plots": LOWEST | {"results", "analysis", "files", "studies", "sweeps.explored"},
    "views": LOWEST | {"results", "analysis", "files", "studies", "sweeps", "plots"},
    "render": LOWEST | {"results", "files", "views", "plots"},
    "reports": LOWEST | {"results", "views", "render", "analysis", "plots", "files", "studies"},
    "clusters": LOWEST | {"model", "files", "engine", "results", "analysis"},
    "sweeps": LOWEST | {"clusters", "results", "model", "files", "sampling", "engine", "analysis", "studies", "api"},
    "api": LOWEST | {"clusters", "model", "files", "sampling", "engine", "analysis"},
    "studies": LOWEST | {"results", "model", "files", "sampling", "kernels", "engine", "analysis", "api"},
    "cli": LOWEST
    | {"results", "model", "files", "engine", "analysis", "plots", "views", "render", "reports", "sweeps", "studies"}
    | {"api", "clusters", "aksonsim"},
    "functions": LOWEST | {"api", "model", "files", "results", "analysis", "studies", "sweeps", "plots", "reports"},
    "__init__": {
        "errors",
        "model",
        "files",
        "engine",
        "results",
        "analysis",
        "studies",
        "sweeps",
        "plots",
        "api",
        "functions",
        "render",
    },
    "__main__": {"cli"},
}
"""Room -> rooms, or single modules, below it (design, section 9). Every room may import itself."""


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def module_of(file: Path) -> str:
    """Return a file's module name below the package: ``engine.plan``; ``__init__`` is the package itself."""
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_of(file) for file in FILES}


def for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imported(tree: ast.AST, types: bool = True) -> set[str]:
    """Return the package's own modules that a file imports anywhere; in checks of types too, if ``types``."""
    found: set[str] = set()
    never = {inner for node in ast.walk(tree) if not types and for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if node in never:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "aksonsim"}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            if node.module is not None and node.module.split(".")[0] == "aksonsim":
                below = [f"{node.module}.{alias.name}" for alias in node.names]
                found |= {name if name.removeprefix("aksonsim.") in MODULES else node.module for name in below}
        elif isinstance(node, ast.Call) and "import_module" in vars(node.func).values():
            name = node.args[0]
            if isinstance(name, ast.Constant) and str(name.value).startswith("aksonsim."):
                found.add(str(name.value))
    return {name.removeprefix("aksonsim.") for name in found}


def allowed(importer: str, target: str) -> bool:
    room, other = importer.split(".")[0], target.split(".")[0]
    return room == other or other in MAY_IMPORT[room] or target in MAY_IMPORT[room]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_rooms__imports_run_downwards_only(file: Path) -> None:
    importer = module_of(file)
    assert importer.split(".")[0] in MAY_IMPORT, "a new room needs a line in the table"
    upwards = {name for name in imported(tree_of(file)) if not allowed(importer, name)}
    assert upwards == set()


def test_rooms__the_table_itself_has_no_circle() -> None:
    above = {room: {name.split(".")[0] for name in names} for room, names in MAY_IMPORT.items()}
    above["files"].discard("engine")  # engine.variables alone, which imports nothing: held to below
    left = dict(above)
    while left:
        free = [room for room, names in left.items() if not names & (left.keys() - {room})]
        assert free, f"a circle among {sorted(left)}"
        for room in free:
            del left[room]
    assert imported(ast.parse((SOURCE / "engine" / "variables.py").read_text("utf-8"))) == set()


def circles(imports: dict[str, set[str]]) -> set[frozenset[str]]:
    """Return the sets of modules that import each other, through others too."""
    reach = {name: set(others) for name, others in imports.items()}
    for middle in imports:
        for others in reach.values():
            if middle in others:
                others |= reach[middle]
    return {
        frozenset(other for other in others if name in reach.get(other, ()))
        for name, others in reach.items()
        if name in others
    }


def test_rooms__files_import_each_other_in_no_circle() -> None:
    """Neither at the top nor inside functions: what hides a circle in a function is a circle."""
    found = circles({module_of(file): imported(tree_of(file), types=False) for file in FILES})
    assert found == set()


def test_rooms__a_circle_is_seen() -> None:
    imports = {"a": {"b"}, "b": {"c", "e"}, "c": {"a"}, "d": {"a"}, "e": set(), "f": {"f"}}
    assert circles(imports) == {frozenset("abc"), frozenset("f")}
    tree = ast.parse(
        "if TYPE_CHECKING:\n    from aksonsim.engine import plan\ndef f():\n    import aksonsim.engine.run\n"
    )
    assert (imported(tree), imported(tree, types=False)) == ({"engine.plan", "engine.run"}, {"engine.run"})


def test_rooms__a_wrong_import_is_seen() -> None:
    tree = ast.parse("def f():\n    from aksonsim.engine import plan\n    from aksonsim.sampling.tables import build\n")
    assert imported(tree) == {"engine.plan", "sampling.tables"}
    assert not allowed("model.cost", "engine.plan")
    assert not allowed("kernels.cost", "sampling.tables")
    assert not allowed("engine.run", "results.statistic")
    assert not allowed("files.load", "engine.plan")
    assert allowed("files.netcdf", "engine.variables")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_rooms__files_are_small(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) < 350
    assert file.name != "utils.py"


FORBIDDEN = {
    "fastmath": r"fastmath",
    "state of numpy.random": r"(np|numpy)\.random|from numpy import random",
    "random": r"^\s*(import random|from random import)",
    "pickle": r"\bpickle\b",
    "eval or exec": r"(?<![.\w])(eval|exec)\(",
    "yaml.load": r"\byaml\.load\(",
    "prange": r"\bprange\b",
    "silent except": r"except[^\n]*:\s*(\n\s*)?pass\b",
}


@cache
def without_texts(source: str) -> str:
    """Return a file's code without docstrings and comments, which may name what code must not use."""
    return ast.unparse(_Bare().visit(ast.parse(source)))


class _Bare(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return ast.Pass() if text else self.generic_visit(node)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_rooms__what_is_forbidden_is_nowhere(name: str) -> None:
    pattern = re.compile(FORBIDDEN[name], re.MULTILINE)
    assert [str(f.relative_to(SOURCE)) for f in FILES if pattern.search(without_texts(f.read_text("utf-8")))] == []


def test_rooms__what_is_forbidden_would_be_found() -> None:
    wrong = {
        "fastmath": "njit(fastmath=True)",
        "state of numpy.random": "x = np.random.default_rng(1)",
        "random": "import random",
        "pickle": "import pickle",
        "eval or exec": "eval('1')",
        "yaml.load": "yaml.load(f)",
        "prange": "for i in prange(3): f(i)",
        "silent except": "try:\n    f()\nexcept OSError:\n    pass",
    }
    assert wrong.keys() == FORBIDDEN.keys()
    for name, code in wrong.items():
        assert re.search(FORBIDDEN[name], without_texts(code), re.MULTILINE), name


def test_rooms__none_is_called_as_a_function_of_the_package() -> None:
    # Importing a module sets its name on the package, where the function would stand.
    assert {module.split(".")[0] for module in MODULES} & set(aksonsim.__all__) == set()
