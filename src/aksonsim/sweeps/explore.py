"""What a sweep says: response curves, effects, when things go wrong, how sure a percentile is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.analysis.band import band, how_sure
from aksonsim.analysis.effects import NoEffects
from aksonsim.doors import door
from aksonsim.errors import ResultError
from aksonsim.language.text import Title, Words, _, ngettext
from aksonsim.results import percentiles as pc
from aksonsim.results.access import pick, require_result, title
from aksonsim.sweeps.cases import (
    Axis,
    Target,
    asked_output,
    axes_of_store,
    cases_of_run,
    condition,
    most_telling,
    named,
    target_of_store,
    titled,
)
from aksonsim.sweeps.discover import discovery, remarks
from aksonsim.sweeps.explored import (
    CurveBand,
    Effects,
    Exploration,
    ExploredOutput,
    HeatAxis,
    HeatMap,
    Refused,
    RunExploration,
)
from aksonsim.sweeps.job import PROBABILITIES
from aksonsim.sweeps.layout import REFUSAL
from aksonsim.sweeps.matters import curve, effects, finite_rows
from aksonsim.sweeps.refusals import TOLD, by_reason
from aksonsim.sweeps.spec import Manifest

Array = npt.NDArray[np.float64]

SPREAD_OUT = ("grid", "lhs", "sobol")
"""Designs whose points fill the space, so that regions of it mean something."""


@door
def explore(
    found: xr.Dataset | str | PathLike[str],
    of: str | None = None,
    when: str | None = None,
    *,
    scenario: str | None = None,
    salib: bool = False,
) -> Exploration | RunExploration:
    """Ask a sweep everything it can answer about one output, or a run which of its inputs go with an outcome.

    Parameters
    ----------
    found
        What `sweep` returns, the store of a sweep, or a result with ``keep="inputs"``; or the path of either.
    of
        The output, by default that of ``when``, else the first. Of a run: a quantity without statistic, by default
        whether the gate is passed in time.
    when
        Which cases are of interest: ``"gate.on_time < 0.5"``, ``"cost_total.p85 > p75"``.
    scenario
        Of a run: which scenario, by default the first.
    salib
        Also what SALib makes of a morris or saltelli design.

    Raises
    ------
    AksonsimError
        For an output or condition that makes no sense, and where fewer than two points have a value.

    Examples
    --------
    >>> import aksonsim
    >>> bridge = aksonsim.load("configs/minimal.yaml")
    >>> ds = aksonsim.sweep(bridge, {"costs[a].estimate.max": [6, 7, 8, 9]}, design="grid", draws=200)
    >>> found = aksonsim.explore(ds, "cost_total.p85")
    >>> found.effects.rows[0].name
    'costs[a].estimate.max'
    """
    ds = found if isinstance(found, xr.Dataset) else _read(Path(found))
    if "manifest" not in ds.attrs:
        require_result(ds)
        return _explore_run(ds, of, when, scenario)
    return _explore_sweep(ds, _manifest(ds), of, when, salib)


def _manifest(ds: xr.Dataset) -> Manifest:
    """Return the manifest that a Dataset of a sweep carries; ResultError where it was taken apart by hand."""
    try:
        found = json.loads(str(ds.attrs["manifest"]))
        whole = ds.sizes["point"] == found["points"] and {"value", "interval", "unit", REFUSAL} <= set(ds.variables)
    except (ValueError, TypeError, KeyError):
        whole = False
    if not whole:
        raise ResultError("this is not what sweep returned: its points, variables or manifest are not all there")
    return dict(found)


def _read(path: Path) -> xr.Dataset:
    from aksonsim.files import netcdf
    from aksonsim.files.kinds import is_result
    from aksonsim.sweeps import store

    return netcdf.read(path) if is_result(path) else store.read(path)[0]


def _explore_sweep(ds: xr.Dataset, manifest: Manifest, of: str | None, when: str | None, salib: bool) -> Exploration:
    outputs = list(manifest["outputs"])
    name = named(of, outputs)
    target, has = target_of_store(ds, manifest, name)
    axes = axes_of_store(ds, manifest, has)
    design, points = manifest["spec"]["design"], manifest["points"]
    missing = points - target.values.size
    refused = by_reason({point: str(why) for point, why in enumerate(ds[REFUSAL].values) if why})
    not_done = missing - sum(len(of_it) for why, of_it in refused)
    notes = _lacking(name, points, not_done, refused)
    matters: Effects | None = None
    try:
        matters = effects(ds["unit"].values[has], target, axes, design, bool(missing))
    except NoEffects as error:
        notes.append(_("no effects: {why}", why=error.why))
    found = None
    if design["kind"] in SPREAD_OUT:
        looked_at, there = target_of_store(ds, manifest, named(asked_output(when) or name, outputs))
        found = discovery(axes_of_store(ds, manifest, there), looked_at, condition(when, looked_at))
        notes += remarks(found)
    heat = None
    if design["kind"] == "grid" and len(axes) > 1 and not not_done:
        every = axes_of_store(ds, manifest, np.ones(points, dtype=bool))
        heat = _heat(every, np.where(has, ds["value"].sel(output=name).values, np.nan), matters)
    return Exploration(
        title=titled(manifest["title"]),
        digest=manifest["digest"],
        aksonsim_version=manifest["aksonsim_version"],
        points=points,
        done=target.values.size,
        refused=tuple(Refused(why=why, points=len(of_it)) for why, of_it in refused),
        design=design["kind"],
        draws=manifest["spec"]["draws"],
        seed=manifest["spec"]["seed"],
        scenario=manifest["scenario"].get("name", "baseline"),
        money={key: manifest[key] for key in money.KEYS},
        of=_about(target),
        parameters={axis.name: axis.title for axis in axes},
        noise=_noise(target),
        curves={axis.name: curve(axis, target, design["kind"], axes) for axis in axes},
        effects=matters,
        discovery=found,
        heat=heat,
        how_sure=how_sure(target.values, finite_rows(target)) if manifest["curves"] else None,
        bands={name: _band(ds, name, told) for name, told in manifest["curves"].items()},
        probability=tuple(ds["probability"].values.tolist()) if manifest["curves"] else (),
        notes=tuple(notes),
        **(_salib(ds, manifest, name) if salib else {}),
    )


def _salib(ds: xr.Dataset, manifest: Manifest, name: str) -> dict[str, Any]:
    from aksonsim.sweeps.salib import analyse, problem

    return {"problem": problem(manifest), "salib": analyse(ds, manifest, name)}


def _lacking(name: str, points: int, not_done: int, refused: Sequence[tuple[str, list[int]]]) -> list[Words]:
    """Return why points have no value."""
    notes: list[Words] = []
    if not_done:
        notes.append(
            ngettext(
                "{count} of {points} points has no value of {name}: not done, or not defined there",
                "{count} of {points} points have no value of {name}: not done, or not defined there",
                not_done,
                points=points,
                name=name,
            )
        )
    for why, of_it in refused[:TOLD]:
        notes.append(
            ngettext(
                "{count} of {points} points could not be simulated and is missing: {why}",
                "{count} of {points} points could not be simulated and are missing: {why}",
                len(of_it),
                points=points,
                why=why,
            )
        )
    return notes


def _explore_run(ds: xr.Dataset, of: str | None, when: str | None, scenario: str | None) -> RunExploration:
    axes, target = cases_of_run(ds, scenario, of or asked_output(when))
    chosen = condition(when, target)
    cases = chosen.mask(target.values)
    if cases.any() and not cases.all():
        axes = most_telling(axes, cases)
    found, name = discovery(axes, target, chosen), pick(ds, scenario)
    return RunExploration(
        heading=str(ds.attrs["title"]),
        digest=str(ds.attrs["digest"]),
        aksonsim_version=str(ds.attrs["aksonsim_version"]),
        seed=str(ds.attrs["seed"]),
        money=money.attributes_of(ds.attrs),
        title=Title(title(ds, "scenario", name), title(ds, "scenario", name, "nb")),
        draws=int(ds.sizes["draw"]),
        of=_about(target),
        discovery=found,
        notes=tuple(remarks(found)),
    )


def _about(target: Target) -> ExploredOutput:
    return ExploredOutput(
        name=target.name,
        title=target.title,
        units=target.units,
        condition=target.condition,
        least=float(target.values.min()),
        most=float(target.values.max()),
    )


def _noise(target: Target) -> float | None:
    """Return how much of the variance over points the Monte Carlo error of each would explain, were it independent."""
    variance = float(target.values.var())
    if variance == 0:
        return None
    half = 0.5 * np.ptp(finite_rows(target), axis=1)
    return float(np.square(half / pc.standard_score()).mean()) / variance


def _band(ds: xr.Dataset, name: str, told: Manifest) -> CurveBand:
    curves: Array = ds["curve"].sel(curve_name=name).values.astype(np.float64)
    kept = curves[np.isfinite(curves).all(axis=1)]
    if kept.shape[0] < 2:
        raise ResultError(f"fewer than two points of the sweep have an S-curve of {name}")
    p85 = kept[:, int(np.argmin(np.abs(PROBABILITIES - 0.85)))]
    about = {"units": told["units"], "title": titled(told["title"]), "condition": told["condition"]}
    return CurveBand(**about, quantiles=band(kept), p85=how_sure(p85))


def _heat(axes: Sequence[Axis], values: Array, found: Effects | None) -> HeatMap:
    """Return the mean output over the levels of the two parameters that matter most, whatever the others are.

    A pair of levels at which some point is missing has none.
    """
    names = [row.name for row in found.rows] if found else [axis.name for axis in axes]
    across, up = sorted(names[:2], key=[axis.name for axis in axes].index)
    x, y = (next(axis for axis in axes if axis.name == name) for name in (across, up))
    columns, rows = np.unique(x.x), np.unique(y.x)

    def along(axis: Axis, places: Array) -> HeatAxis:
        return HeatAxis(name=axis.name, title=axis.title, at=tuple(axis.at(place) for place in places))

    cells = np.array([[values[(x.x == c) & (y.x == r)].mean() for c in columns] for r in rows])
    return HeatMap(x=along(x, columns), y=along(y, rows), values=cells, others=len(axes) - 2)
