"""Break results on purpose: attributes, variables, dimensions, links, sizes that nobody can hold, the bytes."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import hostile_netcdf as hostile
import numpy as np
from mutate_yaml import WEIRD, flip

ARRAYS: tuple[Any, ...] = (
    0, -1, 2**40, 1.5, float("nan"), float("inf"), b"\xff\xfe", "", "x", "{}", "[]", "null", "[[]]", '{"a": 1}',
    "a" * 60_000,
    [1, 2, 3], [], [1.5, float("nan")], ["a", "b"], True, "NaN", "1e999", 10**15,
)  # fmt: skip


def _edited(raw: bytes, edit: Callable[[h5py.File], None]) -> bytes:
    held = io.BytesIO(raw)
    try:
        with h5py.File(held, "r+") as file:
            edit(file)
    except (TypeError, ValueError, OSError, KeyError, RuntimeError):  # a change that HDF5 itself refuses
        return raw[:-1]
    return held.getvalue()


def _set(holder: Any, name: str, value: Any) -> None:
    if isinstance(value, list) and not value:
        value = h5py.Empty("f8")
    holder.attrs[name] = value


def attributes(raw: bytes, rng: random.Random) -> bytes:
    """Change, take away or add attributes of the file or of a variable."""

    def edit(file: h5py.File) -> None:
        for _ in range(rng.choice((1, 1, 3))):
            holder = file if rng.random() < 0.6 else file[rng.choice(sorted(file))]
            name = rng.choice(sorted(holder.attrs) or ["x"])
            kind = rng.randrange(5)
            if kind == 0:
                holder.attrs.pop(name, None)
            elif kind == 1:
                _set(holder, name, rng.choice(ARRAYS))
            elif kind == 2:
                value = str(rng.choice(WEIRD))[:50_000].replace("\0", "")
                _set(holder, name, value)
            elif kind == 3 and isinstance(held := holder.attrs.get(name), (str, bytes)):
                text = held if isinstance(held, str) else held.decode("utf-8", "replace")
                _set(holder, name, flip(text.encode(), rng).replace(b"\0", b"").decode("utf-8", "replace")[:60_000])
            else:
                _set(holder, rng.choice(("_FillValue", "scale_factor", "add_offset", "units", "calendar", "coordinates",
                     "flag_values", "dtype", "missing_value", "_Unsigned", "DIMENSION_LIST", "CLASS", "NAME")),
                     rng.choice(ARRAYS))  # fmt: skip

    return _edited(raw, edit)


def variables(raw: bytes, rng: random.Random) -> bytes:
    """Change, take away, retype or reshape variables."""

    def edit(file: h5py.File) -> None:
        for _ in range(rng.choice((1, 1, 3))):
            name, other = rng.choice(sorted(file)), rng.choice(sorted(file))
            kind = rng.randrange(10)
            held = file[name]
            if kind == 0:
                del file[name]
            elif kind == 1:
                file.move(name, rng.choice((other + "_", "x", "draw ", "cost_total", "scenario", "ø")))
            elif kind == 2 and held.dtype.kind in "fiu" and held.shape:
                values = held[...]
                values.flat[rng.randrange(max(1, values.size))] = rng.choice(
                    (0, 1, 127, -1 if held.dtype.kind != "u" else 1)
                )
                held[...] = values
            elif kind == 3 and held.dtype.kind == "f":
                held[...] = rng.choice((np.nan, np.inf, -np.inf, 0.0, 1e300, -1e300))
            elif kind == 4:
                del file[name]
                file[name] = np.zeros(
                    rng.choice(((), (0,), (1,), (3, 3), (2, 2, 2, 2))), rng.choice(("f8", "i1", "S3", "u8"))
                )
            elif kind == 5:
                del file[name]
                file.create_group(name)
            elif kind == 6:
                link = rng.choice((h5py.SoftLink(f"/{name}"), h5py.SoftLink("/"),
                                   h5py.ExternalLink("/etc/passwd", "/x"),
                                   h5py.SoftLink("/none")))  # fmt: skip
                del file[name]
                file[name] = link
            elif kind == 7:
                del file[name]
                size = rng.choice((2**33, 2**40, 2**62))
                file.create_dataset(name, shape=(1, size), dtype="f8", chunks=(1, 1024))
            elif kind == 8:
                del file[name]
                file[name] = file[other]
            else:
                file.copy(other, rng.choice(("extra", "input", "driver", "event_occurred", "npv", "gate_outcome")))

    return _edited(raw, edit)


def elsewhere(raw: bytes, rng: random.Random) -> bytes:
    """Let a variable keep its numbers in a file of this machine, or run them through filters."""

    def edit(file: h5py.File) -> None:
        name = rng.choice([name for name in sorted(file) if file[name].dtype.kind in "fiu"])
        outside = rng.choice(("/etc/passwd", "/dev/zero", "/dev/stdin", "/nowhere", "."))
        kind = rng.randrange(3)
        if kind == 0:
            hostile.external(name, outside)(file, Path("/"))
        elif kind == 1:
            hostile.virtual(name, outside)(file, Path("/"))
        else:
            hostile.filtered(*rng.choices((1, 2, 3, 4, 6, 305, 32001, 32015), k=rng.choice((1, 2, 3))))(file, Path("/"))

    return _edited(raw, edit)


def crafted(raw: bytes, folder: Path) -> dict[str, bytes]:
    """Return the results that somebody would make in order to harm; what they need beside them is in ``folder``."""

    def large(file: h5py.File) -> None:
        for name in list(file):
            if file[name].dtype.kind == "f" and file[name].ndim == 2:
                del file[name]
                file.create_dataset(name, shape=(3, 2**40), dtype="f8", chunks=(1, 4096), compression="gzip")

    def with_draws(draws: Any) -> Callable[[h5py.File], None]:
        def edit(file: h5py.File) -> None:
            file.attrs["draws"] = draws

        return edit

    def deep(file: h5py.File) -> None:
        group = file
        for _ in range(2000):
            group = group.create_group("a")

    def round_trip(file: h5py.File) -> None:
        file.create_group("loop")["loop"] = h5py.SoftLink("/loop")
        file["hard"] = file["/"]

    out = {
        f"draws {draws}": _edited(raw, with_draws(draws)) for draws in (0, -1, 10**12, 2**62, 1.5, "many", float("nan"))
    }
    out |= {"large": _edited(raw, large), "deep": _edited(raw, deep), "loop": _edited(raw, round_trip)}
    for name, (edit, _) in (hostile.ELSEWHERE | hostile.UNLIKELY).items():
        (beside := folder / name.replace(" ", "-")).mkdir(parents=True)
        out[name] = hostile.made(raw, edit, beside)
    out["one text many times"] = hostile.one_text_many_times(raw, folder)
    return out | {
        "empty": b"", "text": b"hello", "signature": raw[:8], "half": raw[: len(raw) // 2], "zeros": b"\0" * len(raw),
        "netcdf 3": b"CDF\x01" + b"\0" * 1000, "zip": b"PK\x03\x04" + raw[4:], "scenario": b"schema: 1\n",
    }  # fmt: skip
