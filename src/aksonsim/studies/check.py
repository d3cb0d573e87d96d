"""Check: published figures put to the model, their arithmetic, their contradictions, and the register itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import xarray as xr

from aksonsim import money
from aksonsim.analysis.claims import Asked, answer
from aksonsim.analysis.verdicts import verdict
from aksonsim.api import DRAWS
from aksonsim.api import simulate as run
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.language.text import translate
from aksonsim.model.claims import Claim
from aksonsim.model.quantities import percentile
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import finite
from aksonsim.results.quantity import Quantity
from aksonsim.studies.check_claims import equated, summed_percentiles
from aksonsim.studies.check_draws import check_draws
from aksonsim.studies.check_inputs import Finding, check_inputs

Json = dict[str, Any]


@door
def check(scenarios: Sequence[Scenario], *, draws: int = DRAWS, seed: int = 1, threads: int | None = None) -> Json:
    """Put the claims of a file to its scenarios, and look over the register.

    Parameters
    ----------
    scenarios
        Of one file, run on common draws. A claim is put to the scenario it names, or to each.
    draws, seed, threads
        As for `aksonsim.simulate`.

    Returns
    -------
    dict
        ``scenarios`` by name with ``claims`` (each as stated, with what `aksonsim.analysis.claims.answer` returns and
        a ``verdict``, in Norwegian ``verdict_nb``) and ``not_simulated`` (ids); ``arithmetic``, ``contradictions``,
        ``not_comparable``, ``not_put``
        (claims about scenarios that were not run), ``findings`` (``check, severity, path, sentence, scenarios``),
        ``must_hold`` and ``failed`` (ids of claims that must hold in a scenario asked, and of those that do not) and
        ``holds``. Amounts in the currency, shares as fractions.

    Raises
    ------
    AksonsimError
        As `aksonsim.simulate` does, and for no scenario at all.
    """
    if not scenarios:
        raise AksonsimError("there is no scenario to check")

    def simulate(wanted: Sequence[Scenario]) -> xr.Dataset:
        return run(wanted, draws=draws, seed=seed, keep="inputs", threads=threads)

    ds = simulate(scenarios)
    answered = {scenario.name: _put(scenario, ds) for scenario in scenarios}
    # The claims of a file are the same in all its scenarios, unless one changes them on purpose.
    claims = list({claim.id: claim for scenario in reversed(scenarios) for claim in scenario.claims}.values())
    sums = arithmetic(claims)
    found: dict[Finding, list[str]] = {}
    for scenario in scenarios:
        own = answered[scenario.name]["claims"]
        for finding in (
            *check_inputs(scenario),
            *check_draws(scenario, ds, lambda changed: simulate([changed])),
            *equated(scenario, own),
            *summed_percentiles(scenario, own),
        ):
            found.setdefault(finding, []).append(scenario.name)
    failed = _failed(claims, answered, sums)
    away = [claim.id for claim in claims if claim.scenario is not None and claim.scenario not in answered]
    result = {
        **{key: str(ds.attrs[key]) for key in ("title", "aksonsim_version", "digest")},
        **money.attributes(scenarios[0].currency, scenarios[0].price_year),
        "seed": seed,
        "draws": draws,
        "scenarios": answered,
        "arithmetic": sums,
        "contradictions": contradictions(claims),
        "not_comparable": [
            _stated(claim) | {"reason": claim.not_comparable} for claim in claims if claim.not_comparable
        ],
        "not_put": away,
        "findings": [
            {"check": f.check, "severity": f.severity, "path": f.path, "sentence": f.sentence, "scenarios": names}
            for f, names in found.items()
        ],
        "must_hold": [claim.id for claim in claims if claim.must_hold and claim.id not in away],
        "failed": failed,
        "holds": not failed,
    }
    cleaned = finite(result)
    assert isinstance(cleaned, dict)
    return cleaned


def asked(claim: Claim) -> Asked:
    """Return what a claim asks, in the words of the analysis."""
    assert claim.quantity is not None
    assert claim.statistic is not None
    return Asked(
        quantity=Quantity.parse(claim.quantity),
        statistic=claim.statistic,
        value=claim.value * claim.factor,
        tolerance=claim.tolerance,
        against=claim.against,
        of=Quantity.parse(claim.of) if claim.of is not None else None,
        given=claim.given,
        probability=percentile(claim.statistic),
    )


def _stated(claim: Claim) -> Json:
    """Return a claim as it was stated, the value in the file's price basis."""
    return {
        "id": claim.id,
        "title": claim.title,
        "title_nb": claim.title_nb,
        "quantity": claim.quantity,
        "statistic": claim.statistic,
        "value": claim.value * claim.factor,
        "price_basis": claim.price_basis,
        "source": list(claim.source_names),
        "must_hold": claim.must_hold,
        "fitted": claim.fitted,
        "note": claim.note,
    }


