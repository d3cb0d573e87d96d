"""What pictures call things: numbers and nouns agree."""

from __future__ import annotations

import pytest

from aksonsim.language.text import translate
from aksonsim.plots.names import condition


@pytest.mark.parametrize(
    ("name", "draws", "en", "nb"),
    [
        ("all", 1, "1 draw in all", "1 trekning i alt"),
        ("all", 2, "all 2 draws", "alle 2 trekninger"),
        (
            "given_passed",
            1,
            "given that the gate is passed, 1 draw",
            "gitt at oppslutningskravet nås, 1 trekning",
        ),
        (
            "given_passed",
            0,
            "given that the gate is passed, 0 draws",
            "gitt at oppslutningskravet nås, 0 trekninger",
        ),
    ],
)
def test_condition__draws_agree_with_their_number(name: str, draws: int, en: str, nb: str) -> None:
    words = condition(name, draws)
    assert (translate(words, "en"), translate(words, "nb")) == (en, nb)
