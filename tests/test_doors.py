"""What is called from Python takes what its hints say, and answers all else with one sentence."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import re
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.files.workbooks import triples

import aksonsim
from aksonsim.analysis import comparison, value_of_information
from aksonsim.analysis.scenario_columns import Column
from aksonsim.doors import door
from aksonsim.errors import AksonsimError
from aksonsim.files import netcdf
from aksonsim.files.calibration import from_options
from aksonsim.model.scenario import Scenario
from aksonsim.results import quantity as outputs
from aksonsim.studies import (
    backtest,
    calibrate,
    calibrate_trial,
    check,
    economics,
    effects,
    ledger,
    mitigations,
    precision,
    reference_classes,
    report,
    verify,
)
from aksonsim.studies import compare as compare_study
from aksonsim.studies.question import Question
from aksonsim.sweeps import reading, store
from aksonsim.sweeps import run as sweep_run

ROOT = Path(__file__).parents[1]
MINIMAL = ROOT / "configs" / "minimal.yaml"

FILE = """
schema: 1
title: A line, an event and what it is worth
price_year: 2019
costs: [{id: a, estimate: {min: 1, mode: 2, max: 4, shape: pert}}]
events:
  - {id: e, probability: 0.3, on: a, cost: 2, mitigation: {probability: 0.1, cost: 0.1}}
participation: {inhabitants: 0.9, gps: 0.5}
benefits:
  discount_to: 2019
  last_year: 2030
  reference: {curve: [{year: 2022, share: 0.5}, {year: 2025, share: 1}]}
  items: [{id: b, value: 20, by: inhabitants}]
