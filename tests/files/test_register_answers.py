"""Answers about a register: what users type, and what becomes of it."""

from __future__ import annotations

import pytest

from aksonsim.errors import AksonsimError
from aksonsim.files.registers.answers import joined, said, typed
from aksonsim.files.registers.decisions import Answers, Decisions, UnusedAnswersError, one_of
from aksonsim.language.text import _, translate


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("hidden-rows=leave out", "hidden_rows", "leave out"),
        ("Hidden rows=count", "hidden_rows", "count"),
        ("TBC=leave out", "no_amount", "leave out"),
        ("cost of measures=certain", "measures", "certain"),
        ("thousands=.", "thousands", "."),
        ("price-year=2025", "price_year", "2025"),
        ("S=middle of the class (> 70 %: 70 to 100)", "band", "middle of the class"),
        ("K=uniform over the class", "consequence", "uniform over the class"),
        ("K=5=[40, 100]", "class_ends[K=5]", "40 to 100"),
        ("rho=ranks (Spearman)", "rho", "ranks"),
        ("R-04=two risks", "R-04", "two risks"),
        ("bounds[Costs 2025]=p10 p90", "bounds[Costs 2025]", "p10 p90"),
        ("unit=a=b", "unit", "a=b"),
    ],
)
def test_typed__takes_the_words_of_people(text: str, key: str, value: str) -> None:
    assert typed([text]).values == {key: value}


def test_typed__knows_rows_headers_and_sheets() -> None:
    found = typed(["'Costs'!$C8=count", "row 9=Total", "header[Costs]=5", "sheet[Old]=ignored", "sheet=New"])
    assert found == Answers({"sheet": "New"}, {"Old": "ignored"}, {"Costs": 5}, {}, {"Costs!8": "count", "9": "total"})


@pytest.mark.parametrize(
    "texts", [["shape"], ["=pert"], ["shape="], ["shape=pert", "Shape=triangular"], ["header[A]=x"], ["A!3=sum"]]
)
def test_typed__refuses(texts: list[str]) -> None:
    with pytest.raises(AksonsimError, match="answer"):
        typed(texts)


def test_said__takes_numbers_and_lists() -> None:
    assert said({"years": 3, "week": 5.0, "K=5": [40, 100]}).values == {
        "years": "3",
        "week": "5",
        "class_ends[K=5]": "40 to 100",
    }


def test_joined__the_later_win() -> None:
    first = Answers({"shape": "pert", "unit": "MNOK"}, {"A": "events"}, {"A": 1}, {"A": {"id": "Nr"}}, {"A!1": "total"})
    then = Answers({"Shape": "triangular"}, {"A": "elements"}, {}, {"A": {"name": "Post"}}, {})
    assert joined(first, then) == Answers(
        {"unit": "MNOK", "Shape": "triangular"},
        {"A": "elements"},
        {"A": 1},
        {"A": {"id": "Nr", "name": "Post"}},
        {"A!1": "total"},
    )


def asked(decisions: Decisions, key: str, *choices: str) -> str | None:
    return decisions.ask(key, _("What?"), choices, one_of(*choices))


def test_decisions__a_thing_is_answered_by_its_key_or_its_name() -> None:
    decisions = Decisions(typed(["R-04=two risks", "S=middle", "duplicates=one"]))
    assert asked(decisions, "duplicates[R-04]", "one", "two") == "two"  # the one thing before all such
    assert (
        Decisions(typed(["R-04=two risks"])).ask("duplicates[R-04]", "", ("one", "two"), one_of("one", "two")) == "two"
    )
    assert asked(decisions, "band[S]", "middle", "uniform") == "middle"


def test_decisions__what_answers_nothing_is_refused_with_the_keys_that_there_are() -> None:
    decisions = Decisions(typed(["shape=pert", "shpae=pert"]))
    asked(decisions, "shape", "pert", "triangular")
    decisions.take("closed", "leave out", "", ("leave out", "count"), str)
    with pytest.raises(
        UnusedAnswersError, match=r"shpae=pert.*did you mean shape\?; this file has: shape, closed"
    ) as error:
        decisions.close()
    assert error.value.keys == ("shpae",)


def test_decisions__while_something_is_asked_an_answer_may_still_find_its_question() -> None:
    decisions = Decisions(typed(["shpae=pert"]))
    asked(decisions, "decimal", ".", ",")
    decisions.close()
    assert [translate(one, "en") for one in decisions.warned] == ["answer shpae=pert: nothing has asked for it yet"]


@pytest.mark.parametrize(
    ("text", "found"), [("Leave-Out", "leave out"), ("two risks", "two"), ("uniform", "uniform over it")]
)
def test_one_of__takes_what_can_only_be_one(text: str, found: str) -> None:
    assert one_of("leave out", "count", "two", "uniform over it")(text) == found


@pytest.mark.parametrize("text", ["twofold", "", "leave", "p10"])
def test_one_of__takes_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        one_of("leave out", "leave in", "two", "p10 p90", "p10 p95")(text)
