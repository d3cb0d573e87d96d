"""What is ranked is ranked by what it does with its probability counted, not by what happens where it occurs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from aksonsim import plots
from aksonsim.analysis.bins import bin_changes
from aksonsim.analysis.correlated import groups
from aksonsim.analysis.sensitivity import grouped, variance_shares
from aksonsim.api import plans, simulate
from aksonsim.files.load import load
from aksonsim.model.scenario import Scenario
from aksonsim.reports.build import Asked, build
from aksonsim.reports.page import html
from aksonsim.results.plain import plain
from aksonsim.results.quantity import output
from aksonsim.studies import plan_variants
from aksonsim.studies.leave_one_out import heaviest, one_by_one
from aksonsim.studies.question import Question
from aksonsim.studies.report import report_inputs
from aksonsim.studies.sensitivity import sensitivity

CONFIGS = Path(__file__).parents[2] / "configs"

TWO = """
schema: 1
title: Two events
currency: MNOK
price_year: 2019
costs:
  - {id: works, title: Works, estimate: {p10: 90, mode: 100, p90: 130, shape: pert}}
events:
  - {id: rare, title: Rare disaster, probability: 0.01, on: works, cost: 100}
  - {id: common, title: Common trouble, title_nb: Vanlig trøbbel, probability: 0.4, on: works, cost: 60}
