"""Whole numbers as people write them."""

from __future__ import annotations

import random

import pytest

from aksonsim.files.counts import whole

NBSP, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100000", 100_000),
        (" 7 ", 7),
        ("+5", 5),
        ("-3", -3),
        ("0", 0),
        ("007", 7),
        ("100_000", 100_000),
        ("1 000", 1000),
        ("12 345 678", 12_345_678),
        (f"20{NBSP}000", 20_000),
        (f"20{THIN}000", 20_000),
        (f"20{NARROW}000", 20_000),
        ("20'000", 20_000),
        ("20\u2019000", 20_000),
        ("100k", 100_000),
        ("100K", 100_000),
        ("100 k", 100_000),
        ("1.5k", 1500),
        ("2M", 2_000_000),
        ("0.25M", 250_000),
        ("1 000k", 1_000_000),
        ("1e5", 100_000),
        ("1E5", 100_000),
        ("1e+5", 100_000),
        ("2.5e3", 2500),
        ("1.2345e4", 12_345),
        ("1.000e3", 1000),
        ("18446744073709551615", 2**64 - 1),
        ("1.0", 1),
    ],
)
def test_whole__reads_what_people_write(text: str, value: int) -> None:
    found = whole(text)
    assert (found, type(found)) == (value, int)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.5", "'1.5' is no whole number"),
        ("1.2345k", "is no whole number"),
        ("2.5e0", "is no whole number"),
        ("1e-3", "is no whole number"),
        ("nan", "is no whole number"),
        ("inf", "is no whole number"),
        ("-inf", "is no whole number"),
        ("", "is no whole number"),
        ("k", "is no whole number"),
        ("many", "'many' is no whole number; write it as 100000, 100k or 1e5"),
        ("100kk", "is no whole number"),
        ("1e5k", "is no whole number"),
        ("1,5", "is no whole number"),
        ("10 00", "is no whole number"),
        ("1 0000", "is no whole number"),
        ("1 000_000", "is no whole number"),
        ("0x10", "is no whole number"),
        ("\u0661\u0660", "is no whole number"),
        ("\u00b2", "is no whole number"),
        ("20.000", "'20.000' may be a decimal number or thousands; write 20000"),
        ("20,000", "'20,000' may be a decimal number or thousands; write 20000"),
        ("1,000,000", "write 1000000"),
        ("1.500k", "may be a decimal number or thousands"),
        ("1e40", "is too large"),
        ("1e999", "is too large"),
        ("1e9999999999", "is no whole number"),
        ("9" * 5000, "is too large"),
    ],
)
def test_whole__refuses_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"whole number|too large|thousands") as error:
        whole(text)
    assert sentence in str(error.value)
    assert len(str(error.value)) < 120 or len(text) > 120


def test_whole__every_number_in_every_form() -> None:
    numbers = random.Random(5)
    for _ in range(300):
        value = numbers.randrange(10 ** numbers.randrange(1, 19))
        assert whole(str(value)) == value
        assert whole(f"{value:_}") == value
        assert whole(f"{value:,}".replace(",", " ")) == value
        assert whole(f"{value}k") == value * 1000
        assert whole(f"{value}e3") == value * 1000
        assert whole(f"{value * 1000}e0") == value * 1000
