"""The one place where arrays get their labels: coordinates, units, provenance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from aksonsim import money
from aksonsim.engine.block import Tally
from aksonsim.engine.calendar import dated
from aksonsim.engine.layout import QUANTILES, Layout, own_labels
from aksonsim.engine.plan import Plan
from aksonsim.engine.plan_benefits import base_evaluation
from aksonsim.engine.plan_finance import base_by_payer
from aksonsim.engine.recorder import simulated
from aksonsim.engine.variables import BY_NAME, Keep, Variable
from aksonsim.kernels.municipal import BIN_SHIFT, BINS, FIRST_BIN
from aksonsim.language.lang import LANGS
from aksonsim.language.text import Title, Words, _, ngettext, translate
from aksonsim.model.cost import CostElement
from aksonsim.model.scenario import Scenario

Array = NDArray[Any]
COORDINATES = {
    "draw": "number of the draw",
    "year": "calendar year",
    "quantile": "probability of the quantile",
    "inhabitants": "inhabitants of the municipality",
}
CONVENTIONS = "CF-1.11"
"""What attributes follow, but for units of money, which UDUNITS does not know: the attribute `currency` is theirs."""


@cache
def _version() -> str:
    return version("aksonsim")


def canonical(scenario: Scenario) -> str:
    """Return a scenario as JSON in one agreed form: keys as declared, defaults left out."""
    dumped = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if "start" in scenario.model_fields_set and not dated(dumped):
        dumped["start"] = scenario.start.isoformat()  # stated, though it is the default: so the file has dates
    return json.dumps(dumped | {"schema": 1}, ensure_ascii=False, separators=(",", ":"))


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 of a scenario's canonical JSON."""
    return hashlib.sha256(canonical(scenario).encode()).hexdigest()


def assemble(
    plans: Sequence[Plan],
    labels: Layout,
    arrays: dict[str, Array],
    tallies: Sequence[Tally | None],
    *,
    draws: range,
    seed: int,
    method: str,
    keep: Keep,
) -> xr.Dataset:
    """Build the Dataset of a run from its arrays."""
    arrays = arrays | _over_draws(plans, labels, tallies, len(draws))
    used = {dim for name in arrays for dim in BY_NAME[name].dims}
    people = _municipality_coords(plans, labels) if "municipality" in used else ()
    held = tuple((dim, values) for dim, values in labels.labels.items() if dim in used and values)
    coords = _coordinates(tuple(p.scenario.name for p in plans), draws, held, people)
    variables = {}
    stated = money.attributes(plans[0].scenario.currency, plans[0].scenario.price_year)
    about = {key: np.int64(one) if isinstance(one, int) else one for key, one in stated.items() if one is not None}
    for name in BY_NAME:  # in declared order, so that equal runs give equal files
        if name in arrays:
            variable = BY_NAME[name]
            attrs = _attributes_of(variable, about)
            variables[name] = (("scenario", *variable.dims), arrays[name], attrs)
    attributes = _attributes(plans, about, len(draws), seed, method, keep)
    return xr.Dataset(variables, coords=coords, attrs=attributes)


Column = tuple[str, tuple[Any, ...]]


@lru_cache(maxsize=8)  # for variants of one scenario: making the indexes takes longer than all the rest of a result
def _coordinates(
    names: tuple[str, ...], draws: range, labels: tuple[Column, ...], people: tuple[Column, ...]
) -> xr.Coordinates:
    """Return the coordinates of a result: labels by dimension, and columns of municipalities."""
    coords: dict[str, Any] = {
        "scenario": ("scenario", np.array(names, dtype=object)),
        "draw": pd.RangeIndex(draws.start, draws.stop),  # takes no room
    }
    for dim, values in labels:
        coords[dim] = (dim, np.array(values, dtype=object if isinstance(values[0], str) else None))
    for name, column in people:
        coords[name] = ("municipality", np.array(column, dtype=object if isinstance(column[0], str) else np.int64))
    found = xr.Dataset(coords=coords)
    for name, text in COORDINATES.items():
        if name in found.coords:
            found[name].attrs["long_name"] = text
    return found.coords


