"""A claim is judged once; its words in two languages have the same numbers in the same digits."""

from __future__ import annotations

import itertools
import re

import pytest
from babel.messages.extract import extract_from_file
from hatch_build import KEYWORDS

from aksonsim.analysis import verdicts
from aksonsim.analysis.claims import Asked, Comparison, Place
from aksonsim.analysis.verdicts import percent, verdict
from aksonsim.language.text import Text, translate
from aksonsim.results.quantity import Quantity
from aksonsim.results.statistic import Statistic, probability


def asked(statistic: str, value: float = 1.0, name: str = "cost_total") -> Asked:
    p = float(statistic[1:]) / 100 if statistic[1:2].isdigit() else None
    return Asked(Quantity.parse(name), statistic, value, probability=p)


def compared(model: Statistic, difference: float = 0.0, agrees: bool = True, place: Place | None = None) -> Comparison:
    return Comparison(condition="all", draws=100, model=model, place=place, difference=difference, agrees=agrees)


def distance(own: float, value: float, half: float, tolerance: float = 0.02) -> Text:
    low, high = own - half, own + half
    agrees = low <= value * (1 + tolerance) and value * (1 - tolerance) <= high
    return verdict(asked("mean", value), compared(Statistic(own, (low, high)), value - own, agrees))


def placed(p: str, place: float, half: float, start: float | None = None, agrees: bool = False) -> Text:
    figure = Statistic(place, (place - half, place + half))
    start = place if start is None else start
    at = Place(place=figure, place_from=start, chance_exceeded=Statistic(1 - place), mean_excess=None)
    return verdict(asked(p), compared(Statistic(1.0), agrees=agrees, place=at))


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)?", text)


def test_verdict__digits_are_those_of_the_error_and_three_at_most() -> None:
    """A total that hardly varies: 30.000 % in one language, 30,00 % in the other."""
    found = distance(100.0, 130.0, 0.003)
    assert translate(found, "en") == "is 30.0 % above the model's mean"
    assert translate(found, "nb") == "er 30,0 % over modellens forventningsverdi"
    assert translate(distance(100.0, 130.0, 2.0), "en") == "is 30 % above the model's mean"
    assert (
        translate(distance(100.0, 99.0, 1e-9), "nb")
        == "er innenfor toleransen, 1,00 % under modellens forventningsverdi"
    )


def test_verdict__nothing_is_per_cent_of_zero() -> None:
    assert translate(distance(0.0, 5.0, 0.0), "en") == "is above the model's mean, which is 0"
    assert translate(distance(0.0, -5.0, 0.0), "nb") == "ligger under modellens forventningsverdi, som er 0"
    assert translate(distance(0.0, 0.0, 0.0), "en") == "is the model's mean"


@pytest.mark.parametrize(("count", "n"), [(1, 10_000), (9_999, 10_000), (999_999, 1_000_000), (312, 1_000), (0, 100)])
def test_percent__what_is_not_certain_does_not_look_so(count: int, n: int) -> None:
    text = percent(probability(count, n))
    assert 0 < float(text) < 100 or count in (0, n)
    assert len(text.replace(".", "").strip("0")) <= 6


def test_verdict__two_figures_that_differ_read_so() -> None:
    assert translate(placed("p50", 0.4996, 0.0003), "en") == "is a P49.96, not a P50"
    found = verdict(asked("prob", 0.3), compared(Statistic(0.30004, (0.30001, 0.30007)), agrees=False))
    assert translate(found, "nb") == "er ikke modellens sannsynlighet, som er 30,004 %, ikke 30 %"


def every() -> list[Text]:
    found = [
        distance(own, value, half)
        for own, value, half in itertools.product((-7.0, 0.0, 80.0), (-3.0, 0.5, 79.0, 81.0), (0, 3))
    ]
    found.append(distance(80.0, 80.01, 0.1))
    found += [placed("p85", place, 0.01, agrees=agrees) for place in (0.0, 0.2, 0.85, 1.0) for agrees in (True, False)]
    found += [
        placed("p12.5", 0.9, 0.01, start=start, agrees=agrees) for start in (0.1, 0.3) for agrees in (True, False)
    ]
    for statistic in ("prob", "prob_below", "share_of", "stated"):
        for agrees in (True, False):
            model = Statistic(0.1234, (0.12, 0.13))
            found.append(verdict(asked(statistic, 0.2), compared(model, agrees=agrees), fitted=True))
    for late in (-0.6, -0.2, 0.0, 0.2, 0.6):
        date = Asked(Quantity.parse("milestone[build]"), "mean", 30.0, dated=True)
        found.append(verdict(date, compared(Statistic(30.0 - late), late, agrees=abs(late) < 0.5)))
    for chance in (0.0, 0.25):
        exceeded = Statistic(chance, (chance, chance + 0.01))
        at = Place(place=Statistic(1 - chance), place_from=0.0, chance_exceeded=exceeded, mean_excess=None)
        found.append(verdict(asked("goal"), compared(Statistic(1.0), place=at)))
    return found


def said(found: Text) -> str:
    """Return the sentence of a verdict, without what is added where the model was fitted."""
    inner = dict(found.fields).get("verdict")
    return said(inner) if isinstance(inner, Text) else found.message


def test_words__have_the_same_numbers_in_both_languages() -> None:
    for found in every():
        english, norwegian = translate(found, "en"), translate(found, "nb")
        assert numbers(english) == [number.replace(",", ".") for number in numbers(norwegian)], found
        assert not re.search(r"\d\.\d", norwegian)


def test_words__every_sentence_is_said_of_some_claim() -> None:
    found_in_file = extract_from_file("python", verdicts.__file__, keywords=KEYWORDS)
    texts = {text for _line, text, _comments, context in found_in_file if context is None}
    nouns = {"base estimate", "base cost", "base evaluation", "SD", "CV", "SD / P50", "share", "chance"}
    assert {said(found) for found in every()} == texts - nouns - {"{verdict} (fitted to it)"}
