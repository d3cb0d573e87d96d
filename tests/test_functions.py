"""The functions of the package answer what the commands print: as JSON, table, Dataset and page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner
from tests.everywhere import changed as changed_file
from tests.everywhere import page as page_of

import aksonsim
from aksonsim.cli import group
from aksonsim.files import netcdf
from aksonsim.results.measure import MEAN
from aksonsim.results.result import Result
from aksonsim.results.statistic import Statistic

ROOT = Path(__file__).parents[1]
BRIDGE = ROOT / "tests" / "golden" / "bridge.yaml"
MAY = ROOT / "tests" / "registers" / "01_estimate_min_ml_max.csv"
STATED: dict[str, Any] = {"shape": "triangular", "currency": "USD", "price_year": 2024}
"""What this register does not say."""
AKSON = ROOT / "configs" / "akson.yaml"
DRAWS = 1000
COMMON: dict[str, Any] = {"draws": DRAWS, "threads": 1}
SHARES = ("outputs[", "shares")


@cache
def bridge() -> aksonsim.Scenario:
    return aksonsim.load(BRIDGE)


@cache
def split() -> aksonsim.Scenario:
    return aksonsim.load(BRIDGE, "split")


@cache
def swept() -> xr.Dataset:
    parameters = {"costs[bridge.deck].estimate.max": (110, 130), "unspecified": (0.02, 0.08)}
    return aksonsim.sweep(bridge(), parameters, design="lhs", points=12, outputs=["cost_total.p85"], draws=200)


@cache
def ran() -> xr.Dataset:
    return aksonsim.simulate(bridge(), keep="inputs", **COMMON)


def changed() -> dict[str, Any]:
    return {"costs[bridge.deck].estimate.max": 150, "unspecified": 0.1}


SET = ("--set", "costs[bridge.deck].estimate.max=150", "--set", "unspecified=0.1")
STUDY = ("-n", str(DRAWS), "--threads", "1")
ANSWERS: dict[str, tuple[Callable[[], Result], tuple[str, ...]]] = {
    "calibrate": (
        lambda: aksonsim.calibrate(
            bridge(), {"costs[bridge.deck].estimate.max": (85, 200)}, {"cost_total.p50": (235, 0.5)}, **COMMON
        ),
        (
            *("calibrate", "F", "--fit", "costs[bridge.deck].estimate.max=85..200"),
            *("--target", "cost_total.p50=235+-0.5", *STUDY),
        ),
    ),
    "check": (lambda: aksonsim.check(aksonsim.load_all(BRIDGE), **COMMON), ("check", "F", "--all", *STUDY)),
    "compare": (
        lambda: aksonsim.compare([bridge(), split()], base="baseline", **COMMON),
        ("compare", "F", "-s", "baseline", "-s", "split", *STUDY),
    ),
    "economics": (
        lambda: aksonsim.economics(aksonsim.load(AKSON, "expected_participation"), **COMMON),
        ("economics", "A", "-s", "expected_participation", *STUDY),
    ),
    "information": (
        lambda: aksonsim.information(bridge(), "frame", 230, ["events[rock]"], **COMMON),
        ("information", "F", "--decision", "frame", "--frame", "230", "--nested", "events[rock]", *STUDY),
    ),
    "ledger": (lambda: aksonsim.ledger(bridge(), ran()), ("ledger", "F", "-n", str(DRAWS))),
    "reference_classes": (
        lambda: aksonsim.reference_classes(bridge(), on="p50", **COMMON),
        ("outside", "F", "--on", "p50", *STUDY),
    ),
    "seek": (
        lambda: aksonsim.seek(bridge(), "events[rock].probability", 216, at="mean", **COMMON),
        ("seek", "F", "--by", "events[rock].probability", "--target", "216", "--at", "mean", *STUDY),
    ),
    "sensitivity": (
        lambda: aksonsim.sensitivity(
            bridge(), ["tornado", "bins", "leave-one-out", "bands", "euler", "decompose"], at="p50", **COMMON
        ),
        (
            "sensitivity",
            "F",
            *(f"--method={name}" for name in ("shares", "bins", "leave-one-out", "bands", "euler", "decompose")),
            *("--at", "p50", *STUDY),
        ),
    ),
    "verify": (lambda: aksonsim.verify(ran(), threads=1), ("verify", "R", "--threads", "1")),
    "waterfall": (lambda: aksonsim.waterfall(bridge(), [changed()], **COMMON), ("waterfall", "F", *SET, *STUDY)),
    "explore": (
        lambda: aksonsim.explore(ran(), "cost_total", "cost_total > p75"),
        ("explore", "R", "--of", "cost_total", "--when", "cost_total > p75"),
    ),
    "explore of a sweep": (lambda: aksonsim.explore(swept()), ()),
    "ladder": (lambda: aksonsim.ladder(ran()), ()),
    "elements": (lambda: aksonsim.elements(ran()), ()),
    "percentiles": (lambda: aksonsim.percentiles(ran(), ["p80", 0.95], [240.0]), ()),
    "jcl": (lambda: aksonsim.jcl(ran(), cost=230.0), ("jcl", "R", "--cost", "230")),
    "schedule": (lambda: aksonsim.schedule(bridge(), **COMMON), ("schedule", "F", *STUDY)),
    "backtest": (lambda: aksonsim.backtest(draws=200, threads=1), ("backtest", "-n", "200", "--threads", "1")),
}
"""Name -> the answer of the function, and the command that prints the same (F, A: the files; R: a result)."""
PART = {"economics": lambda printed: printed["scenarios"]["expected_participation"]}
"""Answers to one of the several that a command may print."""


@cache
def answer(name: str) -> Result:
    return ANSWERS[name][0]()


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize("name", [name for name, (_, words) in ANSWERS.items() if words])
def test_to_json__is_what_the_command_prints(name: str, tmp_path: Path) -> None:
    words = ANSWERS[name][1]
    if "R" in words:
        netcdf.write(ran(), tmp_path / "out.nc")
    files = {"F": str(BRIDGE), "A": str(AKSON), "R": str(tmp_path / "out.nc")}
    done = CliRunner().invoke(group, [*(files.get(word, word) for word in words), "--json"])
    assert done.exit_code in (0, 1), done.output
    printed = json.loads(done.stdout)
    assert plain(answer(name).to_json()) == PART.get(name, lambda whole: whole)(printed)


@pytest.mark.parametrize("name", ANSWERS)
def test_to_frame__is_tidy(name: str) -> None:
    frame = answer(name).to_frame()
    assert frame.empty == (name == "verify")
    labels = [column for column in frame.columns if column not in ("value", "lower", "upper")]
    assert frame.columns[-3:].tolist() == ["value", "lower", "upper"]
    assert labels[0] == "part"
    repeated = frame[frame.duplicated(labels, keep=False)]
    assert repeated.empty, repeated.to_string()
    assert frame.empty or {frame[column].dtype.kind for column in ("value", "lower", "upper")} == {"f"}
    assert not ((frame["lower"] > frame["upper"]).any())


@pytest.mark.parametrize("name", ANSWERS)
def test_to_dataset__is_labelled_and_holds_every_figure(name: str) -> None:
    found = answer(name)
    ds, frame = found.to_dataset(), found.to_frame()
    values = {str(key): array for key, array in ds.data_vars.items() if not str(key).endswith(("_lower", "_upper"))}
    assert sum(int(array.notnull().sum()) for array in values.values()) == int(frame["value"].notnull().sum())
    assert all(set(array.dims) <= set(ds.coords) for array in values.values())
    if hasattr(found, "about"):
        assert {array.attrs["units"] for array in values.values()} == {found.about.units}
        assert ds.attrs["seed"] == 1
        assert ds.attrs["currency"] == "MEUR" or name == "economics"


@pytest.mark.parametrize("name", ANSWERS)
def test_repr_html__has_its_tables(name: str) -> None:
    page = answer(name)._repr_html_()
    assert (page.count("<table") >= 1) == (name != "verify")  # identical: a sentence
    assert page.count("<table") == page.count("</table>")


# --- what a person would write ----------------------------------------------------------------------------------------


def test_functions__take_numbers_of_numpy_where_a_number_is_meant() -> None:
    deck = "costs[bridge.deck].estimate.max"
    more: dict[str, Any] = {"draws": np.int64(DRAWS), "seed": np.uint8(1), "threads": np.int16(1)}
    of_numpy = aksonsim.waterfall(bridge(), [{deck: np.float64(150)}, {"unspecified": np.float32(0.5)}], **more)
    of_python = aksonsim.waterfall(bridge(), [{deck: 150.0}, {"unspecified": 0.5}], **COMMON)
    assert of_numpy.to_json() == of_python.to_json()
    assert bridge().changed({deck: np.int64(150)}) == bridge().changed({deck: 150})
    sought = [
        aksonsim.seek(bridge(), "element:bridge.deck", goal, at=at, between=ends, **COMMON).to_json()
        for goal, at, ends in ((np.float64(216), np.float64(0.5), np.array([40, 90.0])), (216, 0.5, (40, 90)))
    ]
    assert sought[0] == sought[1]
    grids = [
        aksonsim.sweep(bridge(), {deck: levels}, design="grid", outputs="cost_total.p50", draws=100)
        for levels in (np.array([110, 130]), [np.int32(110), np.float64(130)], [110, 130])
    ]
    for grid in grids[:2]:
        xr.testing.assert_equal(grid, grids[2])
    fitted = [
        aksonsim.calibrate(bridge(), {deck: ends}, {"cost_total.p50": goal}, **COMMON).to_json()
        for ends, goal in ((np.array([85, 200]), (np.float64(235), np.float32(0.5))), ((85, 200), (235, 0.5)))
    ]
    assert fitted[0] == fitted[1]
    frames = [aksonsim.information(bridge(), "frame", frame, **COMMON).to_json() for frame in (np.int64(230), 230)]
    assert frames[0] == frames[1]
    sides = [
        aksonsim.compare([bridge(), split()], frame=frame, live=live, year=year, **COMMON).to_json()
        for frame, live, year in ((np.float64(230), np.float64(0.5), np.int64(2031)), (230, 0.5, 2031))
    ]
    assert sides[0] == sides[1]


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: aksonsim.waterfall(bridge(), []), "nothing is changed"),
        (lambda: aksonsim.waterfall(bridge(), [{"unspecifid": 0.1}]), "did you mean unspecified"),
        (lambda: aksonsim.waterfall(bridge(), [{"unspecified": "much"}]), "unspecified"),
        (lambda: aksonsim.waterfall(bridge(), changed(), of="cost"), "cost"),
        (
            lambda: aksonsim.waterfall(bridge(), changed(), condition="gate"),
            "condition must be one of all, given_passed",
        ),
        (lambda: aksonsim.seek(bridge(), "element:deck", 216), "deck"),
        (lambda: aksonsim.seek(bridge(), "element:bridge.deck", 216, at="p850"), "no percentile"),
        (lambda: aksonsim.seek(bridge(), "element:bridge.deck", 216, between=(90, 40)), "90"),
        (lambda: aksonsim.sensitivity(bridge(), []), "method"),
        (lambda: aksonsim.sensitivity(bridge(), ["tornados"]), "shares"),
        (lambda: aksonsim.sensitivity(bridge(), at="mean"), "at is a percentile"),
        (lambda: aksonsim.sensitivity(bridge(), ["stress"], group="x"), "x"),
        (lambda: aksonsim.compare([bridge()]), "two scenarios or more"),
        (lambda: aksonsim.compare([]), "two scenarios or more"),
        (lambda: aksonsim.compare([bridge(), bridge()]), "baseline"),
        (lambda: aksonsim.compare([bridge(), split()], base="splitt"), "splitt"),
        (lambda: aksonsim.compare([bridge(), split()], of="cost_programme[x]"), "x"),
        (lambda: aksonsim.compare([bridge(), split()], choices=["splitt"]), "splitt"),
        (lambda: aksonsim.calibrate(bridge(), {}, {"cost_total.p50": 235}), "fit"),
        (lambda: aksonsim.calibrate(bridge(), {"unspecified": None}, {}), "targets"),
        (lambda: aksonsim.calibrate(bridge(), {"unspecifid": None}, {"cost_total.p50": 235}), "unspecifid"),
        (lambda: aksonsim.calibrate(bridge(), {"title": None}, {"cost_total.p50": 235}), "title"),
        (lambda: aksonsim.calibrate(bridge(), {"unspecified": None}, {1: 2}), "1 is neither a path nor a figure"),
        (lambda: aksonsim.calibrate(bridge(), {"unspecified": (0.2, 0.1)}, {"cost_total.p50": 235}), "0.2"),
        (lambda: aksonsim.calibrate(bridge(), {"unspecified": 5}, {"cost_total.p50": 235}), "pair"),
        (
            lambda: aksonsim.calibrate(bridge(), {"unspecified": None}, {"cost_totl.p50": 235}),
            "did you mean cost_total",
        ),
        (lambda: aksonsim.calibrate(bridge(), {"unspecified": None}, {"cost_total.p50": "much"}), "much"),
        (lambda: aksonsim.calibrate(bridge(), {"unspecified": None}, {"cost_total.p50": (235, -1)}), "more than 0"),
        (lambda: aksonsim.check([]), "no scenario"),
        (lambda: aksonsim.check([bridge(), bridge()]), "baseline"),
        (lambda: aksonsim.simulate([bridge(), bridge()]), "baseline"),
        (lambda: aksonsim.economics(bridge()), "no section benefits"),
        (lambda: aksonsim.information(bridge()), "net present value"),
        (lambda: aksonsim.information(bridge(), "frame", by_brute_force=["costs[x]"], draws=1000), r"costs\[x\]"),
        (lambda: aksonsim.reference_classes(bridge(), programme="bridg"), "did you mean bridge"),
        (lambda: aksonsim.ladder(ran(), "splitt"), "splitt"),
        (lambda: aksonsim.percentiles(ran(), ["p100"]), "p100 is no percentile"),
        (lambda: aksonsim.percentiles(ran(), [0]), "0 is no percentile"),
        (lambda: aksonsim.percentiles(ran(), ["mean"]), "mean is no percentile"),
        (lambda: aksonsim.percentiles(ran(), (), [float("inf")]), "not inf"),
        (lambda: aksonsim.ledger(split(), ran()), "split"),
        (lambda: aksonsim.explore(swept(), "cost_total.p50"), "cost_total.p50"),
        (lambda: aksonsim.explore(swept(), when="cost_total"), "cost_total"),
        (lambda: aksonsim.sweep(bridge(), {}), "parameters"),
        (lambda: aksonsim.sweep(bridge(), {"unspecified": []}), "unspecified"),
        (lambda: aksonsim.sweep(bridge(), {"unspecified": (0.1, 0.2)}, outputs=[]), "outputs"),
        (lambda: aksonsim.plot(ran(), "curve"), "curve"),
        (lambda: aksonsim.plot(ran(), scenario="splitt"), "splitt"),
        (lambda: aksonsim.plot(ran(), path="picture.doc"), "picture.doc"),
        (lambda: aksonsim.report(ran(), "page.doc"), "page.doc"),
        (lambda: aksonsim.report(ran(), "page.html", scenarios=["splitt"]), "splitt"),
        (lambda: aksonsim.read_register("nothing.xlsx"), "nothing.xlsx"),
        (lambda: aksonsim.read_register(MAY, answers={"shape": "pert"}), "01_.*answers are needed: currency: "),
        (lambda: aksonsim.read_register(MAY, answers={"shape": "flat"}), "allowed: triangular"),
        (lambda: aksonsim.read_register(MAY, answers=STATED | {"week": 5}), "week=5.*nothing in this file asks"),
    ],
)
def test_functions__refuse_with_a_sentence(
    ask: Callable[[], Any], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(aksonsim.AksonsimError, match=sentence) as refused:
        ask()
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_read_register__is_what_import_writes(tmp_path: Path) -> None:
    found = aksonsim.read_register(MAY, answers=STATED)
    typed = [word for key, value in STATED.items() for word in ("--answer", f"{key}={value}")]
    done = CliRunner().invoke(group, ["import", str(MAY), "-o", str(tmp_path / "out.yaml"), *typed])
    assert done.exit_code == 0, done.output
    written = aksonsim.load(tmp_path / "out.yaml")
    digest = written.sources["register"].map_digest
    assert len(digest) == 64
    assert aksonsim.dump(written).replace(f"\n    map_digest: {digest}", "") == aksonsim.dump(found)
    assert aksonsim.read_register(MAY, map=tmp_path / "out.map.yaml") == found
    assert CliRunner().invoke(group, ["export", str(BRIDGE), str(tmp_path / "b.xlsx")]).exit_code == 0
    assert aksonsim.read_register(tmp_path / "b.xlsx") == bridge()
    assert aksonsim.read_register(tmp_path / "b.xlsx", "split") == split()
    assert aksonsim.summary(aksonsim.simulate(found, draws=100)).sizes["scenario"] == 1


def test_mean__has_one_interval_everywhere() -> None:
    scenario, other = bridge(), split()
    ds = aksonsim.summary(aksonsim.simulate(scenario, **COMMON))
    block = ds["cost"].sel(scenario="baseline", condition="all", item="total", statistic="mean")
    low_high = ds["cost_interval"].sel(scenario="baseline", condition="all", item="total", statistic="mean")
    expected = (float(block), tuple(low_high.values.tolist()))
    waterfall = aksonsim.waterfall(scenario, changed(), **COMMON)
    sought = aksonsim.seek(scenario, "events[rock].probability", 216, at="mean", **COMMON)
    compared = aksonsim.compare([scenario, other], base="baseline", **COMMON)

    def pair(found: Statistic) -> tuple[float, Any]:
        return found.value, found.interval

    assert pair(waterfall.before.measures[MEAN]) == expected
    assert pair(sought.stated.figure) == expected
    (means,) = (metric for metric in compared.to_json()["measures"] if metric["key"] == "cost_mean")
    assert (means["scenarios"]["baseline"]["value"], tuple(means["scenarios"]["baseline"]["ci"])) == expected


# --- a file without gate and municipalities, in another currency ---------------------------------------------------

ELSEWHERE = re.compile(
    r".{0,60}(NOK|[Kk]roner|\bkr\b|\b[Gg]ates?\b|[Mm]unicipal|[Cc]ouncil|[Pp]articipat|[Ii]nhabitant).{0,60}"
)
QUOTED = "to at least 6.6 billion NOK"
"""What the source of a reference class printed."""


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in plain data; keys are the same for all files."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def dollars(tmp_path_factory: pytest.TempPathFactory) -> list[aksonsim.Scenario]:
    folder = tmp_path_factory.mktemp("dollars")
    file = changed_file(BRIDGE, folder / "f.yaml", currency="USD", price_year=2023)
    file.write_text(file.read_text("utf-8").replace("state_share: 1,", ""), encoding="utf-8")
    return list(aksonsim.load_all(file, ["baseline", "split"]))


def answers_in_dollars(base: aksonsim.Scenario, other: aksonsim.Scenario) -> Iterator[tuple[str, Result]]:
    ds = aksonsim.simulate(base, keep="inputs", **COMMON)
    grid = {"unspecified": [0.02, 0.05, 0.08]}
    yield "check", aksonsim.check([base, other], **COMMON)
    yield "compare", aksonsim.compare([base, other], **COMMON)
    yield "explore", aksonsim.explore(ds, "cost_total", "cost_total > p75")
    yield "explore of a sweep", aksonsim.explore(aksonsim.sweep(base, grid, design="grid", draws=200))
    yield "information", aksonsim.information(base, "frame", **COMMON)
    yield "jcl", aksonsim.jcl(ds)
    yield "ladder", aksonsim.ladder(ds)
    yield "elements", aksonsim.elements(ds)
    yield "percentiles", aksonsim.percentiles(ds)
    yield "ledger", aksonsim.ledger(base, ds)
    yield "reference_classes", aksonsim.reference_classes(base, **COMMON)
    yield "seek", aksonsim.seek(base, "element:bridge.deck", 230, **COMMON)
    methods = ["shares", "bins", "leave-one-out", "bands", "euler", "decompose", "stress"]
    yield "sensitivity", aksonsim.sensitivity(base, methods, **COMMON)
    yield "verify", aksonsim.verify(ds, threads=1)
    yield "waterfall", aksonsim.waterfall(base, changed(), **COMMON)


def test_answers__name_nothing_that_the_file_has_not(dollars: list[aksonsim.Scenario]) -> None:
    wrong, without = set(), set()
    for name, found in answers_in_dollars(*dollars):
        page = found._repr_html_()
        keys = "participation, schedule and other"  # of the decomposition: it stays in JSON
        told = [*texts_of(plain(found.to_json())), re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)]
        wrong |= {(name, hit.group()) for text in told for hit in ELSEWHERE.finditer(text) if QUOTED not in hit.group()}
        wrong -= {(name, keys)}
        if not any("USD" in text for text in told):
            without.add(name)
    assert wrong == set()
    assert without <= {"verify", "ledger"}


def test_datasets__name_nothing_that_the_file_has_not(dollars: list[aksonsim.Scenario], tmp_path: Path) -> None:
    ds = aksonsim.simulate(dollars, **COMMON)
    every = [
        ds,
        aksonsim.summary(ds),
        aksonsim.sweep(dollars[0], {"unspecified": [0.02, 0.05]}, design="grid", draws=200),
    ]
    for found in every:
        units = {str(array.attrs.get("units", "")) for array in found.variables.values()}
        assert not any(ELSEWHERE.search(unit) for unit in units)
    for lang in ("en", "nb"):
        aksonsim.report(ds, tmp_path / f"{lang}.html", lang=lang, rerun=False)
        assert {hit.group() for hit in ELSEWHERE.finditer(page_of(tmp_path / f"{lang}.html"))} == set()
