"""The one screen that import prints, and its JSON, of readings made by hand."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from tests.files.handmade import open_question, reading

from aksonsim.language.lang import Lang
from aksonsim.render.html import page
from aksonsim.render.terminal import print_document
from aksonsim.results.register import RegisterRead, register_read
from aksonsim.views import view


def printed(found: RegisterRead, lang: Lang = "en") -> list[str]:
    out = io.StringIO()
    print_document(view(found), out, lang)
    return out.getvalue().splitlines()


def test_screen__says_read_left_took_ask_in_this_order() -> None:
    found = register_read(reading(warned=("a stated total is 2 too high",), asked=(open_question(),), root=None))
    assert printed(found) == [
        "anslag.csv: semicolon, cp1252, header in row 3",
        "read   sum of most likely 65 kNOK",
        "left   rows 1-2: above the header",
        "left   rows 9, 12-14: heading",
        "left   sheet Old: hidden sheet",
        "took   shape of the triples: triangular, as answered",
        "took   unit: 1000 kr (row 2) [unit]",
        "took   decimal comma",
        "check  a stated total is 2 too high",
        "ask    Which shape? (row 4): --answer shape=triangular | --answer shape=pert",
        "",
        "nothing is written before all is answered; at a terminal: aksonsim import anslag.csv --ask",
        "to change anything: aksonsim import anslag.csv --answer KEY=VALUE, or --map with an edited mapping file",
    ]


def test_screen__in_norwegian() -> None:
    lines = printed(register_read(reading(asked=(open_question(),), root=None), applied="a.map.yaml"), "nb")
    assert lines[0] == "anslag.csv: semikolon, cp1252, overskrifter i rad 3"
    assert lines[1] == "med a.map.yaml"
    assert [line.split()[0] for line in lines[2:9]] == ["lest", *["utelatt"] * 3, *["antatt"] * 3]


def test_screen__what_was_changed_stands_below() -> None:
    found = replace(register_read(reading()), changes=("costs[A1].title: a -> b",), moved=3, wrote=("o.yaml",))
    assert printed(found)[-3:] == [
        "costs[A1].title: a -> b",
        "3 items stand in other cells now, and cite them",
        "to change anything: aksonsim import anslag.csv --answer KEY=VALUE, or --map with an edited mapping file",
    ]


@pytest.mark.parametrize(
    ("choice", "option"),
    [
        ("leave out", "--answer 'shape=leave out'"),
        ("<year>", "--answer shape=<year>"),
        (",", "--answer shape=,"),
        ("it's", "--answer 'shape=it'\"'\"'s'"),
    ],
)
def test_screen__an_option_can_be_typed_as_it_stands(choice: str, option: str) -> None:
    lines = printed(register_read(reading(asked=(open_question(choices=(choice,)),), root=None)))
    assert [line for line in lines if line.startswith("ask ")] == [f"ask    Which shape? (row 4): {option}"]


def test_json__is_what_machines_are_promised() -> None:
    found: dict[str, Any] = register_read(reading(asked=(open_question(),), root=None)).to_json()
    assert [*found][:9] == [
        "file",
        "opened",
        "elements",
        "events",
        "drivers",
        "correlations",
        "activities",
        "sum",
        "unit",
    ]
    assert (found["elements"], found["events"], found["sum"], found["unit"]) == (3, 0, 65.0, "kNOK")
    assert found["currency"] == "NOK"
    assert found["read"] == ["sum of most likely 65 kNOK"]
    assert [(one["sheet"], one["row"], one["why"]) for one in found["left"]] == [
        *(("", row, "above the header") for row in (1, 2)),
        *(("", row, "heading") for row in (9, 12, 13, 14)),
        ("Old", None, "hidden sheet"),
    ]
    assert found["took"] == ["shape of the triples", "unit: 1000 kr", "decimal comma"]
    assert found["ask"] == [
        {"key": "shape", "question": "Which shape?", "choices": ["triangular", "pert"], "where": "row 4"}
    ]
    assert found["settled"][1] == {"key": "unit", "value": "kNOK", "where": "row 2", "answered": False}
    assert register_read(reading()).to_json("nb")["price_year"] == 2025


def test_screen__nothing_in_a_file_steers_a_terminal_or_a_page() -> None:
    bad = "\x1b[31m[red]<script>x</script>"
    found = register_read(reading(read=(bad,), warned=(bad,)))
    assert all("\x1b" not in line for line in printed(found))
    assert "[red]" in "".join(printed(found))
    assert "<script>x" not in page(view(found), "en")
