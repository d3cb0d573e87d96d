"""Is it worth it: net present value three ways, against what was published, and where it breaks even."""

from __future__ import annotations

from typing import Any

import numpy as np

from aksonsim.analysis import economics as told
from aksonsim.analysis.worth import worth_where
from aksonsim.api import plans, simulate
from aksonsim.doors import door
from aksonsim.engine.plan_benefits import BenefitPlan, base_value
from aksonsim.errors import Problem as Fault
from aksonsim.errors import ScenarioError
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import finite, passed
from aksonsim.results.means import mean_of
from aksonsim.studies.flows import flows

Json = dict[str, Any]


@door
def economics(scenario: Scenario, *, draws: int, seed: int, threads: int | None = None) -> Json:
    """Evaluate one scenario.

    Returns
    -------
    dict
        ``npv`` (`analysis.economics.npv`) over ``all`` draws and, where there is a gate, ``given_passed`` and
        ``stopped``; ``reference``: base value where the items' values were published; ``parts`` and ``payers`` of
        the draws that the programme is read from (``condition``); ``follows``: the same parts by whom they follow;
        ``flows`` year by year (`aksonsim.studies.flows.flows`); ``published`` points and ``delays`` beside the model's
        base value; ``break_even``; ``municipalities``: cost and tariff of each; ``alone``; ``units``: what each item is
        worth a year at full adoption. Without VAT unless said otherwise.

    Raises
    ------
    ScenarioError
        Where the scenario has no section ``benefits``.
    """
    if scenario.benefits is None:
        raise ScenarioError([Fault("", "benefits", f"scenario {scenario.name} has no section benefits")])
    (plan,) = plans([scenario], draws=draws, seed=seed)
    benefits = plan.benefits
    assert benefits is not None
    ds = simulate(scenario, draws=draws, seed=seed, threads=threads)
    mask = passed(ds, scenario.name)
    npv = {"all": told.npv(ds, scenario.name)}
    if mask is not None:
        npv |= {"given_passed": told.npv(ds, scenario.name, mask), "stopped": told.npv(ds, scenario.name, ~mask)}
        npv["stopped"].pop("base", None)
    read = mask if mask is not None and mask.any() else None
    last, gps = _reference(benefits)
    found = {
        "draws": draws,
        "rate": benefits.stated.rate,
        "discount_to": benefits.stated.discount_to,
        "last_year": benefits.stated.last_year,
        "reference": base_value(benefits, last, gps),
        "npv": npv,
        "condition": "all" if read is None else "given_passed",
        "parts": told.parts(ds, scenario.name, read),
        "follows": told.follows(ds, scenario.name, {item.id: item.by for item in benefits.stated.items}, read),
        "flows": flows(plan, draws, read),
        "payers": told.payers_value(ds, scenario.name, benefits.arrays.discount, read),
        "units": units(benefits, plan.people.total if plan.people else None, plan.scale),
        "published": published_points(benefits),
        "delays": published_delays(benefits),
        "break_even": break_even(benefits) | _simulated_break_even(scenario, benefits, draws, seed, threads),
        "municipalities": told.municipalities(ds, scenario.name, plan.finance.annuity),
        "alone": told.alone(ds, scenario.name, **_alone(benefits)) if benefits.stated.alone else {},
    }
    # An empty part is nothing to tell of; nought is.
    cleaned = finite({key: value for key, value in found.items() if value not in ({}, [])})
    assert isinstance(cleaned, dict)
    return cleaned


def _alone(plan: BenefitPlan) -> Json:
    """Return the rule of each municipality by itself, as `analysis.economics.alone` takes it."""
    rule = plan.stated.alone
    assert rule is not None
    return {"cost": rule.cost, "years": rule.years, "above": rule.alone_above, "group": rule.group}


def _reference(plan: BenefitPlan) -> tuple[float, float]:
    """Return the participation (inhabitants, practitioners) that the items' values were published for."""
    reference = plan.stated.reference
    return reference.curve[-1].share, reference.gps


