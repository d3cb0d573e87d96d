"""Build sdist and wheel, look into them, and try the wheel in a fresh environment of each interpreter given.

    python proof/wheels.py python3.11 python3.12 python3.13
    python proof/wheels.py --lowest python3.11     # the lowest versions that pyproject.toml allows
    python proof/wheels.py --resolve 3.14          # whether wheels of all dependencies exist, without installing

Needs ``build`` beside the interpreter that runs this; everything else goes into a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")

IN_WHEEL = (
    "aksonsim/py.typed",
    "aksonsim/data/NOTICE.md",
    "aksonsim/locale/nb/LC_MESSAGES/aksonsim.mo",
    "aksonsim/data/municipalities_2020.csv",
    "aksonsim/data/reference_classes.yaml",
    "aksonsim/data/starter.yaml",
    "dist-info/entry_points.txt",
    "dist-info/licenses/LICENSE",
    "dist-info/licenses/src/aksonsim/data/NOTICE.md",
)
IN_SDIST = (
    "pyproject.toml",
    "Makefile",
    "LICENSE",
    "README.md",
    "configs/akson.yaml",
    "tests/conftest.py",
    "hatch_build.py",
)
NEVER = re.compile(r"__pycache__|\.py[co]$|\.nb[ic]$|\.nc$|\.hypothesis|\.venv")

IMPORTS = """
import importlib, json, pkgutil, sys, time
began = time.perf_counter()
import aksonsim
quick = time.perf_counter() - began
from numba.core import event
compiled = []
class Heard(event.Listener):
    def on_start(self, heard): compiled.append(str(heard.data))
    def on_end(self, heard): pass
event.register("numba:compile", Heard())
missing = []
for module in pkgutil.walk_packages(aksonsim.__path__, "aksonsim."):
    if module.name == "aksonsim.__main__": continue
    try: importlib.import_module(module.name)
    except ModuleNotFoundError as error: missing.append(f"{module.name} ({error.name})")
print(json.dumps({"import_s": round(quick, 3), "compiled": len(compiled), "missing": missing}))
"""
SCENARIO = """\
schema: 1
title: Smoke
price_year: 2019
costs:
  - {id: a, estimate: {min: 1, mode: 2, max: 4, shape: pert}}
  - {id: b, estimate: {p10: 3, mode: 4, p90: 7, shape: pert}}
correlations:
  - {group: [a, b], rho: 0.3}
"""


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a command and return its stdout; end with its output where it fails."""
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def built(folder: Path) -> Path:
    """Build both archives, hold them to what must and must not be inside, and return the wheel."""
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    with tarfile.open(sdist) as opened:
        parts = [name.partition("/")[2] for name in opened.getnames()]
    lacks = [name for name in IN_WHEEL if not any(held.endswith(name) for held in names)]
    lacks += [name for name in IN_SDIST if name not in parts]
    strays = [name for name in (*names, *parts) if NEVER.search(name)]
    strays += [name for name in names if not re.match(r"aksonsim(-[^/]+\.dist-info)?/", name)]
    for kind, held in (("wheel", wheel), ("sdist", sdist)):
        print(f"{kind}: {held.name}, {held.stat().st_size / 1000:.0f} kB")
    if lacks or strays:
        sys.exit(f"lacks {lacks}; should not hold {strays}")
    return wheel


def lowest() -> list[str]:
    """Return the lower bound of every dependency as a pin."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return [needs.replace(">=", "==") for needs in needed]


def tried(python: str, wheel: Path, pins: list[str], folder: Path) -> dict[str, object]:
    """Install the wheel into a fresh environment and use it; return what was seen."""
    run(python, "-m", "venv", folder / "venv")
    own = folder / "venv" / "bin" / "python"
    pinned = pins or ["--constraint", str(ROOT / "constraints.txt")]
    run(own, *PIP, "install", wheel, *pinned)
    run(own, "-m", "pip", "check")
    work = folder / "work"
    work.mkdir()
    (work / "a.yaml").write_text(SCENARIO)
    cache = {"NUMBA_CACHE_DIR": str(folder / "numba"), "AKSONSIM_CACHE": str(folder / "tables")}
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")} | cache
    seen = json.loads(run(own, "-c", IMPORTS, cwd=work, env=env))
    command = own.with_name("aksonsim")
    run(command, "validate", "a.yaml", cwd=work, env=env)
    run(command, "run", "a.yaml", "-n", "5000", "-o", "a.nc", cwd=work, env=env)
    found = json.loads(run(command, "summary", "a.nc", "--json", cwd=work, env=env))
    run(command, "verify", "a.nc", cwd=work, env=env)
    run(command, "plot", "s-curve", "a.nc", "-o", "a.png", cwd=work, env=env)
    version = run(own, "-c", "import sys; print(sys.version.split()[0])").strip()
    (scenario,) = found["scenarios"].values()
    digest = run(
        own, "-c", "import hashlib; print(hashlib.sha256(open('a.nc','rb').read()).hexdigest()[:12])", cwd=work
    )
    return {"python": version, **seen, "p50": scenario["costs"]["total"]["p50"], "sha256": digest.strip()}


def main() -> None:
    """Build once, try each interpreter, print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", nargs="*")
    parser.add_argument("--lowest", action="store_true", help="with the lowest versions that pyproject.toml allows")
    parser.add_argument("--resolve", metavar="VERSION", help="only ask whether all wheels exist for this Python")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = built(folder)
        if options.resolve:
            report = folder / "report.json"
            wanted = ("--python-version", options.resolve, "--only-binary", ":all:", "--target", folder / "none")
            run(sys.executable, *PIP, "install", "--dry-run", "--report", report, *wanted, wheel)
            count = len(json.loads(report.read_text())["install"])
            print(f"Python {options.resolve}: wheels of all {count} packages exist")
        for place, python in enumerate(options.python):
            own = folder / str(place)
            own.mkdir()
            print(json.dumps(tried(python, wheel, lowest() if options.lowest else [], own)), flush=True)


if __name__ == "__main__":
    main()
