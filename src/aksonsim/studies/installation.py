"""What an installation of aksonsim is: machine, packages, extras, caches, variables that are set, and a self-test."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as installed
from pathlib import Path

from aksonsim.files.tablecache import default_folder
from aksonsim.machine import available_threads
from aksonsim.results.plain import frozen
from aksonsim.results.result import Result
from aksonsim.studies.selftest import SelfTest

INSTRUCTIONS = ("avx512f", "avx2", "fma", "neon", "sve")
"""Instruction sets worth naming, as far as the processor has them."""


@frozen
class Machine:
    """Python, system, threads and processor."""

    python: str
    system: str
    cores: int | None
    threads: int
    processor: str
    instructions: tuple[str, ...]


@frozen
class Extra:
    """An optional extra: which of its packages are there (None: missing), and how to get the rest."""

    packages: Mapping[str, str | None]
    there: bool
    install: str


@frozen
class Cache:
    """A folder that may be deleted at any time; one that is not there yet is writable where its nearest parent is."""

    folder: str
    files: int
    megabytes: float
    writable: bool


@frozen
class Setting:
    """A variable of the environment; of one that nothing reads ``near`` is the nearest that is read, if any."""

    name: str
    value: str
    read: bool
    near: str | None


@frozen
class Installation(Result):
    """What is installed, on what, and whether it computes what it should; ``packages``: None for a missing one."""

    machine: Machine
    packages: Mapping[str, str | None]
    extras: Mapping[str, Extra]
    caches: Mapping[str, Cache]
    variables: tuple[Setting, ...]
    selftest: SelfTest


def machine() -> Machine:
    """Return Python, system, threads and processor."""
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    return Machine(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count(),
        threads=available_threads(),
        processor=binding.get_host_cpu_name(),
        instructions=tuple(name for name in INSTRUCTIONS if features.get(name)),
    )


def packages() -> dict[str, str | None]:
    """Return the version of aksonsim and of every package it needs; None for one that is not there."""
    return {"aksonsim": version("aksonsim")} | {name: version(name) for name, extra in needed() if extra is None}


def extras() -> dict[str, Extra]:
    """Return for every optional extra which of its packages are there, and how to get the rest."""
    known: dict[str, dict[str, str | None]] = {}
    for name, extra in needed():
        if extra is not None and name != "aksonsim":
            known.setdefault(extra, {})[name] = version(name)
    return {
        extra: Extra(packages=found, there=all(found.values()), install=f"pip install 'aksonsim[{extra}]'")
        for extra, found in known.items()
    }


def needed() -> list[tuple[str, str | None]]:
    """Return every package that aksonsim asks for, with the extra that asks (None: always needed)."""
    out: list[tuple[str, str | None]] = []
    for line in requires("aksonsim") or ():
        name = re.match(r"[\w.-]+", line)
        extra = re.search(r"extra == ['\"]([\w-]+)['\"]", line)
        if name:
            out.append((name[0], extra[1] if extra else None))
    return out


def version(package: str) -> str | None:
    """Return the installed version of a package."""
    try:
        return installed(package)
    except PackageNotFoundError:
        return None


def caches() -> dict[str, Cache]:
    """Return the folders of quantile tables and compiled kernels."""
    kernels = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).parents[1] / "kernels" / "__pycache__")
    return {"tables": cache(default_folder()), "kernels": cache(kernels)}


def cache(path: Path) -> Cache:
    """Return what a cache folder holds, and whether it can be written."""
    files = [file.stat().st_size for file in path.rglob("*") if file.is_file()] if path.is_dir() else []
    home = next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())
    return Cache(
        folder=str(path),
        files=len(files),
        megabytes=round(sum(files) / 2**20, 1),
        writable=home.is_dir() and os.access(home, os.W_OK),
    )