def _attributes_of(variable: Variable, about: dict[str, Any]) -> dict[str, Any]:
    """Return what a variable says of itself; amounts say which year's prices they are in, if stated."""
    attrs: dict[str, Any] = {"units": money.units(variable.units, about), "long_name": variable.long_name}
    if variable.is_money and "price_year" in about:
        attrs["price_year"] = about["price_year"]
    for key, value in variable.attrs.items():
        attrs[key] = np.array(value, dtype=variable.dtype) if isinstance(value, tuple) else value
    return {key: value for key, value in attrs.items() if not isinstance(value, str) or value}


def _attributes(
    plans: Sequence[Plan], about: dict[str, Any], draws: int, seed: int, method: str, keep: Keep
) -> dict[str, Any]:
    """Return provenance as netCDF can hold it: text and numbers only, no timestamp."""
    first = plans[0].scenario
    held = {json.dumps(p.scenario.name, ensure_ascii=False): canonical(p.stated) for p in plans}
    text = "{" + ",".join(f"{name}:{scenario}" for name, scenario in held.items()) + "}"
    return {
        "title": first.title if len(plans) == 1 else first.title.split(": ")[0],
        "source": "aksonsim " + _version(),
        "Conventions": CONVENTIONS,
        "aksonsim_version": _version(),
        "seed": str(seed),
        "draws": np.int64(draws),
        "method": method,
        "keep": keep,
        **about,
        "start": first.start.isoformat(),
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "scenarios": text,
        "titles": json.dumps(_titles(plans), ensure_ascii=False, separators=(",", ":")),
        "repairs": json.dumps({p.scenario.name: list(p.sampler.repairs) for p in plans if p.sampler.repairs}),
    }


