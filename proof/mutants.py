"""Change one operator or constant of the source at a time, and see whether a test notices.

    python proof/mutants.py --count 300 --minutes 30 --only sampling/
    python proof/mutants.py --count 0 --only kernels/cost.py kernels/price.py

A random sample (``--count 0``: all) of the mutants of sampling, kernels and analysis: comparison operators,
arithmetic, bits, and and or, ``not``, signs, constants. A mutant lives in a process forked from one that has the
libraries loaded, so that it costs about a second. What numba would compile runs as plain Python instead
(``NUMBA_DISABLE_JIT=1``): no compiler, and nothing that it keeps can hide a mutant. First every test is run once, and
which functions it calls and how long it takes is noted; a mutant then meets only the tests that call its function, the
quickest first, up to ``--seconds``. What no test notices is printed.

Not tried, because no result can tell: annotations, decorators, messages of exceptions, ``__all__``, and what only type
checkers read.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "aksonsim"

TWIN = "test_engine__equals_the_naive_twin_on_every_section_of_a_file"
POOLS = {
    "sampling": ("tests/sampling", "tests/laws/test_sampling_laws.py"),
    "kernels": ("tests/kernels", f"tests/engine/test_naive.py::{TWIN}"),
    "analysis": ("tests/analysis",),
}
"""The tests of each room."""

COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Pow: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
SKIPPED = ("annotation", "returns", "decorator_list")


@dataclass(frozen=True)
class Mutant:
    """The n-th changeable node of a file: line, column, function (or none), and whether numba compiles it."""

    file: str
    place: int
    line: int
    column: int
    function: str
    jitted: bool


def changeable(node: ast.AST) -> bool:
    """Return whether a node has another form."""
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in COMPARISONS
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return type(node.op) in OPERATORS
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not | ast.USub)
    return isinstance(node, ast.BoolOp) or (isinstance(node, ast.Constant) and type(node.value) in (int, float))


def nodes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str, bool]]:
    """Yield what can be changed, the function it lies in, and whether numba compiles that (or reads it: globals)."""
    compiles = any(_compiled(node) or _twins(node) for node in ast.walk(tree))

    def visit(node: ast.AST, name: str, jitted: bool) -> Iterator[tuple[ast.expr | ast.stmt, str, bool]]:
        for field, inner in ast.iter_fields(node):
            for child in inner if isinstance(inner, list) else [inner]:
                if field in SKIPPED or not isinstance(child, ast.AST) or _unread(child):
                    continue
                if isinstance(child, ast.FunctionDef) and not name.endswith("()"):
                    yield from visit(child, f"{name}{child.name}()", _compiled(child) or _twins(node))
                elif isinstance(child, ast.ClassDef) and not name.endswith("()"):
                    yield from visit(child, f"{name}{child.name}.", compiles)
                else:
                    yield from visit(child, name, jitted)
        if changeable(node):
            yield node, name.removesuffix("()") if name.endswith("()") else "", jitted

    yield from visit(tree, "", compiles)


def _compiled(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(mark, ast.Name) and mark.id in ("kernel", "bare", "inline", "part") for mark in node.decorator_list
    )


def _twins(node: ast.AST) -> bool:
    """Return whether a statement defines what takes the compiler's place where there is none."""
    return isinstance(node, ast.If) and "DISABLE_JIT" in ast.unparse(node.test)


def _unread(node: ast.AST) -> bool:
    """Return whether no result can depend on a node."""
    if isinstance(node, ast.Raise):
        return True
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def change(node: ast.AST, rng: random.Random) -> str:
    """Change a node in place and return what was done."""
    before = ast.unparse(node)
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARISONS[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        node.op = OPERATORS[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant):
        node.value = _other(node.value, rng)
    return f"{before} -> {ast.unparse(node)}"


def _other(number: float, rng: random.Random) -> float:
    """Return another number: a whole one moves by one, a guard against rounding is a thousand times as wide."""
    if isinstance(number, int):
        return number + 1 if number == 0 else number + rng.choice((1, -1))  # x[-1] is often x[0]
    return (number * 1.01 if abs(number) > 1e-5 else number * 1000.0) or 0.01


def mutated(mutant: Mutant, seed: str) -> tuple[ast.Module, str]:
    """Return the changed tree of a mutant's file, and what was done."""
    tree = ast.parse((SOURCE / mutant.file).read_text("utf-8"))
    node = list(nodes(tree))[mutant.place][0]
    done = change(node, random.Random(f"{seed} {mutant.file} {mutant.place}"))
    return ast.fix_missing_locations(tree), done


def all_mutants(only: list[str]) -> list[Mutant]:
    """Return every mutant of the files whose path holds one of the words."""
    found = []
    for room in POOLS:
        for path in sorted((SOURCE / room).glob("*.py")):
            file = str(path.relative_to(SOURCE))
            if only and not any(word in file for word in only):
                continue
            for place, (node, name, jitted) in enumerate(nodes(ast.parse(path.read_text("utf-8")))):
                found.append(Mutant(file, place, node.lineno, node.col_offset, name, jitted))
    return found


def main() -> None:
    """Sample, try, and list the survivors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100, help="how many; 0: all")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seconds", type=float, default=20, help="of tests that a mutant meets")
    parser.add_argument("--only", nargs="*", default=[], help="files whose path holds one of these")
    parser.add_argument("--line", type=int, nargs="*", default=[], help="mutants of these lines only")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--maps", type=Path, help="folder that keeps what each test calls")
    options = parser.parse_args()
    found = [m for m in all_mutants(options.only) if not options.line or m.line in options.line]
    chosen = random.Random(options.seed).sample(found, min(options.count or len(found), len(found)))
    print(f"{len(found)} mutants, {len(chosen)} chosen", flush=True)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for jitted in (True, False):
            part = [mutant for mutant in chosen if mutant.jitted == jitted]
            if part:
                counts += _hosted(part, jitted, Path(name), options)
    told = ", ".join(f"{what} {count}" for what, count in sorted(counts.items()))
    print(f"tried {sum(counts.values())} of {len(chosen)}: {told}")


def _hosted(part: list[Mutant], plain: bool, folder: Path, options: argparse.Namespace) -> Counter[str]:
    """Try mutants in a process of its own, because numba reads its surroundings once."""
    share = options.minutes * 60 * len(part) / max(1, options.count or len(part))
    result = folder / "counts"
    child = os.fork()
    if child == 0:
        os.environ |= {"NUMBA_DISABLE_JIT": "1"} if plain else {}
        from mutant_host import Host

        host = Host(ROOT, folder, options.seconds, options.maps or folder)
        counts = host.campaign(part, POOLS, lambda mutant: mutated(mutant, options.seed), share)
        result.write_text(json.dumps(counts))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit("the campaign itself failed")
    return Counter(json.loads(result.read_text()))


if __name__ == "__main__":
    main()
