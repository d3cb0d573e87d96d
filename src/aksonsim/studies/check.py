"""Check: published figures held against the model, their arithmetic, their contradictions, and the register itself."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import xarray as xr

from aksonsim import money
from aksonsim.analysis.claims import Asked, Comparison, answer
from aksonsim.analysis.verdicts import verdict
from aksonsim.api import DRAWS
from aksonsim.api import simulate as run
from aksonsim.doors import door
from aksonsim.engine.calendar import month_of
from aksonsim.errors import AksonsimError
from aksonsim.language.text import Text, Title
from aksonsim.model.claims import Claim
from aksonsim.model.quantities import percentile
from aksonsim.model.scenario import Scenario
from aksonsim.results.access import date_after
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Quantity
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic
from aksonsim.studies.check_claims import amount, equated, summed_percentiles, tolerance
from aksonsim.studies.check_draws import check_draws
from aksonsim.studies.check_first import First, first
from aksonsim.studies.check_inputs import Finding, Severity, check_inputs


@frozen
class Published:
    """A claim as it was published: its value in the file's price basis, a fraction for what is shown in per cent.

    Of a ``date`` the value is its months after the start.
    """

    id: str = shaped(label=True)
    title: Title
    quantity: str | None
    statistic: str | None
    value: float
    date: dt.date | None = shaped(sparse=True)
    price_basis: str
    source: tuple[str, ...]
    must_hold: bool
    fitted: bool
    note: str


@frozen
class ComparedClaim(Published):
    """A claim beside the model's own figure; ``verdict`` is what can be said of it ("is a P38, not a P50").

    Where a date was stated, the model's ``own_date`` with its interval (None where a bound is unknown).
    """

    found: Comparison = shaped(spread=True)
    own_date: dt.date | None = shaped(sparse=True)
    own_date_ci: tuple[dt.date, dt.date] | None = shaped(sparse=True)
    verdict: Text = shaped(nb=True)


@frozen
class ScenarioClaims:
    """The claims about a scenario, and the ids of those about what it does not simulate."""

    claims: tuple[ComparedClaim, ...]
    not_simulated: tuple[str, ...]


@frozen
class Arithmetic(Published):
    """A claim that is said to follow from others, and what these give; ``difference``: stated less that."""

    follows_from: str
    gives: float
    difference: float
    agrees: bool


@frozen
class Contradiction:
    """Two claims that contradict each other."""

    claims: tuple[Published, Published]
    note: str


@frozen
class NotComparable(Published):
    """A claim about nothing that is simulated."""

    reason: str


@frozen
class Remark:
    """A `Finding` about the register, and the scenarios it was found in."""

    check: Text
    severity: Severity
    path: str
    sentence: Text = shaped(nb=True)
    scenarios: tuple[str, ...]


@frozen
class Check(Result):
    """What became of published figures and of the register, and what of it matters most (``first``).

    ``not_put``: claims about scenarios that were not run; ``must_hold`` and ``failed``: the claims that must hold in a
    scenario that was run, and those of them that do not. Amounts in the currency, shares as fractions.
    """

    title: Title
    aksonsim_version: str
    digest: str
    money: Mapping[str, Any] = shaped(spread=True)
    seed: int
    draws: int
    first: First
    scenarios: Mapping[str, ScenarioClaims]
    arithmetic: tuple[Arithmetic, ...]
    contradictions: tuple[Contradiction, ...]
    not_comparable: tuple[NotComparable, ...]
    not_put: tuple[str, ...]
    findings: tuple[Remark, ...]
    must_hold: tuple[str, ...]
    failed: tuple[str, ...]
    holds: bool


@door
def check(
    scenarios: Sequence[Scenario],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Check:
    """Test the claims of a file against its scenarios, and review the register.

    Parameters
    ----------
    scenarios
        Of one file, run on common draws. A claim is held against the scenario it names, or against each.
    draws, seed, threads, progress
        As for `aksonsim.simulate`.

    Raises
    ------
    AksonsimError
        As `aksonsim.simulate` does, and for no scenario at all.

    Examples
    --------
    >>> import aksonsim
    >>> aksonsim.check(aksonsim.load("configs/minimal.yaml"), draws=1000).holds
    True
    """
    if not scenarios:
        raise AksonsimError("there is no scenario to check")

    def simulate(wanted: Sequence[Scenario]) -> xr.Dataset:
        return run(wanted, draws=draws, seed=seed, keep="inputs", threads=threads, progress=progress)

    ds = simulate(scenarios)
    tested = {scenario.name: _test(scenario, ds) for scenario in scenarios}
    # The claims of a file are the same in all its scenarios, unless one changes them on purpose.
    claims = list({claim.id: claim for scenario in reversed(scenarios) for claim in scenario.claims}.values())
    since = scenarios[0].start
    sums = arithmetic(claims, since)
    found: dict[Finding, list[str]] = {}
    for scenario in scenarios:
        rows = tested[scenario.name].claims
        for finding in (
            *check_inputs(scenario),
            *check_draws(scenario, ds, lambda changed: simulate([changed])),
            *equated(scenario, rows),
            *summed_percentiles(scenario, rows),
        ):
            found.setdefault(finding, []).append(scenario.name)
    failed = _failed(claims, tested, sums)
    away = tuple(claim.id for claim in claims if claim.scenario is not None and claim.scenario not in tested)
    findings = tuple(
        Remark(check=f.check, severity=f.severity, path=f.path, sentence=f.sentence, scenarios=tuple(names))
        for f, names in found.items()
    )
    main = scenarios[0]
    return Check(
        title=Title(str(ds.attrs["title"]), main.title_nb if len(scenarios) == 1 else main.title_nb.split(": ")[0]),
        aksonsim_version=str(ds.attrs["aksonsim_version"]),
        digest=str(ds.attrs["digest"]),
        money=money.attributes(main.currency, main.price_year),
        seed=seed,
        draws=draws,
        first=first(ds, main.name, tested, findings),
        scenarios=tested,
        arithmetic=sums,
        contradictions=contradictions(claims, since),
        not_comparable=tuple(
            published(NotComparable, claim, since, reason=claim.not_comparable)
            for claim in claims
            if claim.not_comparable
        ),
        not_put=away,
        findings=findings,
        must_hold=tuple(claim.id for claim in claims if claim.must_hold and claim.id not in away),
        failed=failed,
        holds=not failed,
    )


def asked(claim: Claim, start: dt.date) -> Asked:
    """Return what a claim asks, in the words of the analysis, of a scenario that begins at a date."""
    assert claim.quantity is not None
    assert claim.statistic is not None
    against = claim.against
    return Asked(
        quantity=Quantity.parse(claim.quantity),
        statistic=claim.statistic,
        value=amount(claim, start),
        tolerance=tolerance(claim),
        against=month_of(against, start) if isinstance(against, dt.date) else against,
        of=Quantity.parse(claim.of) if claim.of is not None else None,
        given=claim.given,
        probability=percentile(claim.statistic),
        dated=isinstance(claim.value, dt.date),
    )


P = TypeVar("P", bound=Published)


def published(kind: type[P], claim: Claim, start: dt.date, **more: Any) -> P:
    """Return a claim as it was published, the value in the file's price basis, and what else the type says of it."""
    return kind(
        id=claim.id,
        title=Title(claim.title, claim.title_nb),
        quantity=claim.quantity,
        statistic=claim.statistic,
        value=amount(claim, start),
        date=claim.value if isinstance(claim.value, dt.date) else None,
        price_basis=claim.price_basis,
        source=claim.citations,
        must_hold=claim.must_hold,
        fitted=claim.fitted,
        note=claim.note,
        **more,
    )