def _titles(plans: Sequence[Plan]) -> dict[str, dict[str, dict[str, str]]]:
    """Return titles by dimension, label and language."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    for plan in plans:
        scenario = plan.scenario
        sections: dict[str, tuple[Any, ...]] = {
            "programme": plan.lines.programmes,
            "group": scenario.groups,
            "element": plan.lines.elements,
            "event": scenario.events,
            "driver": scenario.drivers,
            "benefit": scenario.benefits.items if scenario.benefits else (),
            "activity": scenario.activities,
            "exchange": scenario.exchange,
            "index": scenario.indices,
        }
        for dim, items in sections.items():
            for item in items:
                title: Words = Title(item.title or item.id, item.title_nb)
                if isinstance(item, CostElement) and item.income:
                    title = _("{title} (income)", title=title)
                if dim == "exchange" and not item.title:
                    title = _("rate of {currency}", currency=item.id)
                if dim == "index" and not item.title:
                    title = _("growth of prices: {index}", index=item.id)
                out.setdefault(dim, {})[item.id] = {lang: translate(title, lang) for lang in LANGS}
        whole: Words = Title(scenario.title, scenario.title_nb)
        if some := len(scenario.changes_made):
            whole = ngettext("{title} (with {count} change)", "{title} (with {count} changes)", some, title=whole)
        out.setdefault("scenario", {})[scenario.name] = {lang: translate(whole, lang) for lang in LANGS}
    return out


def _municipality_coords(plans: Sequence[Plan], labels: Layout) -> tuple[Column, ...]:
    """Return name, county, health region and inhabitants of each municipality."""
    known = {m.code: m for plan in plans if plan.people for m in plan.people.municipalities}
    rows = [known[str(code)] for code in labels.labels["municipality"]]
    names = ("name", "county", "health_region", "inhabitants")
    return tuple((name, tuple(getattr(m, name) for m in rows)) for name in names)


def _over_draws(plans: Sequence[Plan], labels: Layout, tallies: Sequence[Tally | None], draws: int) -> dict[str, Array]:
    """Return the variables that have no draws: base amounts, reference dates, municipalities."""
    out: dict[str, Array] = {}

    def put(s: int, name: str, values: Any, *of: Sequence[object]) -> None:
        variable = BY_NAME[name]
        if name not in out:
            out[name] = np.full((len(plans), *labels.size(variable)), np.nan, dtype=variable.dtype)
        if variable.dims == ("programme",):
            out[name][s] = 0.0  # of a programme that only other scenarios have
        places = tuple(labels.places(dim, names) for dim, names in zip(variable.dims, of, strict=True))
        if places:
            where: Any = (s, *np.ix_(*places))
            out[name][where] = values
        else:
            out[name][s] = values

    for s, plan in enumerate(plans):
        own = own_labels(plan)
        cost = plan.lines
        bases = (("base_cost", cost.base), ("base_estimate", cost.estimate)) if plan.scenario.costs else ()
        for name, amounts in bases:
            programme = np.array(cost.programme)
            totals = [amounts[programme == i].sum() for i in range(len(cost.programmes))]
            put(s, name, totals, own["programme"])
            if simulated(plan, BY_NAME["cost_payer"]):
                put(s, f"{name}_payer", base_by_payer(cost, plan.finance, amounts), own["payer"])
            put(s, f"{name}_element", np.bincount(cost.label, amounts), own["element"])
        if plan.benefits is not None:
            items, invested = base_evaluation(plan.benefits)
            put(s, "npv_base", items.sum() - invested.sum())
            put(s, "benefit_base", items, own["benefit"])
            put(s, "investment_base", invested, own["programme"])
        if plan.scenario.events:
            chance = np.where(plan.events.row >= 0, plan.events.probability, np.nan)
            put(s, "event_probability", chance, own["event"])
        if own["milestone"]:
            put(s, "milestone_reference", plan.dates, own["milestone"])
        if plan.uptake is not None:
            put(s, "quarter_month", plan.uptake.council.month, own["quarter"])
            if plan.uptake.gate.present:
                put(s, "gate_threshold", plan.uptake.gate.share)
                put(s, "gate_deadline_month", plan.uptake.gate.deadline)
        tally = tallies[s]
        if tally is not None and plan.people is not None:
            _municipalities(s, plan, tally, draws, own, put)
    return out


def _municipalities(s: int, plan: Plan, tally: Tally, draws: int, own: dict[str, tuple[object, ...]], put: Any) -> None:
    """Add what each municipality pays; where participation is merely stated, everyone takes part with that chance."""
    assert plan.people is not None
    scale = plan.municipal.scale if plan.municipal is not None else 1.0  # a plan cut to its uptake has no costs
    codes = own["municipality"]
    chance = 1.0 if plan.uptake is not None else float(plan.participation[0])
    put(s, "municipality_committed", chance * tally.committed / draws, codes)
    put(s, "municipality_live", chance * tally.live / draws, codes)
    put(s, "municipality_cost_mean", tally.cost_sum / draws / scale, codes)
    per_head = histogram_quantiles(tally.counts, QUANTILES)
    heads = plan.people.inhabitants / scale / (chance if chance > 0 else np.nan)
    put(s, "municipality_cost", per_head * heads[:, None], codes, own["quantile"])


def bin_edges() -> NDArray[np.float64]:
    """Return the edges of the bins of cost per inhabitant, float64[BINS + 1]."""
    words = ((np.arange(BINS + 1) + FIRST_BIN) << BIN_SHIFT).astype(np.int32)
    edges: NDArray[np.float64] = words.view(np.float32).astype(np.float64)
    return edges


def histogram_quantiles(counts: NDArray[np.integer], quantiles: Sequence[float]) -> NDArray[np.float64]:
    """Return quantiles float64[M, Q] of counted values, linear inside a bin (0.39 to 0.78 % wide); NaN without any."""
    edges = bin_edges()
    out = np.full((counts.shape[0], len(quantiles)), np.nan)
    for m, row in enumerate(counts):
        total = row.sum()
        if total == 0:
            continue
        below = np.concatenate([[0], np.cumsum(row)])
        for q, p in enumerate(quantiles):
            b = int(np.searchsorted(below, p * total, side="right")) - 1
            b = min(b, BINS - 1)
            inside = (p * total - below[b]) / max(row[b], 1)
            out[m, q] = edges[b] + inside * (edges[b + 1] - edges[b])
    return out