"""


def scenario_of(tmp_path: Path, text: str, *sets: str) -> Scenario:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, sets=list(sets))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return scenario_of(tmp_path_factory.mktemp("two"), TWO)


@pytest.fixture(scope="module")
def ds(two: Scenario) -> xr.Dataset:
    return simulate(two, draws=20_000, seed=1, keep="inputs")


def half(row: dict[str, Any], key: str) -> float:
    low, high = row[f"{key}_ci"]
    return 0.5 * (high - low)


def by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows}


@pytest.mark.parametrize("rerun", [True, False])
@pytest.mark.parametrize(("lang", "first"), [("en", "Common trouble"), ("nb", "Vanlig trøbbel")])
def test_report__names_the_common_event_and_not_the_rare_one(
    ds: xr.Dataset, lang: Any, first: str, rerun: bool
) -> None:
    page = html(build(ds, report_inputs(ds, rerun=rerun), Asked(lang, True, "two.nc", ())))
    text = re.sub(r"<[^>]+>", " ", page)
    headline = {
        ("en", True): f"What moves P85 most is the event “{first}”: if it could not occur, P85 would be 46.9",
        ("nb", True): f"Mest for P85 betyr hendelsen «{first}»: kunne den ikke inntreffe, ville P85 vært 46,9",
        ("en", False): f"The largest share of the variance of the total is that of “{first}”: 73",
        ("nb", False): f"Størst andel av variansen i samlet kostnad har «{first}»: 73",
    }
    title = {
        ("en", True): f"Taking out “{first}” changes P85 more than taking out anything else",
        ("nb", True): f"Å ta ut «{first}» endrer P85 mer enn å ta ut noe annet",
        ("en", False): f"“{first}” has the largest share of the variance of the total",
        ("nb", False): f"«{first}» har størst andel av variansen i samlet kostnad",
    }
    assert headline[lang, rerun] in text
    assert title[lang, rerun] in text


def test_report__figures_are_those_of_files_without_the_event(two: Scenario, ds: xr.Dataset, tmp_path: Path) -> None:
    rows = plain(report_inputs(ds).drivers["baseline"].removals)
    assert [row["name"] for row in rows] == ["events[common]", "costs[works]", "events[rare]"]
    total = ds.cost_total.values[0]
    for name in ("common", "rare"):
        without = simulate(scenario_of(tmp_path, TWO, f"events[{name}].probability=0"), draws=20_000, seed=1)
        change = np.quantile(total, 0.85) - np.quantile(without.cost_total.values[0], 0.85)
        assert by_name(rows)[f"events[{name}]"]["change"] == pytest.approx(change, abs=1e-9)
    certain = simulate(scenario_of(tmp_path, TWO, "costs[works].estimate=100"), draws=20_000, seed=1)
    change = np.quantile(total, 0.85) - np.quantile(certain.cost_total.values[0], 0.85)
    assert by_name(rows)["costs[works]"]["change"] == pytest.approx(change, abs=1e-9)


@pytest.mark.parametrize(("name", "likely", "less"), [("common", 0.4, 0.1), ("common", 0.9, 0.5), ("rare", 0.3, 0.01)])
def test_rank__of_a_risk_falls_when_it_is_mitigated(tmp_path: Path, name: str, likely: float, less: float) -> None:
    sizes, places = [], []
    for probability in (likely, less):
        scenario = scenario_of(tmp_path, TWO, f"events[{name}].probability={probability}")
        asked = sensitivity(Question(scenario, draws=20_000), ["leave-one-out", "bins"]).to_json()["methods"]
        rows = asked["leave-one-out"]["rows"]
        sizes.append([by_name(of)[f"events[{name}]"]["change"] for of in (rows, asked["bins"]["p85"])])
        places.append([row["name"] for row in rows].index(f"events[{name}]"))
    assert sizes[0] > sizes[1]
    assert places[0] <= places[1]


def test_bins__of_an_event_are_what_leaving_it_out_changes(two: Scenario) -> None:
    asked = sensitivity(Question(two, draws=20_000), ["bins", "leave-one-out"]).to_json()["methods"]
    read, run = by_name(asked["bins"]["p85"]), by_name(asked["leave-one-out"]["rows"])
    assert [row["name"] for row in asked["bins"]["p85"]] == ["events[common]", "costs[works]", "events[rare]"]
    for name in ("events[common]", "events[rare]"):
        # The draws without it are part of all draws, those of the run are all: 2.3 half intervals are 4.5 errors.
        apart = np.hypot(half(read[name], "change"), half(run[name], "change"))
        assert abs(read[name]["change"] - run[name]["change"]) <= 2.3 * apart
        assert read[name]["low"] == -read[name]["change"]
        assert read[name]["high"] is None


def test_bins__say_nothing_of_an_event_whose_absence_tells_of_others(tmp_path: Path) -> None:
    text = TWO + "  - {id: after, probability: 0.5, given: common, on: works, cost: 10}\n"
    ds = simulate(scenario_of(tmp_path, text), draws=2_000, keep="inputs")
    rows = by_name(plain(bin_changes(ds, "baseline", output(ds, "baseline", "cost_total"), 0.85)))
    assert rows["events[after]"]["change"] is None
    assert rows["events[common]"]["change"] > 0  # without it there is nothing given it either


def test_tornado__the_picture_ranks_by_what_a_thing_adds_with_its_probability(ds: xr.Dataset) -> None:
    left, right = plots.draw("tornado", ds, "nb").axes
    assert [text.get_text() for text in left.get_yticklabels()][:3] == ["Vanlig trøbbel", "Works", "Rare disaster"]
    widths = {patch.get_gid(): patch.get_width() for axis in (left, right) for patch in axis.patches}
    assert widths["change-0"] == pytest.approx(46.9, abs=2)
    assert 0 < widths["change-2"] < 3 < widths["change-1"]
    assert "som rangerer" in left.get_title(loc="left")
    assert "Andel av variansen" in right.get_title(loc="left")


@pytest.mark.parametrize(("likely", "less"), [(0.95, 0.5), (0.4, 0.1)])
def test_tornado__mitigating_a_risk_never_lengthens_its_bar(tmp_path: Path, likely: float, less: float) -> None:
    # The variance of an event is largest at 50 %: ranked by it, one that is halved from 95 % would rise.
    lengths = []
    for probability in (likely, less):
        scenario = scenario_of(tmp_path, TWO, f"events[common].probability={probability}")
        axis = plots.draw("tornado", simulate(scenario, draws=4_000, seed=1)).axes[0]
        names = [text.get_text() for text in axis.get_yticklabels()]
        (bar,) = [patch for patch in axis.patches if patch.get_gid() == f"change-{names.index('Common trouble')}"]
        lengths.append(bar.get_width())
    assert lengths[0] >= lengths[1] > 0


# --- correlated inputs


@pytest.fixture(scope="module")
def akson() -> Scenario:
    return load(CONFIGS / "akson.yaml", "official_basis")


@pytest.fixture(scope="module")
def kept(akson: Scenario) -> xr.Dataset:
    return simulate(akson, draws=4_000, seed=1, keep="inputs")


def test_groups__are_those_that_the_run_tied(akson: Scenario, kept: xr.Dataset) -> None:
    plan = plans([akson], draws=1_000, seed=1)[0]
    tied = plan_variants.ties(plan)
    known = {group.name: set(group.members) for group in groups(kept, "official_basis")}
    expected = {group.stream: set(group.members) for group in tied.groups}
    expected |= {" + ".join(one.members): set(one.members) for one in tied.components}
    assert known == expected
    assert len(known) == 5


def test_bins__correlated_lines_are_one_row_for_their_group(kept: xr.Dataset) -> None:
    rows = plain(bin_changes(kept, "official_basis", output(kept, "official_basis", "cost_total"), 0.85))
    members = {member for group in groups(kept, "official_basis") for member in group.members}
    assert not members & {row["name"] for row in rows}
    (journal,) = [row for row in rows if row["name"] == "correlations[work-packages-journal]"]
    assert journal["title"] == "Work packages of Akson journal (16 correlated)"
    assert journal["title_nb"] == "Arbeidspakker i Akson journal (16 korrelerte)"
    assert journal["low"] < 0 < journal["high"]
    # As one they have the sum of their shares.
    total = output(kept, "official_basis", "cost_total")
    single = variance_shares(kept, "official_basis", total)
    (group,) = [factor for factor in grouped(kept, "official_basis") if factor.name == journal["name"]]
    shares = by_name(plain(single.rows))
    assert journal["share"] == pytest.approx(sum(shares[name]["share"] for name in group.members), abs=1e-9)


def test_leave_one_out__a_small_line_moves_little_whatever_it_is_correlated_with(tmp_path: Path) -> None:
    text = """