def units(plan: BenefitPlan, people: int | None, scale: float) -> Json:
    """Return what each item is worth in a year (a one-off: once) when all are live: in all, and per inhabitant.

    The weights of a level add up, over all years, to the present value of having been live from the first year on;
    divided by the discounted profile of that they are the value of one year at full effect.
    """
    found: Json = {}
    for item, weight in zip(plan.stated.items, plan.arrays.weight, strict=True):
        if item.by == "variable":
            continue
        discount = plan.arrays.discount
        profile = np.zeros(discount.size)
        known = np.array(item.profile[: discount.size])
        profile[: known.size] = known
        if item.continues:
            profile[known.size :] = item.profile[-1]
        if not discount @ profile:  # its effect would begin after the last year
            continue
        value = float(weight.sum() / (discount @ profile))
        if not item.continues:
            value *= sum(item.profile)
        found[item.id] = {"value": value, "once": not item.continues, "by": item.by}
        if people and item.by != "running":
            found[item.id]["per_inhabitant"] = scale * value / people
    return found


def published_points(plan: BenefitPlan) -> list[Json]:
    """Return each published net present value beside the model's base value, and what is left over."""
    out = []
    for point in plan.stated.published:
        model = base_value(plan, point.inhabitants, point.gps, gp_start=point.gp_start)
        keys = {"inhabitants": point.inhabitants, "gps": point.gps, "gp_start": point.gp_start}
        out.append({**keys, "published": point.value, "model": model, "residual": model - point.value})
    return out


def published_delays(plan: BenefitPlan) -> list[Json]:
    """Return each published effect of a delay beside the model's, relative to the base value at the reference.

    ``all_moves``: investment and the start of operation come later with adoption; ``benefits_move``: what follows
    adoption alone does. Which of the two the source meant is not known. ``*_residual``: model less published.
    """
    reference = _reference(plan)
    base = base_value(plan, *reference)
    rows: list[Json] = []
    for delay in plan.stated.delays:
        row: Json = {"years": delay.years, "published": delay.change}
        for key, costs_move in (("all_moves", True), ("benefits_move", False)):
            late = base_value(plan, *reference, late=delay.years, costs_move=costs_move)
            # Relative to nothing there is no change.
            row[key] = late / base - 1.0 if base else None
            row[f"{key}_residual"] = row[key] - delay.change if base else None
        rows.append(row)
    return rows


def break_even(plan: BenefitPlan) -> Json:
    """Return from which participation on the base value is above nought, which may be from none.

    Returns
    -------
    dict
        ``inhabitants``, practitioners in step with them, and ``gps_inside``, the share of practitioners inside
        municipalities that take part, at the reference's inhabitants: a share, None where there is none. Each with
        ``*_answer``: worth it ``from`` that share on, ``up_to`` it, ``between`` several (``*_between``: pairs of
        shares), ``always`` or ``never``.
    """
    last, gps = _reference(plan)
    found = {
        "inhabitants": worth_where(lambda share: base_value(plan, share, share * gps / last)),
        "gps_inside": worth_where(lambda inside: base_value(plan, last, last * inside)),
    }
    told: Json = {}
    for key, worth in found.items():
        told |= {key: worth.share, f"{key}_answer": worth.answer}
        if worth.answer == "between":
            told[f"{key}_between"] = worth.intervals
    return told


def _simulated_break_even(scenario: Scenario, plan: BenefitPlan, draws: int, seed: int, threads: int | None) -> Json:
    """Return from which participation on the mean of the draws is above nought, where participation is stated.

    With practitioners in step every draw is linear in participation, so two runs on common random numbers give the
    mean for all: exact but for the Monte Carlo error, which is that of the mean at the break-even over the slope.
    """
    if scenario.participation is None:
        return {}
    last, gps = _reference(plan)
    runs = []
    for share in (0.5, 1.0):
        part = scenario.participation.model_copy(update={"inhabitants": share, "gps": share * gps / last})
        there = scenario.model_copy(update={"participation": part})
        ds = simulate(there, draws=draws, seed=seed, keep="totals", threads=threads)
        runs.append(np.asarray(ds["npv"].values[0]))
    slope = (runs[1] - runs[0]) / 0.5
    rise, end = float(slope.mean()), float(runs[1].mean())
    worth = worth_where(lambda share: end - (1.0 - share) * rise)
    if worth.share is None:
        return {"mean": None, "mean_answer": worth.answer}
    at_share = runs[1] - (1.0 - worth.share) * slope
    half = mean_of(at_share).half / abs(rise)
    return {"mean": worth.share, "mean_ci": (worth.share - half, worth.share + half), "mean_answer": worth.answer}
