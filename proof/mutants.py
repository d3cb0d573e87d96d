"""Change one operator or constant of the source at a time, and see whether a test notices.

    python proof/mutants.py --count 60 --minutes 30
    python proof/mutants.py --count 20 --only kernels

A random sample of the mutants of sampling, kernels and analysis (comparison operators, + and -, * and /, and and or,
``not``, constants, bounds) runs in a copy of the source against the tests that fit the file, without numba's compiler
where that is the quicker way. What no test notices is printed.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "aksonsim"

FITTING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kernels/benefits.py", ("kernels/test_benefits.py",)),
    ("kernels/rollout.py", ("kernels/test_queue.py",)),
    ("kernels/council", ("kernels/test_commitment.py",)),
    ("kernels/commitment.py", ("kernels/test_commitment.py",)),
    ("kernels/single.py", ("kernels/test_single.py",)),
    ("kernels/schedule.py", ("kernels/test_time.py",)),
    ("kernels/price.py", ("engine/test_naive.py",)),
    ("kernels/", ("kernels/test_money.py", "kernels/test_time.py")),
    ("sampling/streams.py", ("sampling/test_streams.py", "sampling/test_bits.py")),
    ("sampling/designs.py", ("sampling/test_designs.py",)),
    ("sampling/copula.py", ("sampling/test_copula.py",)),
    ("sampling/block.py", ("sampling/test_block.py", "sampling/test_copula.py")),
    ("sampling/", ("sampling/test_laws.py", "sampling/test_tables.py")),
)
"""Where a file begins so, these tests fit; the first counts. For analysis: those that name the module."""

PATIENCE = 600
"""Seconds after which a mutant counts as noticed: it does not end."""

QUICK = {f"kernels/test_{name}.py" for name in ("benefits", "money", "single", "time")}
"""Tests that are quicker without the compiler than with it."""

COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div}


def mutants(tree: ast.Module) -> list[ast.AST]:
    """Return the nodes that can be changed; docstrings, annotations and defaults of dataclasses cannot."""
    found: list[ast.AST] = []

    def visit(node: ast.AST) -> None:
        for name, inner in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            for child in inner if isinstance(inner, list) else [inner]:
                if isinstance(child, ast.AST):
                    visit(child)
        changeable = (
            (isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS)
            or (isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC)
            or isinstance(node, ast.BoolOp)
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)))
            or (isinstance(node, ast.Constant) and type(node.value) in (int, float))
        )
        if changeable:
            found.append(node)

    visit(tree)
    return found


def changed(node: ast.AST, rng: random.Random) -> str:
    """Change a node in place and return what was done."""
    before = ast.unparse(node)
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARISONS[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant):
        node.value = rng.choice((node.value + 1, node.value - 1)) if isinstance(node.value, int) else node.value * 1.01
        if before == "0.0":
            node.value = 0.01
    return f"{before} -> {ast.unparse(node)}"


def fitting(file: Path) -> tuple[list[str], bool]:
    """Return the tests that fit a file, and whether they run compiled."""
    name = str(file.relative_to(SOURCE))
    for start, tests in FITTING:
        if name.startswith(start):
            return [f"tests/{test}" for test in tests], not set(tests) <= QUICK
    words = (f"analysis.{file.stem} import", f"import {file.stem}")
    known = [
        path for path in (ROOT / "tests" / "analysis").glob("test_*.py") if any(w in path.read_text() for w in words)
    ]
    return [str(path.relative_to(ROOT)) for path in known] or ["tests/analysis"], True


def main() -> None:
    """Sample, try, and list the survivors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", default="", help="files whose path holds this")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    files = [path for room in ("sampling", "kernels", "analysis") for path in sorted((SOURCE / room).glob("*.py"))]
    files = [path for path in files if options.only in str(path.relative_to(SOURCE))]
    all_of = [(path, place) for path in files for place in range(len(mutants(ast.parse(path.read_text()))))]
    chosen = rng.sample(all_of, min(options.count, len(all_of)))
    print(f"{len(all_of)} mutants, {len(chosen)} chosen")
    counts: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for part in ("src", "tests", "configs", "pyproject.toml"):
            own = ROOT / part
            if own.is_dir():
                shutil.copytree(own, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(own, copy / part)
        held: dict[tuple[str, ...], bool] = {}
        for path, place in chosen:
            if time.monotonic() - began > 60 * options.minutes:
                break
            tests, compiled = fitting(path)
            if tuple(tests) not in held:  # a test that fails anyhow would notice everything
                held[tuple(tests)] = _ended(copy, tests, compiled) == 0
            if not held[tuple(tests)]:
                counts["not tried: its tests fail as it is"] += 1
                continue
            outcome, told = _try(copy, path, place, rng)
            counts[outcome] += 1
            if outcome != "noticed":
                print(f"{outcome}: {told}", flush=True)
    print(f"tried {sum(counts.values())}: " + ", ".join(f"{what} {count}" for what, count in sorted(counts.items())))


def _try(copy: Path, path: Path, place: int, rng: random.Random) -> tuple[str, str]:
    """Put one mutant into the copy, run the fitting tests, and take it out again."""
    text = path.read_text()
    tree = ast.parse(text)
    node = mutants(tree)[place]
    line = getattr(node, "lineno", 0)
    done = changed(node, rng)
    told = f"{path.relative_to(SOURCE)}:{line}: {done}"
    there = copy / path.relative_to(ROOT)
    there.write_text(ast.unparse(tree))
    try:
        code = _ended(copy, *fitting(path))
    except subprocess.TimeoutExpired:
        return "noticed", f"{told} (does not end)"
    finally:
        there.write_text(text)
    return ("survived" if code == 0 else "noticed" if code == 1 else "broke"), told


def _ended(copy: Path, tests: list[str], compiled: bool) -> int:
    """Run tests on the copy and return pytest's exit code.

    What numba keeps of a helper is not refreshed when the helper changes, so each run has a cache of its own.
    """
    with tempfile.TemporaryDirectory() as cache:
        env = os.environ | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1", "AKSONSIM_CACHE": cache}
        env |= {"NUMBA_CACHE_DIR": cache} if compiled else {"NUMBA_DISABLE_JIT": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        return subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, timeout=PATIENCE).returncode


if __name__ == "__main__":
    main()