"""

BAD: list[Any] = [
    None, [], {}, "/nowhere/x", b"x", 5, -1, 0, 1.5, float("nan"), float("inf"), -1e300, True, object(), print, int,
    np.int64(3), np.float32(2.5), np.array([1, 2]), 10**30, [None], ["x"], {1: 2}, (), {"x"}, xr.Dataset(), 2 + 1j,
]  # fmt: skip
"""Values that are wrong in most places."""


@cache
def made() -> dict[str, Any]:
    scenario = aksonsim.Scenario.from_dict(aksonsim.load(MINIMAL).model_dump(by_alias=True))
    return {"scenario": scenario, "ds": aksonsim.simulate(scenario, draws=1000, keep="inputs")}


def entries(folder: Path) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Return what is called from Python, with arguments that are right."""
    scenario, ds = made()["scenario"], made()["ds"]
    file = folder / "file.yaml"
    file.write_text(FILE, encoding="utf-8")
    valued = aksonsim.load(file)
    uncorrelated = scenario.changed({"correlations": None})
    compared = {"base": None, "of": "cost_total", "choices": (), "frame": None, "live": 0.8, "year": 2030}
    columns = [Column("a", ds, "baseline"), Column("b", ds, "baseline")]
    netcdf.write(ds, folder / "a.nc")
    spec = folder / "sweep.yaml"
    spec.write_text(
        "schema: 1\ntitle: t\nbase: file.yaml\nparameters: {'costs[a].estimate.max': {values: [5, 6]}}\n"
        "design: grid\noutputs: [cost_total.p50]\ndraws: 64\n",
        encoding="utf-8",
    )
    read = reading.read_sweep(spec)
    begun = sweep_run.begin(read, folder / "o.zarr")
    sweep_run.run(begun, workers=1)
    stage = from_options(("costs[b].estimate.p90=6..8",), ("cost_total.p50=7",))
    some: dict[str, Any] = {"draws": 100, "seed": 1, "threads": 1}
    more = some | {"progress": None}
    asked = {"of": "cost_total", "condition": "all", **more, "draws": 1000}
    bridge = aksonsim.load(ROOT / "tests" / "golden" / "bridge.yaml")
    book = triples(folder / "anslag.xlsx")
    return {
        "simulate": (aksonsim.simulate, {"scenario": scenario, **more, "method": "mc", "keep": "totals", "block": 8}),
        "simulate_summary": (aksonsim.simulate_summary, {"scenario": scenario, **more, "method": "mc", "client": None}),
        "summary": (aksonsim.summary, {"dataset": ds}),
        "load": (
            aksonsim.load,
            {"path": MINIMAL, "scenario": None, "name": None, "changes": None, "overlays": (), "sets": ()},
        ),
        "load_all": (aksonsim.load_all, {"path": MINIMAL, "names": None, "overlays": (), "sets": ()}),
        "scenario_names": (aksonsim.scenario_names, {"path": MINIMAL}),
        "dump": (aksonsim.dump, {"scenario": scenario, "defaults": False}),
        "changed": (scenario.changed, {"changes": {}, "name": None}),
        "from_dict": (Scenario.from_dict, {"data": scenario.model_dump(by_alias=True)}),
        "netcdf.read": (netcdf.read, {"path": folder / "a.nc"}),
        "netcdf.write": (netcdf.write, {"dataset": ds, "path": folder / "b.nc", "compress": False}),
        "check": (check.check, {"scenarios": [scenario], **some}),
        "economics": (economics.economics, {"scenario": valued, **some}),
        "mitigations": (mitigations.mitigations, {"scenario": valued, **more}),
        "information": (
            aksonsim.information,
            {
                "scenario": uncorrelated,
                "decision": "frame",
                "frame": 6.5,
                "by_brute_force": ("costs[a]",),
                **more,
                "draws": 500,
            },
        ),
        "ledger": (ledger.ledger, {"scenario": scenario, "result": ds}),
        "Question": (
            Question,
            {"scenario": scenario, "output": "cost_total", "at": 0.85, "given_passed": True, **more, "draws": 1000},
        ),
        "seek": (
            aksonsim.seek,
            {"scenario": scenario, "by": "element:a", "target": 1e9, "at": 0.85, "between": (2, 4), **asked},
        ),
        "waterfall": (aksonsim.waterfall, {"scenario": scenario, "changes": {"costs[a].estimate.max": 5}, **asked}),
        "sensitivity": (
            aksonsim.sensitivity,
            {"scenario": scenario, "methods": ["bins"], "at": "p85", "group": None, **asked},
        ),
        "sweep": (
            aksonsim.sweep,
            {
                "scenario": scenario,
                "parameters": {"costs[a].estimate.max": (5, 6)},
                "design": "lhs",
                "points": 2,
                "outputs": ["cost_total.p50"],
                "curves": (),
                "store": None,
                "client": None,
                **more,
            },
        ),
        "explore": (
            aksonsim.explore,
            {"found": ds, "of": "cost_total", "when": "cost_total > p75", "scenario": None, "salib": False},
        ),
        "read_register": (
            aksonsim.read_register,
            {"path": book, "scenario": None, "answers": {"shape": "pert", "price_year": 2024}, "map": None},
        ),
        "reference_classes": (
            reference_classes.reference_classes,
            {"scenario": scenario, "programme": "total", "on": None, "kind": ("IT",), "classes": (), **more},
        ),
        "verify": (verify.verify, {"result": ds, "threads": 1, "progress": None}),
        "run_again": (verify.run_again, {"ds": ds, "keep": None, "threads": 1, "progress": None}),
        "effects": (effects.effects, {"ds": ds, "threads": 1, "progress": None}),
        "report": (
            aksonsim.report,
            {
                "result": ds,
                "path": folder / "page.html",
                "scenarios": (),
                "lang": "en",
                "compare": True,
                "rerun": False,
                "threads": 1,
                "progress": None,
            },
        ),
        "backtest": (backtest.backtest, {"draws": 1, "seed": 1, "threads": 1, "progress": None}),  # too few: no run
        "variants": (compare_study.variants, {"file": MINIMAL, "names": None, "overlays": (), "sets": ()}),
        "compare": (
            compare_study.compare,
            {"scenarios": [scenario, scenario.changed({}, name="b")], **compared, "mitigated": False, **more},
        ),
        "compare_results": (compare_study.compare_results, {"results": {"a": ds, "b": ds}, "names": ()}),
        "analysis.compare": (comparison.compare, {"columns": columns, **compared}),
        "ladder": (aksonsim.ladder, {"result": ds, "scenario": None}),
        "elements": (aksonsim.elements, {"result": ds, "scenario": None}),
        "percentiles": (aksonsim.percentiles, {"result": ds, "at": ["p80"], "values": [8.0]}),
        "jcl": (
            aksonsim.jcl,
            {
                "ds": aksonsim.simulate(bridge, **some),
                "scenario": None,
                "milestone": "deck",
                "cost": 230.0,
                "finish": None,
            },
        ),
        "schedule": (aksonsim.schedule, {"scenario": bridge, "milestone": "deck", **more}),
        "output": (outputs.output, {"ds": ds, "scenario": "baseline", "name": "cost_total", "given_passed": True}),
        "plot": (
            aksonsim.plot,
            {"result": ds, "kind": "s-curve", "path": folder / "a.png", "scenario": None, "lang": "en"},
        ),
        "until_p85": (
            lambda **given: list(precision.until_p85(**given)),
            {"run": lambda draws, **_: aksonsim.simulate(scenario, draws=draws), "wanted": 0.1, "draws": 1000},
        ),
        "read_sweep": (reading.read_sweep, {"path": spec}),
        "overridden": (reading.overridden, {"found": read, "draws": None, "seed": None}),
        "begin": (sweep_run.begin, {"found": read, "out": folder / "o.zarr", "resume": True}),
        "run": (
            sweep_run.run,
            {
                "session": sweep_run.begin(read, folder / "o.zarr", resume=True),
                "workers": 1,
                "threads": 1,
                "progress": None,
            },
        ),
        "store.read": (store.read, {"path": folder / "o.zarr"}),
        "calibrate": (
            aksonsim.calibrate,
            {
                "scenario": scenario,
                "fit": {"costs[a].estimate.max": (2.5, 9)},
                "targets": {"cost_total.p85": (10, 0.5)},
                **more,
                "draws": 1000,
            },
        ),
        "calibrate.stages": (
            calibrate.calibrate,
            {"base": calibrate_trial.Base(MINIMAL, draws=1), "stages": (stage,)},
        ),
        "Base": (calibrate_trial.Base, {"source": MINIMAL, "scenario": None, "overlays": (), "sets": (), **more}),
    }


