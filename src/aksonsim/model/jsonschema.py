"""The JSON Schema of scenario files. It accepts every valid file; what only the validators see, it lets pass."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from aksonsim.model.base import Frozen
from aksonsim.model.estimate import Constant, Empirical, Percentiles, PercentilesAndMode, ScipyDistribution
from aksonsim.model.estimate_percentiles import PARAMETERS, WITH_MODE
from aksonsim.model.mapping import Mapping
from aksonsim.model.registers import SECTIONS, InRegister, InTable
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Population

_TRUNCATE = {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2}
_PERCENTILES = {r"^p\d{1,2}(\.\d+)?$": {"type": "number"}}

_WRITTEN: dict[type, JsonSchemaValue] = {
    Constant: {
        "anyOf": [
            {"type": "number"},
            {
                "type": "object",
                "properties": {
                    **{key: {"type": "number"} for key in ("min", "mode", "max")},
                    "shape": {"enum": list(PARAMETERS)},
                    "truncate": _TRUNCATE,
                },
                "patternProperties": _PERCENTILES,
                "additionalProperties": False,
                "minProperties": 2,
                "not": {"required": ["mode"], "maxProperties": 2},
            },
        ],
        "description": "A certain number; limits, percentiles and mode that are all one number say the same.",
    },
    PercentilesAndMode: {
        "type": "object",
        "description": "Two percentiles pNN and the most likely value between them.",
        "properties": {"mode": {"type": "number"}, "shape": {"enum": list(WITH_MODE)}, "truncate": _TRUNCATE},
        "patternProperties": _PERCENTILES,
        "additionalProperties": False,
        "required": ["mode", "shape"],
        "minProperties": 4,
    },
    Percentiles: {
        "type": "object",
        "description": "Two or more percentiles pNN of a shape, or three or more without one (metalog).",
        "properties": {"shape": {"enum": list(PARAMETERS)}, "truncate": _TRUNCATE},
        "patternProperties": _PERCENTILES,
        "additionalProperties": False,
        "minProperties": 3,
    },
    ScipyDistribution: {
        "type": "object",
        "description": "A continuous distribution of scipy.stats by its name, with its parameters.",
        "properties": {"shape": {"type": "string"}, "truncate": _TRUNCATE},
        "propertyNames": {"not": {"pattern": r"^(mode|p\d{1,2}(\.\d+)?)$"}},
        "additionalProperties": {"type": "number"},
        "required": ["shape"],
    },
}
"""Forms that a file writes in another way than the model holds them."""

_FILLED_IN: dict[Any, str] = {Empirical: "observations", Population: "municipalities"}
"""Keys that the reader fills in from a table, so that a file need not have them."""


class _Schema(GenerateJsonSchema):
    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        cls = schema["cls"]
        if cls in _WRITTEN:
            return dict(_WRITTEN[cls])
        made = super().model_schema(schema)
        if cls in _FILLED_IN and "required" in made:
            made["required"] = [key for key in made["required"] if key != _FILLED_IN[cls]]
        return made

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Write alternatives as anyOf: told apart by code, several may fit a file ({mean, sd, shape: normal})."""
        made = super().tagged_union_schema(schema)
        if "oneOf" in made:
            made["anyOf"] = made.pop("oneOf")
        return made


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file."""
    made = _drafted(Scenario)
    several = made["properties"]["correlations"]
    made["properties"]["correlations"] = {"anyOf": [several, several["items"]]}  # one may stand without a list
    for section in (*SECTIONS, "claims"):
        elsewhere = _drafted(InRegister if section in SECTIONS else InTable)
        elsewhere.pop("$schema")
        written = made["properties"][section]
        lists = [one for one in written.get("anyOf", (written,)) if one.get("type") == "array"]
        several = lists[0] | {"items": {"anyOf": [lists[0]["items"], elsewhere]}}
        others = [one for one in written.get("anyOf", ()) if one is not lists[0]]
        made["properties"][section] = {"anyOf": [several, *others, elsewhere]}
    return made


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a mapping file, as `aksonsim import` writes it."""
    made = _drafted(Mapping)
    said = {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}
    for key in ("answers", "took"):
        made["properties"][key]["additionalProperties"] = said
    return made


def _drafted(model: type[Frozen]) -> dict[str, Any]:
    made = model.model_json_schema(by_alias=True, schema_generator=_Schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
