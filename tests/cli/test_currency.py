"""A file's currency and price year are the unit everywhere, and no other currency is named anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.everywhere import Everywhere, changed, comparison, results, studies, sweep

ROOT = Path(__file__).parents[2]
NORWEGIAN = re.compile(r".{0,40}(?:\bM?NOK\b|\b[Kk]roner?\b|\bkr\b|\bmill\.|\"nok\").{0,40}")
QUOTED = "to at least 6.6 billion NOK"
"""What a source printed, which `outside` repeats."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what every command says about a file in US dollars of 2023."""
    folder = tmp_path_factory.mktemp("currency")
    file = changed(ROOT / "proof" / "everything.yaml", folder / "f.yaml", currency="USD", price_year=2023)
    file.write_text(file.read_text("utf-8").replace("-10943", "-500"), encoding="utf-8")
    every = Everywhere(folder)
    results(every, file)
    studies(every, file, "costs[journal.build].estimate.p90=1200", "driver:scope")
    comparison(every, file, ["baseline", "dear", "mandatory"], ["cost_total", "price_per_inhabitant", "npv"])
    cells = {"gate.share": [0.5, 0.6], "financing.cap": [1000.0, 1340.0]}
    sweep(every, file, cells, ["cost_total.p85", "price_per_inhabitant.p50", "gate.on_time"])
    return every.texts


def test_currency__no_other_is_named_anywhere(texts: dict[str, str]) -> None:
    wrong = {(name, found) for name, text in texts.items() for found in NORWEGIAN.findall(text) if QUOTED not in found}
    assert wrong == set()


def test_currency__is_named_with_its_year_wherever_amounts_are(texts: dict[str, str]) -> None:
    amounts = re.compile("USD(, 2023| in 2023| i 2023| per inhabitant, 2023| per innbygger, 2023)")
    silent = {
        name
        for name, text in texts.items()
        if not amounts.search(text) and not re.search(r'"currency": "USD", "price_year": "?2023', text)
    }
    without = ("adoption", "uptake", "input-output", "run ", "validate", "explored", "explore", "ledger", "verify")
    rest = {name for name in silent if not re.match(rf"(plot )?({'|'.join(without)})", name) and "picture" in name}
    assert rest == set()
    norwegian = [text for name, text in texts.items() if "picture" in name and "--lang nb" in name]
    assert len(norwegian) > 20
    assert any("USD, 2023-priser" in text for text in norwegian)
    assert any("USD per innbygger, 2023-priser" in text for text in norwegian)


def test_currency__stands_in_columns_and_attributes(texts: dict[str, str]) -> None:
    head = texts["municipalities.csv"].splitlines()[0]
    assert "p50_USD" in head
    assert "per_inhabitant_p50_USD" in head
    assert "tariff_p50_USD_a_year" in head
    assert '"units": "USD year-1"' in texts["out.nc"]
    assert "USD, 2023" in texts["book.xlsx"]
    assert "USD, 2023 per inhabitant" in texts["book.xlsx"]
    assert texts["sweep.zarr"].endswith("USD USD 1")


def test_report__prices_are_in_the_currency_itself(tmp_path: Path) -> None:
    file = changed(ROOT / "proof" / "everything.yaml", tmp_path / "f.yaml", currency="MSEK", price_year=2023)
    every = Everywhere(tmp_path)
    every.run("run", file, "-n", "400", "-o", tmp_path / "out.nc")
    printed = every.run("summary", tmp_path / "out.nc")
    assert "Price per inhabitant given that the gate is passed, SEK, 2023 prices" in printed
    assert "Cost given that the gate is passed" in printed
    for lang, per in (("en", "SEK, 2023 prices"), ("nb", "SEK, 2023-priser")):
        every.run("report", tmp_path / "out.nc", "--lang", lang, "--no-rerun", "-o", tmp_path / "out.html")
        text = (tmp_path / "out.html").read_text("utf-8")
        assert per in text.replace("\u00a0", " ")
        assert not NORWEGIAN.search(text)
