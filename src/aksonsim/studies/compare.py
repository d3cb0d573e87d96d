"""Scenarios set side by side: simulated on common draws, or read from results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksonsim.analysis import comparison
from aksonsim.analysis.comparison import Comparison
from aksonsim.analysis.scenario_columns import Column, from_results, suggestion
from aksonsim.api import DRAWS, plans
from aksonsim.doors import door
from aksonsim.engine.layout import layout
from aksonsim.engine.variables import KEEP_LEVELS, Keep
from aksonsim.engine.variants import Variants
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load_all, scenario_names
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import require_result
from aksonsim.results.quantity import Quantity
from aksonsim.studies.mitigations import mitigations

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
class Variant:
    """A scenario under a name of its own, and what is added to its title."""

    scenario: Scenario
    name: str
    note: str = ""


@door
def variants(
    file: Path, names: Sequence[str] | None, *, overlays: Sequence[str] = (), sets: Sequence[str] = ()
) -> list[Variant]:
    """Return scenarios of a file: each by itself, and with each overlay on top as a variant beside it.

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
    each = tuple(dict.fromkeys(overlays))
    short = [Path(overlay).name for overlay in each]
    labels = short if len(set(short)) == len(each) else each
    layers = [
        (label, load_all(file, names, overlays=[overlay], sets=sets))
        for label, overlay in zip(labels, each, strict=True)
    ]
    found: list[Variant] = []
    for place, plain in enumerate(load_all(file, names, sets=sets)):
        found.append(Variant(plain, plain.name))
        found += [Variant(layer[place], f"{plain.name} + {label}", f" + {label}") for label, layer in layers]
    return found


@door
def compare(
    scenarios: Sequence[Scenario | Variant],
    *,
    base: str | None = None,
    of: str = "cost_total",
    choices: Sequence[str] = (),
    frame: float | None = None,
    live: float = 0.85,
    year: int = 2030,
    mitigated: bool = False,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Set scenarios side by side on common draws.

    Parameters
    ----------
    scenarios
        Two or more, with different names, one start, horizon, currency and price year.
    base, of, choices, frame, live, year
        As `aksonsim.analysis.comparison.compare` takes them.
    mitigated
        Also what each mitigation costs and buys in the base scenario.
    draws, seed
        Of plain Monte Carlo: paired intervals take independent draws.
    threads
        By default all cores; does not affect results.
    progress
        Called with the number of draws done since its last call.

    Raises
    ------
    AksonsimError
        For fewer draws than an interval takes, and what `aksonsim.simulate` refuses.
    ScenarioError
        Where scenarios differ in start, horizon, currency or price year.
    """
    if len(scenarios) < 2:
        raise AksonsimError("a comparison takes two scenarios or more")
    common: dict[str, Any] = {"draws": draws, "seed": seed, "threads": threads, "progress": progress}
    sides = columns(scenarios, of=of, **common)
    more: dict[str, Any] = {"base": base, "of": of, "choices": choices, "frame": frame, "live": live, "year": year}
    found = comparison.compare(sides, **more)
    if not mitigated:
        return found
    (of_base,) = (one for one, side in zip(scenarios, sides, strict=True) if side.name == found.base)
    scenario = of_base.scenario if isinstance(of_base, Variant) else of_base
    return replace(found, mitigations=mitigations(scenario, **common))


@door
def compare_results(
    results: Mapping[str, xr.Dataset], names: Sequence[str] = (), *, paired: bool = True, **more: Any
) -> Comparison:
    """Set scenarios of results side by side.

    Parameters
    ----------
    results
        What files hold, by their names.
    names
        Scenarios of them, each from every result that has it; empty: all.
    paired
        Whether draw i is the same in all: the results were run alike.
    more
        ``base, of, choices, frame, live, year`` as `aksonsim.analysis.comparison.compare` takes them.

    Raises
    ------
    ResultError
        For names that no result has, and results that cannot stand side by side.
    """
    for ds in results.values():
        require_result(ds)
    sides = from_results(list(results.items()), names)
    if len(sides) < 2:
        held = ", ".join(side.name for side in sides)
        raise AksonsimError(f"a comparison takes two scenarios or more; chosen: {held}")
    return comparison.compare(sides, paired=paired, **more)


def columns(
    scenarios: Sequence[Scenario | Variant],
    *,
    draws: int,
    seed: int,
    of: str = "cost_total",
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Column]:
    """Simulate scenarios on common draws, one after another, and keep what a comparison reads (see `compare`)."""
    if draws < FEWEST:
        raise AksonsimError(f"a comparison needs at least {FEWEST} draws, not {draws}")
    variable = Quantity.parse(of).variable
    each = [one if isinstance(one, Variant) else Variant(one, one.name) for one in scenarios]
    made = plans([one.scenario for one in each], draws=draws, seed=seed)
    layout(made)
    level: Keep = KEEP_LEVELS[max(KEEP_LEVELS.index("standard"), KEEP_LEVELS.index(variable.keep))]
    found = []
    variants = Variants(draws=draws, seed=seed, keep=level, threads=threads, progress=progress)
    for one, ds in zip(each, variants.run(made), strict=True):
        kept = ds[[name for name in ds.data_vars if name in {*KEPT, variable.name}]]
        found.append(Column(one.name, kept, one.scenario.name, note=one.note))
    return found