def _test(scenario: Scenario, ds: xr.Dataset) -> ScenarioClaims:
    """Hold every claim about a scenario against it."""
    tested: list[ComparedClaim] = []
    silent: list[str] = []
    for claim in scenario.claims:
        if claim.quantity is None or claim.scenario not in (None, scenario.name):
            continue
        question = asked(claim, scenario.start)
        found = answer(ds, scenario.name, question)
        if found is None:
            silent.append(claim.id)
        else:
            said = verdict(question, found, claim.fitted)
            dates = _own_dates(found.model, scenario.start) if question.dated else (None, None)
            more = {"found": found, "verdict": said, "own_date": dates[0], "own_date_ci": dates[1]}
            tested.append(published(ComparedClaim, claim, scenario.start, **more))
    return ScenarioClaims(claims=tuple(tested), not_simulated=tuple(silent))


def _own_dates(months: Statistic, start: dt.date) -> tuple[dt.date, tuple[dt.date, dt.date] | None]:
    """Return months after the start as a date, and the dates of their interval, None where a bound is unknown."""
    low, high = months.bounds
    ends = (date_after(start, low), date_after(start, high)) if math.isfinite(high - low) else None
    return date_after(start, months.value), ends


def arithmetic(claims: Sequence[Claim], start: dt.date) -> tuple[Arithmetic, ...]:
    """Return, for every claim that is said to follow from others, what they give and whether it agrees."""
    known = {claim.id: amount(claim, start) for claim in claims}
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
        # A relative slack of 1e-12, so that a tolerance of zero forgives rounding of the last bit alone.
        agrees = abs(gives - value) <= tolerance(claim) + 1e-12 * abs(gives)
        more = {"follows_from": text, "gives": gives, "difference": value - gives, "agrees": agrees}
        found.append(published(Arithmetic, claim, start, **more))
    return tuple(found)


def contradictions(claims: Sequence[Claim], start: dt.date) -> tuple[Contradiction, ...]:
    """Return every pair of claims that contradict each other once, side by side."""
    known = {claim.id: claim for claim in claims}
    pairs: dict[frozenset[str], Contradiction] = {}
    for claim in claims:
        for name in claim.contradicts:
            pair = (published(Published, claim, start), published(Published, known[name], start))
            pairs.setdefault(frozenset((claim.id, name)), Contradiction(claims=pair, note=claim.note))
    return tuple(pairs.values())


def _failed(
    claims: Sequence[Claim], tested: Mapping[str, ScenarioClaims], sums: Sequence[Arithmetic]
) -> tuple[str, ...]:
    """Return the claims that must hold and do not: in a scenario, in none at all, or in their arithmetic."""
    wrong = {row.id for row in sums if not row.agrees}
    failed = []
    for claim in claims:
        if not claim.must_hold:
            continue
        put = claim.quantity is not None and (claim.scenario is None or claim.scenario in tested)
        agree = [row.found.agrees for block in tested.values() for row in block.claims if row.id == claim.id]
        if claim.id in wrong or (put and not (agree and all(agree))):
            failed.append(claim.id)
    return tuple(failed)
