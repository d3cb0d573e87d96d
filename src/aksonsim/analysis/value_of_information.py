"""What it would be worth to know something before deciding to go ahead: EVPI, and EVPPI of inputs, events and groups.

Two decisions: go ahead, worth y in a draw, or stop now, worth 0. Without information the better mean is taken; whoever
knows x beforehand goes ahead where E[y | x] > 0. What that adds is the expected value of (partial) perfect information
(Raiffa and Schlaifer 1961; Strong, Oakley and Brennan 2014, doi:10.1177/0272989X13505910):

    EVPI = E[max(y, 0)] - max(E y, 0)        EVPPI(x) = E[max(E[y | x], 0)] - max(E y, 0)

E[y | x] is estimated by regression (`aksonsim.analysis.crossfit`). Put into the formula as it is, it gives too much:
the maximum picks up the noise of the fit. Here each draw is *decided* by a fit that has not seen it, and *valued* by
its own y. That is the mean worth of a rule that could really be followed, so in expectation it is at most the EVPPI:
never biased upwards. Both are shown.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import xarray as xr

from aksonsim.analysis import fans
from aksonsim.analysis.crossfit import predict
from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.sensitivity import Factor, factors
from aksonsim.doors import door
from aksonsim.errors import AksonsimError, ResultError
from aksonsim.language.lang import LANGS
from aksonsim.language.text import Title, _, as_title
from aksonsim.results.access import labels, require_result, stated, title, values
from aksonsim.results.plain import frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.result import About, Result
from aksonsim.results.statistic import Statistic, mean, probability

Array = npt.NDArray[np.float64]

DECISIONS: dict[str, str] = {
    "npv": "go ahead is worth the net present value of the draw, stopped ones included; stop now is worth nothing",
    "frame": "go ahead is worth what is left of the cost frame, given that the gate is passed; stop now nothing",
}
"""What going ahead is worth."""
LEAST = 500
"""Draws below which no regression is trusted."""


@frozen
class Policy:
    """What a rule gains over the decision without information, and the chance that it decides otherwise."""

    value: Statistic
    changes: Statistic


@frozen
class Partial:
    """Expected value of knowing some columns: the gain of the rule that goes by them.

    ``plug_in`` as the formula has it, biased upwards; ``form`` and ``explained`` share of the variance of the
    regression.
    """

    policy: Policy = shaped(spread=True)
    plug_in: float
    form: str
    explained: float


@frozen
class Known:
    """An input, event, group or outcome, and what it is worth to know it.

    ``members`` of a group; ``share`` of the value of perfect information.
    """

    name: str = shaped(label=True)
    title: Title = shaped(languages=True)
    kind: str
    partial: Partial = shaped(spread=True)
    members: tuple[str, ...] = shaped(sparse=True)
    share: float

    @property
    def value(self) -> Statistic:
        """What it is worth to know it."""
        return self.partial.policy.value

    @property
    def changes(self) -> Statistic:
        """Chance that knowing it changes the decision."""
        return self.partial.policy.changes


@frozen
class NestedPoint:
    """A level at which an input is held, its probability, and the mean worth of going ahead there."""

    level: float
    chance: float
    mean: float | None


@frozen
class Nested:
    """Value of knowing one input by brute force, from so many runs of the whole model."""

    name: str = shaped(label=True)
    value: Statistic
    points: tuple[NestedPoint, ...]
    runs: int


@frozen
class Information(Result):
    """What inputs would be worth to know before the decision to go ahead.

    ``counted`` draws meet the condition. ``mean`` worth of going ahead; ``without``: what is decided without
    information (``go ahead`` or ``stop``); ``settled``: whether the sign of the mean is beyond its error;
    ``prob_regret``: chance that this turns out wrong. ``rows`` (inputs and events), ``groups`` (which overlap no other)
    and ``outcomes`` (what the model itself simulates: nobody can look it up, only wait for it) by falling value.
    ``nested``: by brute force.
    """

    about: About = shaped(spread=True)
    decision: str
    frame: float | None = shaped(sparse=True)
    counted: int = shaped("draws")
    mean: Statistic
    without: str
    settled: bool
    prob_regret: Statistic
    evpi: Statistic
    rows: tuple[Known, ...]
    groups: tuple[Known, ...]
    outcomes: tuple[Known, ...]
    nested: tuple[Nested, ...] = shaped(sparse=True, default=())


@door
def information(ds: xr.Dataset, scenario: str, decision: str = "npv", frame: float | None = None) -> Information:
    """Rank what a result's inputs would be worth to know before the decision to go ahead.

    Parameters
    ----------
    ds, scenario
        A result that kept its inputs (`--keep inputs`); else drivers and events alone are ranked.
    decision
        One of `DECISIONS`.
    frame
        For ``frame``: the cost frame; by default that of the ladder, P85 less the cuts still possible.

    Raises
    ------
    AksonsimError
        For an unknown decision, a frame without its decision, too few draws; ResultError where the result does not
        hold what is asked about.
    """
    require_result(ds)
    worth, condition, frame = going_ahead(ds, scenario, decision, frame)
    counts = ~np.isnan(worth)
    y = worth[counts]
    if y.size < LEAST:
        raise AksonsimError(f"{y.size} draws of scenario {scenario} count; the value of information needs {LEAST}")
    ahead = bool(y.mean() > 0)
    evpi = policy(y, y > 0, ahead).value
    known = [factor for factor in factors(ds, scenario) if factor.kind in ("input", "event")]
    came = list(_outcomes(ds, scenario))

    def ranked(some: Iterable[Factor]) -> tuple[Known, ...]:
        rows = []
        for factor in some:
            partial = evppi(factor.columns[counts], y)
            share = partial.policy.value.value / evpi.value if evpi.value else 0.0
            named = Known(
                name=factor.name,
                title=factor.title,
                kind=factor.kind,
                partial=partial,
                members=factor.members,
                share=share,
            )
            rows.append(named)
        return tuple(sorted(rows, key=lambda row: (-row.value.value, -row.partial.explained)))

    expected = mean(y)
    quantity = Quantity.parse("npv" if decision == "npv" else "cost_total")
    return Information(
        about=About.of(ds, scenario, quantity, condition),
        decision=decision,
        frame=frame,
        counted=int(y.size),
        mean=expected,
        without="go ahead" if ahead else "stop",
        settled=expected.decided,
        prob_regret=probability(int(np.count_nonzero((y > 0) != ahead)), y.size),
        evpi=evpi,
        rows=ranked(known),
        groups=ranked(_groups(ds, scenario, known, came)),
        outcomes=ranked(came),
    )


def going_ahead(
    ds: xr.Dataset, scenario: str, decision: str, frame: float | None = None
) -> tuple[Array, Condition, float | None]:
    """Return what going ahead is worth in each draw (NaN: does not count), the condition, and the frame.

    Raises as `information` does.
    """
    if decision not in DECISIONS:
        raise AksonsimError(f"no decision is called {decision}; there are: {', '.join(DECISIONS)}")
    if decision == "npv":
        if frame is not None:
            raise AksonsimError("a frame is asked about with the decision frame, not npv")
        return fans.need(ds, scenario, "npv", "net present value").astype(np.float64), Condition.ALL, None
    if frame is not None and not np.isfinite(frame):
        raise AksonsimError(f"the frame must be an amount, not {frame}")
    given = fans.given_passed(ds, scenario)
    if frame is None:
        frame = ladder(ds, scenario).ladders["total"].cost_frame.value
    worth = frame - fans.need(ds, scenario, "cost_total", "total cost")
    if given.mask is not None:
        worth[~given.mask] = np.nan
    return worth, Condition(given.condition), frame


def policy(y: Array, act: npt.NDArray[np.bool_], ahead: bool) -> Policy:
    """Return what a rule gains over the decision without information, and how often it decides otherwise.

    Parameters
    ----------
    y
        float64[n], worth of going ahead.
    act
        bool[n], whether the rule goes ahead.
    ahead
        The decision without information.
    """
    other = act != ahead
    gain = np.where(other, -y if ahead else y, 0.0)
    return Policy(value=mean(gain), changes=probability(int(np.count_nonzero(other)), y.size))


def evppi(columns: Array, y: Array) -> Partial:
    """Return the expected value of knowing some columns, float64[n, c], when going ahead is worth y, float64[n].

    By draws apart it is in expectation at most the truth.
    """
    found = predict(columns, y)
    start = max(float(y.mean()), 0.0)
    return Partial(
        policy=policy(y, found.apart > 0, bool(y.mean() > 0)),
        plug_in=float(np.maximum(found.together, 0.0).mean()) - start,
        form=found.form,
        explained=found.explained,
    )


GROUPS = {
    "drivers": _("Drivers"),
    "events": _("Events"),
    "schedule": _("Durations"),
    "uptake": _("Uptake, and what the councils decide"),
    "benefits": _("Benefits"),
}
"""Groups of factors; the estimates of a programme have its title."""
_SECTION_GROUP = {
    "drivers": "drivers",
    "events": "events",
    "activities": "schedule",
    "uptake": "uptake",
    "gate": "uptake",
    "rollout": "uptake",
    "benefits": "benefits",
}


def _group_title(ds: xr.Dataset, name: str) -> Title:
    if name in GROUPS:
        return as_title(GROUPS[name])
    programme = name.partition("[")[2].removesuffix("]")
    stated = Title(*(title(ds, "programme", programme, lang) for lang in LANGS))
    return as_title(_("Estimates: {programme}", programme=stated))


def _groups(ds: xr.Dataset, scenario: str, known: list[Factor], came: list[Factor]) -> Iterable[Factor]:
    """Yield each group of factors as one; each factor stands in one group."""
    resolved = stated(ds, scenario)
    owner = {f"costs[{e['id']}]": e.get("programme") for e in resolved.get("costs") or ()}
    only = labels(ds, "programme")[0] if "programme" in ds.dims else "costs"
    members: dict[str, list[Factor]] = {}
    for factor in known:
        section = factor.name.partition("[")[0].partition(".")[0]
        group = f"estimates[{owner.get(factor.name) or only}]" if section == "costs" else _SECTION_GROUP.get(section)
        if group is not None:
            members.setdefault(group, []).append(factor)
    if came:
        members.setdefault("uptake", []).extend(came)
    for name, group_members in members.items():
        columns = np.hstack([factor.columns for factor in group_members])
        names = tuple(factor.name for factor in group_members)
        yield Factor(name, "group", columns[:, 0], columns, _group_title(ds, name), names)


def _outcomes(ds: xr.Dataset, scenario: str) -> Iterable[Factor]:
    """Yield what the councils come to: the outcome of the gate, and the share committed after the last round."""
    outcome, committed = values(ds, "gate_outcome", scenario), values(ds, "commitment_share", scenario)
    if outcome is not None:
        flags = np.column_stack([outcome == 2, outcome == 1]).astype(np.float64)
        yield Factor("gate", "outcome", outcome.astype(np.float64), flags, as_title(_("Outcome of the gate")))
    if committed is not None:
        share = committed[:, 0, -1].astype(np.float64)
        if np.isnan(share).any():
            raise ResultError(f"scenario {scenario}: the share committed is missing in some draws")
        columns = share[:, None]
        if outcome is not None:
            columns = np.column_stack([share, outcome == 2, share * (outcome == 2)])
        yield Factor("participation", "outcome", share, columns, as_title(_("Who has committed in the end")))
