"""Nobody reads -0: what rounds to nothing has no sign, on a terminal, in JSON and in a workbook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from aksonsim.cli import group
from aksonsim.results.access import finite

CONFIGS = Path(__file__).parents[2] / "configs"
NEGATIVE = re.compile(r"(?<![\w.])[-−]0(?:[.,]0+)?(?![\d.,])")


@pytest.mark.parametrize(("value", "found"), [("-0.0", True), ("−0,00 %", True), ("-0", True), ("-0.04", False)])
def test_pattern__finds_negative_zeros_only(value: str, found: bool) -> None:
    assert bool(NEGATIVE.search(f"x {value} y")) == found


def test_finite__has_no_negative_zero() -> None:
    assert json.dumps(finite({"a": -0.0, "b": [np.float64(-0.0), -1.5]})) == '{"a": 0.0, "b": [0.0, -1.5]}'


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "akson.yaml", "-s", "baseline", "-s", "mandatory", "-s", "state_carries_overrun", "-n", "400"],
        ["sensitivity", "akson-topdown.yaml", "--method", "all", "-n", "1000"],
        ["waterfall", "akson-topdown.yaml", "--set", "costs[step1.total].estimate.p50=710.0", "-n", "1000"],
    ],
)
def test_commands__print_no_negative_zero(arguments: list[str]) -> None:
    command, file, *rest = arguments
    for more in ([], ["--json"]):
        done = CliRunner().invoke(group, [command, str(CONFIGS / file), *rest, "-q", *more], catch_exceptions=False)
        assert done.exit_code == 0
        assert not NEGATIVE.search(done.stdout), NEGATIVE.search(done.stdout)
