"""What a report takes beside the result itself: claims, ledger and sensitivity, run again from its own attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aksonsim.analysis import percentiles as pc
from aksonsim.analysis.outputs import output
from aksonsim.analysis.sensitivity import bin_changes
from aksonsim.analysis.stated import labels
from aksonsim.api import simulate
from aksonsim.errors import ResultError
from aksonsim.studies.check import check
from aksonsim.studies.ledger import Ledger, ledger
from aksonsim.studies.verify import rebuild

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.model.scenario import Scenario

Json = dict[str, Any]

MOST = 20_000
"""Draws that a result is run again with at most; plain Monte Carlo then gives its first ones."""
AT = 0.85


@dataclass(frozen=True, slots=True)
class Again:
    """What running a result again gave.

    ``tornados`` by scenario (see `tornado`); ``ledger`` of the first scenario; ``claims`` as
    `aksonsim.studies.check.check` returns them, None where nothing was run; ``draws`` of each run, 0 likewise;
    ``sources`` are the first scenario's own, by name.
    """

    tornados: dict[str, Json]
    ledger: Ledger
    claims: Json | None
    draws: int
    sources: dict[str, str]


def again(
    ds: xr.Dataset,
    *,
    rerun: bool = True,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Again:
    """Run the scenarios of a result again, with inputs kept, and put its claims to them.

    Parameters
    ----------
    ds
        A result; the scenario that stands first is the one whose ledger is wanted.
    rerun
        False: run nothing. Sensitivity is then read from what the result holds, the ledger has shares of variance only
        where inputs were kept, and there are no claims.
    threads
        As for `aksonsim.simulate`; changes no bit.
    progress
        Told the draws done since its last call, `runs` of them in all.

    Raises
    ------
    ResultError
        Where the attributes of the result do not suffice.
    """
    known = {scenario.name: scenario for scenario in rebuild(ds)}
    names = labels(ds, "scenario")
    draws = runs(ds) // len(names) if rerun else 0
    tornados: dict[str, Json] = {}
    found: Ledger | None = None
    for name in names:
        held = ds
        if rerun:
            seed, method = int(ds.attrs["seed"]), str(ds.attrs["method"])
            held = simulate(
                known[name], draws=draws, seed=seed, method=method, keep="inputs", threads=threads, progress=progress
            )
        tornados[name] = tornado(held, name)
        if found is None:
            counts = tornados[name]["draws"] > 1
            found = ledger(known[name], held if counts and "input" in held else None)
    assert found is not None
    claims = None
    if rerun:
        claims = check(_asked(known, names), draws=draws, seed=int(ds.attrs["seed"]), threads=threads)
    sources = {key: source.title for key, source in known[names[0]].sources.items()}
    return Again(tornados, found, claims, draws, sources)


def runs(ds: xr.Dataset) -> int:
    """Return how many draws `again` simulates with inputs kept."""
    return min(int(ds.attrs["draws"]), MOST) * int(ds.sizes["scenario"])


def _asked(known: dict[str, Scenario], names: list[str]) -> list[Scenario]:
    """Return the scenarios that claims are put to: the first one, and those of the result that a claim is about."""
    first = known[names[0]]
    wanted = dict.fromkeys([first.name, *(claim.scenario for claim in first.claims if claim.scenario in names)])
    return [known[str(name)] for name in wanted]


def tornado(ds: xr.Dataset, name: str) -> Json:
    """Return how the P85 of the total moves with each input of a scenario.

    Returns
    -------
    dict
        ``rows`` as `aksonsim.analysis.sensitivity.bin_changes` returns them, causes alone; ``p85`` of the draws that
        count with ``p85_ci``; ``draws``, ``condition``; ``whole``: whether all inputs were kept. Without draws that
        count, ``draws`` is 0.
    """
    try:
        total = output(ds, name, "cost_total")
    except ResultError:  # fewer than two draws pass the gate
        return {"draws": 0, "condition": "given_passed", "rows": [], "whole": "input" in ds}
    chosen = pc.select(total.values[total.counts], pc.Wanted((AT,), (AT,)))
    # What the model itself produces moves with the total but is no cause of it.
    rows = [row for row in bin_changes(ds, name, total, AT) if row["kind"] != "outcome"]
    return {
        "rows": rows,
        "p85": chosen.percentiles[AT],
        "p85_ci": chosen.intervals[AT],
        "draws": total.draws,
        "condition": total.condition,
        "whole": "input" in ds,
    }