schema: 1
title: A small line in a large group
currency: MNOK
price_year: 2019
costs:
  - {id: small, estimate: {min: 80, mode: 90, max: 110, shape: pert}}
  - {id: large, estimate: {p10: 500, mode: 1000, p90: 2000, shape: pert}}
  - {id: apart, estimate: {p10: 450, mode: 500, p90: 600, shape: pert}}
correlations:
  - {between: [small, large], rho: 0.9}
"""
    ds = simulate(scenario_of(tmp_path, text), draws=5_000, keep="inputs")
    rows = plain(bin_changes(ds, "baseline", output(ds, "baseline", "cost_total"), 0.85))
    assert [row["name"] for row in rows] == ["costs[large] + costs[small]", "costs[apart]"]
    assert rows[0]["title"] == "small + large (2 correlated)" or rows[0]["title"] == "large + small (2 correlated)"
    removals = report_inputs(ds).drivers["baseline"].removals or ()
    (found,) = [row for row in removals if row.members == ("costs[large]", "costs[small]")]
    assert found.change.value > 100


def test_leave_one_out__holds_an_input_at_its_base(akson: Scenario) -> None:
    plan = plans([akson], draws=1_000, seed=1)[0]
    variants = {variant.name: variant for variant in one_by_one(plan) if variant.kind == "input"}
    without = variants["correlations[work-packages-local]"]
    arrays = without.plan.sampler.arrays
    for name in without.members:
        row = plan.inputs.row(name)
        base = {f"costs[{e.id}]": b for e, b in zip(plan.lines.elements, plan.lines.base, strict=True)}[name]
        assert (arrays.shift[row], arrays.factor[row]) == (base, 0.0)


def test_heaviest__keeps_what_moves_most_and_an_event_that_nearly_always_occurs(tmp_path: Path) -> None:
    lines = "".join(f"  - {{id: l{i}, estimate: {{mean: 100, sd: {5 + i}, shape: gamma}}}}\n" for i in range(12))
    text = f"""
schema: 1
title: Many lines
currency: MNOK
price_year: 2019
costs:
{lines}events:
  - {{id: sure, probability: 0.995, on: l0, cost: 80}}
"""
    scenario = scenario_of(tmp_path, text)
    ds = simulate(scenario, draws=2_000, keep="inputs")
    plan = plans([scenario], draws=2_000, seed=1)[0]
    chosen = heaviest(ds, "baseline", output(ds, "baseline", "cost_total"), plan, 4)
    assert [variant.name for variant in chosen] == ["events[sure]", "costs[l11]", "costs[l10]", "costs[l9]"]
