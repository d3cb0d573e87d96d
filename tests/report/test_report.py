"""What the report says is what the analyses say, in both languages, escaped, in equal bytes."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.report.conftest import CONFIGS, asked

from aksonsim.analysis.ladder import ladder
from aksonsim.analysis.summary import summarise
from aksonsim.api import simulate
from aksonsim.files.load import load
from aksonsim.reports.build import build
from aksonsim.reports.document import Figure, Folded, Report, Section, Table, Text
from aksonsim.reports.numbers import FIXED, NARROW, fixed, percent
from aksonsim.reports.page import html
from aksonsim.results.statistic import Statistic
from aksonsim.studies.report import ReportInputs, report_inputs

ORDER = [
    *(
        "summary",
        "ladder",
        "s-curve",
        "gate",
        "adoption",
        "schedule",
        "money",
        "payers",
        "worth",
        "municipalities",
        "tornado",
        "percentiles",
        "outside",
    ),
    *("comparison", "claims", "ledger", "method", "provenance"),
]


def measured(figures: dict[str, Any], key: str, lang: str) -> str:
    """Return a figure of a JSON as the report writes it."""
    return fixed(Statistic(figures[key], tuple(figures[f"{key}_ci"])).shown("nb" if lang == "nb" else "en"))


def section(report: Report, ident: str) -> Section:
    return next(one for one in report.sections if one.ident == ident)


def texts(report: Report, ident: str, scenario: str = "") -> str:
    parts = [p for b in section(report, ident).blocks if b.scenario == scenario for p in b.parts if isinstance(p, Text)]
    return " ".join(paragraph for part in parts for paragraph in part.paragraphs)


def tables(report: Report, ident: str, scenario: str = "") -> list[Table]:
    found = []
    for block in section(report, ident).blocks:
        for part in block.parts if block.scenario == scenario else ():
            inside = part.inside if isinstance(part, Folded) else part.table if isinstance(part, Figure) else part
            if isinstance(inside, Table):
                found.append(inside)
    return found


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_sections__stand_in_their_order(reports: dict[str, Report], lang: str) -> None:
    assert [one.ident for one in reports[lang].sections] == ORDER


@pytest.mark.parametrize("name", ["baseline", "oslo_outside"])
def test_summary__first_sentence_holds_frames_and_chance(
    reports: dict[str, Report], result: xr.Dataset, name: str
) -> None:
    found = summarise(result).to_json()["scenarios"][name]
    total, on_time = found["given_passed"]["costs"]["total"], found["gate"]["on_time"]
    for lang in ("en", "nb"):
        block = next(b for b in section(reports[lang], "summary").blocks if b.scenario == name)
        lead = block.parts[0]
        assert isinstance(lead, Text)
        assert 3 <= len(lead.paragraphs) <= 6
        chosen = reports[lang].lang
        for key in ("p50", "p85"):
            assert measured(total, key, chosen) in lead.paragraphs[0]
        assert (
            percent(Statistic(on_time["value"], tuple(on_time["ci"])), "nb" if chosen == "nb" else "en")
            in lead.paragraphs[0]
        )


def test_summary__a_stop_is_not_all_in_vain(reports: dict[str, Report], result: xr.Dataset) -> None:
    sunk = summarise(result).to_json()["scenarios"]["baseline"]["stopped"]["sunk"]
    told = texts(reports["nb"], "summary", "baseline")
    total, left = (measured(sunk[key], "mean", "nb") for key in ("total", "step1"))
    assert f"samlet kostnad blir {total}{FIXED}mill." in told.replace(" mill.", f"{FIXED}mill.")
    assert f"hvorav {left} til «Helhetlig samhandling, steg 1», som fortsetter" in told


def test_ladder__table_is_the_ladder(reports: dict[str, Report], result: xr.Dataset) -> None:
    found = ladder(result, "baseline").to_json()
    steps = found["ladders"]
    table = tables(reports["en"], "ladder", "baseline")[0]
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    columns = ["journal", "local", "step1", "total"]
    of = [*(steps[one] for one in columns), found["without_vat"]]
    assert rows["P85"] == [measured(one, "p85", "en") for one in of]
    assert rows["Base cost"] == [f"3{NARROW}670", f"3{NARROW}780", "610", f"8{NARROW}060", f"7{NARROW}081"]


def test_municipalities__all_are_there_and_means_sum(reports: dict[str, Report], result: xr.Dataset) -> None:
    table = tables(reports["nb"], "municipalities", "baseline")[0]
    names = {row[0].text: row for row in table.rows}
    assert len(table.rows) == 291
    assert names["Osterøy"][1].text == "4630"
    total = float(result["cost_payer"].sel(scenario="baseline", payer="municipal").mean())
    means = [row[6].value for row in table.rows]
    # Each mean is rounded to a whole krone a municipality and draw (docs/method.md, section 11).
    assert np.sum(np.array(means, dtype=float)) == pytest.approx(total, abs=0.5e-6 * 291)


def test_summary__scenarios_at_a_glance_say_whom_and_when(reports: dict[str, Report]) -> None:
    table = tables(reports["en"], "summary")[0]
    assert [row[0].text for row in table.rows] == ["Baseline", "Oslo stays outside"]
    assert table.head[1:4] == ("P85", "State expected", "Municipal expected")
    assert all(re.fullmatch(r"20\d\d\u2011\d\d", row[-1].text) for row in table.rows)


def test_comparison__differences_are_taken_from_the_first(reports: dict[str, Report]) -> None:
    table = next(t for t in tables(reports["en"], "comparison") if "Cost frame" in t.head)
    base, oslo = table.rows
    assert all(cell.below == "" for cell in base)
    assert oslo[1].below.startswith("−")
    assert oslo[1].tone == "better"


def test_claims__verdicts_are_norwegian_in_norwegian(reports: dict[str, Report]) -> None:
    english, norwegian = (tables(reports[lang], "claims")[0] for lang in ("en", "nb"))
    for one, other in zip(english.rows, norwegian.rows, strict=True):
        assert one[-1].text.startswith(("is ", "agrees ", "lies "))
        assert other[-1].text.startswith(("er ", "nås ", "stemmer ", "ligger "))


def test_every_figure__has_a_title_an_alternative_and_numbers(reports: dict[str, Report]) -> None:
    figures = [p for s in reports["nb"].sections for b in s.blocks for p in b.parts if isinstance(p, Figure)]
    assert len(figures) >= 2 * 8
    for figure in figures:
        found = re.search(r'aria-label="([^"]+)"', figure.svg)
        assert found is not None
        assert len(found[1]) > 20
        assert len(figure.title) > 20


def test_every_table__has_heads_or_none_at_all(reports: dict[str, Report]) -> None:
    for one in reports["nb"].sections:
        for name in ("", "baseline"):
            for table in tables(reports["nb"], one.ident, name):
                assert all(table.head[1:]) or not any(table.head), table.caption
                assert {len(row) for row in table.rows} == {len(table.head)}, table.caption


def test_every_figure__has_its_table_or_stands_above_it(reports: dict[str, Report]) -> None:
    for one in reports["en"].sections:
        for block in one.blocks:
            for place, part in enumerate(block.parts):
                if isinstance(part, Figure) and part.table is None:
                    assert any(isinstance(after, Table) for after in block.parts[place:]), part.title


def test_numbers__norwegian_has_commas_and_firm_spaces(reports: dict[str, Report]) -> None:
    for one in reports["nb"].sections:
        if one.ident in ("claims", "ledger", "method", "provenance"):  # paths, names and values as the file has them
            continue
        for name in ("", "baseline"):
            for table in tables(reports["nb"], one.ident, name):
                for row in table.rows:
                    for cell in row[1:]:
                        assert not re.search(r"\d\.\d", cell.text), (one.ident, cell.text)
                        assert not re.search(r"\d \d", cell.text), (one.ident, cell.text)
    assert f"8{NARROW}315{FIXED}mill." not in texts(reports["en"], "summary", "baseline")


def test_no_rerun__leaves_out_and_says_so(result: xr.Dataset) -> None:
    told = build(result, report_inputs(result, rerun=False), asked("en"))
    assert "--no-rerun" in texts(told, "claims")
    assert "not known" in texts(told, "ledger")
    figure = next(p for p in section(told, "tornado").blocks[0].parts if isinstance(p, Figure))
    assert "drivers and events alone" in figure.note


def test_ungated__three_lines_have_a_report_too() -> None:
    result = simulate(load(CONFIGS / "minimal.yaml"), draws=500, seed=1)
    told = build(result, report_inputs(result), asked("nb"))
    idents = [one.ident for one in told.sections]
    assert idents == [
        "summary",
        "ladder",
        "s-curve",
        "tornado",
        "percentiles",
        "claims",
        "ledger",
        "method",
        "provenance",
    ]
    assert "Two lines" in html(told)


@pytest.mark.parametrize("draws", [1, 2])
def test_few_draws__make_a_report_with_unknown_errors(draws: int) -> None:
    result = simulate(load(CONFIGS / "minimal.yaml"), draws=draws, seed=1)
    told = build(result, report_inputs(result), asked("en"))
    lead = next(p for p in section(told, "summary").blocks[0].parts if isinstance(p, Text))
    assert "±\u00a0?" in lead.paragraphs[0]
    assert "Too few draws" in texts(told, "tornado", "baseline")


def test_nobody_commits__is_said_and_nothing_breaks() -> None:
    scenario = load(CONFIGS / "akson.yaml", sets=["uptake.scale=1e-9", "gate.extensions=null"])
    result = simulate(scenario, draws=60, seed=1)
    told = build(result, report_inputs(result), asked("en"))
    assert texts(told, "summary", "baseline").startswith("In no draw do enough municipalities commit")
    assert "no cost frame" in texts(told, "ladder", "baseline")


def test_page__equal_inputs_give_equal_bytes(result: xr.Dataset, more: ReportInputs, pages: dict[str, Path]) -> None:
    assert html(build(result, more, asked("nb"))) == pages["nb"].read_text("utf-8")


def test_page__what_a_user_states_is_escaped() -> None:
    wicked = "<script>alert('x')</script>"
    scenario = load(CONFIGS / "minimal.yaml", sets=[f'title="{wicked}"', f'costs[a].title="{wicked}"'])
    result = simulate(scenario, draws=500, seed=1)
    page = html(build(result, report_inputs(result), asked("en")))
    assert page.count("<script>") == 1
    assert "alert(" in page
    assert wicked not in page


def test_page__fetches_nothing(pages: dict[str, Path]) -> None:
    text = pages["en"].read_text("utf-8")
    assert not re.search(r"""(src|href|action)\s*=\s*["'](?!#)""", text)
    assert not re.search(r"@import|url\(", text)
    assert "default-src 'none'" in text


class _Tags(HTMLParser):
    """Collect start tags with their attributes, and see that all are closed."""

    EMPTY = {"meta", "input", "rect", "line", "path", "circle", "br"}

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_page__is_well_formed_with_landmarks_and_headers(pages: dict[str, Path], lang: str) -> None:
    parser = _Tags()
    parser.feed(pages[lang].read_text("utf-8"))
    assert parser.open == []
    names = [tag for tag, _ in parser.tags]
    for landmark in ("main", "nav", "header", "footer", "h1"):
        assert names.count(landmark) == 1
    assert next(attributes for tag, attributes in parser.tags if tag == "html")["lang"] == lang
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in parser.tags if tag == "th")
    idents = [attributes["id"] for _, attributes in parser.tags if attributes.get("id")]
    assert len(idents) == len(set(idents))
    links = [str(attributes["href"])[1:] for tag, attributes in parser.tags if tag == "a"]
    assert set(links) <= set(idents)
    assert names.count("caption") == names.count("table")
