"""What was changed on top of a file stands in whatever comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aksonsim
from aksonsim.cli import main

ROOT = Path(__file__).parents[2]


def test_changed__stands_in_file_table_and_title(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.nc"
    minimal = str(ROOT / "configs" / "minimal.yaml")
    with pytest.raises(SystemExit) as ended:
        main(["run", minimal, "-n", "200", "--set", "costs[a].estimate.max=5", "-o", str(out)])
    assert ended.value.code == 0
    assert "changed: costs[a].estimate.max: 4 -> 5" in capsys.readouterr().out
    from aksonsim.files.netcdf import read

    attrs = read(out).attrs
    assert json.loads(attrs["scenarios"])["baseline"]["changed"] == ["costs[a].estimate.max: 4 -> 5"]
    assert json.loads(attrs["titles"])["scenario"]["baseline"]["nb"].endswith("(med 1 endring)")


def test_changed__a_scenario_of_the_file_is_no_change() -> None:
    assert aksonsim.load(ROOT / "configs" / "akson.yaml", "count_basis").changes_made == ()
