"""The forms in which an uncertain quantity can be stated (design: an estimate's keys say what was stated).

A form only holds and checks what was said; ``aksonsim.sampling.from_estimate`` makes a probability distribution of it.
"""

from __future__ import annotations

import itertools
import math
import re
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

from aksonsim.model.base import Frozen, NonNegative, Number, Positive
from aksonsim.model.estimate_advice import advice

_PERCENTILE_KEY = re.compile(r"^p(\d{1,2}(?:\.\d+)?)$")


class Form(Frozen):
    """What every form of estimate shares: an optional truncation ``[lo, hi]``; null for an end that is not cut."""

    truncate: tuple[Number | None, Number | None] | None = None

    @model_validator(mode="after")
    def _truncation_is_an_interval(self) -> Self:
        if self.truncate is not None:
            low, high = self.truncate
            if low is None and high is None:
                raise ValueError("truncate [null, null] cuts nothing; leave it out")
            if low is not None and high is not None and not low < high:
                raise ValueError(f"truncate {[low, high]} must have its lower end below its upper end")
        return self

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the truncation, infinite where nothing is cut."""
        low, high = self.truncate or (None, None)
        return -math.inf if low is None else low, math.inf if high is None else high

    @model_serializer(mode="wrap")
    def _leave_out_defaults(self, handler: Any) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if value is not None}


class Constant(Frozen):
    """A certain number, written as the bare number."""

    value: Number

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, data: Any) -> Any:
        return data if isinstance(data, dict) else {"value": data}

    @model_serializer
    def _as_number(self) -> float:
        return self.value


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


class P10ModeP90(Form):
    """10 % percentile, most likely value and 90 % percentile (the Norwegian triple estimate)."""

    p10: Number
    mode: Number
    p90: Number
    shape: Literal["pert", "triangular", "gamma", "lognormal"]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.p10 < self.mode < self.p90:
            raise ValueError(f"p10 {self.p10:g}, mode {self.mode:g}, p90 {self.p90:g} must rise: p10 < mode < p90")
        if self.shape in ("gamma", "lognormal") and self.p90 - self.mode <= self.mode - self.p10:
            raise ValueError(
                f"shape {self.shape} is skewed to the right and needs p90 - mode > mode - p10 "
                f"(here {self.p90 - self.mode:g} and {self.mode - self.p10:g}); use pert or triangular"
            )
        return self


class Percentiles(Form):
    """Three or more percentiles ``pNN`` joined by a metalog distribution (Keelin 2016)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    points: tuple[tuple[float, float], ...]
    """Pairs (probability in (0, 1), value), rising in both."""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "points" in data:
            return data
        points, rest = [], {}
        for key, value in data.items():
            match = _PERCENTILE_KEY.match(str(key))
            if match is None:
                rest[key] = value
            elif isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValueError(f"{key} must be a number, not {value!r}")
            else:
                points.append((float(match[1]) / 100.0, float(value)))
        return rest | {"points": tuple(sorted(points))}

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if len(self.points) < 3:
            raise ValueError("at least three percentiles pNN are needed")
        if not all(0.0 < p < 1.0 for p, _ in self.points):
            raise ValueError("percentiles must lie above p0 and below p100")
        values = [value for _, value in self.points]
        if not all(a < b for a, b in itertools.pairwise(values)):
            raise ValueError("percentiles must rise with their probability")
        return self

    @model_serializer(mode="wrap")
    def _as_keys(self, handler: Any) -> dict[str, Any]:
        out: dict[str, Any] = {f"p{100 * p:.10g}": value for p, value in self.points}
        if self.truncate is not None:
            out["truncate"] = list(self.truncate)
        return out


class MedianP85(Form):
    """Median and 85 % percentile, as the Norwegian state project model prints them."""

    p50: Number
    p85: Number
    shape: Literal["lognormal", "normal"]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.p50 < self.p85:
            raise ValueError(f"p50 {self.p50:g} must be below p85 {self.p85:g}")
        if self.shape == "lognormal" and self.p50 <= 0:
            raise ValueError(f"p50 {self.p50:g} must be above 0 for shape lognormal")
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
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValueError(f"{key} must be a number, not {value!r}")
            parameters.append((str(key), float(value)))
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
    "a number; {min, mode, max, shape: pert|triangular}; {p10, mode, p90, shape: pert|triangular|gamma|lognormal}; "
    "{p10, p50, p90} or three or more pNN; {p50, p85, shape: lognormal|normal}; "
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
    percentiles = {key for key in keys if _PERCENTILE_KEY.match(key)}
    if "mode" in keys:
        return "P10ModeP90" if percentiles else "MinModeMax"
    if keys & {"min", "max"}:
        return "MinModeMax" if "shape" not in keys or data["shape"] in ("pert", "triangular") else "ScipyDistribution"
    if percentiles == {"p50", "p85"} and "shape" in keys:
        return "MedianP85"
    if percentiles:
        return "P10ModeP90" if "shape" in keys else "Percentiles"
    if keys & {"mean", "sd"} and data.get("shape", "normal") in ("normal", "lognormal", "gamma"):
        return "MeanSd"
    if "shape" in keys:
        return "ScipyDistribution"
    return "Constant" if keys == {"value"} else None


def _advised(data: Any) -> Any:
    """Refuse a mapping that is nearly an estimate, with one that is."""
    advised = advice(data) if isinstance(data, dict) else None
    if advised is not None:
        raise ValueError(advised)
    return data


Estimate = Annotated[
    Annotated[Constant, Tag("Constant")]
    | Annotated[MinModeMax, Tag("MinModeMax")]
    | Annotated[P10ModeP90, Tag("P10ModeP90")]
    | Annotated[Percentiles, Tag("Percentiles")]
    | Annotated[MedianP85, Tag("MedianP85")]
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
