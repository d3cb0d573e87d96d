"""The forms in which an uncertain quantity can be stated (design: an estimate's keys say what was stated).

A form only holds and checks what was said; ``aksonsim.sampling.from_estimate`` makes a probability distribution of it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_serializer,
    model_validator,
)

from aksonsim.model.base import Frozen, NonNegative, Number, Positive, as_number
from aksonsim.model.estimate_advice import advice
from aksonsim.model.estimate_form import PERCENTILE, Form
from aksonsim.model.estimate_percentiles import BETWEEN, PARAMETERS, Percentiles, PercentilesAndMode

__all__ = [
    "FORMS",
    "Component",
    "Constant",
    "Discrete",
    "Empirical",
    "Estimate",
    "Form",
    "MeanSd",
    "MinMax",
    "MinModeMax",
    "Mixture",
    "Percentiles",
    "PercentilesAndMode",
    "ScipyDistribution",
    "form_of",
]


class Constant(Frozen):
    """A certain number: the bare number, or limits, percentiles and mode that are all one number."""

    value: Number

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return {"value": data}
        equal = _all_equal(data)
        if equal is None:
            return data
        _check_equal(data, equal)
        return {"value": equal}

    @model_serializer
    def _as_number(self) -> float:
        return self.value


def _all_equal(data: dict[Any, Any]) -> float | None:
    """Return the number that two or more limits, percentiles and mode all are; None where they differ."""
    places = [value for key, value in data.items() if _is_place(str(key))]
    numbers = [float(value) for value in places if isinstance(value, (int, float)) and not isinstance(value, bool)]
    return numbers[0] if 2 <= len(places) == len(numbers) and len(set(numbers)) == 1 else None


def _is_place(key: str) -> bool:
    return key in ("min", "mode", "max") or PERCENTILE.fullmatch(key) is not None


def _check_equal(data: dict[Any, Any], number: float) -> None:
    """Refuse what stands beside equal numbers and does not fit them."""
    for key in data:
        if not (_is_place(str(key)) or key in ("shape", "truncate")):
            raise ValueError(f"unknown key {key}; a certain number is written {number:.10g}")
    shape = data.get("shape")
    if shape is not None and shape not in PARAMETERS:
        raise ValueError(f"shape {shape} is not known; a certain number has none: write {number:.10g}")
    if data.get("truncate") is not None:
        low, high = Form.model_validate({"truncate": data["truncate"]}).limits
        if not low <= number <= high:
            raise ValueError(f"{number:g} lies outside truncate [{low:g}, {high:g}]; write {number:.10g} or other ends")


class MinModeMax(Form):
    """Absolute minimum, most likely value and absolute maximum."""

    min: Number
    mode: Number
    max: Number
    shape: Literal["pert", "triangular"]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min <= self.mode <= self.max or self.min == self.max:
            raise ValueError(
                f"min {self.min:g}, mode {self.mode:g}, max {self.max:g} must rise: min <= mode <= max, min < max"
            )
        return self


class MinMax(Form):
    """Absolute minimum and absolute maximum, all between as likely: the uniform distribution."""

    min: Number
    max: Number
    shape: Literal["uniform"] = "uniform"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min < self.max:
            raise ValueError(f"min {self.min:g} must be below max {self.max:g}")
        return self


class MeanSd(Form):
    """Mean and standard deviation."""

    mean: Number
    sd: Positive
    shape: Literal["normal", "lognormal", "gamma"]

    @model_validator(mode="after")
    def _positive_mean(self) -> Self:
        if self.shape != "normal" and self.mean <= 0:
            raise ValueError(f"mean {self.mean:g} must be above 0 for shape {self.shape}")
        return self


class ScipyDistribution(Form):
    """Any continuous distribution of ``scipy.stats`` by its name there, with its own parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    shape: str
    parameters: tuple[tuple[str, float], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "parameters" in data:
            return data
        rest = {key: data[key] for key in ("shape", "truncate") if key in data}
        parameters = []
        for key, value in data.items():
            if key in rest:
                continue
            parameters.append((str(key), as_number(str(key), value)))
        return rest | {"parameters": tuple(sorted(parameters))}

    @model_serializer(mode="wrap")
    def _as_keys(self, handler: Any) -> dict[str, Any]:
        out: dict[str, Any] = {"shape": self.shape} | dict(self.parameters)
        if self.truncate is not None:
            out["truncate"] = list(self.truncate)
        return out


class Discrete(Form):
    """A few values with weights (normalised to sum to one)."""

    values: Annotated[tuple[Number, ...], Field(min_length=1, max_length=10_000)]
    weights: tuple[NonNegative, ...]

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if len(self.values) != len(self.weights):
            raise ValueError(f"{len(self.values)} values need as many weights, not {len(self.weights)}")
        if not sum(self.weights) > 0:
            raise ValueError("weights must sum to more than 0")
        return self


class Empirical(Form):
    """Observations from a table: ``{data: file.csv, column: name}``; the reader fills in ``observations``."""

    data: str = ""
    column: str = ""
    observations: Annotated[tuple[Number, ...], Field(min_length=2, max_length=1_000_000)]


class Component(Frozen):
    """One part of a mixture."""

    weight: Positive
    estimate: Estimate


class Mixture(Form):
    """One of several estimates, chosen with the stated weights (normalised to sum to one)."""

    mixture: Annotated[tuple[Component, ...], Field(min_length=1, max_length=100)]


FORMS = (
    "a number; {min, mode, max, shape: pert|triangular}; {min, max}; "
    "{p10, mode, p90, shape: pert|triangular|gamma|lognormal}, or another two percentiles; "
    "{p10, p50, p90} or three or more pNN; {p50, p85, shape: lognormal|normal|gamma|...} or two or more pNN; "
    "{mean, sd, shape: normal|lognormal|gamma}; "
    "{shape: <scipy.stats name>, ...}; {values, weights}; {data, column}; {mixture: [{weight, estimate}]}"
)
"""The forms in one sentence, for messages."""


def form_of(data: Any) -> str | None:
    """Name the form that a raw value or a parsed estimate means; None when it can be none of them."""
    if isinstance(data, Frozen):
        return type(data).__name__
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return "Constant"
    if not isinstance(data, dict):
        return None
    keys = {str(key) for key in data}
    if "mixture" in keys:
        return "Mixture"
    if "values" in keys or "weights" in keys:
        return "Discrete"
    if keys & {"data", "column", "observations"}:
        return "Empirical"
    if keys == {"value"} or _all_equal(data) is not None:
        return "Constant"
    if any(map(PERCENTILE.fullmatch, keys)):
        return "PercentilesAndMode" if "mode" in keys else "Percentiles"
    if keys & {"min", "mode", "max"}:
        return _between_limits(keys, data.get("shape"))
    if keys & {"mean", "sd"} and data.get("shape", "normal") in ("normal", "lognormal", "gamma"):
        return "MeanSd"
    return "ScipyDistribution" if "shape" in keys else None


def _between_limits(keys: set[str], shape: Any) -> str:
    if "mode" in keys or shape in BETWEEN:
        return "MinModeMax"
    return "MinMax" if shape in (None, "uniform") else "ScipyDistribution"


def _advised(data: Any) -> Any:
    """Refuse a mapping that is nearly an estimate, with one that is."""
    advised = advice(data) if isinstance(data, dict) else None
    if advised is not None:
        raise ValueError(advised)
    return data


Estimate = Annotated[
    Annotated[Constant, Tag("Constant")]
    | Annotated[MinModeMax, Tag("MinModeMax")]
    | Annotated[MinMax, Tag("MinMax")]
    | Annotated[PercentilesAndMode, Tag("PercentilesAndMode")]
    | Annotated[Percentiles, Tag("Percentiles")]
    | Annotated[MeanSd, Tag("MeanSd")]
    | Annotated[ScipyDistribution, Tag("ScipyDistribution")]
    | Annotated[Discrete, Tag("Discrete")]
    | Annotated[Empirical, Tag("Empirical")]
    | Annotated[Mixture, Tag("Mixture")],
    Discriminator(
        form_of,
        custom_error_type="estimate_form",
        custom_error_message="is not a form of estimate",
    ),
    BeforeValidator(_advised),
]
"""An uncertain quantity in any of the forms above."""

Component.model_rebuild()
Mixture.model_rebuild()