NAMES = [
    "simulate", "simulate_summary", "summary", "load", "load_all", "scenario_names", "dump", "changed", "from_dict",
    "netcdf.read", "netcdf.write", "check", "economics", "mitigations", "information", "ledger", "Question", "seek",
    "waterfall", "sensitivity", "sweep", "explore", "read_register", "reference_classes", "verify", "run_again",
    "effects", "report", "backtest", "variants", "compare", "compare_results", "analysis.compare", "ladder", "output",
    "plot", "until_p85", "read_sweep", "overridden", "begin", "run", "store.read", "calibrate", "Base",
    "calibrate.stages", "jcl", "schedule", "elements", "percentiles",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("doors")


@pytest.fixture(scope="module")
def doors(folder: Path) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    found = entries(folder)
    assert list(found) != []
    assert sorted(found) == sorted(NAMES)
    return found


def test_doors__are_those_of_every_public_function(doors: Any) -> None:
    public = {getattr(aksonsim, name) for name in aksonsim.__all__}
    functions = {one for one in public if callable(one) and not isinstance(one, type)}
    assert len(functions) >= 24
    assert functions - {function for function, _ in doors.values()} == set()


TOO_FEW = ("backtest", "calibrate.stages")
"""Refused for their draws when all else is right: a run of theirs takes long."""


@pytest.mark.parametrize("name", NAMES)
def test_door__what_is_right_is_taken(name: str, doors: Any) -> None:
    function, right = doors[name]
    if name in TOO_FEW:
        with pytest.raises(AksonsimError, match=r"needs at least .* draws, not 1"):
            function(**right)
    else:
        function(**right)


@pytest.mark.parametrize("name", NAMES)
def test_door__whatever_is_wrong_ends_in_a_sentence(
    name: str, doors: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function, right = doors[name]
    refused = 0
    for argument in right:
        sentences = []
        for value in BAD:
            try:
                function(**(right | {argument: value}))
            except AksonsimError as error:
                sentences.append(str(error))
        assert all(sentence.strip() for sentence in sentences)
        assert sentences, f"{argument} is never looked at"
        refused += len(sentences)
    assert refused >= 8 * len(right)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"scenario": []}, "no scenario is given"),
        ({"scenario": None}, "scenario must be a Scenario or a list of which each is a Scenario, not None"),
        ({"scenario": "x.yaml"}, "scenario must be a Scenario, not text 'x.yaml'"),
        ({"draws": 2.5}, "draws must be a whole number, 1 or more, not 2.5"),
        ({"draws": "1e4"}, "draws must be a whole number, not text '1e4'"),
        ({"draws": True}, "draws must be a whole number, .*, not True"),
        ({"draws": np.True_}, "draws must be a whole number, .*, not True"),
        ({"draws": float("nan")}, "draws must be a whole number, .*, not nan"),
        ({"draws": 0}, "draws must be 1 or more, not 0"),
        ({"seed": -1}, "seed must be from 0 to 2**64 - 1, not -1"),
        ({"seed": 2**64}, "seed must be from 0 to 2**64 - 1, not 18446744073709551616"),
        ({"threads": 10**9}, "threads must be at most 10000, not 1000000000"),
        ({"method": "lhc"}, "method must be one of mc, lhs, sobol, not text 'lhc'; did you mean lhs?"),
        ({"keep": "all"}, "keep must be one of totals, standard, inputs, full, not text 'all'"),
        ({"progress": 5}, "progress must be a function or None, not 5"),
    ],
)
def test_simulate__says_what_is_allowed(given: dict[str, Any], sentence: str) -> None:
    pattern = "^" + re.escape(sentence).replace(r"\.\*", ".*") + "$"
    with pytest.raises(AksonsimError, match=pattern):
        aksonsim.simulate(**({"scenario": made()["scenario"], "draws": 10} | given))


