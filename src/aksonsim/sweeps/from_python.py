"""A sweep of a scenario in memory, by one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import xarray as xr

from aksonsim.api import DRAWS
from aksonsim.arguments import kind, whole
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files.derive import valid, with_changes
from aksonsim.files.plain_data import as_read
from aksonsim.files.tree import Place
from aksonsim.model.scenario import Scenario
from aksonsim.sweeps.memory import MemoryStore
from aksonsim.sweeps.reading import LoadedSweep, loaded, validated
from aksonsim.sweeps.run import begin, begin_in_memory, run

OUTPUTS = ("cost_total.mean", "cost_total.p50", "cost_total.p85")
COUNTED = ("grid", "one_at_a_time")
"""Designs whose points are the levels of their parameters."""


@door
def sweep(
    scenario: Scenario,
    parameters: Mapping[str, Any],
    *,
    design: str | Mapping[str, Any] = "sobol",
    points: int = 64,
    outputs: Sequence[Any] = OUTPUTS,
    curves: Sequence[str] = (),
    store: str | PathLike[str] | None = None,
    client: Any = None,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Simulate a scenario at many points of its parameters, on common random numbers.

    Parameters
    ----------
    scenario
        What `load` returns, or `Scenario.changed`.
    parameters
        By path: ``(low, high)``, a list of values, or what a sweep file states (``{"estimate": {...}}``).
    design
        ``sobol``, ``lhs``, ``saltelli``, ``morris``, ``grid`` or ``one_at_a_time``, or what a sweep file states.
    points
        How many; a grid and one_at_a_time have their own number.
    outputs, curves
        ``"cost_total.p85"``, ``"gate[on_time]"``, ...; quantities whose whole S-curve is kept at each point.
    store
        A folder that ends in ``.zarr``, where each point is kept as soon as it is done; one that is there is gone on
        with. None: in memory.
    client
        A connected Dask client, on whose workers points are computed.
    draws, seed, threads, progress
        Draws and seed of each point; ``progress`` is called with the number of draws since its last call.

    Returns
    -------
    xarray.Dataset
        ``value`` [point, output], ``interval`` [point, output, bound] (95 %), the parameters along ``point``. `explore`
        takes it.

    Raises
    ------
    AksonsimError
        A parameter, design or output that makes no sense; ResultError where the store holds another sweep.

    Examples
    --------
    >>> import aksonsim
    >>> bridge = aksonsim.load("configs/minimal.yaml")
    >>> ds = aksonsim.sweep(bridge, {"costs[a].estimate.max": (6, 9)}, points=8, draws=200)
    >>> ds["value"].sel(output="cost_total.p85").shape
    (8,)
    """
    found = _loaded(scenario, parameters, design, points, outputs, curves, {"draws": draws, "seed": seed})
    if store is None:
        session = begin_in_memory(found)
    else:
        place = Path(store)
        session = begin(found, place, resume=place.exists())

    def advance(done: int) -> None:
        if progress is not None:
            progress(done * found.sweep.draws)

    run(session, workers=1, client=client, threads=threads, progress=advance)
    if isinstance(session.store, MemoryStore):
        return session.store.dataset()
    from aksonsim.sweeps.store import read

    return read(session.store.path)[0]


def _loaded(
    scenario: Scenario,
    parameters: Mapping[str, Any],
    design: str | Mapping[str, Any],
    points: int,
    outputs: Sequence[Any],
    curves: Sequence[str],
    drawn: Mapping[str, int],
) -> LoadedSweep:
    """Return the sweep that arguments state, validated as a file is."""
    base = valid(scenario)
    if isinstance(design, str):
        design = {"kind": design} if design in COUNTED else {"kind": design, "points": whole(points, "points", 1)}
    stated = {
        "schema": 1,
        "title": base.title,
        **({"title_nb": base.title_nb} if base.title_nb else {}),
        "base": base.name,
        "parameters": {path: _parameter(value) for path, value in parameters.items()},
        "design": design,
        "outputs": list(outputs),
        "curves": list(curves),
        **drawn,
    }
    root = as_read(stated, Place("sweep"))
    return loaded(validated(root), root, base, lambda override: with_changes(base, [override])[1])


def _parameter(value: Any) -> Any:
    """Return a parameter as a sweep file states it: a pair of ends, or a list of values."""
    if isinstance(value, tuple) and len(value) == 2:
        return {"range": list(value)}
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise AksonsimError(f"a parameter is (low, high), a list of values or a mapping, not {kind(value)}")
    return {"values": list(value)}
