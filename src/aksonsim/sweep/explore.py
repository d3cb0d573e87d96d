"""What a sweep says: response curves, effects, when things go wrong, how sure a percentile is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim import money
from aksonsim.analysis import effects as anova
from aksonsim.analysis.band import band, how_sure
from aksonsim.analysis.indices import sobol_indices
from aksonsim.errors import ResultError
from aksonsim.results import percentiles as pc
from aksonsim.results.access import finite, pick, title
from aksonsim.sweep.cases import (
    Axis,
    Target,
    asked_output,
    axes_of_store,
    cases_of_run,
    condition,
    most_telling,
    named,
    target_of_store,
)
from aksonsim.sweep.discover import discovery
from aksonsim.sweep.job import PROBABILITIES
from aksonsim.sweep.layout import REFUSAL
from aksonsim.sweep.refusals import TOLD, by_reason

Array = npt.NDArray[np.float64]
Json = dict[str, Any]

SPREAD_OUT = ("grid", "lhs", "sobol")
"""Designs whose points fill the space, so that boxes in it mean something."""


def explore(ds: xr.Dataset, manifest: Json, of: str | None = None, when: str | None = None) -> Json:
    """Ask a sweep's store everything it can answer about one output.

    Parameters
    ----------
    ds, manifest
        What `aksonsim.sweep.store.read` returns.
    of
        The output, by default that of ``when``, else the first.
    when
        Which points are of interest: see `aksonsim.sweep.cases.condition`.

    Returns
    -------
    dict
        ``of`` (name, title, units, condition), ``points, done, design``; ``curves`` by parameter, ``effects``
        (``method`` grid, polynomial, morris or saltelli), ``discovery`` (``when, cases, boxes, leaves, regional``),
        ``how_sure`` and ``bands`` where curves were kept; ``notes``: sentences on what could not be answered.

    Raises
    ------
    AksonsimError
        For an output or condition that makes no sense, and where fewer than two points have a value.
    """
    outputs = list(manifest["outputs"])
    name = named(of, outputs)
    target, has = target_of_store(ds, manifest, name)
    axes = axes_of_store(ds, manifest, has)
    design = manifest["spec"]["design"]
    notes: list[str] = []
    missing = manifest["points"] - target.values.size
    refused = {point: str(why) for point, why in enumerate(ds[REFUSAL].values) if why}
    if others := missing - len(refused):
        notes.append(f"{others} of {manifest['points']} points have no value of {name}: not done, or not defined there")
    notes += [
        f"{len(points)} of {manifest['points']} points could not be simulated and are missing: {why}"
        for why, points in by_reason(refused)[:TOLD]
    ]
    found: Json = {
        "title": manifest["title"]["en"],
        "titles": manifest["title"],
        **{key: manifest[key] for key in ("digest", "aksonsim_version", "points")},
        "done": target.values.size,
        "refused": [{"why": why, "points": len(points)} for why, points in by_reason(refused)],
        "design": design["kind"],
        "draws": manifest["spec"]["draws"],
        "seed": manifest["spec"]["seed"],
        "scenario": manifest["scenario"].get("name", "baseline"),
        **{key: manifest[key] for key in money.KEYS},
        "of": _about(target),
        "parameters": {axis.name: axis.title for axis in axes},
        "noise": _noise(target),
        "curves": {axis.name: _curve(axis, target, design["kind"], axes) for axis in axes},
    }
    try:
        found["effects"] = _effects(ds["unit"].values[has], target, axes, design, bool(missing))
    except ValueError as error:
        notes.append(f"no effects: {error}")
    if design["kind"] in SPREAD_OUT:
        chosen = named(asked_output(when) or name, outputs)
        looked_at, there = target_of_store(ds, manifest, chosen)
        found["discovery"] = discovery(axes_of_store(ds, manifest, there), looked_at, condition(when, looked_at), notes)
    if design["kind"] == "grid" and len(axes) > 1 and missing == len(refused):
        every = axes_of_store(ds, manifest, np.ones(manifest["points"], dtype=bool))
        found["heat"] = _heat(every, np.where(has, ds["value"].sel(output=name).values, np.nan), found.get("effects"))
    if manifest["curves"]:
        found["how_sure"] = how_sure(target.values, _finite_rows(target))
        found["bands"] = {
            curve: {
                **{key: manifest["curves"][curve][key] for key in ("units", "title", "condition")},
                "quantiles": band(_curves(ds, curve)).tolist(),
                "p85": _p85(_curves(ds, curve)),
            }
            for curve in manifest["curves"]
        }
        found["probability"] = ds["probability"].values.tolist()
    cleaned = finite(found | {"notes": notes})
    assert isinstance(cleaned, dict)
    return cleaned


def explore_run(ds: xr.Dataset, of: str | None = None, when: str | None = None, scenario: str | None = None) -> Json:
    """Ask the draws of one run which values of its inputs go with cases of interest (a run with ``--keep inputs``).

    ``of`` a quantity without statistic, by default whether the gate is passed in time. Returns ``of``, ``draws``, and
    ``discovery`` as `explore` does. Raises AksonsimError as there.
    """
    axes, target = cases_of_run(ds, scenario, of or asked_output(when))
    chosen = condition(when, target)
    notes: list[str] = []
    cases = chosen.mask(target.values)
    if cases.any() and not cases.all():
        axes = most_telling(axes, cases)
    found = {
        **{key: str(ds.attrs[key]) for key in ("title", "digest", "aksonsim_version", "seed")},
        **money.attributes_of(ds.attrs),
        "titles": {lang: title(ds, "scenario", pick(ds, scenario), lang) for lang in ("en", "nb")},
        "draws": int(ds.sizes["draw"]),
        "of": _about(target),
        "discovery": discovery(axes, target, chosen, notes),
        "notes": notes,
    }
    cleaned = finite(found)
    assert isinstance(cleaned, dict)
    return cleaned


def _about(target: Target) -> Json:
    return {
        "name": target.name,
        "title": target.title,
        "units": target.units,
        "condition": target.condition,
        "least": float(target.values.min()),
        "most": float(target.values.max()),
    }


def _noise(target: Target) -> float | None:
    """Return how much of the variance over points the Monte Carlo error of each would explain, were it independent."""
    variance = float(target.values.var())
    if variance == 0:
        return None
    half = 0.5 * np.ptp(_finite_rows(target), axis=1)
    return float(np.square(half / pc.standard_score()).mean()) / variance


def _finite_rows(target: Target) -> Array:
    """Return the Monte Carlo intervals; a bound that too few draws could not give stands at the value."""
    assert target.intervals is not None
    found: Array = np.where(np.isfinite(target.intervals), target.intervals, target.values[:, None])
    return found


def _curves(ds: xr.Dataset, name: str) -> Array:
    curves: Array = ds["curve"].sel(curve_name=name).values.astype(np.float64)
    kept = curves[np.isfinite(curves).all(axis=1)]
    if kept.shape[0] < 2:
        raise ResultError(f"fewer than two points of the sweep have an S-curve of {name}")
    return kept


def _p85(curves: Array) -> Json:
    """Return how sure the P85 of S-curves is, its Monte Carlo error inside a point left out."""
    column = curves[:, int(np.argmin(np.abs(PROBABILITIES - 0.85)))]
    return {key: value for key, value in how_sure(column, column[:, None].repeat(2, 1)).items() if key != "inner_half"}


def _curve(axis: Axis, target: Target, kind: str, axes: Sequence[Axis]) -> list[Json]:
    """Return a response curve.

    Where the design chooses the levels of all parameters together the mean over points is exact but for their Monte
    Carlo error (at most the mean of theirs: they share their draws); elsewhere it has that of the points.
    """
    x, y = axis.x, target.values
    half = 0.5 * np.ptp(_finite_rows(target), axis=1)
    if kind == "one_at_a_time":
        others = np.column_stack([other.x for other in axes if other is not axis] or [np.zeros_like(x)])
        alone = np.all(others == others[0], axis=1)
        x, y, half = x[alone], y[alone], half[alone]
    steps, inner = anova.curve(x, y), anova.curve(x, half)
    chosen = kind in ("grid", "one_at_a_time")
    return [
        {
            "at": axis.at(step.at),
            "mean": step.mean,
            "ci": [step.mean - error.mean, step.mean + error.mean] if chosen else list(step.interval),
            "points": step.points,
        }
        for step, error in zip(steps, inner, strict=True)
    ]


def _heat(axes: Sequence[Axis], values: Array, effects: Json | None) -> Json:
    """Return the mean output over the levels of the two parameters that matter most, whatever the others are.

    A pair of levels at which some point is missing has none.
    """
    names = [row["name"] for row in effects["rows"]] if effects else [axis.name for axis in axes]
    across, up = sorted(names[:2], key=[axis.name for axis in axes].index)
    x, y = (next(axis for axis in axes if axis.name == name) for name in (across, up))
    columns, rows = np.unique(x.x), np.unique(y.x)
    cells = [[float(values[(x.x == c) & (y.x == r)].mean()) for c in columns] for r in rows]
    return {
        "x": {"name": x.name, "title": x.title, "at": [x.at(c) for c in columns]},
        "y": {"name": y.name, "title": y.title, "at": [y.at(r) for r in rows]},
        "values": cells,
        "others": len(axes) - 2,
    }


def _effects(unit: Array, target: Target, axes: Sequence[Axis], design: Json, missing: bool) -> Json | None:
    """Return main effects and interactions as the design allows; ValueError with the reason where it does not."""
    kind, y = design["kind"], target.values
    if kind == "one_at_a_time":
        return None
    if missing and kind not in ("lhs", "sobol"):
        raise ValueError(f"a {kind} design needs all its points")
    if kind == "morris":
        levels = design["levels"]
        walked = anova.morris((unit * levels - 0.5) / (levels - 1), y)
        rows = [
            {"name": a.name, "title": a.title, "mean": e.mean, "mean_half": e.mean_half}
            | {"size": e.size, "size_half": e.size_half, "sd": e.sd}
            for a, e in zip(axes, walked, strict=True)
        ]
        return {"method": "morris", "rows": sorted(rows, key=lambda row: -row["size"])}
    if kind == "saltelli":
        return _saltelli(y, axes)
    if kind == "grid":
        levels_of = np.column_stack([np.unique(column, return_inverse=True)[1] for column in unit.T])
        found = anova.factorial(levels_of, y)
    else:
        found = anova.polynomial(unit, y)
    rows = [
        {"name": axis.name, "title": axis.title, "share": float(found.main[i])}
        | ({} if found.half is None else {"share_half": float(found.half[i])})
        for i, axis in enumerate(axes)
    ]
    pairs = [
        {"between": [axes[i].name, axes[j].name], "titles": [axes[i].title, axes[j].title], "share": share}
        | ({} if found.pairs_half is None else {"share_half": found.pairs_half[i, j]})
        for (i, j), share in found.pairs.items()
    ]
    return {
        "method": "grid" if kind == "grid" else "polynomial",
        "rows": sorted(rows, key=lambda row: -row["share"]),
        "pairs": sorted(pairs, key=lambda row: -row["share"]),
        "residual": found.residual,
        "residual_half": found.residual_half,
        "sd": found.variance**0.5,
    }


def _saltelli(y: Array, axes: Sequence[Axis]) -> Json:
    blocks = y.reshape(-1, len(axes) + 2)
    found = sobol_indices(blocks[:, 0], blocks[:, -1], np.ascontiguousarray(blocks[:, 1:-1].T))
    rows = [
        {
            "name": axis.name,
            "title": axis.title,
            "first": float(found.first[i]),
            "first_half": float(found.first_half[i]),
            "total": float(found.total[i]),
            "total_half": float(found.total_half[i]),
        }
        for i, axis in enumerate(axes)
    ]
    return {
        "method": "saltelli",
        "rows": sorted(rows, key=lambda row: -float(str(row["total"]))),
        "sd": found.variance**0.5,
    }
