"""Feed broken files to the command line; nothing but its own sentences may come back.

    python proof/fuzz.py yaml --cases 6000
    python proof/fuzz.py netcdf --cases 2500
    python proof/fuzz.py excel --cases 1500
    python proof/fuzz.py zarr --cases 1500
    python proof/fuzz.py yaml --cases 1 --first 4711       # one case again
    python proof/fuzz.py yaml --cases 0                    # the crafted files alone

A case is one mutated file and one command, in a forked process of its own: no traceback, no warning, exit 0, 1 or 2 (2
with a sentence), at most 5 s of processor time and 30 s in all, 1 GB of memory, and no file but the one that was asked
for, and that only where the command ended well. What fails is kept in ``--keep``.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SECONDS, PATIENCE, BYTES = 5, 30, 10**9

sys.path.insert(0, str(HERE))


@dataclass(frozen=True)
class Case:
    """One mutated file, the command that gets it, and the name of what this writes (or none)."""

    name: str
    suffix: str
    data: bytes
    command: tuple[str, ...]
    out: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of a case: its exit code (negative: a signal), what is wrong (empty: nothing), what was printed."""

    code: int
    wrong: str
    printed: str
    seconds: float
    peak: int


def quietly(*arguments: str) -> None:
    """Run a command that must succeed, in this process."""
    from aksonsim.cli import main

    sink = io.StringIO()
    try:
        with redirect_stdout(sink), redirect_stderr(sink):
            main(arguments)
    except SystemExit as stop:
        if stop.code:
            sys.exit(f"{' '.join(arguments)}: {sink.getvalue()}")


def bases(folder: Path) -> dict[str, Path]:
    """Make the sound files that are mutated, and load all that the commands need before the processes fork."""
    made = {"everything": HERE / "everything.yaml", "starter": ROOT / "src" / "aksonsim" / "data" / "starter.yaml"}
    for name in tuple(made):
        out = str(folder / f"{name}.nc")
        quietly("run", str(made[name]), "--all", "-n", "48", "-q", "--threads", "1", "--keep", "full", "-o", out)
        quietly("verify", out, "--threads", "1")
        quietly("export", str(made[name]), str(folder / f"{name}.xlsx"))
        made |= {f"{name}.nc": Path(out), f"{name}.xlsx": folder / f"{name}.xlsx"}
    quietly("import", str(made["starter.xlsx"]), "-o", str(folder / "back.yaml"))
    for kind in ("s-curve", "ladder", "uptake", "payers"):
        quietly("plot", kind, str(made["everything.nc"]), "-o", str(folder / "a.png"))
    return made


def yaml_cases(made: dict[str, Path]) -> tuple[dict[str, bytes], Callable[[int], Case]]:
    """Return the crafted scenario files, and the function that makes a case of its number."""
    import json

    import mutate_yaml as mutate

    from aksonsim.files.yaml import parse

    sound = [made["everything"], made["everything"], made["starter"], ROOT / "configs" / "minimal.yaml"]
    sound += [ROOT / "configs" / "akson-topdown.yaml", *sorted((ROOT / "tests" / "bad_configs").glob("*.yaml"))]
    texts = [path.read_bytes() for path in sound]
    trees = [parse(text.decode(), "base", places=False) for text in texts[:5]]
    set_paths = [mutate.paths(tree) for tree in trees]
    commands = ("validate",) * 4 + ("run",) * 3 + ("show", "export", "overlay", "set")

    def case(number: int) -> Case:
        rng = random.Random(f"yaml {number}")
        kind = commands[rng.randrange(len(commands))]
        sort, which = rng.randrange(10), rng.randrange(5)
        if sort < 6:
            data = mutate.tree(trees[which], rng)
        elif sort < 9:
            data = mutate.text(texts[rng.randrange(len(texts))], rng)
        else:
            data = mutate.flip(texts[rng.randrange(len(texts))], rng)
        if kind == "overlay":
            path = rng.choice(set_paths[which][1:])
            dotted = ".".join(map(str, path))
            inner = json.dumps({dotted: rng.choice(mutate.WEIRD)}).encode() if rng.random() < 0.7 else data
            return Case(f"yaml {number}", ".yaml", inner, ("validate", str(sound[which]), "--overlay", "FILE"))
        if kind == "set":
            names = [str(part) for part in rng.choice(set_paths[which][1:])]
            wanted = ".".join(f"[{part}]" if part.isdigit() else part for part in names).replace(".[", "[")
            value = rng.choice((*map(str, mutate.WEIRD[:40]), *mutate.TOKENS)).replace("\0", "")
            value = value.encode("utf-8", "replace").decode()
            return Case(f"yaml {number}", ".yaml", b"", ("validate", str(sound[which]), "--set", f"{wanted}={value}"))
        if kind == "run":
            run = ("run", "FILE", "-n", "8", "-q", "--threads", "1", "--keep", "full", "-o", "OUT")
            return Case(f"yaml {number}", ".yaml", data, run, "out.nc")
        if kind == "export":
            return Case(f"yaml {number}", ".yaml", data, ("export", "FILE", "OUT"), "out.xlsx")
        return Case(f"yaml {number}", ".yaml", data, (kind, "FILE"))

    return mutate.crafted(), case