def test_simulate__whole_numbers_of_every_kind_are_one() -> None:
    scenario = made()["scenario"]
    expected = aksonsim.simulate(scenario, draws=1000, seed=3)
    for draws, seed in (
        (1e3, 3.0),
        (np.int64(1000), np.uint64(3)),
        (np.float64(1000), np.array(3)),
        (np.int16(1000), 3),
    ):
        found = aksonsim.simulate(scenario, draws=draws, seed=seed)  # type: ignore[arg-type]
        xr.testing.assert_identical(found, expected)
        assert type(found.attrs["draws"]) is type(expected.attrs["draws"])
    largest = aksonsim.simulate(scenario, draws=10, seed=np.uint64(2**64 - 1))  # type: ignore[arg-type]
    assert largest.attrs["seed"] == str(2**64 - 1)


def test_load__takes_text_or_path_and_one_for_a_list(tmp_path: Path) -> None:
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("costs[a].estimate.max: 5\n", encoding="utf-8")
    expected = aksonsim.load(MINIMAL, overlays=[overlay], sets=["unspecified=0.1"])
    assert aksonsim.load(str(MINIMAL), overlays=str(overlay), sets="unspecified=0.1") == expected
    assert aksonsim.load_all(str(MINIMAL), "baseline") == aksonsim.load_all(MINIMAL, ["baseline"])
    aksonsim.simulate(expected, draws=10)
    path = tmp_path / "a.nc"
    netcdf.write(made()["ds"], str(path))
    assert netcdf.read(str(path)).sizes["draw"] == 1000
    with pytest.raises(AksonsimError, match=r"^path must be a path, not None$"):
        aksonsim.load(None)  # type: ignore[arg-type]


# --- results that were taken apart or put together --------------------------------------------------------------------


