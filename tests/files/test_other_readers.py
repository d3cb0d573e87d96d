"""What we write is read alike by others: YAML 1.1 and 1.2 readers, and tools that know the CF conventions."""

from __future__ import annotations

from pathlib import Path

import h5py
import pytest
import yaml
from ruamel.yaml import YAML

import aksonsim
from aksonsim.files import netcdf
from aksonsim.files.dump import block, dump
from aksonsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
MISREAD = (
    *(
        "0301",
        "0777",
        "on",
        "no",
        "yes",
        "y",
        "N",
        "Off",
        "true",
        "TRUE",
        "null",
        "~",
        "",
        "<<",
        "=",
        "12",
        "1.0",
        "1e3",
    ),
    *("1.5e3", "1e-7", "2021-01-01", "2021-01-01T00:00:00", "1:30", "0o17", "0x1F", "0b1", "1_000", ".inf", "-.INF"),
    *("a: b", "- x", "# c", "'q'", '"', "{", "[", "?", "|", ">", "!t", "*a", "&a", "%d", "@x", "`x", " lead", "trail "),
    *("a\nb", "Sør-Øst", "+1", "-1", "1,5", "🙂", "none", "None", "NaN", ".nan", "e5", "1__0", "190:20:30"),
)
NUMBERS = (1e-7, 1e16, 2.5e20, -0.0, 1.5, 1e22, 3.0, -4, 1e-300, 123456789.125)


def readers(text: str) -> list[object]:
    """Return what three readers make of a YAML text."""
    found: list[object] = [yaml.safe_load(text)]
    for version in ((1, 1), (1, 2)):
        reader = YAML(typ="safe", pure=True)
        reader.version = version
        found.append(reader.load(text))
    return found


def test_block__keys_and_values_are_text_to_every_reader() -> None:
    tree = {word: {"value": word, "list": [word, i]} for i, word in enumerate(MISREAD)}
    numbers = {f"n{i}": value for i, value in enumerate(NUMBERS)}
    for found in readers(block({"texts": tree, "numbers": numbers})):
        assert found == {"texts": tree, "numbers": numbers}
        assert isinstance(found, dict)
        assert [type(value) for value in found["numbers"].values() if value != int(value)] == [float] * 4


@pytest.mark.parametrize("file", ["proof/everything.yaml", "configs/akson.yaml", "configs/minimal.yaml"])
@pytest.mark.parametrize("defaults", [False, True])
def test_dump__is_the_same_scenario_to_every_reader(file: str, defaults: bool) -> None:
    scenario = aksonsim.load(ROOT / file)
    wanted = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=not defaults)
    for found in readers(dump(scenario, defaults=defaults)):
        assert found == wanted
        assert Scenario.model_validate(found) == scenario


def test_netcdf__says_its_conventions_and_fills_no_coordinate(tmp_path: Path) -> None:
    ds = aksonsim.simulate(aksonsim.load(ROOT / "proof" / "everything.yaml"), draws=40, seed=1, keep="full", threads=1)
    netcdf.write(ds, tmp_path / "a.nc")
    with h5py.File(tmp_path / "a.nc") as file:
        assert file.attrs["Conventions"] == "CF-1.11"
        for name in ds.coords:
            assert "_FillValue" not in file[str(name)].attrs, name
        units = {name: file[name].attrs.get("units") for name in map(str, ds.data_vars)}
    assert {str(unit) for unit in units.values()} == {"MNOK", "NOK", "NOK year-1", "1", "months", "None"}
    assert [name for name, unit in units.items() if unit is None] == ["input"]
    assert {name for name in ("draw", "year", "quantile", "inhabitants") if "long_name" not in ds[name].attrs} == set()
