"""``aksonsim doctor``: what this installation is, and whether it computes what it should."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from aksonsim.cli import options
from aksonsim.cli.streams import say_json

INSTRUCTIONS = ("avx512f", "avx2", "fma", "neon", "sve")
"""Instruction sets worth naming, as far as the processor has them."""
Json = dict[str, Any]


@click.command("doctor")
@options.threaded
@options.as_json
@click.pass_context
def command(ctx: click.Context, threads: int | None, as_json: bool) -> None:
    """Look over this installation, and run a self-test of about a second; exits with 1 where it fails.

    Versions, processor, cache folders, optional extras and how to get them, variables that are set. Nothing is changed.

    \b
    aksonsim doctor
    aksonsim doctor --json
    """
    import sys

    from aksonsim.studies.selftest import selftest

    found: Json = {
        "machine": machine(),
        "packages": packages(),
        "extras": extras(),
        "caches": caches(),
        "variables": known_variables(),
        "selftest": selftest(threads),
    }
    if as_json:
        say_json(found)
    else:
        from aksonsim.cli.doctor_tables import print_doctor

        print_doctor(found, sys.stdout)
    ctx.exit(0 if found["selftest"]["holds"] else 1)


def machine() -> Json:
    """Return Python, system, threads and processor."""
    import platform

    from llvmlite import binding

    from aksonsim.machine import available_threads

    features = binding.get_host_cpu_features()
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "threads": available_threads(),
        "processor": binding.get_host_cpu_name(),
        "instructions": [name for name in INSTRUCTIONS if features.get(name)],
    }


def packages() -> dict[str, str | None]:
    """Return the version of aksonsim and of every package it needs; None for one that is not there."""
    return {"aksonsim": version("aksonsim")} | {name: version(name) for name, extra in needed() if extra is None}


def extras() -> dict[str, Json]:
    """Return for every optional extra which of its packages are there, and how to get the rest."""
    found: dict[str, Json] = {}
    for name, extra in needed():
        if extra is not None and name != "aksonsim":
            found.setdefault(extra, {"packages": {}})["packages"][name] = version(name)
    for extra, told in found.items():
        told["there"] = all(told["packages"].values())
        told["install"] = f"pip install 'aksonsim[{extra}]'"
    return found


def needed() -> list[tuple[str, str | None]]:
    """Return every package that aksonsim asks for, with the extra that asks (None: always needed)."""
    import re
    from importlib.metadata import requires

    out: list[tuple[str, str | None]] = []
    for line in requires("aksonsim") or ():
        name = re.match(r"[\w.-]+", line)
        extra = re.search(r"extra == ['\"]([\w-]+)['\"]", line)
        if name:
            out.append((name[0], extra[1] if extra else None))
    return out


def version(package: str) -> str | None:
    """Return the installed version of a package."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed(package)
    except PackageNotFoundError:
        return None


def caches() -> dict[str, Json]:
    """Return the folders of quantile tables and compiled kernels, their size (MB), and whether they can be written."""
    import aksonsim
    from aksonsim.files.tablecache import default_folder

    kernels = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(aksonsim.__file__).parent / "kernels" / "__pycache__")
    return {"tables": folder(default_folder()), "kernels": folder(kernels)}


def folder(path: Path) -> Json:
    """Return what a cache folder holds; one that is not there yet is writable where its nearest parent is."""
    files = [file.stat().st_size for file in path.rglob("*") if file.is_file()] if path.is_dir() else []
    home = next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())
    return {
        "folder": str(path),
        "files": len(files),
        "megabytes": round(sum(files) / 2**20, 1),
        "writable": home.is_dir() and os.access(home, os.W_OK),
    }


def known_variables() -> list[Json]:
    """Return the ``AKSONSIM_`` variables that are set, and for one that nothing reads the nearest that is read."""
    import difflib

    from aksonsim.cli import COMMANDS, group
    from aksonsim.cli.wrapped import PREFIX, variables

    known = {f"{PREFIX}_CACHE"}
    with click.Context(group) as ctx:
        for name in COMMANDS:
            one = group.get_command(ctx, name)
            for param in one.params if one else ():
                if isinstance(param, click.Option):
                    known.update(variables(param, name))
    out: list[Json] = []
    for name in sorted(os.environ):
        if name.startswith(f"{PREFIX}_"):
            near = difflib.get_close_matches(name, sorted(known), n=1)
            read = name in known
            out.append(
                {"name": name, "value": os.environ[name], "read": read, "near": near[0] if near and not read else None}
            )
    return out
