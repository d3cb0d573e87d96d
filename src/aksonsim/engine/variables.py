"""Every variable of a result, declared once: name, dimensions, type, unit, meaning, and from which ``--keep`` on.

The Dataset is built, written, checked and documented from this one table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Keep = Literal["totals", "standard", "inputs", "full"]
KEEP_LEVELS: tuple[Keep, ...] = ("totals", "standard", "inputs", "full")


AMOUNT = "{amounts}"
"""Money as the file states it (MNOK)."""
PRICE = "{single}"
"""Money per inhabitant, in the currency itself (NOK)."""
TARIFF = "{single} year-1"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. ``dims`` are those after ``scenario``; ``units`` are UDUNITS words, or money.

    Money is `AMOUNT`, `PRICE` or `TARIFF`, which `aksonsim.money.units` makes the file's. Empty: as each label.
    """

    name: str
    dims: tuple[str, ...]
    units: str
    long_name: str
    dtype: str = "float64"
    keep: Keep = "totals"
    attrs: dict[str, Any] = field(default_factory=dict)

    @property
    def per_draw(self) -> bool:
        """Whether the variable has one value (or row) for each draw."""
        return "draw" in self.dims

    @property
    def is_money(self) -> bool:
        """Whether its unit follows from the file's currency."""
        return self.units in (AMOUNT, PRICE, TARIFF)

    @property
    def per_inhabitant(self) -> bool:
        """Whether it is a price or tariff per inhabitant, which has no value where a programme stops."""
        return self.units in (PRICE, TARIFF)


GATE_OUTCOMES = ("on_time", "late", "stopped")
"""Meanings of ``gate_outcome`` 0, 1, 2; -1 where the scenario has no gate."""
PAYERS = ("state", "municipal")
BASES = ("inhabitants", "municipalities")