def netcdf_cases(made: dict[str, Path]) -> tuple[dict[str, bytes], Callable[[int], Case]]:
    """Return the crafted results, and the function that makes a case of its number."""
    import mutate_netcdf as mutate
    from mutate_yaml import flip

    from aksonsim.plots import KINDS

    sound = [made["everything.nc"].read_bytes(), made["starter.nc"].read_bytes()]

    def case(number: int) -> Case:
        rng = random.Random(f"netcdf {number}")
        raw = rng.choice(sound)
        changes = (mutate.attributes, mutate.attributes, mutate.variables, mutate.variables, mutate.elsewhere, flip)
        change = rng.choice(changes)
        data = change(raw, rng)
        commands = (
            ("summary", "FILE"), ("summary", "FILE", "--json"), ("summary", "FILE", "--ladder"),
            ("verify", "FILE", "--threads", "1"), ("plot", rng.choice(list(KINDS)), "FILE", "-o", "OUT"),
            ("compare", "FILE", "--json"),
        )  # fmt: skip
        command = rng.choice(commands)
        return Case(f"netcdf {number}", ".nc", data, command, "out.png" if "OUT" in command else "")

    return mutate.crafted(sound[0], made["everything.nc"].parent / "hostile"), case


def zarr_cases(made: dict[str, Path]) -> tuple[dict[str, bytes], Callable[[int], Case]]:
    """Return the crafted stores of sweeps, packed, and the function that makes a case of its number."""
    import mutate_zarr as mutate

    folder = made["everything.nc"].parent / "sweeps"
    folder.mkdir()
    (folder / "two.yaml").write_text(mutate.BASE, encoding="utf-8")
    sound = {}
    for name, spec in mutate.SPECS.items():
        (folder / f"{name}.yaml").write_text(spec, encoding="utf-8")
        out = folder / f"{name}.zarr"
        quietly("sweep", str(folder / f"{name}.yaml"), "-q", "--workers", "1", "-o", str(out))
        quietly("explore", str(out), "-o", str(folder / "pictures"))
        sound[name] = mutate.files_of(out)

    def case(number: int) -> Case:
        rng = random.Random(f"zarr {number}")
        name = rng.choice(sorted(sound))
        data = mutate.packed(rng.choice(mutate.CHANGES)(sound[name], rng))
        resume = ("sweep", str(folder / f"{name}.yaml"), "--resume", "-q", "--workers", "1", "-o", "FILE")
        pictures = ("explore", "FILE", "-o", "OUT", "--lang", rng.choice(("en", "nb")))
        more = ("explore", "FILE", "--of", "cost_total.p85", "--when", "> p75", "--json")
        command = rng.choice((("explore", "FILE"), ("explore", "FILE", "--json"), more, pictures, resume))
        return Case(f"zarr {number}", ".zarr", data, command, "pictures" if "OUT" in command else "")

    return {name: mutate.packed(files) for name, files in mutate.crafted(sound["grid"]).items()}, case


def excel_cases(made: dict[str, Path]) -> tuple[dict[str, bytes], Callable[[int], Case]]:
    """Return the crafted workbooks, and the function that makes a case of its number."""
    import mutate_excel as mutate
    from mutate_yaml import flip

    sound = [made["everything.xlsx"], made["starter.xlsx"]]
    raw = [path.read_bytes() for path in sound]

    def case(number: int) -> Case:
        rng = random.Random(f"excel {number}")
        which = rng.randrange(2)
        change = rng.choice((mutate.cells, mutate.cells, mutate.cells, mutate.archive, flip))
        onto = ("--onto", str(made["everything" if which == 0 else "starter"]))
        more = rng.choice(((), (), onto, ("--layout", "triples", "--shape", "pert", "--price-year", "2024")))
        return Case(
            f"excel {number}", ".xlsx", change(raw[which], rng), ("import", "FILE", "-o", "OUT", *more), "out.yaml"
        )

    return mutate.crafted(raw[1]), case


