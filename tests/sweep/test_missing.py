"""Optional libraries that are not installed are asked for in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sweep_files import SPEC, written

from aksonsim.errors import AksonsimError
from aksonsim.sweeps.reading import read_sweep
from aksonsim.sweeps.run import begin, run
from aksonsim.sweeps.salib import analyse
from aksonsim.sweeps.store import read


def test_zarr__missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_sweep(written(tmp_path))
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(AksonsimError, match=r"kept in Zarr; install it with: pip install 'aksonsim\[sweep\]'"):
        begin(found, tmp_path / "out.zarr")
    assert not (tmp_path / "out.zarr").exists()
    with pytest.raises(AksonsimError, match=r"aksonsim\[sweep\]"):
        read(tmp_path / "out.zarr")


def test_dask__missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = begin(read_sweep(written(tmp_path)), tmp_path / "out.zarr")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AksonsimError, match=r"--scheduler needs Dask; install it with: pip install"):
        run(begun, scheduler="tcp://127.0.0.1:1")


def test_salib__missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = SPEC.replace("design: grid", "design: {kind: morris, points: 9}")
    run(begin(read_sweep(written(tmp_path, spec)), tmp_path / "out.zarr"), workers=1)
    for name in [name for name in sys.modules if name == "SALib" or name.startswith("SALib.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(AksonsimError, match=r"SALib is not installed; pip install 'aksonsim\[sensitivity\]'"):
        analyse(*read(tmp_path / "out.zarr"), "cost_total.mean")