VARIABLES: tuple[Variable, ...] = (
    # --- per draw, money ------------------------------------------------------------------------------
    Variable("cost_total", ("draw",), AMOUNT, "total cost of all programmes"),
    Variable("cost_programme", ("draw", "programme"), AMOUNT, "cost of each programme"),
    Variable("cost_payer", ("draw", "payer"), AMOUNT, "cost borne by each payer"),
    Variable("state_uncapped", ("draw",), AMOUNT, "state's tagged share of capped programmes before the cap"),
    Variable("state_capped", ("draw",), AMOUNT, "state's payment for capped programmes, cap applied"),
    Variable(
        "price_per_inhabitant",
        ("draw",),
        PRICE,
        "municipal part of shared cost per inhabitant of the participating municipalities; NaN when stopped",
    ),
    Variable(
        "tariff_per_inhabitant",
        ("draw",),
        TARIFF,
        "yearly price per inhabitant that repays the municipal loan; NaN when stopped",
    ),
    Variable("cost_element", ("draw", "element"), AMOUNT, "cost of each element", keep="standard"),
    Variable("cost_year", ("draw", "programme", "year"), AMOUNT, "cost of each programme by year", keep="standard"),
    Variable("cost_payer_year", ("draw", "payer", "year"), AMOUNT, "cost of each payer by year", keep="standard"),
    Variable("cost_nominal", ("draw",), AMOUNT, "total cost at the prices of the years that it is paid in"),
    Variable(
        "cost_nominal_year",
        ("draw", "programme", "year"),
        AMOUNT,
        "cost of each programme by year, at the prices of that year",
        keep="standard",
    ),
    # --- per draw, benefits -----------------------------------------------------------------------------
    Variable("npv", ("draw",), AMOUNT, "net present value: benefits less costs without VAT"),
    Variable("benefit_value", ("draw", "benefit"), AMOUNT, "present value of each benefit", keep="standard"),
    Variable(
        "investment_value",
        ("draw", "programme"),
        AMOUNT,
        "present value of each programme's cost without VAT",
        keep="standard",
    ),
    # --- per draw, commitment -------------------------------------------------------------------------
    Variable(
        "gate_outcome",
        ("draw",),
        "1",
        "outcome of the commitment gate",
        dtype="int8",
        attrs={"flag_values": (-1, 0, 1, 2), "flag_meanings": " ".join(("no_gate", *GATE_OUTCOMES))},
    ),
    Variable("gate_month", ("draw",), "months", "month after start at which the gate was passed; NaN when stopped"),
    Variable(
        "commitment_share",
        ("draw", "basis", "quarter"),
        "1",
        "share committed at the end of each council round",
        dtype="float32",
        keep="standard",
    ),
    # --- per draw, schedule and adoption --------------------------------------------------------------
    Variable(
        "milestone_month",
        ("draw", "milestone"),
        "months",
        "month after start of each milestone; NaN when not reached",
        dtype="float32",
        keep="standard",
    ),
    Variable(
        "adoption_share",
        ("draw", "basis", "year"),
        "1",
        "share live at the end of each year",
        dtype="float32",
        keep="standard",
    ),
    Variable(
        "gp_adoption_share",
        ("draw", "year"),
        "1",
        "share of all general practitioners live at the end of each year",
        dtype="float32",
        keep="standard",
    ),
    # --- per draw, inputs -----------------------------------------------------------------------------
    Variable("event_occurred", ("draw", "event"), "1", "1 where the event occurred", dtype="int8", keep="standard"),
    Variable(
        "event_count",
        ("draw", "event"),
        "1",
        "how many times the event occurred, where any event states a frequency",
        dtype="int16",
        keep="standard",
    ),
    Variable("driver", ("draw", "driver_name"), "1", "multiplier of each driver", keep="standard"),
    Variable(
        "driver_addition", ("draw", "addition_name"), AMOUNT, "amount that each additive driver adds", keep="standard"
    ),
    Variable("input", ("draw", "input_name"), "", "sampled value of each input", keep="inputs"),
    Variable(
        "municipality_commit_month",
        ("draw", "municipality"),
        "months",
        "month after start of the council round at which each municipality committed; NaN where it never did",
        dtype="float32",
        keep="full",
    ),
    # --- over draws -----------------------------------------------------------------------------------
    Variable("base_cost", ("programme",), AMOUNT, "base cost (grunnkalkyle): sum of most likely values"),
    Variable("base_estimate", ("programme",), AMOUNT, "base estimate (basisestimat): base cost + unspecified"),
    Variable("base_cost_payer", ("payer",), AMOUNT, "base cost by payer, cap applied"),
    Variable("base_estimate_payer", ("payer",), AMOUNT, "base estimate by payer, cap applied"),
    Variable("base_cost_element", ("element",), AMOUNT, "most likely value of each element"),
    Variable("base_estimate_element", ("element",), AMOUNT, "most likely value of each element + unspecified"),
    Variable("npv_base", (), AMOUNT, "net present value at stated values, published investment, reference curve"),
    Variable("benefit_base", ("benefit",), AMOUNT, "present value of each benefit in the base evaluation"),
    Variable("investment_base", ("programme",), AMOUNT, "published investment by programme, without VAT"),
    Variable("event_probability", ("event",), "1", "probability of each event; NaN where the model produces it"),
    Variable("gate_threshold", (), "1", "share that must have committed"),
    Variable("gate_deadline_month", (), "months", "first deadline of the gate, months after start"),
    Variable("quarter_month", ("quarter",), "months", "month after start at which each council round ends"),
    Variable(
        "milestone_reference",
        ("milestone",),
        "months",
        "month of each milestone in the deterministic reference schedule",
    ),
    Variable(
        "municipality_committed", ("municipality",), "1", "probability of being committed at the end of the last round"
    ),
    Variable(
        "municipality_live",
        ("municipality",),
        "1",
        "probability of being live at the end of rollout.participation_year",
    ),
    Variable(
        "municipality_cost_mean",
        ("municipality",),
        AMOUNT,
        "mean cost borne by each municipality, over all draws (shared part and local introduction)",
    ),
    Variable(
        "municipality_cost",
        ("municipality", "quantile"),
        AMOUNT,
        "cost of each municipality given that it takes part and nothing stops; quantiles, which do not add",
    ),
)

LEAST = ("cost_total", "milestone_month")
"""Variables of which every result has one: costs, or dates where a file has no costs."""

BY_NAME: dict[str, Variable] = {variable.name: variable for variable in VARIABLES}


def kept(keep: Keep) -> tuple[Variable, ...]:
    """Return the variables that a run with this ``--keep`` writes, in their declared order."""
    level = KEEP_LEVELS.index(keep)
    return tuple(variable for variable in VARIABLES if KEEP_LEVELS.index(variable.keep) <= level)