def crafted_cases(kind: str, files: dict[str, bytes]) -> Iterator[Case]:
    """Yield every crafted file with the commands that read its kind."""
    commands: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
        "yaml": ((("validate", "FILE"), ""), (("run", "FILE", "-n", "8", "-q", "-o", "OUT"), "out.nc")),
        "netcdf": ((("summary", "FILE"), ""), (("verify", "FILE"), ""),
                   (("plot", "s-curve", "FILE", "-o", "OUT"), "out.png")),
        "zarr": ((("explore", "FILE"), ""), (("explore", "FILE", "--json"), "")),
        "excel": ((("import", "FILE", "-o", "OUT"), "out.yaml"),
                  (("import", "FILE", "-o", "OUT", "--layout", "triples"), "out.yaml")),
    }  # fmt: skip
    suffix = {"yaml": ".yaml", "netcdf": ".nc", "excel": ".xlsx", "zarr": ".zarr"}[kind]
    for name, data in files.items():
        for command, out in commands[kind]:
            yield Case(f"{kind} {name}", suffix, data, command, out)


def attempt(case: Case, folder: Path) -> Verdict:
    """Run one case in a process of its own and judge it."""
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    file = work / f"case{case.suffix}"
    if case.suffix == ".zarr":
        from mutate_zarr import unpack

        unpack(case.data, file)
    else:
        file.write_bytes(case.data)
    words = [{"FILE": str(file), "OUT": case.out}.get(word, word) for word in case.command]
    printed = folder / "printed"
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _in_child(words, work, printed)
    while True:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() - began > PATIENCE:
            os.kill(child, signal.SIGKILL)
            _, status, used = os.wait4(child, 0)
            break
        time.sleep(0.002)
    code = os.waitstatus_to_exitcode(status)
    text = printed.read_text(encoding="utf-8", errors="replace")
    seconds, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    left = sorted(path.name for path in work.iterdir() if path != file)
    return Verdict(code, _wrong(case, code, text, seconds, peak, left), text, seconds, peak)


def _in_child(words: list[str], work: Path, printed: Path) -> None:
    """Run the command line and end the process, the C library's own ending included; never return."""
    from aksonsim.cli import main

    code = 99
    try:
        os.chdir(work)
        sink = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (own + BYTES, own + BYTES))
        main(words)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 98
    except BaseException:  # what a user would see as a traceback
        import traceback

        traceback.print_exc()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    ctypes.CDLL(None).exit(code)


def _wrong(case: Case, code: int, text: str, seconds: float, peak: int, left: list[str]) -> str:
    if "Traceback" in text:
        return "traceback"
    if code not in (0, 1, 2):
        return f"exit {code}"
    if code == 2 and not ("error: " in text or "Error: " in text):
        return "no sentence"
    if "Warning" in text:
        return "warning"
    if seconds > SECONDS:
        return f"{seconds:.1f} s"
    if peak > BYTES:
        return f"{peak / 1e6:.0f} MB"
    allowed = [case.out] if code in (0, 1) and case.out else []
    return "" if left in ([], allowed) else f"left {', '.join(left)}"


def main() -> None:
    """Run a campaign and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("yaml", "netcdf", "excel", "zarr"))
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--keep", type=Path, help="folder for what fails")
    options = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["AKSONSIM_CACHE"] = str(folder / "tables")
        makers = {"yaml": yaml_cases, "netcdf": netcdf_cases, "excel": excel_cases, "zarr": zarr_cases}
        files, made = makers[options.kind](bases(folder))
        cases = list(crafted_cases(options.kind, files)) if options.first == 0 else []
        numbers = range(options.first, options.first + options.cases)
        counts: Counter[str] = Counter()
        slowest, largest, began = 0.0, 0, time.monotonic()
        for case in (*cases, *numbers):
            if time.monotonic() - began > 60 * options.minutes:
                break
            case = made(case) if isinstance(case, int) else case
            verdict = attempt(case, folder)
            slowest, largest = max(slowest, verdict.seconds), max(largest, verdict.peak)
            counts["tried"] += 1
            counts["failed" if verdict.wrong else f"exit {verdict.code}"] += 1
            if verdict.wrong:
                last = (verdict.printed.strip().splitlines() or [""])[-1]
                print(f"{case.name}: {' '.join(case.command)[:80]}: {verdict.wrong}: {last[:150]}", flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    stem = options.keep / case.name.replace(" ", "-").replace(",", "")
                    stem.with_suffix(case.suffix).write_bytes(case.data)
                    stem.with_suffix(".txt").write_text(f"{case.command}\n{verdict.printed[-20_000:]}")
        told = ", ".join(f"{what} {count}" for what, count in sorted(counts.items()))
        print(f"{options.kind}: {told}; slowest {slowest:.1f} s, largest {largest / 1e6:.0f} MB")
        sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
