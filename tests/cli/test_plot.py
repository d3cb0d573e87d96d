"""``aksonsim plot`` writes one picture, or says in one sentence why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.analysis.synthetic import dataset

from aksonsim import plots
from aksonsim.cli.plot import command
from aksonsim.errors import ResultError
from aksonsim.files.netcdf import write


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plot") / "out.nc"
    write(dataset(300), path)
    return path


def test_plot__writes_the_same_picture_as_python(result: Path, tmp_path: Path) -> None:
    picture, twin = tmp_path / "a.svg", tmp_path / "b.svg"
    arguments = ["ladder", str(result), "-s", "baseline", "--lang", "nb", "-o", str(picture)]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    plots.plot("ladder", dataset(300), twin, "nb", "baseline")
    assert done.exit_code == 0
    assert picture.read_bytes() == twin.read_bytes()


def test_plot__help_lists_every_kind() -> None:
    text = CliRunner().invoke(command, ["--help"]).output
    assert all(f"{kind} " in text for kind in plots.KINDS)


def test_plot__unknown_kind_is_a_usage_error(result: Path) -> None:
    done = CliRunner().invoke(command, ["pie", str(result), "-o", "a.png"])
    assert done.exit_code == 2
    assert "s-curve" in done.output


def test_plot__missing_data_is_one_sentence_and_no_file(result: Path, tmp_path: Path) -> None:
    arguments = ["uptake", str(result), "-s", "official_basis", "-o", str(tmp_path / "a.png")]
    with pytest.raises(ResultError, match="holds no commitment by council round for scenario official_basis"):
        CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []
