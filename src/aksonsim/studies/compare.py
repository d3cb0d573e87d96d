"""Scenarios of one file, simulated on common draws, as the columns of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aksonsim.analysis.scenario_columns import Column, suggestion
from aksonsim.api import plans
from aksonsim.doors import door
from aksonsim.engine.layout import layout
from aksonsim.engine.run import simulate_plans
from aksonsim.engine.variables import KEEP_LEVELS, Keep
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load_all, scenario_names
from aksonsim.machine import available_threads
from aksonsim.model.scenario import Scenario
from aksonsim.results import quantity as outputs

if TYPE_CHECKING:
    import xarray as xr

FEWEST = 100
"""Draws below which no interval of a difference means anything."""
KEPT = (
    "cost_total",
    "cost_programme",
    "cost_payer",
    "price_per_inhabitant",
    "tariff_per_inhabitant",
    "npv",
    "gate_outcome",
    "gate_month",
    "milestone_month",
    "milestone_reference",
    "adoption_share",
    "gp_adoption_share",
    "base_cost",
    "base_estimate",
)
"""What a comparison reads of a run; the rest of each run is let go, so that memory holds a few columns of each."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A scenario of a comparison: its unique name, its title's addition, and what it says."""

    name: str
    note: str
    scenario: Scenario


@door
def stated(
    file: Path, names: Sequence[str] | None, *, overlays: Sequence[str] = (), sets: Sequence[str] = ()
) -> list[Stated]:
    """Return the scenarios to compare: each by itself, and with each overlay on top as a scenario beside it.

    Parameters
    ----------
    file
        A scenario file.
    names
        Scenarios of it; None: all; empty: the base file.
    overlays
        YAML files of changes; scenario ``NAME`` with one of them is called ``NAME + FILE``, in full where two files of
        different folders have one name.
    sets
        Settings that go on top of all.

    Raises
    ------
    AksonsimError
        For a name the file does not have, with all that it has.
    ScenarioError
        For what does not hold in the file or in an overlay.
    """
    known = scenario_names(file)
    strangers = [name for name in names or () if name not in known]
    if strangers:
        raise AksonsimError(
            "\n".join(f"{file}: unknown scenario {name}; {suggestion(name, known)}" for name in strangers)
        )
    found = [Stated(s.name, "", s) for s in load_all(file, names, sets=sets)]
    out: list[Stated] = []
    each = tuple(dict.fromkeys(overlays))
    short = [Path(overlay).name for overlay in each]
    labels = short if len(set(short)) == len(each) else each
    layers = [
        (label, load_all(file, names, overlays=[overlay], sets=sets))
        for label, overlay in zip(labels, each, strict=True)
    ]
    for place, plain in enumerate(found):
        out.append(plain)
        out += [Stated(f"{plain.name} + {name}", f" + {name}", layer[place]) for name, layer in layers]
    return out


@door
def columns(
    compared: Sequence[Stated],
    *,
    draws: int,
    seed: int,
    output: str = "cost_total",
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Column]:
    """Simulate scenarios on common draws, one after another.

    Parameters
    ----------
    compared
        What `stated` returns.
    draws, seed
        Of plain Monte Carlo: paired intervals take independent draws.
    output
        What is asked about beside the usual (`aksonsim.results.quantity`).
    threads
        By default all cores; changes no bit.
    progress
        Told the draws done since its last call.

    Raises
    ------
    AksonsimError
        For fewer draws than an interval takes, and what `aksonsim.simulate` refuses.
    ScenarioError
        Where scenarios differ in start, horizon, currency or price year.
    """
    if not compared:
        raise AksonsimError("a comparison takes two scenarios or more, and none is given")
    if draws < FEWEST:
        raise AksonsimError(f"a comparison needs at least {FEWEST} draws, not {draws}")
    variable = outputs.parse(output)[0]
    made = plans([one.scenario for one in compared], draws=draws, seed=seed)
    layout(made)
    level: Keep = KEEP_LEVELS[max(KEEP_LEVELS.index("standard"), KEEP_LEVELS.index(variable.keep))]
    wanted = {*KEPT, variable.name}
    found = []
    for one, plan in zip(compared, made, strict=True):
        ds: xr.Dataset = simulate_plans(
            [plan],
            draws=draws,
            seed=seed,
            keep=level,
            threads=threads if threads is not None else available_threads(),
            progress=progress,
        )
        kept = ds[[name for name in ds.data_vars if name in wanted]]
        found.append(Column(one.name, kept, one.scenario.name, note=one.note))
    return found
