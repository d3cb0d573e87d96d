"""Laws of the scenario file: what is written loads to an equal object, and text survives."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aksonsim.arguments import LARGEST
from aksonsim.files.dump import dump, flow
from aksonsim.files.load import load
from aksonsim.files.yaml import parse
from aksonsim.model.base import UNPRINTABLE
from aksonsim.model.jsonschema import schema
from aksonsim.model.scenario import Scenario

FINITE = st.floats(min_value=-LARGEST, max_value=LARGEST)
MONEY = st.floats(min_value=1e-3, max_value=1e6)
SHARES = st.floats(min_value=0, max_value=1)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20).filter(lambda text: not UNPRINTABLE.search(text))
WORDS = st.sampled_from(["", "no", "null", "0301", "1e3", "2020-03", "a: b", "ø", "- x", "#"]) | TEXT
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,11}", fullmatch=True)


@st.composite
def rising(draw: st.DrawFn, count: int) -> list[float]:
    start = draw(st.floats(min_value=0, max_value=1e6))
    steps = draw(st.lists(MONEY, min_size=count - 1, max_size=count - 1))
    values = [start]
    for step in steps:
        values.append(values[-1] + step)
    return values


def form(keys: tuple[str, ...], *shapes: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda values, shape: dict(zip(keys, values, strict=True)) | ({"shape": shape} if shape else {}),
        rising(len(keys)),
        st.sampled_from(shapes),
    )


PLAIN_ESTIMATES = st.one_of(
    FINITE,
    st.integers(-(10**9), 10**9),
    form(("min", "mode", "max"), "pert", "triangular"),
    form(("p10", "mode", "p90"), "pert", "triangular"),
    form(("p5", "p50", "p97.5"), ""),
    form(("p50", "p85"), "normal"),
    st.builds(lambda m, s: {"mean": m, "sd": s, "shape": "gamma"}, MONEY, MONEY),
    st.builds(lambda c, loc: {"shape": "weibull_min", "c": c, "loc": loc, "truncate": [0, 5]}, MONEY, FINITE),
    st.lists(FINITE, min_size=1, max_size=5).map(lambda v: {"values": v, "weights": [1] * len(v)}),
    st.lists(FINITE, min_size=2, max_size=40).map(lambda v: {"observations": v, "data": "gone.csv"}),
)
ESTIMATES = PLAIN_ESTIMATES | st.lists(st.tuples(MONEY, PLAIN_ESTIMATES), min_size=1, max_size=3).map(
    lambda parts: {"mixture": [{"weight": weight, "estimate": estimate} for weight, estimate in parts]}
)
DATES = st.dates(dt.date(2021, 1, 1), dt.date(2030, 12, 31))


BANDS = SHARES | SHARES.map(lambda p: {"low": p / 2, "high": p})
UNITS = st.sampled_from(["days", "weeks", "months"])
LINKS = st.sampled_from(["FS", "SS", "FF", "SF"])


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    costs = [
        {"id": name, "title": draw(WORDS), "note": draw(WORDS), "estimate": draw(ESTIMATES), "vat_share": draw(SHARES)}
        | ({"activity": draw(st.sampled_from(names)), "time_share": draw(SHARES)} if draw(st.booleans()) else {})
        for name in ids
    ]
    events = [
        {"id": name}
        | draw(
            st.fixed_dictionaries({"probability": BANDS})
            | st.fixed_dictionaries({"frequency": BANDS, "years": st.floats(0.1, 500)})
        )
        | ({"on": draw(st.sampled_from(ids)), "cost": draw(ESTIMATES)} if draw(st.booleans()) else {})
        | ({"delay": {"activity": names[0], draw(UNITS): draw(ESTIMATES)}} if draw(st.booleans()) else {})
        for name in draw(st.lists(IDS, max_size=3, unique=True))
    ]
    variants = draw(st.lists(IDS.filter(lambda name: name != "baseline"), max_size=2))
    activities = [
        {
            "id": name,
            "duration": draw(ESTIMATES),
            "unit": draw(UNITS),
            "not_before": draw(DATES | st.none()),
            "after": [{"activity": "start", "type": draw(LINKS), "lag": draw(MONEY), "unit": draw(UNITS)}],
        }
        for name in names
    ]
    return Scenario.model_validate(
        {
            "schema": 1,
            "title": draw(WORDS),
            "title_nb": draw(WORDS),
            "price_year": draw(st.integers(1900, 2200)),
            "unspecified": draw(SHARES),
            "work_week": draw(st.sampled_from([5, 7])),
            "sources": {name: {"title": draw(WORDS), "date": draw(WORDS)} for name in draw(st.lists(IDS, max_size=2))},
            "costs": costs,
            "events": events,
            "activities": activities,
            "drivers": [
                {"id": "d", "multiplier": draw(ESTIMATES), "exposure": {ids[0]: draw(SHARES)}},
                {"id": "a", "addition": draw(ESTIMATES), "exposure": draw(st.sampled_from([{}, {ids[0]: 1}]))},
            ],
            "drivers_combine": draw(st.sampled_from(["product", "sum"])),
            "scenarios": {name: {"changes": {"title": draw(WORDS), "x": draw(FINITE)}} for name in variants},
        }
    )


@given(scenarios(), st.booleans())
def test_load_of_dump__is_the_same_scenario(scenario: Scenario, defaults: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.yaml"
        text = dump(scenario, defaults=defaults)
        file.write_text(text, encoding="utf-8")
        back = load(file)
    assert back == scenario
    assert dump(back, defaults=defaults) == text


@given(scenarios())
def test_schema__accepts_every_valid_scenario(scenario: Scenario) -> None:
    errors = Draft202012Validator(schema()).iter_errors(parse(dump(scenario), "f"))
    assert [error.message for error in errors] == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | FINITE | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_parse_of_flow__is_the_same_value(value: Any) -> None:
    assert parse(f"k: {flow(value)}", "f") == {"k": value}