def _damaged() -> dict[str, xr.Dataset]:
    ds = made()["ds"]
    other = ds.assign_coords(scenario=["b"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        joined = {
            "twice the same": xr.concat([ds, ds], "scenario", data_vars="all"),
            "two runs": xr.concat([ds, other], "scenario", data_vars="all"),
            "draws of two runs": xr.concat([ds, ds], "draw", data_vars="all"),
        }
    found = joined | {
        "nothing": xr.Dataset(),
        "no scenario": ds.isel(scenario=[]),
        "no draw": ds.isel(draw=[]),
        "one scenario taken out": ds.isel(scenario=0),
        "means": ds.mean("draw"),
        "turned": ds.transpose(),
        "draws first": ds.transpose("draw", "scenario", ...),
        "no attributes": ds.drop_attrs(),
        "no total": ds.drop_vars("cost_total"),
    }
    for key in ("scenarios", "titles"):
        for value in ("{", "[]", 5, None, ""):
            found[f"{key} {value!r}"] = ds.assign_attrs({key: value})
    return found | {f"draws {value!r}": ds.assign_attrs(draws=value) for value in ("x", None, -1)}


@pytest.mark.parametrize("how", _damaged())
def test_result__put_together_or_taken_apart_by_hand_is_refused_by_all(how: str) -> None:
    ds = _damaged()[how]
    for ask in (
        aksonsim.summary,
        aksonsim.ladder,
        lambda ds: outputs.output(ds, "baseline", "cost_total"),
        lambda ds: ledger.ledger(made()["scenario"], ds),
        aksonsim.plot,
        aksonsim.explore,
        effects.effects,
        report.report_inputs,
        lambda ds: value_of_information.information(ds, "baseline", "frame", 6.5),
    ):
        with pytest.raises(AksonsimError):
            ask(ds)


def test_result__some_scenarios_or_draws_of_one_run_are_a_result() -> None:
    scenario = made()["scenario"]
    ds = aksonsim.simulate([scenario, scenario.changed({"unspecified": 0.1}, name="b")], draws=1000)
    alone = aksonsim.summary(ds)["cost"].sel(scenario="b")
    np.testing.assert_array_equal(aksonsim.summary(ds.sel(scenario=["b"]))["cost"].sel(scenario="b"), alone)
    assert int(aksonsim.summary(ds.isel(draw=slice(100)))["draws"][0, 0]) == 100


def test_explore__of_a_sweep_that_was_taken_apart_is_refused() -> None:
    ds = aksonsim.sweep(made()["scenario"], {"costs[a].estimate.max": (5, 6)}, points=4, draws=100)
    assert aksonsim.explore(ds).to_json()
    for damaged in (
        ds.isel(point=slice(2)),
        ds.isel(point=0),
        ds.drop_vars("value"),
        *(ds.assign_attrs(manifest=value) for value in ("{", "[]", "{}", 5, None)),
    ):
        with pytest.raises(AksonsimError, match="this is not what sweep returned"):
            aksonsim.explore(damaged)


@pytest.mark.parametrize("how", _damaged())
def test_verify__of_what_was_put_together_by_hand_is_never_identical(how: str) -> None:
    identical = False
    with contextlib.suppress(AksonsimError):
        identical = verify.verify(_damaged()[how]).identical
    assert not identical


def _late_imports(module: str) -> dict[str, Any]:
    """Return what a module imports for type checks alone."""
    tree = ast.parse(Path(importlib.import_module(module).__file__ or "").read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    found = {}
    for node in (inner for block in blocks for inner in block.body):
        if isinstance(node, ast.ImportFrom):
            source = importlib.import_module(node.module or "")
            found |= {alias.asname or alias.name: getattr(source, alias.name) for alias in node.names}
    return found


def test_door__what_hints_import_for_type_checks_alone_are_classes(doors: Any) -> None:
    for name, (function, _) in doors.items():
        code = function.__init__ if isinstance(function, type) else function
        hints = [p.annotation for p in inspect.signature(code).parameters.values() if isinstance(p.annotation, str)]
        late = _late_imports(function.__module__) if function.__module__ != __name__ else {}
        for word in {word for hint in hints for word in re.findall(r"(?<![.\w])[A-Z]\w+", hint)} & late.keys():
            assert isinstance(late[word], type), f"{name}: import {word} for real, or a door cannot read it"


# --- the decorator itself ---------------------------------------------------------------------------------------------


def test_door__leaves_name_doc_and_hints_as_they_are() -> None:
    assert aksonsim.load.__name__ == "load"
    assert (aksonsim.load.__doc__ or "").startswith("Load a scenario file.")
    assert aksonsim.load.__annotations__["path"] == "PathArgument"


def test_door__reads_alternatives_lists_and_pairs() -> None:
    @door
    def taken(
        a: int | None = None,
        b: list[str | float] | None = None,
        c: tuple[float, float] = (0, 1),
        d: Path = Path(),
        e: dict[str, int] | None = None,
    ) -> Any:
        return a, b, c, d, e

    assert taken(np.int8(3), ["x", 5], [np.float32(1), 2], "x", {"y": 1}) == (
        3,
        ("x", 5.0),
        (1.0, 2.0),
        Path("x"),
        {"y": 1},
    )
    for wrong in ({"a": "x"}, {"b": [None]}, {"c": (1, 2, 3)}, {"c": (1, "x")}, {"d": 5}, {"d": None}, {"e": [1]}):
        with pytest.raises(AksonsimError, match=r"^(both ends of )?[a-e] must be "):
            taken(**wrong)
    with pytest.raises(TypeError, match="unexpected keyword"):
        taken(f=5)
