"""Money: a currency's prefix, amounts per inhabitant in it, and what results of earlier versions meant by theirs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.everywhere import changed

import aksonsim
from aksonsim import money
from aksonsim.engine.variables import BY_NAME
from aksonsim.errors import ResultError
from aksonsim.files import netcdf
from aksonsim.studies.verify import verify

ROOT = Path(__file__).parents[1]
EVERYTHING = ROOT / "proof" / "everything.yaml"


@pytest.mark.parametrize(
    ("text", "single", "scale"),
    [
        *(
            ("MNOK", "NOK", 1e6),
            ("MSEK", "SEK", 1e6),
            ("MEUR", "EUR", 1e6),
            ("MMUSD", "USD", 1e6),
            ("mNOK", "NOK", 1e6),
        ),
        *(("kEUR", "EUR", 1e3), ("KNOK", "NOK", 1e3), ("GNOK", "NOK", 1e9), ("Mkr", "kr", 1e6), ("mkr", "kr", 1e6)),
        *(("M€", "€", 1e6), ("k£", "£", 1e3), ("mill. kr", "kr", 1e6), ("mill. NOK", "NOK", 1e6)),
        *(("million USD", "USD", 1e6), ("USD million", "USD", 1e6), ("Mio. CHF", "CHF", 1e6), ("kr mill.", "kr", 1e6)),
        *(("tusen kr", "kr", 1e3), ("mrd. kr", "kr", 1e9), ("million Danish kroner", "Danish kroner", 1e6)),
        # codes that begin with a letter of a prefix, and what is not known: both have one unit, so neither is wrong
        *((name, name, 1.0) for name in ("USD", "NOK", "MXN", "MMK", "KRW", "GBP", "kr", "€", "TNOK", "points", "M")),
        *((name, name, 1.0) for name in ("billion USD", "mill.", "US dollars", "{x}", "MNOKK", "mNok", "100 kr")),
    ],
)
def test_currency__is_a_known_prefix_or_counts_by_itself(text: str, single: str, scale: float) -> None:
    found = money.currency(text)
    assert (found.amounts, found.single, found.scale) == (text, single, scale)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, xr.Dataset]:
    """Return one file in several currencies, its reference price restated so that councils are told the same."""
    folder = tmp_path_factory.mktemp("money")
    found = {}
    for name in ("MNOK", "USD", "kEUR", "our money"):
        file = changed(EVERYTHING, folder / f"{name}.yaml", currency=name)
        scenario = aksonsim.load(file)
        uptake = scenario.uptake
        assert uptake is not None
        assert uptake.affordability is not None
        price = uptake.affordability.reference_price * money.currency(name).scale / 1e6
        told = f"uptake.affordability.reference_price={price!r}"
        found[name] = aksonsim.simulate(aksonsim.load(file, sets=[told]), draws=400, seed=1, threads=1)
    return found


@pytest.mark.parametrize("name", ["USD", "kEUR", "our money"])
def test_amounts__are_the_same_numbers_whatever_the_currency(runs: dict[str, xr.Dataset], name: str) -> None:
    norwegian, other = runs["MNOK"], runs[name]
    scale = money.currency(name).scale
    for variable, values in norwegian.data_vars.items():
        declared = BY_NAME[str(variable)]
        factor = scale / 1e6 if declared.per_inhabitant else 1.0
        # a count of an uptake that a price decides in float32 may differ; the quantiles by a bin of another place
        tolerance = 0.02 if variable == "municipality_cost" else 2e-6
        np.testing.assert_allclose(other[variable], factor * values, rtol=tolerance, atol=1e-9, err_msg=str(variable))


@pytest.mark.parametrize(("name", "single"), [("USD", "USD"), ("kEUR", "EUR"), ("our money", "our money")])
def test_units__are_the_files(runs: dict[str, xr.Dataset], name: str, single: str) -> None:
    ds = runs[name]
    assert {ds[v].attrs["units"] for v in ("cost_total", "npv", "municipality_cost", "base_cost")} == {name}
    assert ds["price_per_inhabitant"].attrs["units"] == single
    assert ds["tariff_per_inhabitant"].attrs["units"] == f"{single} year-1"
    assert ds["cost_total"].attrs["price_year"] == 2019
    assert "price_year" not in ds["commitment_share"].attrs


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 1e3, 1e9])
def test_municipalities__pay_their_sums_at_any_size_of_amounts(factor: float) -> None:
    """Whole coins and bins reach where amounts per inhabitant are small parts of a unit, or millions of it."""
    scenario = aksonsim.load(EVERYTHING)
    amounts = {f"costs[{cost.id}].estimate": f"{factor * (100 + i)!r}" for i, cost in enumerate(scenario.costs)}
    amounts["gate.stop.termination"] = f"{20 * factor!r}"
    told = [*(f"{path}={value}" for path, value in amounts.items()), "uptake.affordability=null", "currency=kr"]
    ds = aksonsim.simulate(
        aksonsim.load(EVERYTHING, sets=[*told, "correlations=[]", "events=[]"]), draws=200, seed=1, threads=1
    )
    municipal = float(ds["cost_payer"].sel(payer="municipal").mean())
    assert float(ds["municipality_cost_mean"].sum()) == pytest.approx(municipal, rel=1e-3)
    paid = ds["municipality_cost"].sel(quantile=0.5).values[0]
    assert np.nanmin(paid) > 0
    heads = ds["inhabitants"].values
    assert np.nanmax(paid / heads) < 100 * np.nanmin(paid / heads)


def _of_an_earlier_version(ds: xr.Dataset, file: Path) -> Path:
    """Write a result as version 0.1.0 did: MNOK and NOK whatever the currency, prices times 1e6."""
    old = ds.copy(deep=True)
    for key in ("currency_scale", "currency_per_inhabitant"):
        del old.attrs[key]
    for name, array in old.data_vars.items():
        declared = BY_NAME[str(name)]
        array.attrs.pop("price_year", None)
        array.attrs["units"] = declared.units.format(amounts="MNOK", single="NOK") or "various"
    netcdf.write(old, file)
    return file


def test_read__a_result_of_an_earlier_version_says_what_its_prices_are(
    runs: dict[str, xr.Dataset], tmp_path: Path
) -> None:
    again = netcdf.read(_of_an_earlier_version(runs["MNOK"], tmp_path / "old.nc"))
    assert again.attrs["currency_per_inhabitant"] == "NOK"
    xr.testing.assert_identical(again["price_per_inhabitant"], runs["MNOK"]["price_per_inhabitant"])
    other = netcdf.read(_of_an_earlier_version(runs["USD"], tmp_path / "usd.nc"))
    assert other["cost_total"].attrs["units"] == "USD"
    assert other["price_per_inhabitant"].attrs["units"] == "1e-6 USD"
    assert money.scale(other.attrs) == 1e6


def test_verify__a_result_of_an_earlier_version_is_identical(runs: dict[str, xr.Dataset], tmp_path: Path) -> None:
    ds = aksonsim.simulate(aksonsim.load(EVERYTHING), draws=40, seed=1, keep="inputs", threads=1)
    assert ds["input"].attrs.get("units") is None
    found = verify(netcdf.read(_of_an_earlier_version(ds, tmp_path / "old.nc")))
    assert found.identical, (found.first, found.structure)


def test_read__a_scale_that_is_none_is_damage(runs: dict[str, xr.Dataset], tmp_path: Path) -> None:
    for wrong in (0.0, -1.0, np.inf, "1e6"):
        ds = runs["USD"].assign_attrs(currency_scale=wrong)
        netcdf.write(ds, tmp_path / "wrong.nc")
        with pytest.raises(ResultError, match="currency_scale is no positive number"):
            netcdf.read(tmp_path / "wrong.nc")
