"""Whatever text is taken, a result holds and gives back; what it could not is refused before the run."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aksonsim.analysis.summary import summarise
from aksonsim.api import simulate
from aksonsim.errors import AksonsimError, ScenarioError
from aksonsim.files import netcdf
from aksonsim.files.dump import flow
from aksonsim.files.excel.import_workbook import bring_back
from aksonsim.files.excel.write import export
from aksonsim.files.load import load
from aksonsim.files.result_validation import fault
from aksonsim.model.scenario import Scenario
from aksonsim.studies.verify import verify

REFUSED = ["\x00", "\x07", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9b", "\ufffe", "\uffff", "\ufdd0", "\ud800"]
TAKEN = [
    "\r",
    "\n",
    "\t",
    "å",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\U0001f600",
    "\U0010ffff",
    "$",
    "[/]",
    "_x000D_",
    "=1+1",
    "{",
    '"',
    "\\",
]

FIELDS = ["title", "title_nb", "note", "currency", "cost.title", "cost.title_nb", "cost.note", "programme.title",
          "event.title", "driver.title", "claim.source", "sources.key", "sources.title", "variant.title", "name",
          "municipality.name", "municipality.county", "id"]  # fmt: skip


def raw(field: str, text: str) -> str:
    """Return a scenario file in which one text is this one, everywhere else plain."""

    def at(name: str) -> str:
        return flow(text) if name == field else '"x"'

    return f"""schema: 1
title: {at("title")}
title_nb: {at("title_nb")}
{f"name: {at('name')}" if field == "name" else "name: base"}
note: {at("note")}
currency: {at("currency") if field == "currency" else "MNOK"}
price_year: 2019
sources: {{{at("sources.key") if field == "sources.key" else "book"}: {{title: {at("sources.title")}}}}}
programmes: [{{id: p, title: {at("programme.title")}}}]
costs:
  - {{id: {at("id") if field == "id" else "a"}, programme: p, estimate: {{min: 1, mode: 2, max: 3, shape: pert}},
     title: {at("cost.title")}, title_nb: {at("cost.title_nb")}, note: {at("cost.note")}}}
  - {{id: b, programme: p, estimate: 2}}
drivers: [{{id: d, title: {at("driver.title")}, multiplier: {{mean: 1, sd: 0.1, shape: gamma}}, exposure: {{b: 1}}}}]
events: [{{id: e, title: {at("event.title")}, probability: 0.5, on: b, cost: 1}}]
population:
  municipalities:
    - {{code: "1", name: {at("municipality.name")}, county: {at("municipality.county")}, inhabitants: 10}}
    - {{code: "2", name: y, county: z, inhabitants: 20}}
claims: [{{id: c, quantity: cost_total, statistic: p50, value: 4,
          source: {at("claim.source") if field == "claim.source" else "book"}}}]
scenarios: {{other: {{title: {at("variant.title")}}}}}
"""


def read_back(scenario: Scenario, file: Path) -> None:
    """Simulate, write, read: the same texts, and everything that is computed from them."""
    ds = simulate(scenario, draws=16, keep="inputs")
    netcdf.write(ds, file)
    again = netcdf.read(file)
    assert again.attrs == ds.attrs or json.loads(again.attrs["titles"]) == json.loads(ds.attrs["titles"])
    assert summarise(again).to_json()["scenarios"]
    assert verify(again).identical


@pytest.mark.parametrize("field", [name for name in FIELDS if "note" not in name])
@pytest.mark.parametrize("char", REFUSED, ids=ascii)
def test_text__that_no_result_can_hold_is_refused_with_its_line(tmp_path: Path, field: str, char: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(raw(field, f"a{char}b"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"s\.yaml:\d+:\d+: ") as error:
        load(file, "other" if field == "variant.title" else None)
    assert all(problem.what.isprintable() for problem in error.value.problems)


@pytest.mark.parametrize(
    "field", [name for name in FIELDS if name not in ("name", "id", "sources.key", "claim.source")]
)
def test_text__that_is_taken_is_read_back(tmp_path: Path, field: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(raw(field, f"a{''.join(TAKEN)}b"), encoding="utf-8")
    try:
        scenario = load(file, "other" if field == "variant.title" else None)
    except ScenarioError:
        assert field == "currency"  # a unit has rules of its own
        return
    read_back(scenario, tmp_path / "r.nc")


def test_text__a_megabyte_long_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(raw("cost.title", "å" * 500_000), encoding="utf-8")
    read_back(load(file), tmp_path / "r.nc")


@pytest.mark.parametrize("char", REFUSED[:-1], ids=ascii)
def test_text__is_refused_by_option_overlay_and_python_too(tmp_path: Path, char: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(raw("note", "x"), encoding="utf-8")
    value = flow(f"a{char}b")
    with pytest.raises(ScenarioError, match=r"--set .*U\+"):
        load(file, sets=[f"costs[a].title={value}"])
    overlay = tmp_path / "o.yaml"
    overlay.write_text(f"costs[a].title: {value}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"o\.yaml:1:1: .*U\+"):
        load(file, overlays=[overlay])
    data = load(file).model_dump(mode="json", by_alias=True)
    data["costs"][0]["title"] = f"a{char}b"
    with pytest.raises(ValueError, match=r"control character U\+"):
        Scenario.model_validate(data)


def test_text__of_a_workbook_with_line_ends_of_windows_is_read_and_another_control_sign_is_not(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{id: a, title: zzz, estimate: 1}]\n", encoding="utf-8"
    )
    for text, known in (("a_x000D_\nb", "a\nb"), ("a_x000D_b", "a\nb"), ("a_x001B_b", None), ("a\ufffeb", None)):
        export(file, tmp_path / "b.xlsx")
        book = openpyxl.load_workbook(tmp_path / "b.xlsx")
        (cell,) = (cell for row in book["costs"] for cell in row if cell.value == "zzz")
        cell.value = text
        book.save(tmp_path / "b.xlsx")
        (tmp_path / "n.yaml").unlink(missing_ok=True)
        if known is None:
            with pytest.raises(ScenarioError, match=r"control character U\+|not valid XML"):
                bring_back(tmp_path / "b.xlsx", tmp_path / "n.yaml")
            assert not (tmp_path / "n.yaml").exists()
        else:
            assert bring_back(tmp_path / "b.xlsx", tmp_path / "n.yaml").scenarios[0].costs[0].title == known
            read_back(load(tmp_path / "n.yaml"), tmp_path / "r.nc")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(FIELDS), text=st.text(st.characters(), min_size=1, max_size=30))
def test_text__whatever_load_takes_summary_and_verify_read_back(tmp_path: Path, field: str, text: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(raw(field, text), encoding="utf-8")
    try:
        scenario = load(file, "other" if field == "variant.title" else None)
        ds = simulate(scenario, draws=4)
    except AksonsimError:
        return
    assert fault(ds) == ""
    read_back(scenario, tmp_path / "r.nc")
