"""SALib on a store: its problem definition, and its own analysis of a morris or saltelli design as a second opinion."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from aksonsim.errors import AksonsimError, ResultError
from aksonsim.sweeps.spec import Manifest


def problem(manifest: Manifest) -> dict[str, Any]:
    """Return SALib's definition of the problem: every parameter from 0 to 1, the design's unit cube.

    Laws, logarithms and words are on our side of the cube, so no bound of theirs can misread them.
    """
    names = list(manifest["parameters"])
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def analyse(ds: xr.Dataset, manifest: Manifest, name: str) -> dict[str, dict[str, float]]:
    """Return SALib's indices of an output: ``mu, mu_star, sigma, mu_star_conf`` or ``S1, S1_conf, ST, ST_conf``.

    By parameter. Raises AksonsimError where SALib is not installed, ResultError where the design is another one or some
    point has no value.
    """
    kind = manifest["spec"]["design"]["kind"]
    if kind not in ("morris", "saltelli"):
        raise ResultError(f"SALib analyses morris and saltelli designs; this one is {kind}")
    try:
        from SALib.analyze import morris, sobol
    except ImportError:
        raise AksonsimError("SALib is not installed; pip install 'aksonsim[sensitivity]'") from None
    y = ds["value"].sel(output=name).values.astype(np.float64)
    if not np.isfinite(y).all():
        raise ResultError(f"some points have no value of {name}; finish the sweep with --resume")
    stated, keys = problem(manifest), ("mu", "mu_star", "sigma", "mu_star_conf")
    if kind == "morris":
        levels = manifest["spec"]["design"]["levels"]
        unit = (ds["unit"].values * levels - 0.5) / (levels - 1)
        found = morris.analyze(stated, unit, y, num_levels=levels, seed=1)
    else:
        keys = ("S1", "S1_conf", "ST", "ST_conf")
        found = sobol.analyze(stated, y, calc_second_order=False, seed=1)
    return {path: {key: float(found[key][i]) for key in keys} for i, path in enumerate(stated["names"])}