def _put(scenario: Scenario, ds: xr.Dataset) -> Json:
    """Put every claim about a scenario to it."""
    told: list[Json] = []
    silent: list[str] = []
    for claim in scenario.claims:
        if claim.quantity is None or claim.scenario not in (None, scenario.name):
            continue
        question = asked(claim)
        found = answer(ds, scenario.name, question)
        if found is None:
            silent.append(claim.id)
        else:
            decided = verdict(question, found, claim.fitted)
            words = {"verdict": translate(decided, "en"), "verdict_nb": translate(decided, "nb")}
            told.append(_stated(claim) | found | words)
    return {"claims": told, "not_simulated": silent}


def arithmetic(claims: Sequence[Claim]) -> list[Json]:
    """Return, for every claim that is said to follow from others, what they give and whether it agrees."""
    known = {claim.id: claim.value * claim.factor for claim in claims}
    found = []
    for claim in claims:
        value = known[claim.id]
        if claim.sum_of:
            gives = math.fsum(sign * known[name] for sign, name in claim.terms)
            text = " ".join(f"{'-' if sign < 0 else '+'} {name}" for sign, name in claim.terms).removeprefix("+ ")
        elif claim.ratio_of is not None:
            above, below = claim.ratio_of
            gives = known[above] / known[below] if known[below] else math.nan
            text = f"{above} / {below}"
        else:
            continue
        # A relative slack of 1e-12, so that a tolerance of nought forgives rounding of the last bit alone.
        agrees = abs(gives - value) <= claim.tolerance * abs(value) + 1e-12 * abs(gives)
        found.append(
            _stated(claim) | {"follows_from": text, "gives": gives, "difference": value - gives, "agrees": agrees}
        )
    return found


def contradictions(claims: Sequence[Claim]) -> list[Json]:
    """Return every pair of claims that contradict each other once, side by side."""
    known = {claim.id: claim for claim in claims}
    seen: set[frozenset[str]] = set()
    pairs = []
    for claim in claims:
        for name in claim.contradicts:
            pair = frozenset((claim.id, name))
            if pair not in seen:
                seen.add(pair)
                pairs.append({"claims": [_stated(claim), _stated(known[name])], "note": claim.note})
    return pairs


def _failed(claims: Sequence[Claim], answered: dict[str, Json], sums: Sequence[Json]) -> list[str]:
    """Return the claims that must hold and do not: in a scenario, in none at all, or in their arithmetic."""
    wrong = {row["id"] for row in sums if not row["agrees"]}
    failed = []
    for claim in claims:
        if not claim.must_hold:
            continue
        put = claim.quantity is not None and (claim.scenario is None or claim.scenario in answered)
        told = [row["agrees"] for block in answered.values() for row in block["claims"] if row["id"] == claim.id]
        if claim.id in wrong or (put and not (told and all(told))):
            failed.append(claim.id)
    return failed
